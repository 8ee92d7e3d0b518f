"""Items: what a buyer writes becomes the catalogue, and what a spreadsheet has spoilt is named with its cure."""

from __future__ import annotations

import pytest

from tracker.exchange import Fault, read_items
from tracker.inventory.entries import NOTHING_KNOWN, IdentifierRow, ItemRow, Known, KnownItem, PackageRow
from tracker.inventory.opening import Keeps, KeepsUnit

SYRINGE = "I00010474"
GTIN = "09520101000408"
BOX = "19520101000405"
COLUMNS = (
    *("code", "name", "category", "base_unit", "tracks_lot", "tracks_expiry", "supplier", "lead_time_days"),
    *("keeps_opened", "ved", "unit_cost", "gtin", "package_1", "package_1_factor", "package_1_gtin"),
    *("vendor_number", "vendor_number_package", "hibc", "hibc_package", "ndc", "ndc_package"),
)
GOOD = {"name": "Syringe 3 mL", "base_unit": "each", "tracks_lot": "yes", "tracks_expiry": "yes"}


def table(*rows: dict[str, str]) -> bytes:
    lines = [";".join(COLUMNS), *(";".join((GOOD | row).get(column, "") for column in COLUMNS) for row in rows)]
    return "\n".join(lines).encode()


def one(known: Known = NOTHING_KNOWN, **cells: str) -> ItemRow:
    checked = read_items(table(cells), known)
    assert checked.faults == ()
    return checked.rows[0]


def fault(known: Known = NOTHING_KNOWN, **cells: str) -> Fault:
    checked = read_items(table(cells), known)
    assert checked.rows == ()
    assert checked.fault_count == 1
    return checked.faults[0]


def test_one_line_is_one_item_with_its_levels_and_other_codes() -> None:
    row = one(
        code=SYRINGE,
        category="Syringes",
        supplier="Tarnbeck",
        lead_time_days="3",
        unit_cost="0.085",
        gtin="9520101000408",
        package_1="box",
        package_1_factor="100",
        package_1_gtin=BOX,
        vendor_number="TB-10148",
        vendor_number_package="Box",
    )
    assert row == ItemRow(
        code=SYRINGE,
        name="Syringe 3 mL",
        base_unit="each",
        packages=(PackageRow("each", 1, GTIN), PackageRow("box", 100, BOX)),
        identifiers=(IdentifierRow("vendor", "TB-10148", 100),),
        supplier="Tarnbeck",
        lead_time_days=3,
        unit_cost_micros=85_000,
        tracks_lot=True,
        tracks_expiry=True,
        category="Syringes",
        line=2,
    )


def test_an_empty_cell_says_nothing() -> None:
    row = one()
    assert (row.code, row.supplier, row.lead_time_days, row.unit_cost_micros) == ("", "", None, None)
    assert row.packages == (PackageRow("each", 1, ""),)


@pytest.mark.parametrize(
    ("cell", "gtin"),
    [
        ("9520101000408", GTIN),
        (GTIN, GTIN),
        ("9 520101 000408", GTIN),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
    ],
)
def test_a_gtin_of_each_length_is_the_same_number_in_14_digits(cell: str, gtin: str) -> None:
    assert one(gtin=cell).packages[0].gtin == gtin


@pytest.mark.parametrize(
    ("cell", "message", "hint"),
    [
        ("9.52010E+12", "Excel has cut this number", "text"),
        ("1,23457E+13", "Excel has cut this number", "text"),
        ("9520101000408.0", "decimal", "text"),
        ("9520101000405", "9520101000405", "9520101000408"),
        ("36000291452", "11 digits", "036000291452"),
        ("952010100", "9 digits", "8, 12, 13 or 14"),
        ("00000000000000", "zeros", "empty"),
        (f"(01){GTIN}(17)270930", "whole scan", GTIN),
        ("９５２０１０１０００４０８", "not a GTIN", "digits"),
        ('="9520101000408"', "formula", "value"),
        ("#N/A", "error of the spreadsheet", "Correct"),
        ("952010\u200b1000408", "U+200B", "type"),
        ("952010\x001000408", "U+0000", "type"),
    ],
)
def test_a_spoilt_gtin_is_named_with_its_cure(cell: str, message: str, hint: str) -> None:
    found = fault(gtin=f'"{cell.replace(chr(34), chr(34) * 2)}"')
    assert (found.line, found.column) == (2, "gtin")
    assert message in found.message
    assert hint in found.hint


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": ""}, "name", "empty"),
        ({"name": "=A1"}, "name", "formula"),
        ({"name": "x" * 4096}, "name", "4,096 characters"),
        ({"name": "Syringe\x1b[2J"}, "name", "U+001B"),
        ({"name": "Syringe \u202e3 mL"}, "name", "U+202E"),
        ({"tracks_lot": ""}, "tracks_lot", "empty"),
        ({"tracks_lot": "perhaps"}, "tracks_lot", "neither yes nor no"),
        ({"tracks_lot": "no"}, "tracks_lot", "without its lot"),
        ({"lead_time_days": "-3"}, "lead_time_days", "below zero"),
        ({"lead_time_days": "4000"}, "lead_time_days", "cannot be right"),
        ({"unit_cost": "$4"}, "unit_cost", "not a price"),
        ({"unit_cost": "1,284"}, "unit_cost", "1284 or 1.284"),
        ({"unit_cost": "-1"}, "unit_cost", "not a price"),
        ({"package_1": "box"}, "package_1_factor", "how many each"),
        ({"package_1": "box", "package_1_factor": "2.5"}, "package_1_factor", "fraction"),
        ({"package_1": "box", "package_1_factor": "1"}, "package_1_factor", "cannot be right"),
        ({"package_1": "box", "package_1_factor": "9" * 30}, "package_1_factor", "cannot be right"),
        ({"package_1_gtin": BOX}, "package_1", "no name"),
        ({"package_1": "Each", "package_1_factor": "10"}, "package_1", "Two levels"),
        ({"package_1": "box", "package_1_factor": "10", "package_1_gtin": GTIN, "gtin": GTIN}, "gtin", "twice on this"),
        ({"code": "I00010475"}, "code", "check digits"),
        ({"code": "L0010142"}, "code", "not the code of an item"),
        ({"vendor_number": "A 12"}, "vendor_number", "a space"),
        ({"vendor_number": "1.2E+08"}, "vendor_number", "Excel has cut"),
        ({"vendor_number": SYRINGE}, "vendor_number", "our own codes"),
        ({"vendor_number": "TB-1", "vendor_number_package": "case"}, "vendor_number_package", "no level case"),
        ({"hibc": "A123BJC5D6E71"}, "hibc", "not a HIBC"),
        ({"hibc": "+A123BJC5D6E71H"}, "hibc", "asks for “G”"),
        ({"ndc": "12345-6789-11"}, "ndc", "11-digit"),
        ({"ndc": "1234"}, "ndc", "not an NDC"),
    ],
)
def test_each_fault_is_named_in_its_column(cells: dict[str, str], column: str, words: str) -> None:
    found = fault(NOTHING_KNOWN, **cells)
    assert (found.line, found.column) == (2, column)
    assert words in found.message
    assert found.hint


def test_the_hibc_example_of_its_standard_and_every_form_of_an_ndc_are_taken() -> None:
    assert one(hibc="*+A123BJC5D6E71G*").identifiers == (IdentifierRow("hibc", "+A123BJC5D6E71G", 1),)
    for cell in ("1234-5678-90", "12345-678-90", "12345-6789-0", "1234567890"):
        assert one(ndc=cell).identifiers == (IdentifierRow("ndc", "1234567890", 1),)


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ({"code": SYRINGE}, {"code": SYRINGE, "name": "Other"}, "code"),
        ({}, {"name": "SYRINGE 3 ML"}, "name"),
        ({"gtin": "9520101000408"}, {"name": "Other", "gtin": GTIN}, "gtin"),
        ({"vendor_number": "TB-1"}, {"name": "Other", "vendor_number": "TB-1"}, "vendor"),
    ],
)
def test_what_may_be_there_once_only_is_named_with_both_lines(
    first: dict[str, str], second: dict[str, str], column: str
) -> None:
    checked = read_items(table(first, {"name": "Between"}, second))
    assert [(found.line, found.column) for found in checked.faults] == [(4, column)]
    assert "line 2" in checked.faults[0].message
    assert "2 and 4" in checked.faults[0].hint


def test_a_line_without_code_is_the_item_that_the_clinic_has_already() -> None:
    known = Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True)}, gtins={GTIN: SYRINGE})
    assert one(known).code == SYRINGE
    assert one(known, name="syringe 3 ML", gtin=GTIN).code == SYRINGE
    assert one(known, name="Something else").code == ""


def test_a_known_gtin_under_another_name_renames_nothing_but_its_code_does() -> None:
    known = Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True)}, gtins={GTIN: SYRINGE})
    found = fault(known, name="Needle 25G", gtin=GTIN)
    assert found.column == "gtin"
    assert "it stands for Syringe 3 mL, here for Needle 25G" in found.message
    assert f"Write its code, {SYRINGE}, to rename it" in found.hint
    assert one(known, code=SYRINGE, name="Needle 25G", gtin=GTIN).name == "Needle 25G"


def test_a_code_that_belongs_to_another_item_is_refused() -> None:
    known = Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True)}, gtins={GTIN: SYRINGE})
    found = fault(known, code="I00010183", name="Other", gtin=GTIN)
    assert "Syringe 3 mL" in found.message


def test_a_line_whose_gtins_belong_to_two_known_items_is_refused() -> None:
    other = "I00010183"
    known = Known(
        items={SYRINGE: KnownItem("A", True, True), other: KnownItem("B", True, True)},
        gtins={GTIN: SYRINGE, BOX: other},
    )
    found = fault(known, gtin=GTIN, package_1="box", package_1_factor="100", package_1_gtin=BOX)
    assert other in found.message


def test_an_item_is_never_counted_in_another_unit_than_its_ledger() -> None:
    known = Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True, "each", {"each": 1, "box": 100})})
    unit = fault(known, code=SYRINGE, base_unit="box")
    assert unit.column == "base_unit"
    assert "counted in each, here in box" in unit.message
    size = fault(known, package_1="box", package_1_factor="50")
    assert "100 each in the catalogue, here 50" in size.message
    assert one(known, package_1="case", package_1_factor="800").code == SYRINGE


def test_a_column_that_adds_to_another_needs_it() -> None:
    checked = read_items(b"name,base_unit,tracks_lot,tracks_expiry,package_1_gtin\nGauze,pack,no,no,19520101000405\n")
    assert [(found.line, found.column) for found in checked.faults] == [(1, "package_1_gtin")]
    assert "without package_1" in checked.faults[0].message


@pytest.mark.parametrize("cells", [{"tracks_lot": "no", "tracks_expiry": "no"}, {"tracks_expiry": "no"}])
def test_an_item_with_lots_on_record_cannot_cease_to_be_tracked(cells: dict[str, str]) -> None:
    """A recalled lot of it would be taken for a good one."""
    without = Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True)})
    assert one(without, code=SYRINGE, **cells).tracks_expiry is False
    found = fault(Known(items={SYRINGE: KnownItem("Syringe 3 mL", True, True, has_lots=True)}), code=SYRINGE, **cells)
    assert found.column in cells
    assert "yes in the clinic, no here" in found.message


@pytest.mark.parametrize(
    ("said", "keeps"),
    [
        ("28 days", Keeps(28, KeepsUnit.DAY)),
        ("28", Keeps(28, KeepsUnit.DAY)),
        ("12 Hours", Keeps(12, KeepsUnit.HOUR)),
        ("1 day", Keeps(1, KeepsUnit.DAY)),
        ("", None),
    ],
)
def test_how_long_it_keeps_once_opened_is_said_in_days_or_hours_and_never_assumed(
    said: str, keeps: Keeps | None
) -> None:
    assert one(keeps_opened=said).keeps == keeps


@pytest.mark.parametrize("said", ["0 days", "a month", "-28", "28.5 days", "28 days or the lot"])
def test_what_is_no_time_to_keep_is_named(said: str) -> None:
    assert fault(keeps_opened=said).column == "keeps_opened"


@pytest.mark.parametrize(("said", "ved"), [("V", "V"), ("e", "E"), ("Desirable", "D"), ("", None)])
def test_the_ved_class_is_one_of_three(said: str, ved: str | None) -> None:
    assert one(ved=said).criticality == ved


def test_another_class_is_named() -> None:
    assert fault(ved="A").hint == "Write V (vital), E (essential) or D (desirable)."
