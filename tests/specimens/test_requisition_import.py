"""Orders from a file: each once, tests added later, and never another patient under a known number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.clinic import Clinic
from tests.specimens.ordered import (
    JANE,
    JOHN,
    VAULT,
    equip,
    everything,
    order,
    orders,
    pen,
    silent,
    wanted,
)
from tracker.exchange.importing import Result, import_file
from tracker.journal.pen import Imported
from tracker.journal.verifying import verify
from tracker.specimens.entries import NewRequisition
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.patient_care import correct, erase
from tracker.specimens.patients import Patient

FIRST = NewRequisition(JANE, ("CBC",), "Dr. Thornbury", number="NG-1")
SECOND = NewRequisition(JOHN, ("PT",), "Dr. Thornbury", is_stat=True, number="NG-2")
HEADER = "number,family_name,given_name,birth_date,record_number,tests,provider\n"
LINE = "NG-{0},Quillfeather,Odalys,1980-03-05,MR-700101,{1},Dr. Thornbury\n"


def test_the_same_file_again_changes_nothing(clinic: Clinic) -> None:
    equip(clinic)
    assert orders(clinic, FIRST, SECOND) == (Imported(added=2), ())
    before = everything(clinic)
    assert orders(clinic, FIRST, SECOND) == (Imported(unchanged=2), ())
    assert everything(clinic) == before


def test_tests_that_are_new_are_added_and_none_is_taken_away(clinic: Clinic) -> None:
    equip(clinic)
    orders(clinic, FIRST)
    assert orders(clinic, replace(FIRST, tests=("PT", "STREP"))) == (Imported(changed=1), ())
    code = str(clinic.value("SELECT code FROM requisition"))
    assert wanted(clinic, code) == [("EDTA", 0), ("CIT", 1), ("SWAB", 1)]
    assert orders(clinic, replace(FIRST, tests=("CBC", "PT", "STREP"))) == (Imported(unchanged=1), ())
    assert clinic.value("SELECT count(*) FROM requisition_test") == 3


@pytest.mark.parametrize(
    ("patient", "what"),
    [
        (JOHN, "name and birth date and record number"),
        (replace(JANE, given="Ottoline"), "name"),
        (replace(JANE, born=date(1980, 5, 3)), "birth date"),
        (replace(JANE, record="MR-1"), "record number"),
    ],
)
def test_a_known_number_never_gets_another_patient(clinic: Clinic, patient: Patient, what: str) -> None:
    equip(clinic)
    orders(clinic, FIRST)
    _, (conflict,) = orders(clinic, SECOND, replace(FIRST, patient=patient, tests=("CBC", "PT")))
    assert (conflict.line, conflict.column) == (3, "number")
    assert conflict.message == f"This order is known with another {what}."
    assert conflict.hint


def test_a_record_number_that_is_left_out_is_no_difference(clinic: Clinic) -> None:
    equip(clinic)
    orders(clinic, FIRST)
    nameless = Patient("QUILLFEATHER", "Odalys", JANE.born)
    assert orders(clinic, replace(FIRST, patient=nameless)) == (Imported(unchanged=1), ())


def test_a_known_record_number_with_another_name_is_named_by_its_line(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, JANE)
    _, (conflict,) = orders(clinic, replace(SECOND, patient=replace(JOHN, record=JANE.record)))
    assert (conflict.line, conflict.column) == (2, "record_number")


def test_an_erased_patient_is_not_brought_back_by_an_old_file(clinic: Clinic) -> None:
    equip(clinic)
    orders(clinic, FIRST)
    with clinic.database.writing() as connection:
        erase(connection, VAULT, pen(clinic), 1, "asked for by letter")
    assert orders(clinic, FIRST) == (Imported(unchanged=1), ())
    _, (conflict,) = orders(clinic, replace(FIRST, tests=("CBC", "PT")))
    assert (conflict.line, conflict.column) == (2, "tests")
    assert clinic.value("SELECT count(*) FROM patient WHERE salt IS NOT NULL") == 0


def test_a_corrected_patient_is_not_changed_back_by_an_old_file(clinic: Clinic) -> None:
    equip(clinic)
    orders(clinic, FIRST)
    with clinic.database.writing() as connection:
        correct(connection, VAULT, pen(clinic), 1, replace(JANE, family="Vale"))
    _, (conflict,) = orders(clinic, FIRST)
    assert "another name" in conflict.message


def imported(clinic: Clinic, path: Path, text: str, *, is_dry_run: bool = False) -> Result:
    path.write_text(HEADER + text, "utf-8")
    return import_file(clinic.database, pen(clinic), "requisitions", path, silent, is_dry_run=is_dry_run, vault=VAULT)


def test_a_file_is_taken_whole_or_not_at_all_and_its_faults_name_nobody(clinic: Clinic, tmp_path: Path) -> None:
    equip(clinic)
    path = tmp_path / "orders.csv"
    assert imported(clinic, path, LINE.format(1, "CBC")).imported == Imported(added=1)
    before = everything(clinic)
    other = "NG-3,Brambleworth,Ignatius,1947-11-30,MR-700102,PT,Dr. Thornbury\n"
    bad = other + LINE.format(1, "CBC").replace("Odalys", "Ottoline")
    result = imported(clinic, path, bad)
    assert [(fault.line, fault.column) for fault in result.faults] == [(3, "number")]
    assert everything(clinic) == before
    for secret in ("Quillfeather", "Odalys", "Ottoline", "1980", "MR-7001", "Brambleworth"):
        assert secret not in repr(result)


def test_a_dry_run_tells_and_keeps_nothing(clinic: Clinic, tmp_path: Path) -> None:
    equip(clinic)
    before = everything(clinic)
    result = imported(clinic, tmp_path / "o.csv", LINE.format(1, "CBC;PT") + LINE.format(2, "PT"), is_dry_run=True)
    assert (result.imported, result.faults) == (Imported(added=2), ())
    assert everything(clinic) == before


def test_journal_and_patients_agree_after_all_of_it(clinic: Clinic, tmp_path: Path) -> None:
    equip(clinic)
    path = tmp_path / "orders.csv"
    imported(clinic, path, LINE.format(1, "CBC") + LINE.format(2, "PT"))
    imported(clinic, path, LINE.format(1, "CBC STREP") + LINE.format(3, "PT"))
    assert clinic.value("SELECT count(*) FROM patient") == 1
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()
        assert list(audit_patients(connection, VAULT)) == []
