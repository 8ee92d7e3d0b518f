"""Which place, item, lot, rack or partner somebody means by a code or a name on the command line. Nothing is guessed."""

from __future__ import annotations

from datetime import date

from tracker.barcodes.gtin import LENGTHS, is_digits, to_gtin14
from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Item, Lot, Place
from tracker.inventory.opening import Opened
from tracker.inventory.opening_queries import container, open_containers
from tracker.inventory.rows import ITEM, LOT, PLACE
from tracker.inventory.searching import search
from tracker.store.connection import Connection

_MOST_NEAR = 3
_IN_BUILDING = "l.kind IN ('site', 'room', 'cabinet', 'bin') AND l.id NOT IN (SELECT place_id FROM stock_transfer)"


def all_places(connection: Connection) -> tuple[Place, ...]:
    """Every place in the building, in the order in which one walks through it."""
    found = connection.exec_driver_sql(f"SELECT {PLACE} FROM location l WHERE {_IN_BUILDING} ORDER BY l.path, l.id")
    return tuple(rows.place(row) for row in found)


def place_named(connection: Connection, said: str) -> Place:
    """By code, name or path. Raises Refusal where there is none, or more than one."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE} FROM location l WHERE {_IN_BUILDING} AND (l.code = ? OR l.name = ? COLLATE NOCASE"
        " OR l.path = ? COLLATE NOCASE) ORDER BY l.code = ? DESC, l.path LIMIT 20",
        (said.upper(), said, said, said.upper()),
    ).all()
    places = [rows.place(row) for row in found]
    if not places:
        raise Refusal(
            f"There is no place '{said}'.", hint="Give its code, name or path; 'tracker report stock' lists them.",
            code="label_no_such_place",
        )  # fmt: skip
    if len(places) > 1 and places[0].code != said.upper():
        which = ", ".join(f"{place.code} ({place.path})" for place in places)
        raise Refusal(
            f"There are several places called '{said}'.", hint=f"Give one's code: {which}.", code="label_which"
        )
    return places[0]


def all_items(connection: Connection) -> tuple[Item, ...]:
    found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i ORDER BY i.name COLLATE NOCASE, i.id")
    return tuple(rows.item(row) for row in found)


def item_named(connection: Connection, said: str) -> tuple[Item, str]:
    """The item by house code, name or GTIN, and the GTIN by which its base unit is scanned (empty for none).

    A GTIN given is kept, whatever package it stands on: who types a box's number labels boxes. Raises Refusal.
    """
    if is_digits(said) and len(said) in LENGTHS:
        gtin = to_gtin14(said)
        by_gtin = connection.exec_driver_sql(
            f"SELECT {ITEM} FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind = 'gtin' AND n.value = ?",
            (gtin,),
        ).first()
        if by_gtin is None:
            raise Refusal(f"No item has the GTIN {gtin}.", hint="Bind it to one first.", code="label_no_such_item")
        return rows.item(by_gtin), gtin
    found = connection.exec_driver_sql(
        f"SELECT {ITEM} FROM item i WHERE i.code = ? OR i.name = ? COLLATE NOCASE", (said.upper(), said)
    ).all()
    if len(found) != 1:
        message = f"There is no item '{said}'." if not found else f"There are several items called '{said}'."
        hint = _likely(connection, said) if not found else "Give its code or GTIN."
        raise Refusal(message, hint=hint, code="label_no_such_item")
    item = rows.item(found[0])
    return item, _gtin_of(connection, item)


def all_open(connection: Connection) -> tuple[Opened, ...]:
    """Every opened container with anything left in it."""
    return open_containers(connection)


def container_named(connection: Connection, said: str) -> Opened:
    """By its code. Raises Refusal."""
    found = container(connection, said.upper())
    if found is None:
        raise Refusal(
            f"There is no opened container '{said}'.", hint="Give the V code.", code="label_no_such_container"
        )
    return found


def _likely(connection: Connection, said: str) -> str:
    """Never taken for it: a label or a report for the wrong item is worse than another try."""
    near = [f"{item.name} ({item.code})" for item in search(connection, said, limit=_MOST_NEAR)]
    return f"Is it one of these? {'; '.join(near)}." if near else "Give its code or GTIN, or its whole name."


def _gtin_of(connection: Connection, item: Item) -> str:
    """The base unit's only: a box's number on a single pack would count it as a box."""
    found = connection.exec_driver_sql(
        "SELECT n.value FROM identifier n JOIN package_level p ON p.id = n.package_id"
        " WHERE n.kind = 'gtin' AND n.item_id = ? AND p.factor = 1 ORDER BY n.value LIMIT 1",
        (item.id,),
    ).scalar()
    return str(found) if found else ""


def lots_of(connection: Connection, item: Item) -> tuple[Lot, ...]:
    """The numbered lots of which there is any on hand, first expiring first."""
    found = connection.exec_driver_sql(
        f"SELECT DISTINCT {LOT} FROM lot t JOIN balance b ON b.lot_id = t.id WHERE t.item_id = ? AND t.number <> ''"
        " AND b.quantity > 0 ORDER BY t.expiry IS NULL, t.expiry, t.number",
        (item.id,),
    )
    return tuple(rows.lot(row) for row in found)


def expiry_of(connection: Connection, item: Item, number: str, said: date | None) -> date | None:
    """The lot's expiry date: what is known of it and what was said must agree. Raises Refusal."""
    found = connection.exec_driver_sql(
        f"SELECT {LOT} FROM lot t WHERE t.item_id = ? AND t.number = ?", (item.id, number)
    ).first()
    known = rows.lot(found).expiry if found else None
    if known is not None and said is not None and known != said:
        raise Refusal(
            f"Lot {number} of {item.name} expires {known}, not {said}.",
            hint="Look at the maker's label; if the catalogue is wrong, correct it there first.",
            code="label_expiry_differs",
        )
    if (known or said) is None and item.tracks_expiry:
        raise Refusal(
            f"{item.name} is kept by expiry date, and none is known for lot {number}.",
            hint="Give it: --expiry YYYY-MM-DD.",
            code="label_expiry_missing",
        )
    return known or said


def smallest_gtins(connection: Connection) -> dict[int, str]:
    """The GTIN of each item's smallest package that has one, by the item's row: for what names a lot and counts nothing."""
    found = connection.exec_driver_sql(
        "SELECT n.item_id, n.value FROM identifier n JOIN package_level p ON p.id = n.package_id WHERE n.kind = 'gtin'"
        " ORDER BY n.item_id, p.factor DESC, n.value DESC"
    )
    return dict(found.all())
