"""One item seen from the room in hand: what of it is there, where more comes from, and what the room needs."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.inventory import daily_use, rows
from tracker.inventory.facts import Holding, Place
from tracker.inventory.rows import PLACE, PLACE_WIDTH
from tracker.store.connection import Connection

USE_WINDOW_DAYS = 90


def near_stores(connection: Connection, held: tuple[Holding, ...], room: Place | None) -> frozenset[int]:
    """Stores that the room in hand is restocked from: those of its own site, since stock of another one must travel. Where a
    delivery is put away ``room`` is the store that it goes to: then those beside it."""
    stores = {each.place.id for each in held if each.place.is_store}
    if room is None or not stores:
        return frozenset(stores)
    sites = daily_use.sites(connection, (*stores, room.id))
    own = sites.get(room.id, daily_use.NO_SITE)
    return frozenset(each for each in stores if daily_use.NO_SITE in (own, sites[each]) or sites[each] == own)


def split_by_place(
    held: tuple[Holding, ...], room: Place | None, near: frozenset[int]
) -> tuple[tuple[Holding, ...], tuple[Holding, ...], tuple[Holding, ...]]:
    """In the room in hand, in the stores that are ``near``, and in any other place."""
    here, stock, elsewhere = [], [], []
    for holding in held:
        if room is not None and holding.place.room_id == room.room_id:
            here.append(holding)
        is_stock = holding.place.is_store and holding.place.id in near
        if is_stock:
            stock.append(holding)
        elif room is None or holding.place.room_id != room.room_id:
            elsewhere.append(holding)
    return tuple(here), tuple(stock), tuple(elsewhere)


def par_of(
    connection: Connection, item_id: int, room: Place | None, usable: tuple[Holding, ...]
) -> tuple[int | None, Place | None]:
    """The room's par for the item, and the place in it that lacks most of its own par: expired packs fill no shelf."""
    if room is None:
        return None, None
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, p.par FROM par_level p JOIN location l ON l.id = p.location_id"
        " WHERE p.item_id = ? AND l.room_id = ? ORDER BY l.path, l.id",
        (item_id, room.room_id),
    ).all()
    if not found:
        return None, None
    held: dict[int, int] = {}
    for holding in usable:
        held[holding.place.id] = held.get(holding.place.id, 0) + holding.quantity
    most = max(found, key=lambda row: row[PLACE_WIDTH] - held.get(row[0], 0))
    return sum(row[PLACE_WIDTH] for row in found), rows.place(most)


def use_per_day(connection: Connection, item_id: int, room: Place | None, today: date) -> float | None:
    """Base units a day brought into the room over the past 90 days: refills follow use. None without any.

    Opening stock, what was undone, and what only changed its shelf within the room tell nothing about use. The window is
    shortened to the first refill in it, so that a room opened last week is not reckoned as slow.
    """
    if room is None:
        return None
    since = today - timedelta(days=USE_WINDOW_DAYS)
    total, first = connection.exec_driver_sql(
        "SELECT sum(p.quantity), min(p.day) FROM location l JOIN posting p ON p.to_id = l.id AND p.item_id = ?1"
        " JOIN location origin ON origin.id = p.from_id AND origin.room_id IS NOT l.room_id"
        " JOIN movement m ON m.id = p.movement_id WHERE l.room_id = ?2 AND p.day >= ?3 AND p.day < ?4"
        " AND m.kind = 'transfer' AND m.reverses IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)",
        (item_id, room.room_id, since.isoformat(), today.isoformat()),
    ).one()
    if not total:
        return None
    return float(total / max(7, (today - date.fromisoformat(first)).days))
