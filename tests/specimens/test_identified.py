"""Nobody labels or draws for a patient whose two identifiers he has not compared today, whatever asked for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic import AT
from tests.laboratory import ANNE, BEN, FIRST_PRINTED, REQUISITION, ROLL, STAT_REQUISITION, Laboratory
from tests.specimens.custody import refused
from tests.specimens.test_collecting import last_words
from tracker.barcodes import house
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.specimens import patients
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import Draw, Identify, Label
from tracker.specimens.patient_care import correct, patient_of_requisition, reveal


def identify(laboratory: Laboratory, *, by: str = ANNE, is_match: bool = True, requisition: str = REQUISITION) -> None:
    laboratory.order(Identify(laboratory.id_of("requisition", requisition), by, is_match, ("name", "birth date")))


def label(laboratory: Laboratory, *, by: str = ANNE, line: int = 2) -> Label:
    return Label(laboratory.id_of("requisition", REQUISITION), line, house.specimen_code(FIRST_PRINTED + 50), by)


def test_no_label_and_no_tube_before_the_challenge(laboratory: Laboratory) -> None:
    assert refused(laboratory, label(laboratory)).code == "not_identified"
    rolled = replace(label(laboratory), number=house.specimen_code(ROLL[0]), is_roll=True)
    assert refused(laboratory, rolled).code == "not_identified"
    identify(laboratory)
    laboratory.order(label(laboratory))


def test_it_is_of_this_patient_and_of_whoever_draws(laboratory: Laboratory) -> None:
    tube = laboratory.labelled()
    identify(laboratory, by=BEN, requisition=STAT_REQUISITION)
    assert refused(laboratory, Draw(tube, BEN)).code == "not_identified"
    identify(laboratory, by=BEN)
    laboratory.order(Draw(tube, BEN))
    laboratory.order(label(laboratory, by=ANNE))


def test_it_holds_for_the_clinics_day(laboratory: Laboratory) -> None:
    tube = laboratory.labelled()
    laboratory.today += timedelta(days=1)
    assert refused(laboratory, Draw(tube, ANNE)).code == "not_identified"
    identify(laboratory)
    laboratory.order(Draw(tube, ANNE))


def test_a_challenge_that_fails_takes_away_what_was_passed_before_and_from_nobody_else(laboratory: Laboratory) -> None:
    tube = laboratory.labelled()
    identify(laboratory, by=BEN)
    identify(laboratory, is_match=False)
    assert refused(laboratory, Draw(tube, ANNE)).code == "not_identified"
    laboratory.order(Draw(tube, BEN))


def test_nobody_has_compared_what_was_corrected_since(laboratory: Laboratory) -> None:
    tube = laboratory.labelled()
    with laboratory.database.writing() as connection:
        patient_id = patient_of_requisition(connection, REQUISITION)
        before = patients.read(connection, laboratory.vault, patient_id)
        assert before is not None
        pen = Pen(laboratory.journals[0], AT)
        correct(connection, laboratory.vault, pen, patient_id, replace(before, born=before.born + timedelta(days=1)))
    assert refused(laboratory, Draw(tube, ANNE)).code == "not_identified"


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE patient_identified SET done_by = '" + BEN + "'",
        "UPDATE patient_identified SET requisition_id = 2",
        "UPDATE patient_identified SET event_id = (SELECT event_id FROM journal ORDER BY rowid DESC LIMIT 1)",
    ],
)
def test_a_right_to_draw_that_no_challenge_gave_is_found(laboratory: Laboratory, forged: str) -> None:
    laboratory.labelled()
    laboratory.execute(forged)
    with laboratory.database.reading() as connection:
        assert [difference.code for difference in audit_custody(connection)] == ["identity"]


def test_asking_costs_one_read_by_index(laboratory: Laboratory) -> None:
    with laboratory.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT 1 FROM patient_identified WHERE requisition_id = ? AND done_by = ? AND day = ?",
            (1, ANNE, "2026-11-16"),
        ).all()
    assert [row[3].startswith("SEARCH patient_identified USING PRIMARY KEY") for row in rows] == [True]


def test_whoever_was_shown_the_name_just_before_is_not_blind_and_the_event_says_so(laboratory: Laboratory) -> None:
    with laboratory.database.writing() as connection:
        pen = Pen(laboratory.journals[0], stamp(laboratory.now), ANNE)
        reveal(connection, laboratory.vault, pen, patient_of_requisition(connection, REQUISITION), "urgent result")
    told = '"revealed_before":true'
    identify(laboratory, requisition=STAT_REQUISITION)
    assert told not in last_words(laboratory)
    identify(laboratory, by=BEN)
    assert told not in last_words(laboratory)
    identify(laboratory)
    assert told in last_words(laboratory)
    with laboratory.database.reading() as connection:
        assert not tuple(audit_custody(connection))
    laboratory.later(minutes=11)
    identify(laboratory)
    assert told not in last_words(laboratory)
