"""The demo's clinic has lived half a year: there is something to order, and nothing of it lies on the shelves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.config import Settings
from tracker.demo import DAY, OPENING, TABLES, USE
from tracker.demo.clinic import FOUNDED, build_clinic
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.auditing import audit_orders, audit_receipts
from tracker.inventory.ordering.orders import purchase_orders
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.passing_over import passed_over
from tracker.inventory.purchase_order_facts import OrderState
from tracker.inventory.scope import EVERYTHING
from tracker.inventory.valuing import valued
from tracker.station.opening import open_store


@pytest.fixture(scope="module")
def lived(lived_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied(lived_template, tmp_path_factory.mktemp("lived") / "clinic")


def stock(settings: Settings) -> list[tuple[object, ...]]:
    store = open_store(settings)
    try:
        with store.reading() as connection:
            return connection.exec_driver_sql(
                "SELECT i.code, l.code, t.number, b.quantity FROM balance b JOIN item i ON i.id = b.item_id"
                " JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id"
                " WHERE b.quantity <> 0 AND l.code NOT LIKE '@%' ORDER BY 1, 2, 3"
            ).all()
    finally:
        store.close()


def in_use() -> set[str]:
    with USE.open(encoding="utf-8", newline="") as file:
        return {row["item_code"] for row in csv.DictReader(file)}


def test_a_page_of_lines_is_to_be_ordered_and_each_has_a_supplier_and_an_achieved_fill(lived: Settings) -> None:
    store = open_store(lived)
    try:
        with store.reading() as connection:
            lines = [line for line in propose(situations(connection, DAY), DAY) if line.packed is not None]
            assert 8 <= len(lines) <= 20
            assert len({line.situation.supplier for line in lines}) >= 4
            assert not list(audit_balances(connection))
            assert not list(audit_movements(connection))
    finally:
        store.close()


def test_the_past_leaves_the_shelves_as_they_are_without_it(
    lived: Settings, demo_template: Path, tmp_path: Path
) -> None:
    assert stock(lived) == stock(copied(demo_template, tmp_path / "clinic"))


def test_what_is_used_has_stood_there_on_every_day_and_was_bought_at_a_price(lived: Settings) -> None:
    """So a lead believes it: no item was out of stock for weeks that stands on its shelf, each has a value first in, first
    out, and nothing newer was used while an older lot stood there."""
    store = open_store(lived)
    try:
        with store.reading() as connection:
            used = [each for each in situations(connection, DAY) if each.item.code in in_use()]
            assert len(used) == 17
            assert {each.item.name: each.past.days_out for each in used if each.past.days_out} == {}
            values = {each.item_id: each.fifo_micros for each in valued(connection, DAY, None, EVERYTHING)}
            assert all(values[each.item.id] for each in used)
            assert passed_over(connection, FOUNDED.date(), DAY, EVERYTHING) == ()
            assert not list(audit_orders(connection))
            assert not list(audit_receipts(connection))
    finally:
        store.close()


def test_the_past_bought_whole_packs_by_orders_that_came_and_are_closed(lived: Settings) -> None:
    store = open_store(lived)
    try:
        with store.reading() as connection:
            orders = purchase_orders(connection)
            assert {each.state for each in orders} == {OrderState.CLOSED}
            assert len({each.supplier for each in orders}) == 6
            assert [line for order in orders for line in order.lines if line.lacks or line.over] == []
            days = connection.exec_driver_sql("SELECT DISTINCT strftime('%w', sent_on) FROM purchase_order").scalars()
            assert not {"0", "6"} & set(days), "nobody sends one at the weekend"
    finally:
        store.close()


def test_the_opening_stock_is_part_of_what_the_demo_has() -> None:
    def rows(path: Path) -> set[str]:
        return set(path.read_text("utf-8").splitlines())

    assert rows(OPENING[1]) < rows(dict(TABLES)["stock"])


def test_the_past_is_the_same_every_time(lived: Settings, tmp_path: Path) -> None:
    def used(settings: Settings) -> list[tuple[object, ...]]:
        store = open_store(settings)
        try:
            with store.reading() as connection:
                return connection.exec_driver_sql(
                    "SELECT substr(m.at, 1, 10), p.item_id, sum(p.quantity) FROM posting p"
                    " JOIN movement m ON m.id = p.movement_id"
                    " WHERE m.kind = 'use' GROUP BY 1, 2 ORDER BY 1, 2"
                ).all()
        finally:
            store.close()

    assert used(lived) == used(build_clinic(tmp_path / "clinic", has_past=True))
