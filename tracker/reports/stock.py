"""What stands where, what the rooms lack, what expires, and which codes nobody has explained yet."""

from __future__ import annotations

from collections.abc import Callable

from tracker.inventory.facts import Need
from tracker.inventory.queries import RoomState
from tracker.inventory.reader import Reader
from tracker.reports.reorder import par, reorder
from tracker.reports.table import Cell, Column, Table


def stock(reader: Reader) -> Table:
    """On hand by item, place and lot."""
    found = reader.connection.exec_driver_sql(
        "SELECT i.code, i.name, l.code, l.path, t.number, t.expiry, t.state, b.quantity, i.base_unit"
        " FROM balance b JOIN item i ON i.id = b.item_id JOIN location l ON l.id = b.location_id"
        " JOIN lot t ON t.id = b.lot_id WHERE b.quantity > 0"
        " ORDER BY i.name COLLATE NOCASE, i.code, l.path, t.expiry IS NULL, t.expiry, t.number"
    )
    columns = (
        Column("item_code", "code"),
        Column("item", "item"),
        Column("location_code", "place"),
        Column("location", "where"),
        Column("lot", "lot"),
        Column("expiry", "expires"),
        Column("state", "state"),
        Column("quantity", "on hand", "right"),
        Column("base_unit", "unit"),
    )
    return Table("stock", "Stock on hand", reader.today, columns, tuple(tuple(row) for row in found))


def restock(reader: Reader) -> Table:
    """What every room lacks against par, and what to take from where, first expiring first."""
    rows = [_lacking(room, need) for room in reader.rooms() if room.lacking for need in reader.needs(room.place.id)]
    columns = (
        Column("room", "room"),
        Column("location", "where"),
        Column("item_code", "code"),
        Column("item", "item"),
        Column("par", "par", "right"),
        Column("on_hand", "on hand", "right"),
        Column("lacks", "lacks", "right"),
        Column("available", "in store", "right"),
        Column("take_from", "take from"),
        Column("take_lot", "lot"),
        Column("take_expiry", "expires"),
    )
    return Table("restock", "What the rooms lack", reader.today, columns, tuple(rows))


def _lacking(room: RoomState, need: Need) -> tuple[Cell, ...]:
    first = need.takes[0] if need.takes else None
    return (
        room.place.name,
        need.place.path,
        need.item.code,
        need.item.name,
        need.par,
        need.on_hand,
        need.lacks,
        sum(take.quantity for take in need.takes),
        first.place.path if first else None,
        first.lot.number if first else None,
        first.lot.expiry.isoformat() if first and first.lot.expiry else None,
    )


def expiring(reader: Reader) -> Table:
    """Stock that has expired or expires within 90 days."""
    rows: list[tuple[Cell, ...]] = [
        (
            row.days_left,
            row.holding.lot.expiry.isoformat() if row.holding.lot.expiry else None,
            row.item.code,
            row.item.name,
            row.holding.place.path,
            row.holding.lot.number,
            row.holding.lot.state.value,
            row.holding.quantity,
        )
        for row in reader.expiring(90, limit=100_000)
    ]
    columns = (
        Column("days_left", "days left", "right"),
        Column("expiry", "expires"),
        Column("item_code", "code"),
        Column("item", "item"),
        Column("location", "where"),
        Column("lot", "lot"),
        Column("state", "state"),
        Column("quantity", "on hand", "right"),
    )
    return Table("expiring", "Expires within 90 days", reader.today, columns, tuple(rows))


def parked(reader: Reader) -> Table:
    """Codes that were scanned and put aside."""
    rows = tuple((row.text, row.at, row.scan_id) for row in reader.parked(limit=100_000))
    columns = (Column("text", "code"), Column("at", "scanned"), Column("scan_id", "scan"))
    return Table("parked", "Parked codes", reader.today, columns, rows)


REPORTS: dict[str, Callable[[Reader], Table]] = {
    "stock": stock,
    "restock": restock,
    "expiring": expiring,
    "parked": parked,
    "reorder": reorder,
    "par": par,
}
"""Every report by its name on the command line."""
