"""What a laboratory's tables say is taken, and what in them cannot be right is named with its cure."""

from __future__ import annotations

import csv
import io

import pytest

from tracker.barcodes import house
from tracker.exchange import (
    Checked,
    Fault,
    read_containers,
    read_holders,
    read_partners,
    read_tests,
)
from tracker.inventory.entries import Known, KnownItem, KnownPlace
from tracker.inventory.facts import PlaceKind
from tracker.specimens.entries import ContainerRow, HolderRow, KnownLab, PartnerRow, TestRow
from tracker.specimens.facts import Container, PartyKind, Test, Transport
from tracker.specimens.holder_facts import HolderKind

ITEM, GTIN, PLACE = "I00010474", "09520101000408", "L0101128"
PARTNER, HOLDER = house.partner_code(1), house.holder_code(1)
KNOWN = Known(
    items={ITEM: KnownItem("Tube", True, True)},
    gtins={GTIN: ITEM},
    places={PLACE: KnownPlace("Cart", PlaceKind.CABINET, "", False)},
)
LAB = KnownLab(
    containers={"EDTA": Container(1, "EDTA", "EDTA lavender", 50, 4_000, None)},
    tests={"CBC": Test("CBC", "Blood count", 1, 500, Transport.AMBIENT, None, 720, 1440, 3, False)},
    partners={PARTNER: "00D0000001"},
    partner_names={("laboratory", "Fernhollow"): PARTNER},
)
CONTAINER = {"code": "EDTA", "name": "EDTA lavender", "draw_order": "50", "volume_ml": "4"}
TEST = {
    **{"code": "CBC", "name": "Blood count", "container": "EDTA", "min_volume_ml": "0.5", "transport": "ambient"},
    **{"retention_days": "3", "witness": "no"},
}
PARTY = {"name": "Fernhollow", "kind": "laboratory", "transit_minutes": "90", "clia": "00D0000001"}
RACK = {"name": "R1", "kind": "rack", "rows": "5", "columns": "10"}


def table(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return text.getvalue().encode()


def containers(*rows: dict[str, str]) -> Checked[ContainerRow]:
    return read_containers(table(*(CONTAINER | row for row in rows)), KNOWN)


def directory(*rows: dict[str, str], lab: KnownLab = LAB) -> Checked[TestRow]:
    return read_tests(table(*(TEST | row for row in rows)), lab)


def partners(*rows: dict[str, str]) -> Checked[PartnerRow]:
    return read_partners(table(*(PARTY | row for row in rows)), LAB)


def holders(*rows: dict[str, str]) -> Checked[HolderRow]:
    return read_holders(table(*(RACK | row for row in rows)), KNOWN)


def test_a_container_may_be_taken_from_the_catalogue() -> None:
    row = ContainerRow("SST-5", "EDTA lavender", 50, 2_700, ITEM, 2)
    assert containers({"code": "sst-5", "volume_ml": "2,7", "item_code": ITEM}).rows == (row,)
    assert containers({"item_code": "9520101000408"}).rows[0].item_code == ITEM
    assert containers({}).rows[0].item_code == ""


def test_a_test_has_its_limits_in_minutes() -> None:
    row = TestRow("CBC", "Blood count", "EDTA", 500, Transport.AMBIENT, 0, None, 240, 3, True, 2)
    limits = {"spin_within_min": "0", "test_within_min": "240", "receive_within_min": ""}
    assert directory({**limits, "witness": "yes"}, lab=KnownLab(LAB.containers)).rows == (row,)


def test_partners_and_racks_as_they_are_written() -> None:
    assert partners({}).rows == (PartnerRow("", "Fernhollow", PartyKind.LABORATORY, "00D0000001", 90, 2),)
    assert partners({"clia": "05d1234567"}).rows[0].clia == "05D1234567"
    assert partners({"code": PARTNER, "clia": ""}).rows[0].clia == "", "the clinic has it already"
    assert partners({"clia": ""}).rows[0].clia == ""
    assert partners({"name": "Swiftlet", "kind": "Courier", "clia": ""}).rows[0].kind is PartyKind.COURIER
    assert holders({"location_code": PLACE}).rows == (HolderRow("", "R1", HolderKind.RACK, 5, 10, PLACE, 2),)
    bag = {"kind": "bag", "rows": "", "columns": "0", "code": HOLDER}
    assert holders(bag).rows == (HolderRow(HOLDER, "R1", HolderKind.BAG, 0, 0, "", 2),)


def only(checked: Checked[ContainerRow] | Checked[TestRow] | Checked[PartnerRow] | Checked[HolderRow]) -> Fault:
    assert checked.rows == ()
    assert checked.fault_count == 1, checked.faults
    assert checked.faults[0].hint
    return checked.faults[0]


@pytest.mark.parametrize(
    ("checked", "column", "words"),
    [
        (containers({"code": ""}), "code", "empty"),
        (containers({"code": "E D"}), "code", "cannot be such a code"),
        (containers({"code": "A;B"}), "code", "cannot be such a code"),
        (containers({"code": "2600447102"}), "code", "cannot be such a code"),
        (containers({"draw_order": ""}), "draw_order", "empty"),
        (containers({"draw_order": "100"}), "draw_order", "cannot be right"),
        (containers({"volume_ml": ""}), "volume_ml", "empty"),
        (containers({"volume_ml": "0"}), "volume_ml", "cannot be right"),
        (containers({"volume_ml": "4 mL"}), "volume_ml", "not a volume"),
        (containers({"volume_ml": "1,500"}), "volume_ml", "fraction or thousands"),
        (containers({"volume_ml": "0.0005"}), "volume_ml", "not a volume"),
        (containers({"volume_ml": "2.7E+01"}), "volume_ml", "Excel has cut"),
        (containers({"volume_ml": "٣"}), "volume_ml", "not a volume"),
        (containers({"item_code": "I00010183"}), "item_code", "no item"),
        (directory({"container": "EDAT"}), "container", "EDAT"),
        (directory({"min_volume_ml": "41"}), "min_volume_ml", "cannot be right"),
        (directory({"transport": "warm"}), "transport", "not one of its words"),
        (directory({"transport": ""}), "transport", "empty"),
        (directory({"witness": ""}), "witness", "empty"),
        (directory({"retention_days": ""}), "retention_days", "empty"),
        (
            directory({"spin_within_min": "60", "test_within_min": "30", "receive_within_min": "0"}),
            "spin_within_min",
            "60",
        ),
        (directory({"receive_within_min": "300", "test_within_min": "240"}), "receive_within_min", "within 240"),
        (directory({"test_within_min": "240"}), "receive_within_min", "720 minutes"),
        (directory({"spin_within_min": "1500"}), "spin_within_min", "within 1440"),
        (partners({"name": "Quarry", "clia": ""}), "clia", "no CLIA number"),
        (partners({"clia": "05D123456"}), "clia", "not a CLIA number"),
        (partners({"clia": "05Z1234567"}), "clia", "not a CLIA number"),
        (partners({"clia": "D512345678"}), "clia", "not a CLIA number"),
        (partners({"clia": "05D123456٣"}), "clia", "not a CLIA number"),
        (partners({"kind": "courier"}), "clia", "courier has no CLIA"),
        (partners({"kind": "person"}), "kind", "not one of its words"),
        (partners({"transit_minutes": "0"}), "transit_minutes", "cannot be right"),
        (partners({"code": PARTNER[:-1] + "0"}), "code", "check digits"),
        (holders({"name": "a\nb"}), "name", "line break"),
        (holders({"name": "＝1+1"}), "name", "formula"),
        (partners({"name": "a\nb"}), "name", "line break"),
        (partners({"name": "＠SUM(A1)"}), "name", "formula"),
        (containers({"name": "a\nb"}), "name", "line break"),
        (directory({"name": "a\nb"}), "name", "line break"),
        (holders({"rows": ""}), "rows", "how many rows"),
        (holders({"columns": "0"}), "columns", "how many columns"),
        (holders({"rows": "27"}), "rows", "cannot be right"),
        (holders({"kind": "bag"}), "rows", "no grid"),
        (holders({"kind": "bag", "rows": "", "columns": "", "location_code": PLACE}), "location_code", "travels"),
        (holders({"location_code": "L0010142"}), "location_code", "no place"),
        (holders({"code": PARTNER}), "code", "not the code of a rack"),
        (holders({"kind": "tray"}), "kind", "not one of its words"),
    ],
)
def test_each_fault_is_named_in_its_column(
    checked: Checked[ContainerRow] | Checked[TestRow] | Checked[PartnerRow] | Checked[HolderRow],
    column: str,
    words: str,
) -> None:
    found = only(checked)
    assert (found.line, found.column) == (2, column)
    assert words in found.message


def test_the_nearest_known_container_is_proposed() -> None:
    assert only(directory({"container": "EDAT"})).hint == "Is EDTA meant?"
    assert only(directory({"container": "XYZ"}, lab=KnownLab())).hint == "Import the containers first."


def test_a_test_that_needs_two_tubes_is_allowed() -> None:
    assert directory({"min_volume_ml": "8"}).rows[0].min_volume_ul == 8_000


@pytest.mark.parametrize(
    "checked",
    [
        containers({}, {"code": "edta"}),
        directory({}, {"code": "cbc"}),
        partners({"code": PARTNER}, {"code": PARTNER, "name": "Other"}),
        partners({}, {"name": "FERNHOLLOW"}),
        holders({"code": HOLDER}, {"code": HOLDER, "name": "Other"}),
        holders({}, {"name": "r1"}),
    ],
)
def test_what_may_be_there_once_only_is_named_with_both_lines(
    checked: Checked[ContainerRow] | Checked[TestRow] | Checked[PartnerRow] | Checked[HolderRow],
) -> None:
    found = only(checked)
    assert found.line == 3
    assert "line 2" in found.message
    assert "2 and 3" in found.hint
