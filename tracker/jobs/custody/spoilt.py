"""Labels at the patient's side once more: which of them, and why. A second label of a tube that has a good one is a tube too
many, so what is good is left out by scanning it; what is spoilt often cannot be scanned."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.jobs.custody import wording_tubes, words
from tracker.jobs.custody.collecting import tube_with, work_of
from tracker.jobs.custody.ending import asks, by_of, carry_out
from tracker.jobs.custody.matter import Agreed, Matter, Needs
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted, refused_with
from tracker.specimens.orders import Reprint
from tracker.specimens.subjects import SpecimenSubject

WHY = {
    Command.REASON_DAMAGED: "torn, smeared or printed badly",
    Command.REASON_LOST: "lost, or it did not come out",
}
"""Why a label is printed again at the patient's side."""


def ask(turn: Turn, work: Collecting) -> Step:
    """A printer that was off, or a label that tore: asked first, since by two labels of one number tubes are mixed."""
    numbers = tuple(tube.specimen.number for tube in work.open_tubes if tube.specimen is not None)
    return asks(turn, wording_tubes.print_again(work, numbers), Needs.WHY, _agreed(turn, work, numbers), by_scan=False)


def leave_out(turn: Turn, matter: Matter, subject: SpecimenSubject) -> Step:
    """This label is good, or of none of these tubes."""
    work, number = work_of(turn.desk), subject.specimen.number
    asked = _asked(matter)
    if number not in asked:
        is_left = tube_with(work, number) is not None
        said = wording_tubes.left_out(work, number, asked) if is_left else wording_tubes.none_of_these(subject, asked)
        return refused_with(turn.desk, said)
    still = tuple(each for each in asked if each != number)
    if not still:
        return noted(fresh(turn.desk), wording_tubes.none_spoilt(work))
    said = wording_tubes.left_out(work, number, still)
    now = Matter(said.code, said, Needs.WHY, _agreed(turn, work, still))
    return Step(replace(turn.desk, matter=now, latched=None), said)


def because(turn: Turn, matter: Matter, command: Command) -> Step:
    """Why was chosen: now they are printed."""
    why, agreed = WHY[command], matter.agreed
    orders = tuple(replace(order, reason=why) for order in agreed.orders if isinstance(order, Reprint))
    return carry_out(turn, replace(agreed, orders=orders, text=f"printed again: {why}"))


def _asked(matter: Matter) -> tuple[str, ...]:
    return tuple(number for order in matter.agreed.orders if isinstance(order, Reprint) for number in order.numbers)


def _agreed(turn: Turn, work: Collecting, numbers: tuple[str, ...]) -> Agreed:
    """``reason`` comes with the answer."""
    order = Reprint(numbers, "", by_of(turn.desk))
    done = wording_tubes.labels_printing(len(numbers), work, numbers)
    return Agreed((order,), done, work, words.labels(len(numbers)), "printed again", count=0, may_undo=False)
