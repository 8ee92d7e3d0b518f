"""Orders: who is meant is told by two identifiers, and no fault ever says who it was."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ConfigurationError
from tracker.exchange import Checked, Fault, read_requisition, read_requisitions
from tracker.exchange.requisitions import COLUMNS, corrected
from tracker.specimens.entries import KnownLab, NewRequisition, RequisitionRow
from tracker.specimens.facts import Container, Test, Transport
from tracker.specimens.patients import Patient

TODAY = date(2026, 11, 16)
LAB = KnownLab(
    containers={"EDTA": Container(1, "EDTA", "EDTA lavender", 50, 4_000, None)},
    tests={
        code: Test(code, code, 1, 500, Transport.AMBIENT, None, None, None, 3, False) for code in ("CBC", "ESR", "A1C")
    },
)
GOOD = {
    "number": "NG-26-2001",
    "family_name": "Quillfeather",
    "given_name": "Odalys",
    "birth_date": "1980-03-05",
    "record_number": "MR-700101",
    "tests": "CBC ESR",
    "provider": "Dr. Thornbury",
    "priority": "stat",
    "ordered_at": "2026-11-16 07:40",
}
JANE = Patient("Quillfeather", "Odalys", date(1980, 3, 5), "MR-700101")


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(GOOD), *([(GOOD | row)[name] for name in GOOD] for row in rows)])
    return text.getvalue().encode()


def orders(*rows: dict[str, str]) -> Checked[RequisitionRow]:
    return read_requisitions(table(*rows), LAB, TODAY)


def fault(**cells: str) -> Fault:
    checked = orders(cells)
    assert checked.rows == ()
    assert checked.fault_count == 1, checked.faults
    return checked.faults[0]


def test_one_line_is_one_order() -> None:
    at = datetime(2026, 11, 16, 7, 40)  # noqa: DTZ001 (the clinic's own clock)
    new = NewRequisition(JANE, ("CBC", "ESR"), "Dr. Thornbury", True, "NG-26-2001", at)
    assert orders({}).rows == (RequisitionRow(new, 2),)


def test_what_is_left_out_is_routine_now_and_without_a_record_number() -> None:
    new = orders({"priority": "", "ordered_at": "", "record_number": ""}).rows[0].new
    assert (new.is_stat, new.ordered_at, new.patient.record) == (False, None, None)


@pytest.mark.parametrize("cell", ["CBC;ESR", "cbc, esr", " CBC  ESR CBC ", "CBC; ;ESR"])
def test_tests_are_separated_as_people_do_it(cell: str) -> None:
    assert orders({"tests": cell}).rows[0].new.tests == ("CBC", "ESR")


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"number": ""}, "number", "empty"),
        ({"number": "NG 26"}, "number", "a space"),
        ({"number": "1.2E+11"}, "number", "Excel has cut"),
        ({"number": "2600447102"}, "number", "a code of this clinic"),
        ({"number": "x" * 81}, "number", "81 characters"),
        ({"family_name": ""}, "family_name", "empty"),
        ({"family_name": "Q" * 61}, "family_name", "61 characters"),
        ({"family_name": "=Quillfeather"}, "family_name", "formula"),
        ({"family_name": "＝Quillfeather"}, "family_name", "formula"),
        ({"family_name": "Quill\nfeather"}, "family_name", "line break"),
        ({"given_name": "Oda\rlys"}, "given_name", "line break"),
        ({"provider": "Dr.\nThornbury"}, "provider", "line break"),
        ({"provider": "＝1+1"}, "provider", "formula"),
        ({"family_name": "Quill\x1b[2J"}, "family_name", "U+001B"),
        ({"family_name": "Quill\u202efeather"}, "family_name", "U+202E"),
        ({"given_name": "#N/A"}, "given_name", "error of the spreadsheet"),
        ({"birth_date": ""}, "birth_date", "empty"),
        ({"birth_date": "03/05/1980"}, "birth_date", "no date"),
        ({"birth_date": "1980-02-30"}, "birth_date", "no such day"),
        ({"birth_date": "29285"}, "birth_date", "no date"),
        ({"birth_date": "1899-12-31"}, "birth_date", "before 1900"),
        ({"birth_date": "2026-11-17"}, "birth_date", "future"),
        ({"record_number": "@MR"}, "record_number", "formula"),
        ({"record_number": "M" * 61}, "record_number", "too long"),
        ({"tests": ""}, "tests", "empty"),
        ({"tests": ";"}, "tests", "names none"),
        ({"tests": "CBC CBX"}, "tests", "Test CBX is not known"),
        ({"tests": "CBC DESDEMONAJANE"}, "tests", "Test 2 of 2"),
        ({"provider": ""}, "provider", "empty"),
        ({"provider": "x" * 81}, "provider", "81 characters"),
        ({"priority": "Quillfeather"}, "priority", "not one of its words"),
        ({"ordered_at": "yesterday"}, "ordered_at", "no time"),
        ({"ordered_at": "2026-02-30 10:00"}, "ordered_at", "no time"),
        ({"ordered_at": "1980-03-05 10:00"}, "ordered_at", "no time"),
        ({"ordered_at": "2029-03-05 10:00"}, "ordered_at", "no time"),
    ],
)
def test_each_fault_is_named_in_its_column_with_a_cure(cells: dict[str, str], column: str, words: str) -> None:
    found = fault(**cells)
    assert (found.line, found.column) == (2, column)
    assert words in found.message
    assert found.hint


def test_a_number_of_ten_digits_is_taken_where_no_specimen_can_have_it() -> None:
    assert orders({"number": "2600447103"}).rows[0].new.number == "2600447103"


def test_the_nearest_known_test_is_proposed() -> None:
    assert fault(tests="CBX").hint == "Is CBC meant?"
    assert "Import the tests first" in fault(tests="???").hint


@pytest.mark.parametrize(
    ("second", "column", "words"),
    [
        ({"tests": "A1C"}, "number", "write all tests of an order on one line"),
        ({"given_name": "Ottoline", "record_number": ""}, "number", "two patients cannot share an order"),
        ({"number": "NG-2", "given_name": "Ottoline"}, "record_number", "a record number is one patient's"),
        ({"number": "NG-2", "birth_date": "1981-03-05"}, "record_number", "a record number is one patient's"),
    ],
)
def test_what_cannot_be_twice_is_told_with_both_lines(second: dict[str, str], column: str, words: str) -> None:
    checked = orders({}, second)
    assert [(found.line, found.column) for found in checked.faults] == [(3, column)]
    assert "line 2" in checked.faults[0].message
    assert "2 and 3" in checked.faults[0].hint
    assert words in checked.faults[0].hint


SECRET = "Zyxwvutsrqp"


def told(checked: Checked[RequisitionRow]) -> str:
    return " ".join(f"{fault.column} {fault.message} {fault.hint}" for fault in checked.faults)


@pytest.mark.parametrize("column", GOOD)
@pytest.mark.parametrize(
    "shape", ["{}", "={}", "@{}", "{}\x00", "\u202e{}", "{} {}", "{};CBC", "1.{}E+11", "{}" * 30, "19800305 {}", '"{}']
)
def test_a_name_that_has_slipped_into_any_column_is_never_told(column: str, shape: str) -> None:
    """Columns that were shifted by one put a name where a number or a word should be."""
    checked = orders({column: shape.replace("{}", SECRET)})
    assert checked.faults or checked.rows
    assert SECRET.lower() not in told(checked).lower()
    assert "19800305" not in told(checked)


def test_a_file_without_a_header_does_not_tell_its_first_patient() -> None:
    line = f"NG-1,{SECRET},{SECRET},1980-03-05,CBC,Dr. Thornbury\n".encode()
    checked = read_requisitions(line + line, LAB, TODAY)
    assert checked.faults
    assert SECRET.lower() not in told(checked).lower()
    assert "1980" not in told(checked)


@given(st.lists(st.text(max_size=25).map(lambda text: SECRET + text), min_size=9, max_size=9), st.booleans())
def test_whatever_stands_in_the_cells_no_fault_quotes_it(cells: list[str], with_header: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(GOOD)] * with_header + [cells, cells])
    try:
        words = told(read_requisitions(text.getvalue().encode("utf-8", "replace"), LAB, TODAY))
    except ConfigurationError as error:
        words = f"{error.message} {error.hint}"
    assert words
    assert SECRET.lower() not in words.lower()


def test_a_form_is_read_like_a_line_of_the_file_and_needs_no_number() -> None:
    given = {name: value for name, value in GOOD.items() if name not in ("number", "ordered_at")}
    (row,) = read_requisition(given, LAB, TODAY).rows
    assert (row.new.patient, row.new.number) == (JANE, "")
    assert "family_name" in told(read_requisition(given | {"family_nam": SECRET}, LAB, TODAY))
    assert SECRET not in told(read_requisition(given | {SECRET: SECRET}, LAB, TODAY))


def test_a_correction_keeps_what_it_does_not_name() -> None:
    assert corrected(JANE, {"given_name": "Odile"}, TODAY).rows == (
        Patient("Quillfeather", "Odile", JANE.born, JANE.record),
    )
    assert corrected(JANE, {"record_number": None}, TODAY).rows == (Patient("Quillfeather", "Odalys", JANE.born),)
    for wrong in ({"tests": "CBC"}, {"birth_date": "03/05/1980"}, {"family_name": None}, {"given_name": ""}):
        checked = corrected(JANE, wrong, TODAY)
        assert checked.rows == ()
        assert len(checked.faults) == 1


def test_the_columns_are_those_of_the_docstring() -> None:
    import tracker.exchange.requisitions as module

    assert module.__doc__ is not None
    for column in COLUMNS.required + COLUMNS.optional:
        assert f"\n{column} " in module.__doc__


@pytest.mark.parametrize("wrong", [{name: value} for name in GOOD for value in ("", "=A1", "1980-02-30", "2099-01-01")])
def test_a_form_is_answered_in_words_of_a_form(wrong: dict[str, str]) -> None:
    given = {name: value for name, value in GOOD.items() if name != "number"} | wrong
    said = " ".join(f"{fault.message} {fault.hint}" for fault in read_requisition(given, LAB, TODAY).faults)
    for word in ("column", "cell", "line", "_"):
        assert word not in said
