"""Half a year of use before the demo's day, so that there is something to order, to plot, to class and to value.

What stands on the shelves stood there from the first day on: the opening stock of what is used. Beside it deliveries come
into the storeroom a week before they are begun, in whole packs and by orders (:mod:`tracker.demo.bought`), and go on to
the rooms for a week at a time, in the last week for a day; there they are used on working days, by the very services and
journal that a scan goes through. Their lots expire before those that stand, so that nothing passes over an older lot; all
of it is used by the last evening, and what is left is the demo's stock alone. The same every time: the dice are thrown
with one seed.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from tracker.config import Settings
from tracker.demo.bought import Bought, buy
from tracker.hardware.scan import new_id
from tracker.inventory.orders import Order, Portion, Transfer, Use
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
_WORKING_DAYS = 10
"""In a fortnight."""
_LEAST_PACKS = 2
"""Nobody orders a pack at a time of what is used every day."""
_SEED = 6


@dataclass(frozen=True, slots=True)
class _Used:
    item_id: int
    has_lots: bool
    a_day: float
    store_id: int
    room_ids: tuple[int, ...]
    """Places in rooms that have a par level of it."""
    factor: int
    """Base units in the pack that it is bought in."""
    stands_until: date | None
    """When the first of what stands on the shelves expires."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One delivery of an item and what becomes of it: of each working day, and each room, how many are used."""

    used: _Used
    begins: date
    packs: int
    taken: Mapping[tuple[date, int], int]

    @property
    def lot(self) -> str:
        return f"D{self.begins:%y%m%d}" if self.used.has_lots else ""

    @property
    def bought(self) -> Bought:
        used, keeps = self.used, self.begins + timedelta(days=_KEEPS_DAYS)
        if used.stands_until is not None:
            keeps = min(keeps, used.stands_until - timedelta(days=1))
        comes = self.begins - timedelta(days=_STANDS_DAYS)
        return Bought(comes, used.item_id, self.packs, used.store_id, self.lot, keeps if used.has_lots else None)


def live(settings: Settings, until: date, use: Path) -> None:
    """Post what was delivered and used in the :data:`FORTNIGHTS` before ``until``; ``use`` is a table of items with what is
    used of each on a working day."""
    store, journal = open_pen(settings)
    dice = Random(_SEED)
    first = until - timedelta(days=14 * FORTNIGHTS)
    try:
        with store.writing() as connection:
            deliveries = [each for used in _of_file(connection, use) for each in _deliveries(used, first, dice)]
            buy(connection, journal, [each.bought for each in deliveries], dice)
            moves = [move for each in deliveries for move in _moves(connection, each, until)]
            # Stable: of one day what goes to a room stands before what is used there.
            for day, order in sorted(moves, key=lambda each: each[0]):
                _post(connection, journal, order, day)
    finally:
        store.close()


def _of_file(connection: Connection, use: Path) -> Iterator[_Used]:
    store = connection.exec_driver_sql(
        "SELECT min(id) FROM location WHERE is_store AND kind NOT IN ('site', 'room')"
    ).scalar_one()
    with use.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item_id, tracks_lot, factor = connection.exec_driver_sql(
                "SELECT i.id, i.tracks_lot, min(k.factor) FROM item i JOIN offer o ON o.item_id = i.id"
                " JOIN package_level k ON k.id = o.package_id WHERE i.code = ? GROUP BY i.id",
                (row["item_code"],),
            ).one()
            rooms = connection.exec_driver_sql(
                "SELECT l.id FROM par_level p JOIN location l ON l.id = p.location_id"
                " WHERE p.item_id = ? AND NOT l.is_store ORDER BY l.id",
                (item_id,),
            ).scalars()
            expiry = connection.exec_driver_sql("SELECT min(expiry) FROM lot WHERE item_id = ?", (item_id,)).scalar()
            stands_until = date.fromisoformat(expiry) if expiry else None
            places = tuple(rooms) or (store,)
            yield _Used(item_id, bool(tracks_lot), float(row["a_day"]), store, places, factor, stands_until)


def _deliveries(used: _Used, first: date, dice: Random) -> Iterator[_Delivery]:
    """Every fortnight, or as seldom as a delivery of a few packs lasts."""
    a_fortnight = used.a_day * _WORKING_DAYS
    count = max(1, min(FORTNIGHTS, int(FORTNIGHTS * a_fortnight / (_LEAST_PACKS * used.factor))))
    bounds = [first + timedelta(days=14 * (FORTNIGHTS * number // count)) for number in range(count + 1)]
    for begins, ends in pairwise(bounds):
        wanted = _thrown(used, begins, ends, dice)
        taken = Counter((day, dice.choice(used.room_ids)) for day, many in wanted.items() for _ in range(many))
        yield _Delivery(used, begins, sum(wanted.values()) // used.factor, taken)


def _thrown(used: _Used, begins: date, ends: date, dice: Random) -> Mapping[date, int]:
    """What is used on each working day: whole packs in all, and the last of it on the last day."""
    days = [begins + timedelta(days=each) for each in range((ends - begins).days)]
    wanted = Counter({day: _rolled(used.a_day, dice) for day in days if day.weekday() < 5})
    packs = max(1, round(wanted.total() / used.factor))
    while lacks := packs * used.factor - wanted.total():
        day = dice.choice([day for day, many in wanted.items() if lacks > 0 or many])
        wanted[day] += 1 if lacks > 0 else -1
    last = max(wanted)
    if not wanted[last]:
        wanted[dice.choice([day for day, many in wanted.items() if many])] -= 1
        wanted[last] += 1
    return wanted


def _rolled(a_day: float, dice: Random) -> int:
    """About ``a_day``: rare use is none on most days."""
    return (
        round(dice.gammavariate(2.0, a_day / 2.0))
        if a_day >= 2
        else int(dice.random() < a_day / 2) * dice.randint(1, 3)
    )


def _moves(connection: Connection, delivery: _Delivery, until: date) -> Iterator[tuple[date, Order]]:
    used = delivery.used
    lot_id = connection.exec_driver_sql(
        "SELECT id FROM lot WHERE item_id = ? AND number = ?", (used.item_id, delivery.lot)
    ).scalar_one()
    moved: Counter[tuple[date, int]] = Counter()
    for (day, room), quantity in delivery.taken.items():
        is_last_week = day >= until - timedelta(days=7)
        week = delivery.begins + timedelta(days=(day - delivery.begins).days // 7 * 7)
        moved[day if is_last_week else week, room] += quantity
    for (day, room), quantity in moved.items():
        if room != used.store_id:
            yield day, Transfer((Portion(used.item_id, lot_id, used.store_id, room, quantity),))
    for (day, room), quantity in delivery.taken.items():
        yield day, Use(used.item_id, lot_id, room, quantity)


def _post(connection: Connection, journal: Journal, order: Order, day: date) -> None:
    at, event_id = f"{day.isoformat()}T15:00:00.000Z", new_id()
    change: Value = perform(connection, order, Occasion(event_id, at, day))
    journal.append(connection, event_id, "scan", at, {"changes": [change]})
