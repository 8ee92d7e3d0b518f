"""Containers, tests, partners and racks come in by file: once, completely, and never against what is under way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clinic import Clinic
from tests.specimens.ordered import CBC, CONTAINERS, ESR, JANE, equip, events, order, pen, silent
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.journal.pen import Imported
from tracker.specimens.entries import NO_LIMIT, ContainerRow, HolderRow, PartnerRow, TestRow
from tracker.specimens.facts import PartyKind, Transport
from tracker.specimens.holder_facts import HolderKind
from tracker.specimens.import_partners import import_holders, import_partners
from tracker.specimens.import_tests import import_containers, import_tests

LAB = PartnerRow("", "Fernhollow", PartyKind.LABORATORY, "00D0000001", 90, 2)
COURIER = PartnerRow("", "Swiftlet", PartyKind.COURIER, "", 45, 3)
RACK = HolderRow("", "R1", HolderKind.RACK, 5, 10, house.location_code(3), 2)
BAG = HolderRow("", "B17", HolderKind.BAG, 0, 0, "", 3)


def containers(clinic: Clinic, *rows: ContainerRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_containers(connection, rows, pen(clinic), silent)


def directory(clinic: Clinic, *rows: TestRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_tests(connection, rows, pen(clinic), silent)


def partners(clinic: Clinic, *rows: PartnerRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_partners(connection, rows, pen(clinic), silent)


def holders(clinic: Clinic, *rows: HolderRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_holders(connection, rows, pen(clinic), silent)


def test_the_same_file_again_changes_nothing_and_tells_nothing(clinic: Clinic) -> None:
    equip(clinic)
    partners(clinic, LAB, COURIER)
    holders(clinic, RACK, BAG)
    before = clinic.value("SELECT count(*) FROM journal")
    assert containers(clinic, *CONTAINERS) == Imported(unchanged=3)
    assert directory(clinic, CBC, ESR) == Imported(unchanged=2)
    assert partners(clinic, LAB, COURIER) == Imported(unchanged=2)
    assert holders(clinic, RACK, BAG) == Imported(unchanged=2)
    assert clinic.value("SELECT count(*) FROM journal") == before


def test_what_a_file_leaves_out_stays(clinic: Clinic) -> None:
    containers(clinic, replace(CONTAINERS[0], item_code=house.item_code(1)))
    assert containers(clinic, CONTAINERS[0]) == Imported(unchanged=1)
    assert clinic.value("SELECT item_id FROM container") == clinic.items["Syringe 3 mL"]
    directory(clinic, CBC)
    assert directory(clinic, replace(CBC, receive_minutes=None, test_minutes=None)) == Imported(unchanged=1)
    partners(clinic, LAB)
    assert partners(clinic, replace(LAB, clia="")) == Imported(unchanged=1)
    holders(clinic, RACK)
    assert holders(clinic, replace(RACK, location_code="")) == Imported(unchanged=1)


def test_a_limit_is_taken_away_only_where_the_file_says_so(clinic: Clinic) -> None:
    equip(clinic)
    assert directory(clinic, replace(CBC, test_minutes=NO_LIMIT)) == Imported(changed=1)
    assert clinic.value("SELECT test_minutes FROM test_kind WHERE code = 'CBC'") is None
    assert clinic.value("SELECT receive_minutes FROM test_kind WHERE code = 'CBC'") == 720
    told = events(clinic, "import.tests")[-1]["rows"]
    assert [(row["test"], row["limits_minutes"]) for row in told] == [("CBC", [None, 720, None])]


def test_new_partners_and_racks_are_given_codes_and_known_by_kind_and_name(clinic: Clinic) -> None:
    assert partners(clinic, LAB, COURIER) == Imported(added=2)
    assert holders(clinic, RACK, BAG) == Imported(added=2)
    assert clinic.value("SELECT code FROM partner WHERE name = 'Swiftlet'") == house.partner_code(2)
    assert clinic.value("SELECT code FROM holder WHERE name = 'B17'") == house.holder_code(2)
    assert clinic.value("SELECT place_id FROM holder WHERE name = 'R1'") == clinic.places["A"]
    assert partners(clinic, replace(LAB, transit_minutes=120)) == Imported(changed=1)
    assert partners(clinic, replace(COURIER, name="Fernhollow")) == Imported(added=1)


def test_a_partner_keeps_the_kind_under_which_it_has_held_specimens(clinic: Clinic) -> None:
    partners(clinic, LAB, COURIER)
    with pytest.raises(Refusal) as refused:
        partners(clinic, replace(LAB, code=house.partner_code(2)))
    assert refused.value.code == "partner_kind"
    assert "Line 2" in refused.value.message


@pytest.mark.parametrize(
    "row",
    [
        replace(RACK, columns=12),
        replace(RACK, location_code=house.location_code(4)),
        replace(RACK, code=house.holder_code(1), kind=HolderKind.BOX),
    ],
)
def test_a_rack_with_specimens_in_it_is_not_changed_by_a_file(clinic: Clinic, row: HolderRow) -> None:
    equip(clinic)
    holders(clinic, RACK)
    order(clinic, JANE)
    clinic.execute(
        "INSERT INTO specimen (number, requisition_id, container_id, is_pool, state, steps, since, custodian, holder_id,"
        " slot) VALUES ('2600000143', 1, 1, 0, 'stored', 1, '', 'L1', 1, 1)"
    )
    with pytest.raises(Refusal) as refused:
        holders(clinic, row)
    assert refused.value.code == "holder_not_empty"
    assert holders(clinic, replace(RACK, code=house.holder_code(1), name="R1, blue")) == Imported(changed=1)
    clinic.execute("UPDATE specimen SET holder_id = NULL, slot = NULL")
    assert holders(clinic, replace(row, name="R1, blue")) == Imported(changed=1)


def test_a_bag_on_its_way_is_not_changed_by_a_file(clinic: Clinic) -> None:
    holders(clinic, BAG)
    clinic.execute(
        "INSERT INTO shipment (code, holder_id, state, sender, opened_at) VALUES ('T1', 1, 'open', 'B1', '')"
    )
    with pytest.raises(Refusal) as refused:
        holders(clinic, HolderRow(house.holder_code(1), "B17", HolderKind.BOX, 9, 9, "", 2))
    assert refused.value.code == "holder_not_empty"


def test_a_test_changes_its_tube_only_when_nobody_waits_with_the_old_one(clinic: Clinic) -> None:
    """The patient would be drawn into a tube that no test is done from, and the test's own tube would never be drawn."""
    equip(clinic)
    order(clinic, JANE, "CBC")
    moved = replace(CBC, container_code="CIT", transport=Transport.FROZEN)
    with pytest.raises(Refusal) as refused:
        directory(clinic, moved)
    assert refused.value.code == "test_wanted"
    assert "1 requisitions" in refused.value.message
    assert directory(clinic, replace(ESR, container_code="CIT")) == Imported(changed=1)
    clinic.execute("UPDATE requisition_tube SET not_drawn = 'refused'")
    assert directory(clinic, moved) == Imported(changed=1)
