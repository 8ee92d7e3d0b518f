"""Which label for what: what is meant is found or asked about, and what it says is what the program understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from labels.loading import own_designs
from labels.page import Page
from labels.reading import readings
from labels.resolution import Resolution
from labels.stocks import own_stocks
from tests.clinic import SYRINGE_BOX_GTIN, SYRINGE_GTIN, Clinic
from tracker.barcodes import house
from tracker.barcodes.meaning import BadgeCode, ItemCode, LocationCode, Meaning
from tracker.barcodes.understanding import understand
from tracker.errors import ConfigurationError, Refusal
from tracker.labelling.asking import Asked, wanted_for
from tracker.labelling.badges import free_badge_codes
from tracker.labelling.making import Setting, make_labels, make_pages
from tracker.labelling.wanted import Wanted, Wants, design_for

TODAY = date(2026, 11, 16)
SETTING = Setting(own_designs(), Resolution.DPI_203)


def ask(clinic: Clinic, kind: str, *what: str, **more: object) -> tuple[Wanted, ...]:
    with clinic.database.reading() as connection:
        return wanted_for(connection, replace(Asked(kind, what), **more))  # type: ignore[arg-type]  # any field


def understood(wanted: tuple[Wanted, ...], setting: Setting = SETTING) -> list[Meaning]:
    """What a scanner and this program make of the printed dots."""
    pages = make_pages(make_labels(wanted, setting, lambda done, total: None), setting)
    return [meaning for page in pages for meaning in meanings(page)]


def meanings(page: Page) -> list[Meaning]:
    return [
        understand(found.data, found.aim, today=TODAY)
        for placed in page.placements
        for found in readings(placed.label.dots)
    ]


def test_a_place_is_found_by_code_name_or_path_and_reads_as_itself(clinic: Clinic) -> None:
    code = house.location_code(6)
    for said in ("Cart", "exam 1 · cart", code, code.lower()):
        assert understood(ask(clinic, "location", said)) == [LocationCode(code)]


def test_a_name_that_several_places_have_is_asked_about(clinic: Clinic) -> None:
    clinic.execute("UPDATE location SET name = 'Cart' WHERE name = 'Drawer'")
    with pytest.raises(Refusal) as refused:
        ask(clinic, "location", "Cart")
    assert refused.value.code == "label_which"
    assert house.location_code(9) in refused.value.hint


@pytest.mark.parametrize(
    ("kind", "said"), [("location", "Moon"), ("location", "Waste"), ("item", "Nothing"), ("item", "09520101000507")]
)
def test_what_is_not_there_is_said_so(clinic: Clinic, kind: str, said: str) -> None:
    with pytest.raises((Refusal,)):
        ask(clinic, kind, said)


@pytest.mark.parametrize("kind", ["location", "item", "lot"])
def test_neither_some_nor_all_or_both_is_a_question_of_usage(clinic: Clinic, kind: str) -> None:
    for asked in (Asked(kind), Asked(kind, ("x",), is_all=True)):
        with clinic.database.reading() as connection, pytest.raises(ConfigurationError):
            wanted_for(connection, asked)


def test_an_item_label_is_the_items_own_code(clinic: Clinic) -> None:
    (meaning,) = understood(ask(clinic, "item", "gauze 4×4"))
    assert isinstance(meaning, ItemCode)
    assert meaning.house_code == house.item_code(2)


def test_all_labels_of_the_clinic_are_understood(clinic: Clinic) -> None:
    assert len(understood(ask(clinic, "location", is_all=True))) == 9
    assert len(understood(ask(clinic, "item", is_all=True))) == 3
    lots = ask(clinic, "lot", is_all=True)
    assert {one.values["lot"] for one in lots} == {"EARLY", "LATE", "GONE", "CALLED", "SAL1"}
    assert len(understood(lots)) == 4 + 2


def test_a_lot_of_a_product_with_a_gtin_is_one_scan(clinic: Clinic) -> None:
    (meaning,) = understood(ask(clinic, "lot", "Syringe 3 mL", lot="EARLY"))
    assert isinstance(meaning, ItemCode)
    assert (meaning.gtin, meaning.lot, meaning.expiry) == (SYRINGE_GTIN, "EARLY", date(2026, 12, 20))


def test_a_boxs_gtin_is_printed_only_where_it_was_asked_for(clinic: Clinic) -> None:
    (meaning,) = understood(ask(clinic, "lot", SYRINGE_BOX_GTIN, lot="LATE"))
    assert isinstance(meaning, ItemCode)
    assert meaning.gtin == SYRINGE_BOX_GTIN


def test_a_lot_without_a_gtin_is_two_scans_item_and_production(clinic: Clinic) -> None:
    found = understood(ask(clinic, "lot", "Saline 0.9 %", lot="SAL1"))
    assert {getattr(meaning, "house_code", None) for meaning in found} == {house.item_code(3), None}
    (production,) = [meaning for meaning in found if isinstance(meaning, ItemCode) and meaning.is_production_only]
    assert (production.lot, production.expiry) == ("SAL1", date(2026, 11, 16))


def test_an_expiry_that_contradicts_the_catalogue_is_not_printed(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        ask(clinic, "lot", "Syringe 3 mL", lot="EARLY", expiry=date(2027, 1, 1))
    assert refused.value.code == "label_expiry_differs"


def test_a_new_lot_of_what_expires_needs_its_date(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        ask(clinic, "lot", "Syringe 3 mL", lot="NEW1")
    assert refused.value.code == "label_expiry_missing"
    (meaning,) = understood(ask(clinic, "lot", "Syringe 3 mL", lot="NEW1", expiry=date(2028, 2, 29)))
    assert isinstance(meaning, ItemCode)
    assert meaning.expiry == date(2028, 2, 29)


def test_badges_are_drawn_by_lot_and_never_one_that_somebody_has(clinic: Clinic) -> None:
    taken = 7
    draws = iter([taken - 1, 41, 41, 42])
    with clinic.database.reading() as connection:
        codes = free_badge_codes(connection, 2, lambda most: next(draws))
    assert codes == (house.badge_code(42), house.badge_code(43))
    meaning = understood(ask(clinic, "badge", "R. Okafor", count=1))
    assert len(meaning) == 4
    assert all(isinstance(one, BadgeCode) for one in meaning)


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_foolish_number_of_badges_is_refused(clinic: Clinic, count: int) -> None:
    with pytest.raises(ConfigurationError):
        ask(clinic, "badge", count=count)


@pytest.mark.parametrize(
    ("wants", "stock", "name"),
    [
        (Wants.ROOM, None, "location"),
        (Wants.ROOM, "5163", "room"),
        (Wants.ROOM, "l7651", "location_small"),
        (Wants.ITEM, "5160", "item"),
        (Wants.ITEM, "5167", "item_small"),
        (Wants.LOT, "l7160", "lot"),
        (Wants.BADGE, "5163", "badge"),
        (Wants.BADGE, None, "badge"),
    ],
)
def test_the_largest_design_that_fits_is_taken(wants: Wants, stock: str | None, name: str) -> None:
    sheet = own_stocks()[stock] if stock else None
    assert design_for(Wanted(wants, "", {}), own_designs(), sheet, None).name == name


def test_what_fits_no_label_of_the_sheet_is_refused_not_cut(clinic: Clinic) -> None:
    setting = replace(SETTING, stock=own_stocks()["5167"])
    drawn = make_labels(ask(clinic, "badge", count=1), setting, lambda done, total: None)
    with pytest.raises(Refusal) as refused:
        make_pages(drawn, setting)
    assert refused.value.code == "label_stock_too_small"
