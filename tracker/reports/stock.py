"""What stands where, what the rooms lack, what expires, and which codes nobody has explained yet."""

from __future__ import annotations

from tracker.inventory.facts import Need
from tracker.inventory.month_ends import standing
from tracker.inventory.queries import RoomState
from tracker.inventory.reader import Reader
from tracker.inventory.stock_transfer_facts import TransferState
from tracker.inventory.stock_transfers import stock_transfers
from tracker.reports.asked import NOTHING_ASKED, Asked
from tracker.reports.columns import said_state
from tracker.reports.table import Cell, Column, Table, day_of


def stock(reader: Reader, asked: Asked = NOTHING_ASKED) -> Table:
    """On hand by item, place and lot, now or at the end of a past day. A lot's state is today's."""
    stands = standing(reader.connection, asked.as_of)
    found = reader.connection.exec_driver_sql(
        "SELECT i.code, i.name, l.code, l.path, t.number, t.expiry, t.state, b.quantity, i.base_unit"
        f" FROM {stands.table} b JOIN item i ON i.id = b.item_id JOIN location l ON l.id = b.location_id"
        f" JOIN lot t ON t.id = b.lot_id WHERE TRUE{asked.scope.where('b.item_id', 'b.location_id')}"
        " ORDER BY i.name COLLATE NOCASE, i.code, l.path, t.expiry IS NULL, t.expiry, t.number",
        {**stands.values, **asked.scope.values},
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
    day = asked.as_of or reader.today
    dated = ((*row[:5], day_of(row[5]), *row[6:]) for row in found)
    rows = tuple((*row[:6], said_state(row[6], row[5], day), *row[7:]) for row in dated)
    notes = () if asked.as_of is not None else _on_the_way(reader, asked)
    return Table("stock", f"Stock on hand{asked.scope.words}", day, columns, rows, notes)


def _on_the_way(reader: Reader, asked: Asked) -> tuple[str, ...]:
    """What is between two sites is in the rows of the whole clinic, at its shipment; and with a site named, it is told."""
    scope = asked.scope
    found = [each for each in stock_transfers(reader.connection, (TransferState.OPEN,)) if each.on_the_way]
    notes = []
    for each in found:
        units = sum(line.on_the_way for line in each.lots if scope.item is None or line.item.id == scope.item.id)
        if units and scope.site is None and scope.room is None:
            notes.append(f"Of it {units} base units are on the way from {each.origin} to {each.target}: {each.number}.")
        elif units and scope.site is not None and scope.site.id in (each.target_id, each.origin_id):
            other = f"from {each.origin}" if each.target_id == scope.site.id else f"to {each.target}"
            notes.append(f"Not in it: {units} base units on the way {other}: {each.number}.")
    return tuple(notes)


def restock(reader: Reader, asked: Asked = NOTHING_ASKED) -> Table:
    """What every room lacks against par, and what to take from where, first expiring first."""
    rows = [
        _lacking(room, need)
        for room in reader.rooms()
        if room.lacking and _is_in(room, asked)
        for need in reader.needs(room.place.id)
    ]
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
    return Table("restock", f"What the rooms lack{asked.scope.words}", reader.today, columns, tuple(rows))


def _is_in(room: RoomState, asked: Asked) -> bool:
    return asked.scope.place_ids is None or room.place.id in asked.scope.place_ids


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
        need.in_store,
        first.place.path if first else None,
        first.lot.number if first else None,
        first.lot.expiry if first else None,
    )


def parked(reader: Reader) -> Table:
    """Codes that were scanned and put aside."""
    rows = tuple((row.text, row.at, row.scan_id) for row in reader.parked(limit=100_000))
    columns = (Column("text", "code"), Column("at", "scanned"), Column("scan_id", "scan"))
    return Table("parked", "Parked codes", reader.today, columns, rows)
