"""``requisitions.csv``: what was ordered for whom, one line for each order. No fault ever quotes a patient.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
number         yes      the ordering system's own number, as it is printed and scanned
family_name    yes
given_name     yes
birth_date     yes      ``1980-03-05``
tests          yes      codes, separated by spaces or ``;``
provider       yes      who ordered it
record_number           the patient's, where the clinic has one
ordered_at              ``2026-11-16 09:30`` by the clinic's clock; empty: now
priority                routine (also where empty) or stat
============== ======== ====================================================================================

The same number again is the same order: tests that are new are added to it, nothing is taken away. What has slipped into
a wrong column may be a name, so a fault says line, column and remedy, and the value nowhere; only a test's code is named
where nothing speaks against its being one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.dates import date_of, moment, need_birth_date
from tracker.exchange.lab_tests import nearest
from tracker.exchange.rows import Checked, Fault, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.specimens.entries import KnownLab, NewRequisition, RequisitionRow
from tracker.specimens.ordering import HOUSE_CODE, HOUSE_CODE_HINT, LONGEST, is_house_code
from tracker.specimens.patients import LONGEST_NAME, Patient, differing
from tracker.specimens.vault import folded

COLUMNS: Final = Columns(
    required=("number", "family_name", "given_name", "birth_date", "tests", "provider"),
    optional=("record_number", "ordered_at", "priority"),
    is_private=True,
)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
"""A test's code as directories have them: whatever is longer may be somebody's name."""
Filled = TypeVar("Filled")
PRIORITIES: Final = ("routine", "stat")


def read_requisitions(
    source: Path | bytes, lab: KnownLab, today: date, progress: Progress | None = None
) -> Checked[RequisitionRow]:
    """The orders of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    faults, seen = Faults(), _Seen()
    rows: list[RequisitionRow] = []
    for line in read_table(source, COLUMNS, faults, progress):
        row = _requisition(line, lab, today, needs_number=True)
        if row is not None and seen.agrees(line, row.new) and not faults.count:
            rows.append(row)
    return faults.check(rows)


def read_requisition(given: Mapping[str, str], lab: KnownLab, today: date) -> Checked[RequisitionRow]:
    """One order as a form or a script gives it, by the columns' names; it may have no number of its own."""
    faults = Faults()
    for name in given:
        if not COLUMNS.has(name):
            near = COLUMNS.nearest(name)
            faults.add(1, "", "One of these fields is not known.", f"Is {near} meant?" if near else "")
    row = _requisition(Line(1, dict(given), faults, is_private=True), lab, today, needs_number=False)
    return _of_form(faults.check([row] if row is not None else []))


def corrected(before: Patient, given: Mapping[str, str | None], today: date) -> Checked[Patient]:
    """``before`` with what ``given`` says in its place, by the columns' names; what is left out stays, None takes away."""
    faults = Faults()
    if unknown := [name for name in given if name not in _PATIENT]:
        message = f"{len(unknown)} of these fields are not a patient's."
        faults.add(1, "", message, f"A patient has: {', '.join(_PATIENT)}.")
    kept = {
        "family_name": before.family,
        "given_name": before.given,
        "birth_date": before.born.isoformat(),
        "record_number": before.record or "",
    }
    cells_now = kept | {name: value or "" for name, value in given.items()}
    patient = read_patient(Line(1, cells_now, faults, is_private=True), today)
    return _of_form(faults.check([patient] if patient is not None else []))


_ASKED: Final = {
    "number": "number",
    "family_name": "family name",
    "given_name": "given name",
    "birth_date": "birth date",
    "record_number": "record number",
    "tests": "list of tests",
    "provider": "name of who ordered it",
    "priority": "priority",
    "ordered_at": "time of the order",
}


def _of_form(checked: Checked[Filled]) -> Checked[Filled]:
    """The same faults for a person who has fields before her, and no file with columns, cells and lines."""
    return replace(checked, faults=tuple(_asked(fault) for fault in checked.faults))


def _asked(fault: Fault) -> Fault:
    name = _ASKED.get(fault.column)
    if name is None:
        return fault
    message = fault.message
    for said in (f"The column {fault.column}", "This cell"):
        message = message.replace(said, f"The {name}")
    message = (
        message.replace(f"{fault.column} is", f"the {name} is").replace(" on this line", "").replace(" here.", ".")
    )
    return replace(fault, message=message, hint=fault.hint.replace("Every line needs it.", "It is needed."))


_PATIENT: Final = ("family_name", "given_name", "birth_date", "record_number")


def _requisition(line: Line, lab: KnownLab, today: date, *, needs_number: bool) -> RequisitionRow | None:
    number, patient, tests = _number(line, needs_number), read_patient(line, today), _tests(line, lab)
    provider, priority = _short(line, "provider", LONGEST), cells.choice(line, "priority", PRIORITIES)
    ordered_at, is_time = moment(line, "ordered_at", today)
    if number is None or patient is None or not tests or not provider or priority is None or not is_time:
        return None
    new = NewRequisition(patient, tests, provider, priority == "stat", number, ordered_at)
    return RequisitionRow(new, line.number)


def read_patient(line: Line, today: date) -> Patient | None:
    """Two identifiers, each checked; None after a fault."""
    family, given = _short(line, "family_name", LONGEST_NAME), _short(line, "given_name", LONGEST_NAME)
    born, record = need_birth_date(line, "birth_date", today), cells.text(line, "record_number")
    if record is not None and len(record) > LONGEST_NAME:
        line.fault("record_number", "This cell is too long.", f"At most {LONGEST_NAME} characters.")
        return None
    if not family or not given or born is None or record is None:
        return None
    return Patient(family, given, born, record or None)


def _short(line: Line, column: str, most: int) -> str | None:
    value = cells.need_name(line, column)
    if value and len(value) > most:
        line.fault(column, f"This cell has {len(value)} characters.", f"At most {most} are meant for it.")
        return None
    return value


def _number(line: Line, is_needed: bool) -> str | None:
    """As a scanner gives it. One that is also a code of ours would open something else: it is refused."""
    number = cells.code_text(line, "number")
    if not number:
        if number == "" and is_needed:
            line.fault(
                "number", "The column number is empty here.", "Every line needs it: the same order is known by it."
            )
            return None
        return number
    if len(number) > LONGEST:
        line.fault("number", f"This cell has {len(number)} characters.", f"At most {LONGEST} are meant for it.")
        return None
    if is_house_code(number):
        line.fault("number", HOUSE_CODE, HOUSE_CODE_HINT)
        return None
    return number


def _tests(line: Line, lab: KnownLab) -> tuple[str, ...]:
    cell = cells.need_text(line, "tests")
    codes = [code.upper() for code in re.split(r"[;, ]+", cell or "") if code]
    if cell and not codes:
        line.fault("tests", "The column tests names none.", "Write their codes, separated by spaces.")
    is_known = True
    for position, code in enumerate(codes, start=1):
        if code not in lab.tests:
            hint = nearest(code, lab.tests) or "Import the tests first, or correct the code."
            which = f"Test {code}" if _is_code(line, code) else f"Test {position} of {len(codes)} on this line"
            line.fault("tests", f"{which} is not known.", hint)
            is_known = False
    return tuple(dict.fromkeys(codes)) if is_known else ()


def _is_code(line: Line, word: str) -> bool:
    """Whether a word in the column of tests can be quoted: it has a code's shape, all columns are where they should be (the
    birth date is a date), and it is no word of the patient's."""
    names = " ".join(line.get(column) for column in _PATIENT).upper()
    return _CODE.fullmatch(word) is not None and date_of(line.get("birth_date")) is not None and word not in names


class _Seen:
    """One number is one order, and one record number one patient."""

    def __init__(self) -> None:
        self._orders: dict[str, tuple[int, Patient]] = {}
        self._records: dict[str, tuple[int, Patient]] = {}

    def agrees(self, line: Line, new: NewRequisition) -> bool:
        is_fine = True
        first, patient = self._orders.setdefault(new.number, (line.number, new.patient))
        if first != line.number:
            what = " and ".join(differing(patient, new.patient))
            message = f"The number of line {first} stands here again{f', with another {what}' if what else ''}."
            hint = f"See lines {first} and {line.number}: " + (
                "two patients cannot share an order." if what else "write all tests of an order on one line."
            )
            line.fault("number", message, hint)
            is_fine = False
        if new.patient.record is not None:
            first, patient = self._records.setdefault(folded(new.patient.record), (line.number, new.patient))
            if what := " and ".join(differing(patient, new.patient)):
                message = f"The record number of line {first} stands here with another {what}."
                hint = f"See lines {first} and {line.number}: a record number is one patient's."
                line.fault("record_number", message, hint)
                is_fine = False
        return is_fine
