"""What a code names among specimens, and what is not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.laboratory import (
    ANNE,
    BAG,
    BOX,
    COURIER,
    FIRST_PRINTED,
    FRIDGE,
    NUMBER_OF_ORDERING_SYSTEM,
    RACK,
    REQUISITION,
    ROLL,
    STRANGER,
    TUBE_LOT,
    Laboratory,
)
from tracker.barcodes import house
from tracker.barcodes.meaning import Unknown
from tracker.specimens import patients
from tracker.specimens.orders import Draw, Step
from tracker.specimens.requisitions import next_number
from tracker.specimens.resolving import resolve
from tracker.specimens.states import Do
from tracker.specimens.subjects import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    PartnerSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimensSubject,
    SpecimenSubject,
)


def named(laboratory: Laboratory, text: str, *, has_key: bool = True) -> SpecimensSubject | None:
    meaning = house.parse(text) if house.has_house_shape(text) else Unknown(text)
    with laboratory.database.reading() as connection:
        return resolve(connection, laboratory.vault if has_key else None, meaning, text, laboratory.today)


def test_a_requisition_asks_more_where_another_patient_would_answer_the_same(laboratory: Laboratory) -> None:
    usual = named(laboratory, REQUISITION)
    assert isinstance(usual, RequisitionSubject)
    patient_id = usual.requisition.patient_id
    with laboratory.database.writing() as connection:
        known = patients.read(connection, laboratory.vault, patient_id)
        assert known is not None
        near = replace(known, given=f"{known.given}tte", record=None)
        connection.exec_driver_sql(
            "INSERT INTO requisition (code, patient_id, ordered_at, provider, priority)"
            " SELECT ?, ?, ordered_at, provider, priority FROM requisition WHERE code = ?",
            (house.requisition_code(77), patients.enter(connection, laboratory.vault, near), REQUISITION),
        )
    asked = named(laboratory, REQUISITION)
    assert isinstance(asked, RequisitionSubject)
    assert asked.challenge != usual.challenge
    assert asked.requisition.patient == usual.requisition.patient
    assert len(asked.challenge.questions) == 3 or asked.challenge.is_shared


def test_a_tube_says_where_it_is_whose_and_how_long_it_keeps(laboratory: Laboratory) -> None:
    number = laboratory.labelled()
    lot = laboratory.value("SELECT id FROM lot WHERE number = ?", (TUBE_LOT,))
    assert isinstance(lot, int)
    laboratory.order(Draw(number, ANNE, lot_id=lot))
    laboratory.order(Step(Do.STORE, (number,), ANNE, holder_code=BOX))
    found = named(laboratory, number)
    assert isinstance(found, SpecimenSubject)
    assert found.patient == "D., J. ••/80"
    assert [lot.shown for lot in found.lots] == [f"EDTA tube {TUBE_LOT}"]
    assert found.specimen.spot.slot_name == "A1"
    assert found.specimen.requisition_code == REQUISITION


def test_a_label_of_our_roll_is_fresh_and_another_clinics_is_nobodys(laboratory: Laboratory) -> None:
    for n in (ROLL[0], ROLL[-1]):
        assert named(laboratory, house.specimen_code(n)) == FreshSubject(house.specimen_code(n))
    for n in (ROLL[0] - 1, ROLL[-1] + 1, 1):
        assert named(laboratory, house.specimen_code(n)) is None


def test_a_requisition_is_known_by_its_code_and_by_the_ordering_systems_number(laboratory: Laboratory) -> None:
    by_code, by_number = named(laboratory, REQUISITION), named(laboratory, NUMBER_OF_ORDERING_SYSTEM)
    assert by_code == by_number
    assert isinstance(by_code, RequisitionSubject)
    assert by_code.requisition.patient == "D., J. ••/80"
    assert by_code.next_number == FIRST_PRINTED
    assert [question.answer for question in by_code.challenge.questions] == ["DOJA", "0305"]
    assert "DOJA" not in repr(by_code)
    assert named(laboratory, "ORD-2026/119") is None
    assert named(laboratory, house.requisition_code(99)) is None


def test_tubes_are_wanted_in_order_of_draw_with_their_tests(laboratory: Laboratory) -> None:
    found = named(laboratory, REQUISITION)
    assert isinstance(found, RequisitionSubject)
    assert [(tube.container.code, tube.line, tube.tests) for tube in found.requisition.tubes] == [
        ("LB", 3, ("PT",)),
        ("GLD", 2, ("CMP",)),
        ("LAV", 1, ("CBC",)),
    ]


def test_without_the_patients_key_nobody_is_shown_and_nobody_can_be_challenged(laboratory: Laboratory) -> None:
    found = named(laboratory, REQUISITION, has_key=False)
    assert isinstance(found, RequisitionSubject)
    assert found.requisition.patient == "••"
    assert found.challenge.questions == ()


def test_a_rack_shows_its_tubes_by_slot_and_the_next_free_one(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(3)
    laboratory.order(Step(Do.PLACE, tubes, ANNE, holder_code=RACK, slots=(6, 1, 2)))
    found = named(laboratory, RACK)
    assert isinstance(found, HolderSubject)
    assert [each.spot.slot_name for each in found.specimens] == ["A1", "A2", "B3"]
    assert found.next_slot == 3
    empty = named(laboratory, BAG)
    assert isinstance(empty, HolderSubject)
    assert (empty.specimens, empty.next_slot, empty.shipment) == ((), None, None)


def test_a_bag_and_its_manifest_show_the_same_trip(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.sent(tube)
    bag, trip = named(laboratory, BAG), named(laboratory, laboratory.trip().code)
    assert isinstance(bag, HolderSubject)
    assert isinstance(trip, ShipmentSubject)
    assert bag.shipment == trip.shipment
    assert bag.specimens == trip.specimens
    assert named(laboratory, house.shipment_code(77)) is None


def test_a_badge_shows_what_its_person_offers_and_holds(laboratory: Laboratory) -> None:
    offered, kept = laboratory.drawn(1), laboratory.drawn(2)
    laboratory.order(Step(Do.RELEASE, (offered,), ANNE))
    found = named(laboratory, ANNE)
    assert isinstance(found, CustodianSubject)
    assert [each.number for each in found.released] == [offered]
    assert found.held == 2
    assert kept != offered
    assert named(laboratory, STRANGER) is None


def test_a_courier_is_a_partner_and_a_place_belongs_to_the_other_room(laboratory: Laboratory) -> None:
    found = named(laboratory, COURIER)
    assert isinstance(found, PartnerSubject)
    assert found.party.name == "Swift couriers"
    assert named(laboratory, FRIDGE) is None


def test_the_next_number_lies_beyond_all_of_its_year_that_are_used_or_rolled(laboratory: Laboratory) -> None:
    def following(day: date) -> int:
        with laboratory.database.reading() as connection:
            return next_number(connection, day)

    assert following(date(2027, 1, 1)) == 27_000_001
    laboratory.drawn()
    assert following(laboratory.today) == FIRST_PRINTED + 1
    laboratory.execute("INSERT INTO tube_roll VALUES (26999000, 26999999)")
    assert following(laboratory.today) == 27_000_001
