"""What the demo's past has bought: an order to each supplier, sent some days before its delivery, received line by line, and
closed. So receipts have prices, suppliers their lead times, and every month its spend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.hardware.scan import new_id
from tracker.inventory.ordering.purchasing import Wanted, close, draft, require_order, send
from tracker.inventory.orders import Receive
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.journal.writing import Journal
from tracker.store.connection import Connection

MOST_LEAD_DAYS = 14
_OFF = (-1, 0, 0, 0, 0, 1, 2)
"""Days by which a supplier is earlier or later than he says."""


@dataclass(frozen=True, slots=True)
class Bought:
    comes: date
    item_id: int
    packs: int
    to_id: int
    lot: str
    """Empty where lots are not tracked."""
    expiry: date | None


@dataclass(frozen=True, slots=True)
class _Offer:
    supplier_id: int
    package_id: int
    factor: int
    lead_days: int


def buy(connection: Connection, journal: Journal, bought: Sequence[Bought], dice: Random) -> None:
    """Post it all, in the order of days."""
    orders: defaultdict[tuple[date, int], list[tuple[Bought, _Offer]]] = defaultdict(list)
    for each in bought:
        offer = _offer(connection, each.item_id)
        orders[each.comes, offer.supplier_id].append((each, offer))
    site_id = connection.exec_driver_sql("SELECT min(id) FROM location WHERE kind = 'site'").scalar_one()
    for (comes, supplier_id), lines in sorted(orders.items(), key=lambda each: each[0]):
        days = max(offer.lead_days for _, offer in lines) + dice.choice(_OFF)
        sent_on = _working_day(comes - timedelta(days=min(MOST_LEAD_DAYS, max(1, days))))
        wanted = [Wanted(each.item_id, offer.package_id, each.packs, None) for each, offer in lines]
        pen = _pen(journal, sent_on)
        number = draft(connection, pen, supplier_id, site_id, wanted)
        send(connection, pen, number, may_be_below_minimum=True)
        _receive(connection, journal, number, lines)
        close(connection, _pen(journal, comes), number)


def _offer(connection: Connection, item_id: int) -> _Offer:
    """Of the item's own supplier, in the smallest pack that he sells."""
    found = connection.exec_driver_sql(
        "SELECT o.supplier_id, o.package_id, k.factor, coalesce(i.lead_time_days, 7) FROM offer o"
        " JOIN item i ON i.id = o.item_id JOIN package_level k ON k.id = o.package_id"
        " WHERE o.item_id = ? ORDER BY o.supplier_id <> i.supplier_id, k.factor LIMIT 1",
        (item_id,),
    ).one()
    return _Offer(*found)


def _working_day(day: date) -> date:
    """The day, or the Friday before it: nobody sends an order at the weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _receive(connection: Connection, journal: Journal, number: str, lines: Sequence[tuple[Bought, _Offer]]) -> None:
    line_of = {each.item.id: each.line for each in require_order(connection, number).lines}
    for each, offer in lines:
        event_id, at = new_id(), _pen(journal, each.comes).at
        order = Receive(
            each.item_id, each.lot, each.expiry, each.to_id, each.packs * offer.factor, number, line_of[each.item_id]
        )
        change: Value = perform(connection, order, Occasion(event_id, at, each.comes))
        journal.append(connection, event_id, "scan", at, {"changes": [change]})


def _pen(journal: Journal, day: date) -> Pen:
    return Pen(journal, f"{day.isoformat()}T14:00:00.000Z", by="demo")
