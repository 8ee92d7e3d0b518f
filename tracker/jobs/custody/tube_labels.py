"""The label gets onto the tube at the patient's side: printed now for all that are open, or bound from a roll."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.house import specimen_code
from tracker.jobs.custody import spoilt, wording_collect, wording_tubes, words
from tracker.jobs.custody.collecting import labelled, work_of
from tracker.jobs.custody.ending import by_of, does, refuses
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.wording import joined
from tracker.specimens.orders import Label, Reprint
from tracker.specimens.subjects import FreshSubject


def print_all(turn: Turn) -> Step:
    """A label for each open tube that has none, or whose label has certainly not come out; the station prints them once
    they are on disk."""
    work, by, at = work_of(turn.desk), by_of(turn.desk), turn.at
    requisition = work.requisition
    without = tuple(tube for tube in work.open_tubes if tube.specimen is None)
    if requisition is None or not work.open_tubes:
        return refuses(turn, wording_tubes.all_labelled(work))
    if not without and not work.lacking:
        return spoilt.ask(turn, work)
    labels = tuple(
        Label(requisition.id, tube.line, specimen_code(number), by)
        for number, tube in enumerate(without, work.next_number)
    )
    after = replace(work, unprinted=frozenset())
    for order, tube in zip(labels, without, strict=True):
        after = labelled(after, tube, order.number, at)
    lacking = (Reprint(work.lacking, "did not come out", by, is_lacking=True),) if work.lacking else ()
    count = len(labels) + len(work.lacking)
    item, text = words.labels(count), f"requisition {requisition.code}"
    verdict = wording_tubes.labels_printing(count, after)
    return does(turn, (*labels, *lacking), verdict, after, item=item, text=text, count=0, may_undo=False)


def bind(turn: Turn, fresh: FreshSubject) -> Step:
    """A roll's label becomes the current tube's; scanned again it says that the tube is full."""
    work = work_of(turn.desk)
    requisition, tube = work.requisition, work.current
    if tube is not None and tube.specimen is not None:
        if tube.line == work.line:
            return refuses(turn, wording_tubes.has_label(tube))
        tube = next((each for each in work.open_tubes if each.specimen is None), None)
    if requisition is None or tube is None:
        return refuses(turn, wording_tubes.all_labelled(work))
    order = Label(requisition.id, tube.line, fresh.number, by_of(turn.desk), is_roll=True)
    after = labelled(work, tube, fresh.number, turn.at)
    now = next(each for each in after.tubes if each.line == tube.line)
    text = joined("bound", f"requisition {requisition.code}")
    item = wording_collect.tube_words(now)
    return does(turn, (order,), wording_tubes.bound(now, after), after, item=item, text=text, count=0, may_undo=False)
