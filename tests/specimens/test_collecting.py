"""At the patient's side: labels, rolls, tubes drawn and not drawn, and what their limits are from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.laboratory import (
    ANNE,
    BEN,
    FIRST_PRINTED,
    REQUISITION,
    ROLL,
    STAT_REQUISITION,
    STRANGER,
    TUBE_LOT,
    Laboratory,
)
from tests.specimens.custody import refused
from tracker.barcodes import house
from tracker.specimens.auditing import audit_custody, audit_identities
from tracker.specimens.facts import DueKind
from tracker.specimens.orders import AddOn, Draw, Identify, Label, NotDrawn, Reopen, Reprint, SpecimensOrder
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import State


def last_words(laboratory: Laboratory) -> str:
    body = laboratory.value("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1")
    assert isinstance(body, bytes)
    return body.decode()


def lot_id(laboratory: Laboratory, number: str) -> int:
    found = laboratory.value("SELECT id FROM lot WHERE number = ?", (number,))
    assert isinstance(found, int)
    return found


def test_a_label_is_nobodys_until_the_tube_is_drawn(laboratory: Laboratory) -> None:
    number = laboratory.labelled()
    assert (laboratory.specimen(number).state, laboratory.specimen(number).custodian) == (State.LABELLED, None)
    assert laboratory.specimen(number).missing_at is None
    laboratory.order(Draw(number, ANNE))
    held_by = laboratory.specimen(number).custodian
    assert held_by is not None
    assert held_by.code == ANNE


def test_the_strictest_limit_of_its_tests_runs_from_collection(laboratory: Laboratory) -> None:
    gold = laboratory.specimen(laboratory.drawn(2))
    assert (gold.due_kind, gold.due_at) == (DueKind.SPIN, laboratory.now + timedelta(minutes=120))
    assert gold.missing_at == laboratory.now + timedelta(minutes=120)
    culture = laboratory.specimen(laboratory.drawn(requisition=STAT_REQUISITION))
    assert (culture.due_kind, culture.due_at) == (DueKind.RECEIVE, laboratory.now + timedelta(minutes=120))
    assert culture.needs_witness


def test_a_wanted_tube_gets_one_label(laboratory: Laboratory) -> None:
    laboratory.labelled()
    number = house.specimen_code(FIRST_PRINTED + 7)
    requisition = laboratory.id_of("requisition", REQUISITION)
    assert refused(laboratory, Label(requisition, 1, number, ANNE)).code == "labelled_already"
    assert refused(laboratory, Label(requisition, 9, number, ANNE)).code == "unknown_line"
    assert refused(laboratory, Label(99, 1, number, ANNE)).code == "unknown_requisition"
    assert refused(laboratory, Label(requisition, 2, number, STRANGER)).code == "unknown_badge"


def test_a_label_comes_out_again_only_while_its_tube_waits_to_be_drawn(laboratory: Laboratory) -> None:
    waiting, drawn = laboratory.labelled(1), laboratory.drawn(2)
    assert refused(laboratory, Reprint((waiting, drawn), "spoilt", ANNE)).code == "drawn_already"
    laboratory.order(Reprint((waiting,), "spoilt", ANNE))
    assert f'"specimens":["{waiting}"]' in last_words(laboratory)


def test_a_number_is_given_to_one_tube_only(laboratory: Laboratory) -> None:
    used, requisition = laboratory.labelled(), laboratory.id_of("requisition", REQUISITION)
    rolled, printed = house.specimen_code(ROLL[0]), house.specimen_code(FIRST_PRINTED + 7)

    def label(number: str, *, is_roll: bool) -> SpecimensOrder:
        return Label(requisition, 2, number, ANNE, is_roll=is_roll)

    assert refused(laboratory, label(used, is_roll=False)).code == "number_used"
    assert refused(laboratory, label(rolled, is_roll=False)).code == "number_on_roll"
    assert refused(laboratory, label(printed, is_roll=True)).code == "number_of_no_roll"
    for wrong in (ANNE, "2690050200", "12", "２６９００５０１７３"):
        assert refused(laboratory, label(wrong, is_roll=False)).code == "not_a_specimen_number"
    laboratory.order(label(rolled, is_roll=True))
    assert '"do":"specimen.bind"' in last_words(laboratory)
    another = Label(requisition, 3, rolled, ANNE, is_roll=True)
    assert refused(laboratory, another).code == "number_used"


def test_nothing_is_collected_from_an_erased_patient(laboratory: Laboratory) -> None:
    laboratory.execute(
        "UPDATE patient SET salt = NULL, name = NULL, born = NULL, record = NULL, name_index = NULL,"
        " record_index = NULL, erased_at = '2026-11-16T15:00:00.000Z'"
    )
    number, requisition = house.specimen_code(FIRST_PRINTED), laboratory.id_of("requisition", REQUISITION)
    assert refused(laboratory, Label(requisition, 1, number, ANNE)).code == "patient_erased"


def test_a_tube_that_could_not_be_drawn_voids_its_label(laboratory: Laboratory) -> None:
    number, requisition = laboratory.labelled(), laboratory.id_of("requisition", REQUISITION)
    assert refused(laboratory, NotDrawn(requisition, 1, "", ANNE)).code == "reason_required"
    laboratory.order(NotDrawn(requisition, 1, "difficult", ANNE))
    assert laboratory.specimen(number).state is State.NOT_COLLECTED
    assert refused(laboratory, Draw(number, ANNE)).code == "out_of_order"
    assert refused(laboratory, NotDrawn(requisition, 1, "difficult", ANNE)).code == "not_drawn"
    laboratory.order(NotDrawn(requisition, 2, "refused", ANNE))
    drawn = laboratory.drawn(3)
    assert refused(laboratory, NotDrawn(requisition, 3, "refused", ANNE)).code == "out_of_order"
    with laboratory.database.reading() as connection:
        found = SpecimenReader(connection, laboratory.now, laboratory.vault).requisition(REQUISITION)
    assert found is not None
    assert {tube.line: (tube.not_drawn, tube.is_open) for tube in found.tubes} == {
        1: ("difficult", False),
        2: ("refused", False),
        3: ("", False),
    }
    assert [tube.specimen.number for tube in found.tubes if tube.specimen] == [drawn, number]


def test_a_tube_added_gets_the_next_line_and_its_containers_tests(laboratory: Laboratory) -> None:
    requisition = laboratory.id_of("requisition", REQUISITION)
    laboratory.order(AddOn(requisition, laboratory.id_of("container", "GLD"), ANNE))
    assert laboratory.specimen(laboratory.drawn(4)).tests == ("CMP",)
    assert refused(laboratory, AddOn(requisition, 99, ANNE)).code == "unknown_container"


def test_a_tube_is_drawn_into_a_container_of_its_own_lot(laboratory: Laboratory) -> None:
    gold, lavender = laboratory.labelled(2), laboratory.labelled(1)
    lot = lot_id(laboratory, TUBE_LOT)
    assert refused(laboratory, Draw(gold, ANNE, lot_id=lot)).code == "other_container"
    laboratory.order(Draw(lavender, ANNE, laboratory.id_of("location", house.location_code(21)), lot, ("label_early",)))
    assert f'"lot":["{house.item_code(40)}","{TUBE_LOT}"]' in last_words(laboratory)
    assert '"flags":["label_early"]' in last_words(laboratory)
    assert laboratory.specimen(lavender).spot.place == "Lab · Lab counter"


@pytest.mark.parametrize("is_match", [True, False])
def test_the_challenge_is_recorded_without_what_was_answered(laboratory: Laboratory, is_match: bool) -> None:
    requisition = laboratory.id_of("requisition", REQUISITION)
    laboratory.order(Identify(requisition, ANNE, is_match, ("the first 3 letters of the family name",)))
    words = last_words(laboratory)
    assert f'"is_match":{str(is_match).lower()}' in words
    assert REQUISITION in words
    assert "DOE" not in words.upper()


def test_no_patient_data_reaches_the_journal(laboratory: Laboratory) -> None:
    laboratory.drawn(1)
    laboratory.drawn(2, requisition=STAT_REQUISITION)
    with laboratory.database.reading() as connection:
        bodies = b"".join(row[0] for row in connection.exec_driver_sql("SELECT body FROM journal"))
    for word in (b"Doe", b"Jane", b"MRN", b"1980-", b"Roe", b"Richard", b"1955-"):
        assert word not in bodies


def test_a_tube_that_was_given_up_is_wanted_again_with_a_new_label(laboratory: Laboratory) -> None:
    old, requisition = laboratory.labelled(), laboratory.id_of("requisition", REQUISITION)
    assert refused(laboratory, Reopen(requisition, 1, ANNE)).code == "drawn_already"
    laboratory.order(NotDrawn(requisition, 1, "difficult", ANNE))
    assert refused(laboratory, Reopen(requisition, 1, BEN)).code == "not_identified"
    laboratory.order(Reopen(requisition, 1, ANNE))
    assert '"do":"requisition.reopen"' in last_words(laboratory)
    assert '"was":"difficult"' in last_words(laboratory)
    assert laboratory.specimen(old).state is State.NOT_COLLECTED
    again = house.specimen_code(FIRST_PRINTED + 9)
    laboratory.order(Label(requisition, 1, again, ANNE), Draw(again, ANNE))
    with laboratory.database.reading() as connection:
        assert not tuple(audit_custody(connection))


def test_an_identification_that_was_moved_to_another_day_is_found(laboratory: Laboratory) -> None:
    laboratory.identified(by=ANNE)
    with laboratory.database.reading() as connection:
        assert list(audit_identities(connection)) == []
    with laboratory.database.writing() as connection:
        connection.exec_driver_sql("UPDATE patient_identified SET day = date(day, '+1 day')")
    with laboratory.database.reading() as connection:
        assert [each.code for each in audit_identities(connection)] == ["identity"]


def test_that_nobody_was_identified_is_told_of_a_tube_that_was_not_drawn(laboratory: Laboratory) -> None:
    requisition = laboratory.id_of("requisition", REQUISITION)
    laboratory.order(NotDrawn(requisition, 2, "refused", BEN))
    assert '"hl7":"S40","is_identified":false' in last_words(laboratory)
    laboratory.identified(by=ANNE)
    laboratory.order(NotDrawn(requisition, 1, "refused", ANNE))
    assert '"is_identified":true' in last_words(laboratory)


def test_a_tube_drawn_out_of_order_bears_it_as_its_condition_for_whoever_reads_the_timeline(
    laboratory: Laboratory,
) -> None:
    number = laboratory.labelled()
    laboratory.order(Draw(number, ANNE, flags=("draw_order",)))
    assert laboratory.timeline(number)[-1].condition == "drawn out of order of draw"
    in_order = laboratory.drawn(2)
    assert laboratory.timeline(in_order)[-1].condition == ""
    with laboratory.database.reading() as connection:
        assert not tuple(audit_custody(connection))
