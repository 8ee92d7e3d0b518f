"""A clinic small enough to hold in one's head: three rooms, three items, a few lots with a story each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tracker.barcodes import house
from tracker.hardware.scan import new_id
from tracker.inventory.ledger import Entry, account, post_opening
from tracker.inventory.orders import MovementKind, Order, Portion
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.writing import Journal, open_journal
from tracker.store.connection import Connection
from tracker.store.database import Database, open_database

KEY = bytes(range(32))
STATION_KEY = bytes(reversed(range(32)))
TODAY = date(2026, 11, 16)
AT = "2026-11-16T15:00:00.000Z"
SYRINGE_GTIN, SYRINGE_BOX_GTIN = "09520101000408", "19520101000405"

_PLACES = (
    # (name, kind, parent, is_store)
    ("Northgate", "site", None, 0),
    ("Storeroom", "room", "Northgate", 1),
    ("A", "cabinet", "Storeroom", 1),
    ("B", "cabinet", "Storeroom", 1),
    ("Exam 1", "room", "Northgate", 0),
    ("Cart", "cabinet", "Exam 1", 0),
    ("Wall", "cabinet", "Exam 1", 0),
    ("Exam 2", "room", "Northgate", 0),
    ("Drawer", "cabinet", "Exam 2", 0),
)
_ITEMS = (
    # (name, base unit, tracks lot, tracks expiry)
    ("Syringe 3 mL", "each", 1, 1),
    ("Gauze 4×4", "sleeve", 0, 0),
    ("Saline 0.9 %", "vial", 1, 1),
)
_LOTS = (
    ("Syringe 3 mL", "EARLY", "2026-12-20", "usable"),
    ("Syringe 3 mL", "LATE", "2027-06-30", "usable"),
    ("Syringe 3 mL", "GONE", "2026-11-01", "usable"),
    ("Syringe 3 mL", "CALLED", "2027-06-30", "recalled"),
    ("Syringe 3 mL", "HELD", "2027-06-30", "quarantined"),
    ("Gauze 4×4", "", None, "usable"),
    ("Saline 0.9 %", "SAL1", "2026-11-16", "usable"),
)
_STOCK = (
    ("A", "EARLY", 30),
    ("B", "EARLY", 10),
    ("B", "LATE", 100),
    ("B", "CALLED", 40),
    ("Cart", "LATE", 4),
    ("Cart", "GONE", 3),
    ("Wall", "LATE", 5),
    ("A", "", 50),
    ("Drawer", "SAL1", 6),
)
_PARS = (("Cart", "Syringe 3 mL", 20), ("Wall", "Syringe 3 mL", 10), ("Drawer", "Gauze 4×4", 5))


@dataclass(frozen=True)
class Clinic:
    """The open database with the ids of what stands in it, by the names above."""

    path: Path
    database: Database
    journal: Journal
    places: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)
    lots: Mapping[str, int] = field(default_factory=dict)

    def order(self, *orders: Order, today: date = TODAY, event_id: str | None = None) -> str:
        """Carry out orders in one transaction, with their journal event, as the station does for a scan."""
        event_id = event_id or new_id()
        with self.database.writing() as connection:
            changes: list[Value] = [perform(connection, order, Occasion(event_id, AT, today)) for order in orders]
            self.journal.append(connection, event_id, "scan", AT, {"changes": changes})
        return event_id

    def move(self, lot: str, source: str, target: str, quantity: int, item: str = "Syringe 3 mL") -> Portion:
        return Portion(self.items[item], self.lots[lot], self.places[source], self.places[target], quantity)

    def held(self, place: str, lot: str) -> int:
        with self.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT quantity FROM balance WHERE location_id = ? AND lot_id = ?",
                (self.places[place], self.lots[lot]),
            ).scalar()
        return int(found or 0)

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        """Whatever somebody with the key, and without manners, might do to the file."""
        with self.database.writing() as connection:
            connection.exec_driver_sql(statement, tuple(values))

    def value(self, statement: str, values: Sequence[object] = ()) -> object:
        with self.database.reading() as connection:
            return connection.exec_driver_sql(statement, tuple(values)).scalar()


def overlook(database: Database) -> None:
    """As if the program had not looked at what somebody has changed in the schema."""
    with database.reading() as connection:
        database.seen.version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()


def open_clinic(path: Path) -> Clinic:
    database = open_database(path, KEY)
    with database.writing() as connection:
        journal = open_journal(connection, "front-desk", STATION_KEY)
        read = connection.exec_driver_sql
        places = {row[0]: row[1] for row in read("SELECT name, id FROM location")}
        items = {row[0]: row[1] for row in read("SELECT name, id FROM item")}
        lots = {row[0]: row[1] for row in read("SELECT number, id FROM lot")}
    return Clinic(path, database, journal, places, items, lots)


def furnish(database: Database) -> None:
    """Catalogue, places, par levels and opening stock."""
    with database.writing() as connection:
        journal = open_journal(connection, "front-desk", STATION_KEY)
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('clinic', 'Northgate clinic')")
        places = _put_places(connection)
        items = _put_items(connection)
        lots = {
            number: _insert(connection, "lot", item_id=items[item], number=number, expiry=expiry, state=state)
            for item, number, expiry, state in _LOTS
        }
        for place, item, par in _PARS:
            connection.exec_driver_sql("INSERT INTO par_level VALUES (?, ?, ?)", (places[place], items[item], par))
        of_lot = {number: items[item] for item, number, _, _ in _LOTS}
        origin = account(connection, "@difference")
        for place, lot, quantity in _STOCK:
            portions = [Portion(of_lot[lot], lots[lot], origin, places[place], quantity)]
            _open_with(connection, journal, portions)
        connection.exec_driver_sql("INSERT INTO staff (badge, name) VALUES (?, 'R. Okafor')", (house.badge_code(7),))


def _open_with(connection: Connection, journal: Journal, portions: Sequence[Portion]) -> None:
    event_id = new_id()
    post_opening(connection, Entry(event_id, MovementKind.OPENING, AT, "2026-11-15"), portions)
    codes = (
        "SELECT (SELECT code FROM item WHERE id = ?), (SELECT number FROM lot WHERE id = ?), l.code"
        " FROM location l WHERE l.id = ?"
    )
    lines: list[Value] = []
    for p in portions:
        item, lot, place = connection.exec_driver_sql(codes, (p.item_id, p.lot_id, p.to_id)).one()
        lines.append({"item": item, "lot": lot, "from": "@difference", "to": place, "quantity": p.quantity})
    journal.append(connection, event_id, "import.stock", AT, {"changes": [{"do": "opening", "lines": lines}]})


def _put_places(connection: Connection) -> dict[str, int]:
    places: dict[str, int] = {}
    paths: dict[str, tuple[int | None, str]] = {}
    for number, (name, kind, parent, is_store) in enumerate(_PLACES, start=1):
        room_id, path = paths[parent] if parent else (None, "")
        path = f"{path} · {name}" if room_id else name
        place_id = _insert(
            connection,
            "location",
            code=house.location_code(number),
            name=name,
            kind=kind,
            parent_id=places[parent] if parent else None,
            room_id=room_id,
            path=path,
            is_store=is_store,
        )
        if kind == "room":
            room_id = place_id
            connection.exec_driver_sql("UPDATE location SET room_id = id WHERE id = ?", (place_id,))
        places[name], paths[name] = place_id, (room_id, path)
    return places


def _put_items(connection: Connection) -> dict[str, int]:
    items: dict[str, int] = {}
    for number, (name, unit, lot, expiry) in enumerate(_ITEMS, start=1):
        code = house.item_code(number)
        item_id = _insert(
            connection,
            "item",
            code=code,
            name=name,
            base_unit=unit,
            category="Supplies",
            tracks_lot=lot,
            tracks_expiry=expiry,
        )
        package_id = _insert(connection, "package_level", item_id=item_id, name=unit, factor=1)
        _insert(connection, "identifier", kind="house", value=code, item_id=item_id, package_id=package_id)
        items[name] = item_id
    syringe = items["Syringe 3 mL"]
    box = _insert(connection, "package_level", item_id=syringe, name="box", factor=100)
    each = connection.exec_driver_sql(
        "SELECT id FROM package_level WHERE item_id = ? AND factor = 1", (syringe,)
    ).scalar_one()
    for kind, value, package in (
        ("gtin", SYRINGE_GTIN, each),
        ("gtin", SYRINGE_BOX_GTIN, box),
        ("ndc", "0409488801", each),
        ("vendor", "TB-10148", box),
        ("hibc", "+A123TB101481Q", box),
    ):
        _insert(connection, "identifier", kind=kind, value=value, item_id=syringe, package_id=package)
    return items


def _insert(connection: Connection, table: str, **values: object) -> int:
    marks = ", ".join("?" for _ in values)
    made = connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )
    return int(made.lastrowid)
