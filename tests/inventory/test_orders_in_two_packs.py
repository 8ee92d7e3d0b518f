"""An order that has one item on two lines, a case and boxes of it: its delivery is received as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import AT, TODAY, Clinic
from tests.inventory.deliveries import DAMAGED, DONE, SHELF, YES, Counter, box, supplied
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.inventory.facts import Item
from tracker.inventory.ordering.arrivals import on_order
from tracker.inventory.ordering.auditing import audit_receipts
from tracker.inventory.ordering.delivered import arrived_words, in_short, is_late
from tracker.inventory.ordering.filling import filled, of_pack
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.orders import Receive
from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder

NUMBER, CASE_GTIN = "PO-77", "29520101000402"
BOX_PRICE, CASE_PRICE = 20_000_000, 182_000_000


def case(lot: str, expiry: str = "271231") -> str:
    return f"01{CASE_GTIN}17{expiry}10{lot}"


def times(packs: int) -> str:
    return command_code(Command.QUANTITY, packs)


@pytest.fixture
def split(clinic: Clinic) -> Clinic:
    """Two boxes of 100 at 20.00, and a case of 1,000 at 182.00."""
    supplied(clinic)
    item = clinic.items["Syringe 3 mL"]
    clinic.execute("INSERT INTO package_level (item_id, name, factor) VALUES (?, 'case', 1000)", (item,))
    clinic.execute(
        "INSERT INTO identifier (kind, value, item_id, package_id)"
        " SELECT 'gtin', ?, item_id, id FROM package_level WHERE name = 'case'",
        (CASE_GTIN,),
    )
    clinic.execute(
        "INSERT INTO purchase_order (number, supplier_id, site_id, state, made_at, sent_on) VALUES (?, 1, ?, 'sent', ?, ?)",
        (NUMBER, clinic.places["Northgate"], AT, "2026-01-05"),
    )
    for line, (package, packs, price) in enumerate((("box", 2, BOX_PRICE), ("case", 1, CASE_PRICE)), 1):
        clinic.execute(
            "INSERT INTO purchase_order_line (order_id, line, item_id, package_id, packs, price_micros, why)"
            " SELECT o.id, ?, k.item_id, k.id, ?, ?, '' FROM purchase_order o, package_level k"
            " WHERE o.number = ? AND k.item_id = ? AND k.name = ?",
            (line, packs, price, NUMBER, item, package),
        )
    return clinic


def order_of(clinic: Clinic) -> PurchaseOrder:
    with clinic.database.reading() as connection:
        assert list(audit_receipts(connection)) == []
        found = purchase_order(connection, NUMBER)
    assert found is not None
    return found


def still_to_come(clinic: Clinic) -> int:
    with clinic.database.reading() as connection:
        return sum(on_order(connection).values())


def at_the_door(clinic: Clinic) -> Counter:
    counter = Counter(clinic)
    for text in (NUMBER, SHELF):
        counter.scan(text)
    return counter


def test_each_pack_is_of_the_line_that_ordered_such_packs_at_its_price(split: Clinic) -> None:
    counter = at_the_door(split)
    assert counter.scan(case("N1"), "]d2").verdict.code == "accepted", (
        "the boxes' line, which is the first, has 200 only"
    )
    for _ in range(2):
        assert counter.scan(box("N2"), "]d2").verdict.code == "accepted"
    assert [arrived_words(each) for each in order_of(split).lines] == ["came 200 of 200", "came 1000 of 1000"]
    assert still_to_come(split) == 0
    assert not is_late(order_of(split), TODAY)
    paid = split.value(
        "SELECT sum(r.unit_price_micros * p.quantity) FROM receipt r JOIN posting p ON p.movement_id = r.movement_id"
    )
    assert paid == 2 * BOX_PRICE + CASE_PRICE


def test_more_than_ordered_is_told_of_all_its_lines(split: Clinic) -> None:
    counter = at_the_door(split)
    counter.scan(case("N1"), "]d2")
    told = counter.scan(case("N2"), "]d2").verdict
    assert (told.code, told.aside) == ("too_many", "ordered 1200, came 1000, this is 1000")


def test_boxes_may_come_for_a_case(split: Clinic) -> None:
    """Twelve boxes are what was ordered, and cost what was agreed for it."""
    counter = at_the_door(split)
    counter.scan(times(12))
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert in_short(order_of(split)) == ""
    assert counter.scan(DONE).verdict.aside == "all of it has come, as ordered"
    price = split.value("SELECT unit_price_micros FROM receipt")
    assert price == (2 * BOX_PRICE + CASE_PRICE) // 1200


def test_damaged_packs_are_those_of_all_its_lines(split: Clinic) -> None:
    counter = at_the_door(split)
    counter.scan(DAMAGED)
    assert counter.scan(case("N1"), "]d2").verdict.code == "damaged"
    assert counter.scan(case("N2"), "]d2").verdict.aside == "ordered 1200, came 0, damaged 1000, this is 1000"
    assert counter.scan(YES).verdict.code == "damaged"


def test_an_order_that_was_booked_to_the_wrong_line_before_is_whole_all_the_same(split: Clinic) -> None:
    """Until now all of it went to the first line: that was over, and the other was asked after for ever."""
    split.order(
        Receive(split.items["Syringe 3 mL"], "N1", TODAY.replace(year=2028), split.places["A"], 1200, NUMBER, 1)
    )
    assert in_short(order_of(split)) == ""
    assert order_of(split).state_words == "received"
    assert still_to_come(split) == 0


ITEM = Item(1, "I00010000", "Syringe", "each", tracks_lot=True, tracks_expiry=True)
LINES = st.lists(
    st.tuples(st.sampled_from((1, 10, 100)), st.integers(1, 9), st.integers(0, 900), st.integers(0, 900)),
    min_size=1,
    max_size=4,
)


@given(LINES)
def test_nothing_is_both_over_and_short_and_nothing_is_lost(made: list[tuple[int, int, int, int]]) -> None:
    lines = [
        OrderedLine(line, ITEM, "pack", factor, packs, None, "", "", came, short_dated=min(came, short))
        for line, (factor, packs, came, short) in enumerate(made, 1)
    ]
    whole = filled(lines)
    for told in ("arrived", "short_dated", "quantity"):
        assert sum(getattr(each, told) for each in whole) == sum(getattr(each, told) for each in lines)
    assert not (any(each.over for each in whole) and any(each.lacks for each in whole))
    assert all(0 <= each.short_dated <= each.arrived for each in whole)
    line = of_pack(whole, ITEM.id, 100)
    assert line is not None
    assert line.lacks or not any(each.lacks for each in whole)
