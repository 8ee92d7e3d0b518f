"""Shipments of stock between the sites of one clinic as they stand, each with what of it has come.

All of it is told from the ledger: what was put onto a shipment, what was taken off it, and what was written off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from tracker.inventory import rows
from tracker.inventory.month_ends import standing
from tracker.inventory.rows import ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.inventory.stock_transfer_facts import PlannedItem, StockTransfer, TransferredLot, TransferState
from tracker.store.connection import Connection, Row

LATE_DAYS = 3
"""On the way for longer than this a shipment is named: a courier between two sites comes the next day, or after
a weekend."""

_TRANSFERS = f"""
    SELECT {PLACE}, s.id, s.number, f.name, f.id, g.name, g.id, s.state, s.opened_at, s.opened_on, s.sent_on, s.ended_on
    FROM stock_transfer s JOIN location l ON l.id = s.place_id JOIN location f ON f.id = s.from_site_id
    JOIN location g ON g.id = s.to_site_id"""

STANDING = "m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement u WHERE u.reverses = m.id)"

_LOTS = f"""
    SELECT {ITEM}, {LOT}, sum(p.quantity) FILTER (WHERE p.to_id = ?2),
        coalesce(sum(p.quantity) FILTER (WHERE p.from_id = ?2 AND m.kind = 'transfer'), 0),
        coalesce(sum(p.quantity) FILTER (WHERE p.from_id = ?2 AND m.kind <> 'transfer'), 0)
    FROM stock_transfer_movement k CROSS JOIN movement m ON m.id = k.movement_id
    CROSS JOIN posting p ON p.movement_id = m.id JOIN item i ON i.id = p.item_id JOIN lot t ON t.id = p.lot_id
    WHERE k.transfer_id = ?1 AND {STANDING}
    GROUP BY p.item_id, p.lot_id ORDER BY i.name COLLATE NOCASE, i.id, t.expiry IS NULL, t.expiry, t.number"""


_PACKED_IF = f"""(
    SELECT coalesce(sum(p.quantity), 0) FROM stock_transfer_movement k CROSS JOIN movement m ON m.id = k.movement_id
    CROSS JOIN posting p ON p.movement_id = m.id
    WHERE k.transfer_id = w.transfer_id AND p.to_id = s.place_id AND p.item_id = w.item_id AND {STANDING}{{}})"""
_PACKED, _PACKED_BY_THEN = _PACKED_IF.format(""), _PACKED_IF.format(" AND p.day <= :last")

_PLAN = f"""
    SELECT {ITEM}, w.quantity, {_PACKED} FROM stock_transfer_plan w JOIN stock_transfer s ON s.id = w.transfer_id
    JOIN item i ON i.id = w.item_id WHERE w.transfer_id = ? ORDER BY i.name COLLATE NOCASE, i.id"""


def stock_transfer(connection: Connection, number: str) -> StockTransfer | None:
    found = connection.exec_driver_sql(f"{_TRANSFERS} WHERE s.number = ?", (number,)).first()
    return _transfer(connection, found) if found else None


def stock_transfer_in(connection: Connection, place_id: int) -> StockTransfer | None:
    """The shipment that the place stands for; None where it is an ordinary one."""
    found = connection.exec_driver_sql(f"{_TRANSFERS} WHERE s.place_id = ?", (place_id,)).first()
    return _transfer(connection, found) if found else None


def stock_transfers(
    connection: Connection, states: Sequence[TransferState] = tuple(TransferState), limit: int = -1
) -> tuple[StockTransfer, ...]:
    """Newest first, all of them or ``limit``."""
    marks = ", ".join("?" for _ in states)
    found = connection.exec_driver_sql(
        f"{_TRANSFERS} WHERE s.state IN ({marks}) ORDER BY s.id DESC LIMIT ?", (*states, limit)
    ).all()
    return tuple(_transfer(connection, row) for row in found)


def open_between(connection: Connection, origin_id: int, target_id: int, day: str) -> StockTransfer | None:
    """The shipment that more packs go onto today: not sent yet, and nothing taken off it. One that is planned waits for its
    packs, on whatever day."""
    found = connection.exec_driver_sql(
        f"{_TRANSFERS} WHERE s.state = 'open' AND s.sent_on IS NULL AND s.from_site_id = ? AND s.to_site_id = ?"
        " AND (s.opened_on = ? OR EXISTS (SELECT 1 FROM stock_transfer_plan w WHERE w.transfer_id = s.id))"
        " ORDER BY s.id DESC",
        (origin_id, target_id, day),
    ).first()
    return _transfer(connection, found) if found else None


def coming(connection: Connection, as_of: date | None = None) -> Mapping[tuple[int, int], int]:
    """Base units by item and site that are on the way to it and may be used there, or are still to be packed for it; now,
    or at the end of a past day."""
    found: Counter[tuple[int, int]] = Counter()
    stands = standing(connection, as_of)
    for item_id, site_id, quantity in connection.exec_driver_sql(
        f"SELECT b.item_id, s.to_site_id, sum(b.quantity) FROM stock_transfer s CROSS JOIN {stands.table} b"
        " ON b.location_id = s.place_id JOIN lot t ON t.id = b.lot_id"
        f" WHERE {_IS_OPEN} AND b.quantity > 0 AND t.state = 'usable' GROUP BY 1, 2",
        {**stands.values, **_last_day(as_of)},
    ):
        found[item_id, site_id] += quantity
    for item_id, _, site_id, quantity in _to_pack(connection, as_of):
        found[item_id, site_id] += quantity
    return found


def promised(connection: Connection, as_of: date | None = None) -> Mapping[tuple[int, int], int]:
    """Base units by item and site that are to be packed there for another one: it has not got them to spare."""
    found: Counter[tuple[int, int]] = Counter()
    for item_id, site_id, _, quantity in _to_pack(connection, as_of):
        found[item_id, site_id] += quantity
    return found


_IS_OPEN = "s.opened_on <= :last AND (s.state = 'open' OR s.ended_on > :last)"


def _last_day(as_of: date | None) -> Mapping[str, str]:
    return {"last": (as_of or date.max).isoformat()}


def _to_pack(connection: Connection, as_of: date | None) -> Sequence[tuple[int, int, int, int]]:
    """Item, from which site, to which, and base units, of what is planned and not packed."""
    found = connection.exec_driver_sql(
        f"SELECT w.item_id, s.from_site_id, s.to_site_id, w.quantity - {_PACKED_BY_THEN} FROM stock_transfer_plan w"
        f" JOIN stock_transfer s ON s.id = w.transfer_id WHERE {_IS_OPEN} AND (s.sent_on IS NULL OR s.sent_on > :last)",
        _last_day(as_of),
    ).all()
    return [(item_id, from_id, to_id, left) for item_id, from_id, to_id, left in found if left > 0]


def has_several_sites(connection: Connection) -> bool:
    """Whether there is anything to ship between: a clinic with one site sees none of this."""
    sites = connection.exec_driver_sql("SELECT count(*) FROM location WHERE kind = 'site'").scalar_one()
    return bool(sites > 1)


def _transfer(connection: Connection, row: Row) -> StockTransfer:
    key, number, origin, origin_id, target, target_id, state, opened_at, *days = row[PLACE_WIDTH:]
    opened_on, sent_on, ended_on = (date.fromisoformat(day) if day else None for day in days)
    assert opened_on is not None
    place = rows.place(row)
    lots = tuple(_lot(each) for each in connection.exec_driver_sql(_LOTS, (key, place.id)).all())
    plan = tuple(
        PlannedItem(rows.item(each), *each[ITEM_WIDTH:]) for each in connection.exec_driver_sql(_PLAN, (key,)).all()
    )
    return StockTransfer(
        key,
        number,
        place,
        origin,
        origin_id,
        target,
        target_id,
        TransferState(state),
        opened_at,
        opened_on,
        sent_on,
        ended_on,
        lots,
        plan,
    )


def _lot(row: Row) -> TransferredLot:
    sent, arrived, lost = row[ITEM_WIDTH + LOT_WIDTH :]
    return TransferredLot(rows.item(row), rows.lot(row[ITEM_WIDTH:]), sent or 0, arrived, lost)
