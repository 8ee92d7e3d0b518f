"""What takes a signature, whose, and what it means: the rules, apart from how a PIN is proved (21 CFR 11.50, 11.200).

A scan that leads to such an act does nothing at first: the desk waits for the signatures, and then the very scan is judged
once more, on the facts as they are by then.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import CommandSubject, FaultySubject, PersonSubject
from tracker.inventory.orders import Waste
from tracker.jobs import wording_desk, wording_signing
from tracker.jobs.desk import Desk, Signer, Step, Unsigned
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.subjects import BareSubject
from tracker.specimens.orders import Exempt
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

REJECTED, DISPOSED, WASTED, OVERRIDDEN, WITNESSED = "rejected", "disposed", "wasted", "overridden", "witnessed"
"""What a signature means."""
_DO = {Do.REJECT: REJECTED, Do.DISPOSE: DISPOSED}


def signers_of(step: Step, desk: Desk) -> tuple[Signer, ...]:
    """Who must sign for what ``step`` does; nobody for most steps, and for what a signed paper says."""
    if desk.session is None or desk.paper is not None:
        return ()
    meaning, witness = "", None
    for order in step.orders:
        if isinstance(order, CustodyOrder):
            is_override = bool(order.overrides) or order.witness is not None
            meaning = meaning or _DO.get(order.do, "") or (OVERRIDDEN if is_override else "")
            witness = order.witness or witness
        elif isinstance(order, Exempt):
            meaning, witness = OVERRIDDEN, order.witness
        elif isinstance(order, Waste) and order.is_controlled:
            meaning, witness = WASTED, ""
    if not meaning:
        return ()
    own = Signer(desk.session.badge, desk.session.name, meaning)
    return (own,) if witness is None else (own, Signer(witness, "", WITNESSED))


def held_back(turn: Turn, step: Step, signed: tuple[Signer, ...]) -> Step:
    """``step``, or the question for its signatures where those are not there. ``signed`` were given for this very scan."""
    needed = signers_of(step, turn.desk)
    if not needed or _are_there(needed, signed):
        return step
    session = turn.desk.session
    assert session is not None
    about = step.verdict.headline
    return _asking(turn.desk, Unsigned(turn.scan, turn.desk, needed, about, needs_badge=not session.has_signed))


def answered(turn: Turn, subject: BareSubject, person: PersonSubject | None) -> Step | None:
    """What a scan does while signatures are awaited: the badge that is needed, or NO; all else waits."""
    unsigned = turn.desk.unsigned
    if unsigned is None:
        return None
    if person is not None:
        return _badge(turn.desk, unsigned, person)
    if isinstance(subject, FaultySubject):
        return Step(turn.desk, wording_desk.faulty(subject))
    if isinstance(subject, CommandSubject) and subject.command in (Command.NO, Command.UNDO):
        return noted(fresh(replace(unsigned.before, unsigned=None)), wording_signing.not_signed(unsigned))
    return Step(turn.desk, wording_desk.answer_first(wording_signing.asked(unsigned)))


def proved(desk: Desk, signer: Signer) -> Desk:
    """``desk`` once ``signer``, whose turn it was, has given his PIN: the next one's turn, or nobody's."""
    unsigned = desk.unsigned
    assert unsigned is not None
    place = len(unsigned.proved)
    signers = (*unsigned.signers[:place], signer, *unsigned.signers[place + 1 :])
    left = signers[place + 1 :]
    now = replace(
        unsigned, signers=signers, proved=(*unsigned.proved, signer.badge), needs_badge=bool(left) and not left[0].badge
    )
    return replace(desk, unsigned=now, latched=None)


def is_complete(unsigned: Unsigned) -> bool:
    return len(unsigned.proved) == len(unsigned.signers)


def next_asked(desk: Desk) -> Step:
    """The question for the signature of whoever is next."""
    assert desk.unsigned is not None
    return _asking(desk, desk.unsigned)


def _asking(desk: Desk, unsigned: Unsigned) -> Step:
    return Step(replace(desk, unsigned=unsigned), wording_signing.asked(unsigned))


def _badge(desk: Desk, unsigned: Unsigned, person: PersonSubject) -> Step:
    """The signer's own; or, where a witness is awaited, anybody's but the first one's."""
    signer = unsigned.signer
    if not signer.badge and person.badge != unsigned.signers[0].badge:
        known = Signer(person.badge, person.name, signer.meaning)
        signers = (*unsigned.signers[: len(unsigned.proved)], known, *unsigned.signers[len(unsigned.proved) + 1 :])
        return _asking(desk, replace(unsigned, signers=signers, needs_badge=False))
    if signer.badge == person.badge:
        return _asking(desk, replace(unsigned, needs_badge=False))
    return Step(desk, wording_signing.somebody_else(unsigned, person))


def _are_there(needed: tuple[Signer, ...], signed: tuple[Signer, ...]) -> bool:
    """Where the step itself names no witness, whoever has signed as one is he."""
    if len(needed) != len(signed):
        return False
    return all(
        each.meaning == given.meaning and each.badge in ("", given.badge)
        for each, given in zip(needed, signed, strict=True)
    )
