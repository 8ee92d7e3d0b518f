"""``tracker report recall``: every recall, or one with its pull list, its use and its specimens."""

from __future__ import annotations

from dataclasses import replace

from tracker.cli.report_asked import Wanted
from tracker.config import Settings
from tracker.inventory.held_back import held_back
from tracker.inventory.quarantine import quarantines
from tracker.inventory.recall_facts import Case, RoomDuty, case_named, cases, lots_of, rooms_of
from tracker.inventory.scope import Scope, scope_of
from tracker.inventory.tracing import trace
from tracker.reports.recall import Worked, case_table, cases_table
from tracker.reports.table import Table
from tracker.specimens.reader import SpecimenReader
from tracker.station.opening import clock_of, today_of
from tracker.store.connection import Connection


def recall_cases(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    today = today_of(connection, settings)
    scope = scope_of(connection, site=wanted.filters.site or "")
    if not wanted.what:
        found = [(case, _rooms(connection, case, scope)) for case in cases(connection)]
        held = [each for each in held_back(connection) if scope.has(each.holding.place.id)]
        return _within(cases_table(found, held, today, settings.zone), scope)
    case = case_named(connection, wanted.what[0])
    lots = lots_of(connection, case)
    meant = [lot for lot in lots if not lot.is_released]
    reader = SpecimenReader(connection, clock_of(connection)())
    # A lot without a number is an item's whose lots are not tracked: no specimen can be told to be drawn with it.
    drawn = {each.number: each for lot in meant if lot.number for each in reader.by_lot(case.item.code, lot.number)}
    traced = [trace(connection, case.item, lot.number) for lot in meant]
    steps = [(each.lot.number, step) for each in traced for step in each.steps]
    left = [held for each in traced for held in each.left if scope.has(held.place.id)]
    rooms = _rooms(connection, case, scope)
    worked = Worked(case, lots, rooms, steps, left, list(drawn.values()), quarantines(connection))
    return _within(case_table(worked, today, settings.zone), scope)


def _rooms(connection: Connection, case: Case, scope: Scope) -> tuple[RoomDuty, ...]:
    return tuple(room for room in rooms_of(connection, case) if scope.has(room.room_id))


def _within(table: Table, scope: Scope) -> Table:
    """Rooms and shelves are those of the site; what was received, used and drawn is told whole."""
    return replace(table, title=f"{table.title}{scope.words}")
