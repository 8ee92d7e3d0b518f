"""Counts as the reports list them."""

from __future__ import annotations

from datetime import UTC

from tests.clinic import AT, TODAY, Clinic
from tests.inventory.count_steps import ANNE, BEN, RULES, act, as_the_books, closed, opened
from tracker.inventory.count_closing import reverse_case
from tracker.inventory.count_lines import count_cases, sheet_of
from tracker.journal.pen import Pen
from tracker.reports.count import Past, cases_table
from tracker.reports.table import Table


def listed(clinic: Clinic) -> Table:
    with clinic.database.reading() as connection:
        found = [Past(sheet_of(connection, each, RULES), ()) for each in count_cases(connection)]
    return cases_table(found, TODAY, UTC)


def last_hand(table: Table) -> tuple[object, ...]:
    places = [[column.key for column in table.columns].index(key) for key in ("state", "at", "by")]
    (row,) = table.rows
    return tuple(row[place] for place in places)


def test_a_count_that_was_taken_back_is_listed_under_whoever_took_it_back_and_when(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    closed(clinic)
    assert last_hand(listed(clinic)) == ("closed", "2026-11-16T15:00+00:00", ANNE)
    later = AT.replace("T15:00", "T16:30")
    act(clinic, lambda connection, _: reverse_case(connection, Pen(clinic.journal, later, BEN), "C2026-001"))
    table = listed(clinic)
    assert last_hand(table) == ("taken back", "2026-11-16T16:30+00:00", BEN)
    assert f"taken back 2026-11-16T16:30+00:00 by {BEN}" in " ".join(" ".join(table.lines or ()).split())
