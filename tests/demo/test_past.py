"""The demo's clinic has lived half a year: there is something to order, and nothing of it lies on the shelves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.config import Settings
from tracker.demo import DAY
from tracker.demo.clinic import build_clinic
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.proposing import propose
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
