"""What the catalogue holds, as far as a file can contradict it: the checks of an import need no SQL of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tracker.inventory.entries import Known, KnownItem, KnownPlace
from tracker.inventory.facts import PATH_SEPARATOR, LotState, PlaceKind
from tracker.store.connection import Connection


def what_is_known(connection: Connection) -> Known:
    """Read once before a file is checked. 100,000 items take about 60 MB; nothing of it is kept afterwards."""
    read = connection.exec_driver_sql
    factors: dict[int, dict[str, int]] = {}
    for item_id, name, factor in read("SELECT item_id, name, factor FROM package_level"):
        factors.setdefault(item_id, {})[name] = factor
    gtins: dict[str, str] = {}
    identifiers: dict[str, str] = {}
    for kind, value, code in read(
        "SELECT n.kind, n.value, i.code FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind <> 'house'"
    ):
        (gtins if kind == "gtin" else identifiers)[value] = code
    lots = read("SELECT i.code, t.number, t.expiry, t.state FROM lot t JOIN item i ON i.id = t.item_id").all()
    with_lots = {code for code, number, _, _ in lots if number}
    items = {
        code: KnownItem(name, bool(tracks_lot), bool(tracks_expiry), base_unit, factors.get(key, {}), code in with_lots)
        for key, code, name, tracks_lot, tracks_expiry, base_unit in read(
            "SELECT id, code, name, tracks_lot, tracks_expiry, base_unit FROM item"
        )
    }
    places = _places(connection)
    return Known(
        items=items,
        gtins=gtins,
        identifiers=identifiers,
        places=places,
        place_names=_by_name(_called(places)),
        item_names=_by_name((item.name, code) for code, item in items.items()),
        lots={(code, number): date.fromisoformat(expiry) if expiry else None for code, number, expiry, _ in lots},
        states={(code, number): LotState(state) for code, number, _, state in lots},
    )


def _called(places: Mapping[str, KnownPlace]) -> Iterator[tuple[str, str]]:
    """What each place may be called: its name alone, and with that of the place it stands in."""
    for code, place in places.items():
        yield place.name, code
        if (parent := places.get(place.parent_code)) is not None:
            yield f"{parent.name}{PATH_SEPARATOR}{place.name}", code


def _by_name(called: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, code in called:
        key = " ".join(name.split()).casefold()
        found[key] = (*found.get(key, ()), code)
    return found


def _places(connection: Connection) -> dict[str, KnownPlace]:
    read = connection.exec_driver_sql
    codes = {row[0]: row[1] for row in read("SELECT id, code FROM location")}
    return {
        code: KnownPlace(name, PlaceKind(kind), codes.get(parent_id, ""), bool(is_store))
        for code, name, kind, parent_id, is_store in read(
            "SELECT code, name, kind, parent_id, is_store FROM location"
            " WHERE kind IN ('site', 'room', 'cabinet', 'bin')"
            " AND id NOT IN (SELECT place_id FROM stock_transfer)"
        )
    }
