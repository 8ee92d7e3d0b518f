"""Half a year of use before the demo's day, so that there is something to order, to plot and to class.

Deliveries come every second week into the storeroom, a week before they are begun, and go on to the rooms for a week at a
time, in the last week for a day; there they are used on working days, by the very services and journal that a scan goes
through. So the storeroom is never empty before the last evening, and nothing of it is left when the demo's stock is entered:
what stands on the shelves is that alone. The same every time: the dice are thrown with one seed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tracker.config import Settings
from tracker.hardware.scan import new_id
from tracker.inventory.orders import Order, Portion, Receive, Transfer, Use
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.writing import Journal
from tracker.station.opening import open_pen
from tracker.store.connection import Connection

FORTNIGHTS = 13
_STANDS_DAYS = 7
"""In the storeroom, before anything of a delivery is needed: the one before lasts until then."""
_KEEPS_DAYS = 400
"""A lot's, from its delivery."""
_SEED = 6


@dataclass(frozen=True, slots=True)
class _Used:
    item_id: int
    has_lots: bool
    a_day: float
    store_id: int
    room_ids: tuple[int, ...]
    """Places in rooms that have a par level of it."""


def live(settings: Settings, until: date, use: Path) -> None:
    """Post what was delivered and used in the :data:`FORTNIGHTS` before ``until``; ``use`` is a table of items with what is
    used of each on a working day."""
    store, journal = open_pen(settings)
    dice = Random(_SEED)
    first = until - timedelta(days=14 * FORTNIGHTS)
    try:
        with store.writing() as connection:
            for used in _of_file(connection, use):
                for fortnight in range(FORTNIGHTS):
                    begins, is_last = first + timedelta(days=14 * fortnight), fortnight == FORTNIGHTS - 1
                    _post(connection, journal, _fortnight(connection, used, begins, dice, is_last=is_last))
    finally:
        store.close()


def _of_file(connection: Connection, use: Path) -> Iterator[_Used]:
    with use.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item_id, tracks_lot = connection.exec_driver_sql(
                "SELECT id, tracks_lot FROM item WHERE code = ?", (row["item_code"],)
            ).one()
            store = connection.exec_driver_sql(
                "SELECT min(id) FROM location WHERE is_store AND kind NOT IN ('site', 'room')"
            ).scalar_one()
            rooms = connection.exec_driver_sql(
                "SELECT l.id FROM par_level p JOIN location l ON l.id = p.location_id"
                " WHERE p.item_id = ? AND NOT l.is_store ORDER BY l.id",
                (item_id,),
            ).scalars()
            yield _Used(item_id, bool(tracks_lot), float(row["a_day"]), store, tuple(rooms) or (store,))


def _fortnight(
    connection: Connection, used: _Used, begins: date, dice: Random, *, is_last: bool
) -> Iterator[tuple[Order, date]]:
    """All of it is used: on the last working day what a delivery had more than was needed."""
    days = [begins + timedelta(days=each) for each in range(14)]
    wanted = {day: _thrown(used.a_day, dice) for day in days if day.weekday() < 5}
    total = sum(wanted.values())
    if not total:
        return
    comes = begins - timedelta(days=_STANDS_DAYS)
    lot, expiry = ("", None) if not used.has_lots else (f"D{begins:%y%m%d}", begins + timedelta(days=_KEEPS_DAYS))
    yield Receive(used.item_id, lot, expiry, used.store_id, total), comes
    lot_id = connection.exec_driver_sql(
        "SELECT max(id) FROM lot WHERE item_id = ? AND number = ?", (used.item_id, lot)
    ).scalar_one()
    taken: dict[tuple[date, int], int] = {}
    for day, quantity in wanted.items():
        for _ in range(quantity):
            key = day, dice.choice(used.room_ids)
            taken[key] = taken.get(key, 0) + 1
    moved: dict[tuple[date, int], int] = {}
    for (day, room), quantity in taken.items():
        goes = day if is_last and day >= days[7] else days[0] if day < days[7] else days[7]
        moved[goes, room] = moved.get((goes, room), 0) + quantity
    for (day, room), quantity in moved.items():
        if room != used.store_id:
            yield Transfer((Portion(used.item_id, lot_id, used.store_id, room, quantity),)), day
    for (day, room), quantity in taken.items():
        yield Use(used.item_id, lot_id, room, quantity), day


def _thrown(a_day: float, dice: Random) -> int:
    """About ``a_day``: rare use is none on most days."""
    return (
        round(dice.gammavariate(2.0, a_day / 2.0))
        if a_day >= 2
        else int(dice.random() < a_day / 2) * dice.randint(1, 3)
    )


def _post(connection: Connection, journal: Journal, orders: Iterator[tuple[Order, date]]) -> None:
    for order, day in orders:
        at, event_id = f"{day.isoformat()}T15:00:00.000Z", new_id()
        change: Value = perform(connection, order, Occasion(event_id, at, day))
        journal.append(connection, event_id, "scan", at, {"changes": [change]})
