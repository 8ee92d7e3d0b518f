"""The demo clinic holds together, and tells the stories that it was made for."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

from stdnum import ean

from tracker.barcodes import house
from tracker.demo import BADGE, DAY, TABLES
from tracker.exchange import read_items, read_locations, read_par, read_stock
from tracker.exchange.containers import read_containers
from tracker.inventory.entries import ItemRow, Known, KnownItem, KnownPlace, LocationRow, ParRow, StockRow
from tracker.inventory.facts import LotState, PlaceKind

FILES = dict(TABLES)


@cache
def items() -> tuple[ItemRow, ...]:
    checked = read_items(FILES["items"])
    assert checked.faults == ()
    return checked.rows


@cache
def places() -> dict[str, LocationRow]:
    checked = read_locations(FILES["locations"])
    assert checked.faults == ()
    return {row.code: row for row in checked.rows}


def known() -> Known:
    return Known(
        items={row.code: KnownItem(row.name, row.tracks_lot, row.tracks_expiry) for row in items()},
        places={row.code: KnownPlace(row.name, row.kind, row.parent_code, row.is_store) for row in places().values()},
    )


@cache
def pars() -> tuple[ParRow, ...]:
    checked = read_par(FILES["par"], known())
    assert checked.faults == ()
    return checked.rows


@cache
def stock() -> tuple[StockRow, ...]:
    checked = read_stock(FILES["stock"], known())
    assert checked.faults == ()
    return checked.rows


def room_of(code: str) -> str:
    place = places()[code]
    return place.name if place.kind is PlaceKind.ROOM else room_of(place.parent_code)


def is_usable(row: StockRow) -> bool:
    return row.state is LotState.USABLE and (row.expiry is None or row.expiry >= DAY)


def lacking(room: str) -> int:
    """Items of which the room holds less usable stock than its par."""
    held: dict[str, int] = {}
    for row in stock():
        if is_usable(row) and room_of(row.location_code) == room:
            held[row.item_code] = held.get(row.item_code, 0) + row.quantity
    return sum(1 for par in pars() if room_of(par.location_code) == room and held.get(par.item_code, 0) < par.par)


def days_left(row: StockRow) -> int:
    return ((row.expiry or date.max) - DAY).days


def test_eight_rooms_one_of_them_the_store() -> None:
    rooms = [row for row in places().values() if row.kind is PlaceKind.ROOM]
    assert len(rooms) == 8
    assert [row.name for row in rooms if row.is_store] == ["Storeroom"]
    in_store = {row.code for row in places().values() if row.is_store}
    assert in_store == {
        code for code in places() if places()[code].kind is not PlaceKind.SITE and room_of(code) == "Storeroom"
    }


def test_every_gtin_stands_under_the_prefix_that_gs1_keeps_for_examples() -> None:
    gtins = [level.gtin for item in items() for level in item.packages if level.gtin]
    assert len(gtins) > 200
    assert all(gtin[1:4] == "952" and ean.is_valid(gtin) for gtin in gtins)


def test_every_house_code_is_one_of_the_house_grammar() -> None:
    for code in (*known().items, *places(), BADGE):
        house.parse(code)


def test_a_room_is_fully_stocked_and_several_are_short() -> None:
    short = {
        room: lacking(room) for room in ("Exam 1", "Exam 2", "Exam 3", "Exam 4", "Exam 5", "Lab draw", "Procedure")
    }
    assert short["Exam 1"] == 0
    assert short["Exam 2"] == 4
    assert sum(count > 0 for count in short.values()) == 6


def test_no_room_holds_more_than_its_par_of_what_is_usable() -> None:
    par = {(row.location_code, row.item_code): row.par for row in pars()}
    for row in stock():
        if is_usable(row) and not places()[row.location_code].is_store:
            assert row.quantity <= par[row.location_code, row.item_code]


def test_something_has_expired_on_a_shelf_and_something_expires_within_each_window() -> None:
    in_rooms = [row for row in stock() if not places()[row.location_code].is_store]
    assert {room_of(row.location_code) for row in in_rooms if days_left(row) < 0} == {"Exam 2", "Exam 4"}
    held = [days_left(row) for row in stock() if row.quantity]
    for low, high in ((0, 30), (31, 60), (61, 90)):
        assert any(low <= days <= high for days in held)


def test_the_lidocaine_that_must_go_first_has_62_days() -> None:
    lots = sorted(
        {
            (days_left(row), row.lot)
            for row in stock()
            if places()[row.location_code].is_store and row.lot in ("L552A", "L560B")
        }
    )
    assert lots == [(62, "L552A"), (104, "L560B")]


def test_a_recalled_lot_is_in_a_room_and_in_the_store_and_another_lot_is_held_back() -> None:
    recalled = {room_of(row.location_code) for row in stock() if row.state is LotState.RECALLED}
    assert recalled == {"Exam 3", "Storeroom"}
    assert any(row.state is LotState.QUARANTINED for row in stock())


def test_the_names_beside_the_codes_are_those_of_the_catalogue() -> None:
    """They are not read by the import: a reader of the file must not be misled by them either."""
    names = {row.code: row.name for row in items()} | {row.code: row.name for row in places().values()}
    for kind in ("par", "stock"):
        with FILES[kind].open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["item"] == names[row["item_code"]]
                assert row["location"].split(" · ")[-1] == names[row["location_code"]]


def test_only_what_is_drawn_from_a_vein_has_a_place_in_the_order_of_draw() -> None:
    checked = read_containers(FILES["containers"], known())
    assert checked.faults == ()
    drawn = {row.code for row in checked.rows if row.draw_order}
    assert {row.code for row in checked.rows} - drawn == {"UCUP", "UCUPS", "SWAB", "NPS", "JAR"}
