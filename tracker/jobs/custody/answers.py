"""A matter that is open: answered by YES, by a reason and a second person, or left."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import spoilt
from tracker.jobs.custody.ending import by_of, carry_out
from tracker.jobs.custody.job import Scanned
from tracker.jobs.custody.matter import Matter, Needs
from tracker.jobs.desk import Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, fresh, noted, refused_with
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import Exempt
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.subjects import CustodianSubject, SpecimenSubject

EXCEPTIONS = {
    Command.EXCEPTION_FOUND: "found here",
    Command.EXCEPTION_NOT_SCANNED: "a step was not scanned",
    Command.EXCEPTION_EMERGENCY: "emergency",
    Command.EXCEPTION_DOWNTIME: "the program was down",
}

_WHO_MAY = "whoever has neither done it, nor enters it, nor answers for it may"


def commanded(turn: Turn, matter: Matter, subject: CommandSubject) -> Step:
    command = subject.command
    if command is Command.SEAL_BROKEN and matter.otherwise is not None:
        return carry_out(turn, matter.otherwise)
    if command in (Command.NO, Command.UNDO):
        return noted(fresh(turn.desk), wording_desk.cancelled(matter.agreed.item, "nothing was recorded"))
    if command is Command.YES and matter.needs is Needs.YES:
        return _confirmed(turn, matter)
    if command in spoilt.WHY and matter.needs is Needs.WHY:
        return spoilt.because(turn, matter, command)
    if command in EXCEPTIONS and matter.needs is Needs.REASON:
        return _needs_second(turn, replace(matter, reason=EXCEPTIONS[command]))
    return _not_yet(turn, matter)


def scanned(turn: Turn, matter: Matter, subject: Scanned) -> Step:
    """The very scan that was asked about says YES; a badge may be the second person's; all else waits."""
    if isinstance(subject, CustodianSubject) and matter.awaits_person:
        return _witnessed(turn, matter, subject)
    if matter.needs is Needs.YES and matter.data and turn.scan.data == matter.data:
        return _confirmed(turn, matter)
    if isinstance(subject, SpecimenSubject) and matter.needs is Needs.WHY:
        return spoilt.leave_out(turn, matter, subject)
    if isinstance(subject, CustodianSubject) and matter.needs is Needs.REASON:
        return Step(replace(turn.desk, latched=None), _reason_first(matter.asked, subject))
    return _not_yet(turn, matter)


def _reason_first(asked: Verdict, second: CustodianSubject) -> Verdict:
    return Verdict(
        Code.ANSWER_FIRST,
        Tone.REFUSE,
        "REASON FIRST",
        f"{asked.word}   {asked.headline}",
        "nothing was recorded",
        f"{second.person.name} signs once the reason is chosen",
        asked.way_out,
    )


def _not_yet(turn: Turn, matter: Matter) -> Step:
    return Step(replace(turn.desk, latched=None), wording_desk.answer_first(matter.asked))


def _confirmed(turn: Turn, matter: Matter) -> Step:
    if not matter.agreed.witness_for:
        return carry_out(turn, matter.agreed)
    return _needs_second(turn, replace(matter, needs=Needs.WITNESS))


def _needs_second(turn: Turn, matter: Matter) -> Step:
    why = "an exception stands" if matter.needs is Needs.REASON else f"{matter.agreed.witness_for}: it stands"
    asked = Verdict(
        Code.SECOND_PERSON,
        Tone.ASK,
        "SECOND PERSON",
        matter.agreed.item,
        f"reason: {matter.reason}" if matter.reason else matter.agreed.text,
        f"{why} in the record under two names",
        "A second person scans a badge. Leave it? NO.",
    )
    return Step(replace(turn.desk, matter=replace(matter, asked=asked), latched=None), asked)


def _witnessed(turn: Turn, matter: Matter, witness: CustodianSubject) -> Step:
    by, paper = by_of(turn.desk), turn.desk.paper
    if witness.person.code == by:
        return refused_with(turn.desk, _somebody_else(f"{witness.person.name} is the one who acts."))
    if paper is not None and witness.person.code in (paper.entered_by.badge, paper.proof_of(by)):
        why = "enters" if witness.person.code == paper.entered_by.badge else "has witnessed"
        return refused_with(turn.desk, _somebody_else(f"{witness.person.name} {why} this paper.", _WHO_MAY))
    agreed = matter.agreed
    orders = tuple(_signed(order, matter.reason, witness.person.code) for order in agreed.orders)
    said = replace(agreed.verdict, detail=_with(agreed.verdict.detail, f"witness {witness.person.name}"))
    return carry_out(turn, replace(agreed, orders=orders, verdict=said))


def _somebody_else(why: str, who_may: str = "") -> Verdict:
    way_out = "A second person scans a badge. Leave it? NO."
    return Verdict(Code.SAME_PERSON, Tone.REFUSE, "SOMEBODY ELSE", why, "nothing was recorded", who_may, way_out)


def _signed(order: Order, exception: str | None, witness: str) -> Order:
    """Under both names. Why the step is done stays beside why it is done out of order."""
    if isinstance(order, Exempt):
        return replace(order, witness=witness, reason=exception or "")
    if not isinstance(order, CustodyOrder):
        return order
    reason = _with(order.reason, exception) if order.reason and exception else exception or order.reason
    return replace(order, witness=witness, reason=reason)


def _with(detail: str, more: str) -> str:
    return f"{detail} · {more}" if detail else more
