"""Orders to suppliers: imported twice, amended as drafts, and held against the journal row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest

from tests.clinic import AT, Clinic
from tests.inventory.several_sites import with_sites
from tracker.errors import Refusal
from tracker.inventory.entries import OfferRow, OrderRow, SupplierRow
from tracker.inventory.import_buying import import_offers, import_orders, import_suppliers
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.auditing import audit_orders, audit_receipts, untold_prices
from tracker.inventory.ordering.purchasing import Wanted, require_order
from tracker.inventory.orders import Receive
from tracker.inventory.purchase_order_facts import OrderState, PurchaseOrder
from tracker.journal.pen import Imported, Pen
from tracker.store.connection import Connection

T = TypeVar("T")
SYRINGE = "Syringe 3 mL"
NORTH_AND_SOUTH = ("Northgate", "Southgate")


def act(clinic: Clinic, what: Callable[[Connection, Pen], T]) -> T:
    with clinic.database.writing() as connection:
        return what(connection, Pen(clinic.journal, AT, "B0000000820"))


def code(clinic: Clinic, name: str = SYRINGE) -> str:
    return str(clinic.value("SELECT code FROM item WHERE name = ?", (name,)))


def imported(clinic: Clinic, *rows: OrderRow) -> Imported:
    return act(clinic, lambda connection, pen: import_orders(connection, rows, pen, lambda done, of: None))


def row(clinic: Clinic, number: str = "PO-1", packs: int = 3, line: int = 2, package: str = "box") -> OrderRow:
    return OrderRow(number, "Tarnbeck", "", date(2026, 11, 10), code(clinic), package, packs, 12_000_000, line)


def drafted(clinic: Clinic, *packs: int) -> str:
    """A draft with as many lines: boxes first, then single syringes."""
    names = ("box", "each")[: len(packs)]
    packages = [
        clinic.value("SELECT id FROM package_level WHERE name = ? AND item_id = ?", (name, clinic.items[SYRINGE]))
        for name in names
    ]
    wanted = [
        Wanted(clinic.items[SYRINGE], int(str(key)), number, 5_000_000, "why")
        for key, number in zip(packages, packs, strict=True)
    ]
    rows = [SupplierRow("Tarnbeck", 7, None, "", 2)]
    act(clinic, lambda connection, pen: import_suppliers(connection, rows, pen, lambda done, of: None))
    supplier = int(str(clinic.value("SELECT id FROM supplier WHERE name = 'Tarnbeck'")))
    return act(clinic, lambda connection, pen: purchasing.draft(connection, pen, supplier, 0, wanted))


def amended(clinic: Clinic, number: str, line: int, packs: int) -> PurchaseOrder:
    def amend(connection: Connection, pen: Pen) -> PurchaseOrder:
        purchasing.amend(connection, pen, number, line, packs)
        return require_order(connection, number)

    return act(clinic, amend)


def audited(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.database.reading() as connection:
        return [(each.code, each.message) for each in (*audit_orders(connection), *audit_receipts(connection))]


def test_the_same_order_again_changes_nothing_and_another_of_its_number_is_refused(clinic: Clinic) -> None:
    assert imported(clinic, row(clinic)) == Imported(1, 0, 0)
    assert imported(clinic, row(clinic)) == Imported(0, 0, 1)
    with pytest.raises(Refusal) as found:
        imported(clinic, row(clinic, packs=4))
    assert found.value.code == "order_known"
    assert audited(clinic) == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"supplier": "Velmed"}, "its supplier is Tarnbeck here, Velmed in the file"),
        ({"sent_on": date(2026, 11, 12)}, "its day of sending is 2026-11-10 here, 2026-11-12 in the file"),
        ({"packs": 4}, "its line 1 is 3 packs here, 4 in the file"),
        ({"price_micros": 13_000_000}, "its line 1 costs 12.00 a pack here, 13.00 in the file"),
        ({"price_micros": None}, "its line 1 costs 12.00 a pack here, not known in the file"),
        ({"package": "each"}, "its line 1 is of another item or package"),
    ],
)
def test_in_what_an_order_is_another_one_is_said(clinic: Clinic, other: dict[str, Any], words: str) -> None:
    imported(clinic, row(clinic))
    with pytest.raises(Refusal) as found:
        imported(clinic, replace(row(clinic), **other))
    assert (found.value.code, words in found.value.message) == ("order_known", True), found.value.message


def test_an_imported_order_that_was_sent_is_expected_too(clinic: Clinic) -> None:
    imported(clinic, row(clinic), replace(row(clinic, "PO-2"), sent_on=None))
    expected = "SELECT expected_on FROM purchase_order WHERE number = ?"
    stated = clinic.value("SELECT lead_time_days FROM item WHERE name = ?", (SYRINGE,))
    assert clinic.value(expected, ("PO-1",)) == f"2026-11-{10 + int(str(stated or 7))}"
    assert clinic.value(expected, ("PO-2",)) is None, "a draft is not on its way"


def test_an_order_for_another_site_is_another_one(clinic: Clinic) -> None:
    two = with_sites(clinic)
    north, south = (str(two.value("SELECT code FROM location WHERE name = ?", (name,))) for name in NORTH_AND_SOUTH)
    imported(two, replace(row(two), site_code=north))
    with pytest.raises(Refusal, match=f"its site is {north} here, {south} in the file"):
        imported(two, replace(row(two), site_code=south))


def test_a_file_that_does_not_say_when_an_order_was_sent_says_nothing_else_of_it(clinic: Clinic) -> None:
    imported(clinic, row(clinic))
    assert imported(clinic, replace(row(clinic), sent_on=None)) == Imported(0, 0, 1)


def test_an_unknown_supplier_is_made_and_a_known_one_keeps_what_the_file_leaves_out(clinic: Clinic) -> None:
    def suppliers(*rows: SupplierRow) -> Imported:
        return act(clinic, lambda connection, pen: import_suppliers(connection, rows, pen, lambda done, of: None))

    offer = OfferRow("Velmed", code(clinic), "box", 1, 12_000_000, "V-1", 2)
    assert (
        act(clinic, lambda connection, pen: import_offers(connection, [offer], pen, lambda done, of: None)).added == 1
    )
    assert suppliers(SupplierRow("Velmed", 14, 50_000_000, "C-77", 2)) == Imported(0, 1, 0)
    assert suppliers(SupplierRow("Velmed", None, None, "", 2)) == Imported(0, 0, 1)
    found = clinic.value(
        "SELECT review_days || ' ' || minimum_order_micros || ' ' || account FROM supplier WHERE name = 'Velmed'"
    )
    assert found == "14 50000000 C-77"


def test_a_new_price_replaces_and_an_empty_part_number_does_not(clinic: Clinic) -> None:
    def offered(price: int, part: str) -> Imported:
        rows = [OfferRow("Velmed", code(clinic), "box", 1, price, part, 2)]
        return act(clinic, lambda connection, pen: import_offers(connection, rows, pen, lambda done, of: None))

    assert offered(12_000_000, "V-1") == Imported(1, 0, 0)
    assert offered(13_000_000, "") == Imported(0, 1, 0)
    assert offered(13_000_000, "V-1") == Imported(0, 0, 1)
    assert clinic.value("SELECT price_micros || part_number FROM offer") == "13000000V-1"


def test_a_draft_is_amended_line_by_line(clinic: Clinic) -> None:
    number = drafted(clinic, 3, 40)
    assert [(each.line, each.packs) for each in amended(clinic, number, 1, 5).lines] == [(1, 5), (2, 40)]
    assert [(each.line, each.packs) for each in amended(clinic, number, 1, 0).lines] == [(2, 40)]
    drafted(clinic, 2)
    with clinic.database.reading() as connection:
        assert [(each.line, each.packs) for each in require_order(connection, number).lines] == [(2, 40), (3, 2)]
    assert audited(clinic) == []


def offered(clinic: Clinic, *steps: tuple[int, int]) -> None:
    """Tarnbeck's boxes, from so many on at so much."""
    rows = [OfferRow("Tarnbeck", code(clinic), "box", least, price, "", 2) for least, price in steps]
    act(clinic, lambda connection, pen: import_offers(connection, rows, pen, lambda done, of: None))


def test_an_amended_line_costs_what_so_many_cost_and_keeps_the_minimum_order(clinic: Clinic) -> None:
    number = drafted(clinic, 3)
    offered(clinic, (2, 5_000_000), (10, 4_000_000))
    assert amended(clinic, number, 1, 12).lines[0].price_micros == 4_000_000
    assert amended(clinic, number, 1, 9).lines[0].price_micros == 5_000_000
    with pytest.raises(Refusal, match="below the minimum order of 2") as found:
        amended(clinic, number, 1, 1)
    assert found.value.code == "order_packs"
    assert audited(clinic) == []


def test_what_is_added_to_a_draft_costs_what_all_of_it_together_cost(clinic: Clinic) -> None:
    number = drafted(clinic, 6)
    offered(clinic, (2, 5_000_000), (10, 4_000_000))
    assert drafted(clinic, 4) == number
    with clinic.database.reading() as connection:
        (line,) = require_order(connection, number).lines
    assert (line.packs, line.price_micros) == (10, 4_000_000)
    assert audited(clinic) == []


@pytest.mark.parametrize(
    ("line", "packs", "why"), [(9, 1, "order_no_line"), (1, 1_000_001, "order_packs"), (1, -1, "order_packs")]
)
def test_what_cannot_be_amended_is_refused(clinic: Clinic, line: int, packs: int, why: str) -> None:
    number = drafted(clinic, 3)
    with pytest.raises(Refusal) as found:
        amended(clinic, number, line, packs)
    assert found.value.code == why
    assert ("0 takes the line out" in (found.value.hint or "")) == (why == "order_packs")


def test_what_is_sent_stands(clinic: Clinic) -> None:
    number = drafted(clinic, 3)
    act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    with pytest.raises(Refusal) as found:
        amended(clinic, number, 1, 4)
    assert found.value.code == "order_sent"


def test_below_the_suppliers_minimum_an_order_goes_only_where_a_person_has_said_so(clinic: Clinic) -> None:
    number = drafted(clinic, 3)  # at 5.00 a box
    clinic.execute("UPDATE supplier SET minimum_order_micros = 50000000")
    with pytest.raises(Refusal, match=r"35\.00 below Tarnbeck's minimum order of 50\.00") as found:
        act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    assert found.value.code == "order_below_minimum"
    sent = act(clinic, lambda connection, pen: purchasing.send(connection, pen, number, may_be_below_minimum=True))
    assert sent.state is OrderState.SENT
    assert audited(clinic) == []


def test_an_order_without_known_prices_or_just_at_the_minimum_goes_as_it_is(clinic: Clinic) -> None:
    number = drafted(clinic, 3)
    clinic.execute("UPDATE supplier SET minimum_order_micros = 15000000")
    act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    second = drafted(clinic, 1)
    clinic.execute("UPDATE purchase_order_line SET price_micros = NULL WHERE packs = 1")
    act(clinic, lambda connection, pen: purchasing.send(connection, pen, second))


def test_a_draft_without_any_line_left_is_not_sent_and_can_be_cancelled(clinic: Clinic) -> None:
    number = drafted(clinic, 3)
    amended(clinic, number, 1, 0)
    with pytest.raises(Refusal) as found:
        act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    assert found.value.code == "order_empty"
    act(clinic, lambda connection, pen: purchasing.cancel(connection, pen, number))
    assert audited(clinic) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE purchase_order_line SET packs = 9 WHERE line = 1", "line 1"),
        ("UPDATE purchase_order_line SET price_micros = 1 WHERE line = 1", "line 1"),
        ("DELETE FROM purchase_order_line WHERE line = 2", "line 2"),
        ("UPDATE purchase_order SET state = 'closed'", "state"),
        ("UPDATE purchase_order SET closed_on = '2026-11-16'", "day of closing"),
        ("UPDATE purchase_order SET expected_on = '2026-12-24'", "expected day"),
        ("UPDATE purchase_order SET made_at = '2026-01-01'", "time of making"),
        ("UPDATE purchase_order SET sent_on = '2026-11-01'", "day of sending"),
        ("UPDATE purchase_order SET supplier_id = (SELECT max(id) FROM supplier)", "supplier"),
    ],
)
def test_an_order_changed_by_hand_is_found(clinic: Clinic, statement: str, what: str) -> None:
    number = drafted(clinic, 3, 40)
    act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    clinic.execute("INSERT INTO supplier (name) VALUES ('Another')")
    assert audited(clinic) == []
    clinic.execute(statement)
    assert audited(clinic) == [("order_changed", f"The order {number}: its {what} is not what the journal tells.")]


def test_an_order_that_only_one_of_the_two_knows_is_found(clinic: Clinic) -> None:
    imported(clinic, row(clinic, "PO-1"), row(clinic, "PO-2", line=3))
    clinic.execute(
        "DELETE FROM purchase_order_line WHERE order_id = (SELECT id FROM purchase_order WHERE number = 'PO-2')"
    )
    clinic.execute("DELETE FROM purchase_order WHERE number = 'PO-2'")
    clinic.execute("UPDATE purchase_order SET number = 'PO-9' WHERE number = 'PO-1'")
    found = [each for each, _ in audited(clinic)]
    assert sorted(found) == ["event_without_order", "event_without_order", "order_without_event"]


@pytest.mark.parametrize("statement", ["UPDATE receipt SET document = 'DN-2'", "DELETE FROM receipt"])
def test_a_delivery_note_changed_by_hand_is_found(clinic: Clinic, statement: str) -> None:
    imported(clinic, row(clinic))
    to, lot = clinic.places["A"], date(2027, 9, 1)
    clinic.order(Receive(clinic.items[SYRINGE], "NEW1", lot, to, 100, "PO-1", 1, "DN-1"))
    clinic.order(Receive(clinic.items[SYRINGE], "NEW2", lot, to, 100))
    assert audited(clinic) == []
    clinic.execute(statement)
    assert [each for each, _ in audited(clinic)] == ["receipt_changed"]


def test_of_a_delivery_of_before_its_price_was_told_nothing_is_held_and_its_number_is_known(clinic: Clinic) -> None:
    number = drafted(clinic, 3)
    act(clinic, lambda connection, pen: purchasing.send(connection, pen, number))
    clinic.order(Receive(clinic.items[SYRINGE], "N1", date(2028, 1, 1), clinic.places["A"], 5, number, 1))
    with clinic.database.reading() as connection:
        assert (untold_prices(connection), audited(clinic)) == (0, [])
    clinic.execute("UPDATE receipt SET unit_price_micros = 1")
    assert [code for code, _ in audited(clinic)] == ["receipt_changed"]
    clinic.execute("""UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '"price":', '"prize":') AS BLOB)""")
    with clinic.database.reading() as connection:
        assert untold_prices(connection) == 1
    assert "receipt_changed" not in [code for code, _ in audited(clinic)]
