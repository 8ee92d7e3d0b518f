"""``tracker report recall``: every recall, or one with its pull list, its use and its specimens."""

from __future__ import annotations

from tracker.cli.report_asked import Wanted
from tracker.config import Settings
from tracker.inventory.held_back import held_back
from tracker.inventory.quarantine import quarantines
from tracker.inventory.recall_facts import case_named, cases, lots_of, rooms_of
from tracker.inventory.tracing import trace
from tracker.reports.recall import Worked, case_table, cases_table
from tracker.reports.table import Table
from tracker.specimens.reader import SpecimenReader
from tracker.station.opening import clock_of, today_of
from tracker.store.connection import Connection


def recall_cases(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    today = today_of(connection, settings)
    if not wanted.what:
        found = [(case, rooms_of(connection, case)) for case in cases(connection)]
        return cases_table(found, held_back(connection), today, settings.zone)
    case = case_named(connection, wanted.what[0])
    lots = lots_of(connection, case)
    meant = [lot for lot in lots if not lot.is_released]
    reader = SpecimenReader(connection, clock_of(connection)())
    # A lot without a number is an item's whose lots are not tracked: no specimen can be told to be drawn with it.
    drawn = {each.number: each for lot in meant if lot.number for each in reader.by_lot(case.item.code, lot.number)}
    traced = [trace(connection, case.item, lot.number) for lot in meant]
    steps = [(each.lot.number, step) for each in traced for step in each.steps]
    left = [held for each in traced for held in each.left]
    worked = Worked(case, lots, rooms_of(connection, case), steps, left, list(drawn.values()), quarantines(connection))
    return case_table(worked, today, settings.zone)
