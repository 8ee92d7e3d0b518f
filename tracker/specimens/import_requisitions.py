"""Orders from a file: each by its number once, tests added later, and never another patient under a known number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.errors import Refusal
from tracker.journal.pen import Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.entries import RequisitionRow
from tracker.specimens.ordering import add_tests, create_requisition
from tracker.specimens.patients import differing, read
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that contradicts what the clinic knows. It names the line and what differs, and never a value."""

    line: int
    column: str
    message: str
    hint: str


@needs(Permission.PATIENT_ENTER)
def import_requisitions(
    connection: Connection, vault: Vault, rows: Sequence[RequisitionRow], pen: Pen, report: Report
) -> tuple[Imported, tuple[Conflict, ...]]:
    """Enter new orders, add what is new to known ones. Where there are conflicts, the caller rolls all of it back."""
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    conflicts: list[Conflict] = []
    for position, row in enumerate(rows, start=1):
        done = _one(connection, vault, row, pen)
        if isinstance(done, Conflict):
            conflicts.append(done)
        else:
            counts[done] += 1
        if position % 100 == 0:
            report(position, len(rows))
    return Imported(counts["added"], counts["changed"], counts["unchanged"]), tuple(conflicts)


def _one(
    connection: Connection, vault: Vault, row: RequisitionRow, pen: Pen
) -> Literal["added", "changed", "unchanged"] | Conflict:
    found = connection.exec_driver_sql(
        "SELECT code, patient_id FROM requisition WHERE number = ?", (row.new.number,)
    ).first()
    if found is None:
        try:
            create_requisition(connection, vault, pen, row.new)
        except Refusal as refusal:
            return Conflict(row.line, _COLUMNS.get(refusal.code, ""), refusal.message, refusal.hint)
        return "added"
    code, patient_id = found
    known = {
        test
        for (test,) in connection.exec_driver_sql(
            "SELECT k.code FROM requisition_test t JOIN test_kind k ON k.id = t.test_id"
            " JOIN requisition r ON r.id = t.requisition_id WHERE r.code = ?",
            (code,),
        )
    }
    added = [test for test in row.new.tests if test not in known]
    conflict = _patient_conflict(connection, vault, row, patient_id, bool(added))
    if conflict is not None or not added:
        return conflict or "unchanged"
    add_tests(connection, pen, code, added)
    return "changed"


_COLUMNS = {"patient_differs": "record_number", "patient_ambiguous": "record_number", "test_unknown": "tests"}


def _patient_conflict(
    connection: Connection, vault: Vault, row: RequisitionRow, patient_id: int, has_more: bool
) -> Conflict | None:
    """Why the line cannot be of the order that is known by its number. An erased patient is not entered again."""
    before = read(connection, vault, patient_id)
    if before is None:
        if not has_more:
            return None
        hint = "Take the line out; a new order has a number of its own."
        return Conflict(row.line, "tests", "The patient of this order has been erased: no test is added to it.", hint)
    what = " and ".join(differing(before, row.new.patient))
    if not what:
        return None
    return Conflict(
        row.line,
        "number",
        f"This order is known with another {what}.",
        "Two patients cannot share an order: compare the line with the order that the clinic has. Where the patient's data"
        " has changed: tracker patient correct.",
    )
