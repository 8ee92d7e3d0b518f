"""The demo clinic with half a year of use behind it, so that there is something to order and to plot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tracker.demo import DAY
from tracker.demo.clinic import build_clinic, demo_settings
from tracker.hardware.scan import new_id
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Order, Receive, Use, Waste
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.station.opening import open_pen
from tracker.store.connection import Connection

DAYS = 182
USED = (
    # (name, each working day about, left of it)
    ('Syringe 3 mL 25G × 1"', 30, 40),
    ("Gauze sponge 4×4, sterile, 2s", 40, 60),
    ("Lidocaine 1 % 10 mL vial", 2, 0),
    ("Alcohol prep pad", 150, 150),
    ("Exam glove nitrile M", 12, 2),
    ("Urine cup 120 mL", 18, 12),
    ("Tube EDTA lavender 4 mL", 14, 15),
    ("Saline flush", 6, 0),
)
LOT = "HALFYEAR"


def build_past(home: Path) -> None:
    """The demo clinic in ``home``, and before its day the same use of a few items every time that it is built."""
    build_clinic(home)
    store, journal = open_pen(demo_settings(home))
    dice = Random(6)
    try:
        with store.writing() as connection:
            for words, pace, left in USED:
                for order, day in _lived(connection, words, pace, left, dice):
                    at, event_id = f"{day.isoformat()}T15:00:00.000Z", new_id()
                    change: Value = perform(connection, order, Occasion(event_id, at, day))
                    journal.append(connection, event_id, "scan", at, {"changes": [change]})
    finally:
        store.close()


def _lived(connection: Connection, words: str, pace: int, left: int, dice: Random) -> Iterator[tuple[Order, date]]:
    """Deliveries every fourth week, and use on working days."""
    item_id, place_id, has_lots = connection.exec_driver_sql(
        "SELECT b.item_id, b.location_id, i.tracks_lot FROM balance b JOIN item i ON i.id = b.item_id JOIN location l"
        " ON l.id = b.location_id WHERE i.name LIKE ? AND l.is_store ORDER BY i.id, b.location_id",
        (f"{words}%",),
    ).first() or (0, 0, 0)
    assert item_id, words
    days = [DAY - timedelta(days=each) for each in range(DAYS, 0, -1)]
    uses = {day: dice.randint(0, 2 * pace) for day in days if day.weekday() < 5}
    held, lot = 0, LOT if has_lots else ""
    expiry = DAY + timedelta(days=400) if has_lots else None
    for number, day in enumerate(days):
        if number % 28 == 0:
            month = sum(uses.get(each, 0) for each in days[number : number + 28])
            wanted = max(0, month - held) + (left if number + 28 >= len(days) else pace * 3)
            if wanted:
                yield Receive(item_id, lot, expiry, place_id, wanted), day
                held += wanted
        if uses.get(day):
            yield Use(item_id, _lot_id(connection, item_id, lot), place_id, uses[day]), day
            held -= uses[day]
    older = connection.exec_driver_sql(
        "SELECT b.lot_id, b.location_id, b.quantity FROM balance b JOIN lot t ON t.id = b.lot_id JOIN location l"
        " ON l.id = b.location_id WHERE b.item_id = ? AND t.number <> ? AND l.is_store AND b.quantity > 0"
        " AND t.state = 'usable'",
        (item_id, lot),
    ).all()
    for lot_id, where_id, quantity in older:
        yield Waste(item_id, lot_id, where_id, quantity, WasteReason.DAMAGED), days[-1]


def _lot_id(connection: Connection, item_id: int, lot: str) -> int:
    found = connection.exec_driver_sql("SELECT id FROM lot WHERE item_id = ? AND number = ?", (item_id, lot)).first()
    assert found is not None
    return int(found[0])
