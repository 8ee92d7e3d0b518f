"""What was not drawn is drawn after all: its line opens again, on the same requisition, and says so in the record."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import challenge, wording_recollect
from tracker.jobs.custody.collecting import is_identified, reopened, work_of
from tracker.jobs.custody.ending import asks, by_of, does, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk, Step
from tracker.jobs.outcomes import Turn
from tracker.specimens.orders import Reopen
from tracker.specimens.requisition_facts import WantedTube


def offer(turn: Turn, work: Collecting) -> Step:
    """Nothing is open, and not all was drawn."""
    return works(turn, replace(work, is_adding=False, is_offered=True), wording_recollect.offered(work))


def is_offered(desk: Desk) -> bool:
    work = work_of(desk)
    return work.is_offered and not work.is_asking and desk.latched is None


def agree(turn: Turn) -> Step:
    """YES: at once where the patient stands identified, else once he is."""
    work = work_of(turn.desk)
    if not is_identified(turn.desk):
        return challenge.begin(turn, work)
    assert work.requisition is not None
    orders = tuple(Reopen(work.requisition.id, tube.line, by_of(turn.desk)) for tube in work.not_drawn)
    after = reopened(work, work.not_drawn)
    item, text = f"requisition {work.requisition.code}", "drawn after all"
    return does(turn, orders, wording_recollect.opened(after), after, item=item, text=text, count=0, may_undo=False)


def ask_one(turn: Turn, work: Collecting, tube: WantedTube) -> Step:
    """A tube of a kind that was given up, while its patient is here."""
    assert work.requisition is not None
    after = replace(reopened(work, (tube,)), line=tube.line)
    order = Reopen(work.requisition.id, tube.line, by_of(turn.desk))
    done = wording_recollect.opened(after)
    agreed = Agreed((order,), done, after, tube.container.name, "drawn after all", count=0, may_undo=False)
    return asks(turn, wording_recollect.after_all(tube), Needs.YES, agreed)
