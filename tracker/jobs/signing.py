"""What takes a signature, whose, and what it means: the rules, apart from how a PIN is proved (21 CFR 11.50, 11.200).

A scan that leads to such an act does nothing at first: the desk waits for the signatures, and then the very scan is judged
once more, on the facts as they are by then.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.orders import Waste
from tracker.inventory.subjects import CommandSubject, FaultySubject, PersonSubject
from tracker.jobs import signing_paper, wording_desk, wording_signing
from tracker.jobs.custody.work import Handing
from tracker.jobs.desk import Desk, Session, Signer, Step, Unsigned
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.subjects import BareSubject
from tracker.specimens.facts import PartyKind
from tracker.specimens.orders import Exempt
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

REJECTED, DISPOSED, WASTED, OVERRIDDEN, WITNESSED = "rejected", "disposed", "wasted", "overridden", "witnessed"
RECEIVING = "receiving"
"""What a signature means."""
_COMING = frozenset({RECEIVING, signing_paper.WRITTEN})
"""Of whoever comes and is not the one who is signed in."""
_TAKES = frozenset({Do.ACCEPT, Do.REJECT, Do.ARRIVE})
_DO = {Do.REJECT: REJECTED, Do.DISPOSE: DISPOSED}


def signers_of(step: Step, desk: Desk, shown: PersonSubject | None = None) -> tuple[Signer, ...]:
    """Who must sign for what ``step`` does; nobody for most steps. Whoever takes specimens into his name comes first, and
    whoever a paper names. ``shown``: whose badge the scan was, a witness's perhaps, who is asked by name."""
    if desk.session is None:
        return ()
    paper, session = desk.paper, desk.session
    named = _receiver(step, session) if paper is None else signing_paper.named_on(step, paper, session)
    return (*named, *_of_the_act(step, desk, session, shown))


def _receiver(step: Step, session: Session) -> tuple[Signer, ...]:
    """A badge is a claim, and custody is not put into anybody's name by it: who receives in another's session proves himself
    once in it. Whoever gives is named by his badge alone; the session stands beside it on record."""
    badges = {order.by: "" for order in step.orders if isinstance(order, CustodyOrder) and order.do in _TAKES}
    work = step.desk.work
    if isinstance(work, Handing) and work.receiver is not None and work.receiver.kind is PartyKind.PERSON:
        badges[work.receiver.code] = work.receiver.name
    proved = ("", session.badge, *session.receivers)
    return tuple(Signer(badge, name, RECEIVING) for badge, name in badges.items() if badge not in proved)[:1]


def _of_the_act(step: Step, desk: Desk, session: Session, shown: PersonSubject | None) -> tuple[Signer, ...]:
    """In the name of whoever does it, which the event bears as well (21 CFR 11.50): that is a receiver, too, in another's
    session."""
    meaning, witness, by = "", None, _hand(step, desk, session)
    for order in step.orders:
        if isinstance(order, CustodyOrder):
            is_override = bool(order.overrides) or order.witness is not None
            meaning = meaning or _DO.get(order.do, "") or (OVERRIDDEN if is_override else "")
            witness = order.witness or witness
            by = order.by or by
        elif isinstance(order, Exempt):
            meaning, witness = OVERRIDDEN, order.witness
        elif isinstance(order, Waste) and order.is_controlled:
            meaning, witness = WASTED, ""
    if not meaning:
        return ()
    own = Signer(by, _names(step, desk, session).get(by, ""), meaning)
    if witness is None:
        return (own,)
    name = shown.name if shown is not None and shown.badge == witness else ""
    return own, Signer(witness, name, WITNESSED)


def _hand(step: Step, desk: Desk, session: Session) -> str:
    """In whose name the event will be."""
    operator = step.desk.operator or desk.operator
    return operator.badge if operator is not None else session.badge


def _names(step: Step, desk: Desk, session: Session) -> dict[str, str]:
    """Of all who may act at this desk, by badge."""
    known = {each.badge: each.name for each in (desk.operator, step.desk.operator) if each is not None}
    return {**known, session.badge: session.name}


def held_back(turn: Turn, step: Step, signed: tuple[Signer, ...], shown: PersonSubject | None = None) -> Step:
    """``step``, or the question for its signatures where those are not there. ``signed`` were given for this very scan,
    which was the badge of ``shown``."""
    needed = signers_of(step, turn.desk, shown)
    if not needed:
        return step
    if _are_there(needed, signed):
        return _with_proofs(_with_receivers(step, needed), needed, signed)
    session = turn.desk.session
    assert session is not None
    first = needed[0]
    is_shown = turn.scan.data == first.badge if first.meaning in _COMING else _has_shown(turn.desk, session, first)
    return _asking(turn.desk, Unsigned(turn.scan, turn.desk, needed, _about(step, needed), needs_badge=not is_shown))


def _with_receivers(step: Step, signed: tuple[Signer, ...]) -> Step:
    receivers = tuple(each.badge for each in signed if each.meaning == RECEIVING)
    session = step.desk.session
    if session is None or not receivers:
        return step
    return replace(step, desk=replace(step.desk, session=replace(session, receivers=(*session.receivers, *receivers))))


def _with_proofs(step: Step, needed: tuple[Signer, ...], signed: tuple[Signer, ...]) -> Step:
    paper, session = step.desk.paper, step.desk.session
    if paper is None or session is None:
        return step
    return replace(step, desk=replace(step.desk, paper=signing_paper.with_proofs(paper, needed, signed, session)))


def _about(step: Step, needed: tuple[Signer, ...]) -> str:
    """What is signed, in the words of the answer; where that asks for the next thing already, in those of the act."""
    for order in step.orders:
        if isinstance(order, Exempt):
            kind = order.kind.replace("_", " ")
            return f"{needed[0].name} collects all of today, from every patient: {kind} certificate run out"
    return step.verdict.headline


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
    session, left = desk.session, signers[place + 1 :]
    if session is not None and signer.badge == session.badge:
        session = replace(session, has_signed=True)
    just_shown = (signer.badge, unsigned.scan.data)  # the second person's badge may be the very scan that waits
    needs_badge = bool(left) and (
        session is None or (left[0].badge not in just_shown and not _has_shown(desk, session, left[0]))
    )
    now = replace(unsigned, signers=signers, proved=(*unsigned.proved, signer.badge), needs_badge=needs_badge)
    return replace(desk, unsigned=now, session=session, latched=None)


def _has_shown(desk: Desk, session: Session, signer: Signer) -> bool:
    """Whether ``signer`` has shown badge and PIN in this session before: then the PIN is enough (21 CFR 11.200(a)(1))."""
    if signer.badge == session.badge:
        return session.has_signed
    if desk.paper is not None:
        return desk.paper.proof_of(signer.badge) == signer.badge
    return signer.badge in session.receivers


def kept_of(step: Step, signed: tuple[Signer, ...]) -> tuple[Signer, ...]:
    """Those of the signatures given for a scan that go on record with it: none where nothing came of it. Of a receiver's
    badge, or of one that a paper names, it is that he has come."""
    has_come = step.desk.unsigned is None and any(each.meaning in _COMING for each in signed)
    return signed if step.orders or has_come else ()


def coming(desk: Desk) -> str:
    """The badge of whoever is about to receive, once he has proved himself, or to be named from a paper; empty for
    nobody."""
    first = desk.unsigned.signers[0].named if desk.unsigned is not None else None
    return first.badge if first is not None and first.meaning in _COMING else ""


def stands_in(desk: Desk, signed: tuple[Signer, ...]) -> tuple[str, ...]:
    """The badges of those who sign, or are about to, in the place of somebody whom a paper names."""
    asked = (desk.unsigned.signer,) if desk.unsigned is not None and not is_complete(desk.unsigned) else ()
    return tuple(each.badge for each in (*signed, *asked) if each.stands_for is not None)


def meaning_of(signer: Signer) -> str:
    """What his signature says: of an act of his own which it was; of another's that the paper was witnessed."""
    return WITNESSED if signer.stands_for is not None else signer.meaning


def is_complete(unsigned: Unsigned) -> bool:
    return len(unsigned.proved) == len(unsigned.signers)


def next_asked(desk: Desk) -> Step:
    """The question for the signature of whoever is next."""
    assert desk.unsigned is not None
    return _asking(desk, desk.unsigned)


def _asking(desk: Desk, unsigned: Unsigned) -> Step:
    return Step(replace(desk, unsigned=unsigned), wording_signing.asked(unsigned))


def _badge(desk: Desk, unsigned: Unsigned, person: PersonSubject) -> Step:
    """The signer's own; or, where a witness is awaited, anybody's but the first one's; or of whoever witnesses a paper."""
    signer = unsigned.signer.named
    if _would_be_both(unsigned, person.badge):
        return Step(desk, wording_signing.would_be_both(unsigned, person))
    is_witness = not signer.badge and person.badge != unsigned.signers[0].badge
    known = (
        Signer(person.badge, person.name, signer.meaning)
        if is_witness or signer.badge == person.badge
        else signing_paper.in_place_of(unsigned, person)
    )
    if known is None:
        return Step(desk, wording_signing.somebody_else(unsigned, person))
    signers = (*unsigned.signers[: len(unsigned.proved)], known, *unsigned.signers[len(unsigned.proved) + 1 :])
    return _asking(desk, replace(unsigned, signers=signers, needs_badge=False))


def _would_be_both(unsigned: Unsigned, badge: str) -> bool:
    """Whether the owner of ``badge`` would sign, of what takes two persons and is entered from paper, for both of them: as
    whoever is named, enters it, or stands in for either."""
    paper, place = unsigned.before.paper, len(unsigned.proved)
    if paper is None or all(each.named.meaning != WITNESSED for each in unsigned.signers):
        return False
    is_second = unsigned.signer.named.meaning == WITNESSED
    across = [
        part.badge
        for at, each in enumerate(unsigned.signers)
        if at != place and (each.named.meaning == WITNESSED) is not is_second
        for part in (each, each.named)
    ]
    return badge in across or (is_second and badge == paper.entered_by.badge)


def _are_there(needed: tuple[Signer, ...], signed: tuple[Signer, ...]) -> bool:
    """Where the step itself names no witness, whoever has signed as one is he."""
    if len(needed) != len(signed):
        return False
    return all(
        each.meaning == given.meaning and each.badge in ("", given.named.badge)
        for each, given in zip(needed, signed, strict=True)
    )
