"""The lab's home: every scan is answered, and nothing is changed."""

from __future__ import annotations

from tracker.inventory.subjects import ItemSubject, PlaceSubject, ProductionSubject, UnknownSubject
from tracker.jobs import wording, wording_places, wording_unknown
from tracker.jobs.custody.finding import found
from tracker.jobs.custody.job import CustodyJob, Scanned, no_command, no_work, nothing_left
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted, refused_with


def _scanned(turn: Turn, subject: Scanned) -> Step:
    match subject:
        case ItemSubject():
            return noted(fresh(turn.desk), wording.found(subject, turn.today))
        case PlaceSubject():
            return noted(fresh(turn.desk), wording_places.contents(subject))
        case ProductionSubject():
            named = wording.lot_words(None, subject.code.lot, subject.code.expiry) or "no lot, no expiry"
            return noted(fresh(turn.desk), wording.second_not_needed(named))
        case UnknownSubject():
            return refused_with(fresh(turn.desk), wording_unknown.wrong_kind(subject))
        case _:
            return found(turn, subject)


JOB = CustodyJob(
    begin=no_work,
    scanned=_scanned,
    commanded=no_command,
    ending=nothing_left,
    needs_badge=False,
)
