"""Store: what is to be filled (a rack or box in its place, or a shelf), then each tube into the slot that is told.

The order of two scans says which of two things is meant. A rack first: it is filled where it stands. A place first, then
a rack: the rack is put there, with all of it that is in the hands of whoever does so. Whether a place is cold enough is
not known: places have no temperature.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import PlaceKind
from tracker.inventory.subjects import CommandSubject, PlaceSubject
from tracker.jobs import wording_desk, wording_places
from tracker.jobs.custody import stops, storing, wording_store
from tracker.jobs.custody.ending import begins, by_of, refuses, works
from tracker.jobs.custody.job import CustodyJob, Scanned, nothing_left
from tracker.jobs.custody.work import Shelf, Storing
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn, noted
from tracker.specimens.holder_facts import Holder
from tracker.specimens.subjects import CustodianSubject, HolderSubject, SpecimenSubject


def _begin(desk: Desk) -> Storing:
    return Storing()


def _work(desk: Desk) -> Storing:
    return desk.work if isinstance(desk.work, Storing) else Storing()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return begins(turn, subject, work, wording_store.where(work))
        case PlaceSubject():
            return _place(turn, work, subject)
        case HolderSubject():
            return _rack(turn, work, subject)
        case SpecimenSubject():
            return storing.put(turn, work, subject.specimen)
        case _:
            return stops.no_use(turn, subject, "This is no place, rack or tube.", wording_desk.SPECIMENS[JobName.STORE])


def _place(turn: Turn, work: Storing, subject: PlaceSubject) -> Step:
    """The answer to where a rack stands; else the shelf that tubes go on now, or a rack that is scanned next."""
    place = subject.place
    if not place.kind.holds_stock:
        return refuses(turn, wording_places.no_stock_kept(place))
    if place.kind is PlaceKind.SITE:
        return refuses(turn, wording_store.whole_site(place))
    shelf = Shelf(place.id, place.code, place.path)
    if work.holder is not None and work.shelf is None:
        return storing.put_rack(turn, work.holder, work.inside, shelf)
    return works(_without_slot(turn), Storing(shelf), wording_store.shelf_set(shelf))


def _rack(turn: Turn, work: Storing, subject: HolderSubject) -> Step:
    holder = subject.holder
    if not holder.rows:
        return refuses(turn, wording_store.is_bag(holder))
    if work.shelf is not None and work.holder is None:
        return storing.put_rack(_without_slot(turn), holder, subject.specimens, work.shelf)
    opened = Storing(_stands(holder), holder, subject.specimens)
    if opened.shelf is None:
        return works(_without_slot(turn), opened, wording_store.stands_where(holder))
    if subject.next_slot is None and not storing.in_hand(turn.desk, opened):
        return refuses(_without_slot(turn), wording_store.full(holder))
    return works(_without_slot(turn), opened, wording_store.opened(opened, storing.in_hand(turn.desk, opened)))


def _stands(holder: Holder) -> Shelf | None:
    if holder.place_id is None or holder.place_code is None:
        return None
    return Shelf(holder.place_id, holder.place_code, holder.place)


def _without_slot(turn: Turn) -> Turn:
    """A slot that was chosen belongs to the rack before."""
    return replace(turn, desk=replace(turn.desk, quantity=None))


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """QUANTITY n chooses the slot of the next tube; YES stores all of the rack that is in hand, where it stands."""
    work, command = _work(turn.desk), subject.command
    if command is Command.QUANTITY and work.holder is not None:
        return _choose(turn, work, work.holder, max(1, subject.quantity or 1))
    if command is Command.YES and turn.desk.latched is None and by_of(turn.desk):
        if work.holder is None or work.shelf is None or not storing.in_hand(turn.desk, work):
            return None
        return storing.put_rack(turn, work.holder, work.inside, work.shelf)
    return None


def _choose(turn: Turn, work: Storing, holder: Holder, slot: int) -> Step:
    stop = storing.no_slot(work, holder, slot)
    if stop is not None:
        return refuses(_without_slot(turn), stop)
    return noted(replace(turn.desk, quantity=slot), wording_store.chosen(holder, slot))


def _yes(desk: Desk) -> str:
    work = _work(desk)
    if work.holder is None or work.shelf is None:
        return ""
    held = storing.in_hand(desk, work)
    return f"store the {len(held)} in your hands at {work.shelf.path}" if held else ""


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=nothing_left,
    yes=_yes,
)
