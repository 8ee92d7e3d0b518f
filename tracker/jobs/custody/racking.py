"""Into the rack at the patient's side: what has just been drawn, in the next free slots."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import wording_wanted, words
from tracker.jobs.custody.collecting import work_of
from tracker.jobs.custody.ending import by_of, does, refuses
from tracker.jobs.custody.finding import found
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.specimens.holder_facts import Holder, HolderKind
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do
from tracker.specimens.subjects import HolderSubject


def place(turn: Turn, subject: HolderSubject) -> Step:
    """All that was drawn since the patient was identified and stands in no rack yet. A bag is packed in PACK; with nothing
    to place, the rack is answered as everywhere."""
    work, holder = work_of(turn.desk), subject.holder
    waiting = tuple(each.number for each in work.drawn if not each.is_placed)
    if not waiting or holder.kind is HolderKind.BAG:
        return found(turn, subject)
    slots = _free(holder, {each.spot.slot for each in subject.specimens})[: len(waiting)]
    if not slots:
        return refuses(turn, wording_wanted.rack_full(holder))
    numbers = waiting[: len(slots)]
    order = CustodyOrder(Do.PLACE, numbers, by_of(turn.desk), holder_code=holder.code, slots=slots)
    drawn = tuple(replace(each, is_placed=True) if each.number in numbers else each for each in work.drawn)
    verdict = wording_wanted.in_rack(holder, numbers, slots, len(waiting) - len(numbers))
    text = f"into {holder.shown}"
    item = words.tubes(len(numbers))
    return does(turn, (order,), verdict, replace(work, drawn=drawn), item=item, text=text, count=len(numbers))


def _free(holder: Holder, taken: set[int | None]) -> tuple[int, ...]:
    return tuple(slot for slot in range(1, holder.rows * holder.columns + 1) if slot not in taken)
