"""One item as its page shows it: where it lies, what is on order, how fast it is used, and its stock day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.inventory import queries
from tracker.inventory.facts import Holding, Item
from tracker.inventory.opening import Opened
from tracker.inventory.opening_queries import containers_of
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.proposing import AS_SET, WhatIf, propose
from tracker.inventory.stock_transfers import coming
from tracker.store.connection import Connection

PAST_DAYS = 90


@dataclass(frozen=True, slots=True, eq=False)
class ItemPast:
    item: Item
    holdings: tuple[Holding, ...]
    """Where it lies; what is on its way between two sites lies nowhere."""
    lines: tuple[Line, ...]
    """What is proposed at each site that knows the item, also where nothing is to be ordered."""
    stock: tuple[tuple[date, int], ...]
    """On hand in the whole clinic at the end of each of the last :data:`PAST_DAYS` days and now, in base units."""
    arrived: tuple[date, ...]
    """Days in that time on which a delivery came."""
    ordered: tuple[date, ...]
    """Days in that time on which an order of it was sent."""
    opened: tuple[Opened, ...] = ()
    """Its opened containers, the soonest use-by first; their content is part of :attr:`holdings`."""
    on_the_way: int = 0
    """Base units between two sites."""
    awaited: int = 0
    """Of them those that may be used where they come: the lines count them as on order."""

    @property
    def on_hand(self) -> int:
        return sum(each.quantity for each in self.holdings)

    @property
    def usable(self) -> int:
        return sum(each.usable for each in self.lines)

    @property
    def on_order(self) -> int:
        """Of suppliers."""
        return sum(each.situation.on_order for each in self.lines) - self.awaited

    @property
    def per_day(self) -> float:
        return sum(each.level.per_day for each in self.lines)

    @property
    def level(self) -> int:
        return sum(each.level.quantity or 0 for each in self.lines)


def item_past(connection: Connection, item_id: int, today: date, what_if: WhatIf = AS_SET) -> ItemPast:
    found = (each for each in situations(connection, today) if each.item.id == item_id)
    everywhere = queries.holdings_of(connection, item_id)
    between = {row[0] for row in connection.exec_driver_sql("SELECT place_id FROM stock_transfer WHERE state = 'open'")}
    holdings = tuple(each for each in everywhere if each.place.id not in between)
    since = today - timedelta(days=PAST_DAYS)
    return ItemPast(
        item=queries.item_by_id(connection, item_id),
        holdings=holdings,
        lines=propose(found, today, what_if),
        stock=_stock(connection, item_id, sum(each.quantity for each in holdings), since, today),
        arrived=_days(
            connection,
            "SELECT DISTINCT p.day FROM posting p JOIN movement m ON m.id = p.movement_id WHERE p.item_id = ?"
            " AND p.day >= ? AND m.kind = 'receive'",
            item_id,
            since,
        ),
        ordered=_days(
            connection,
            "SELECT DISTINCT o.sent_on FROM purchase_order o JOIN purchase_order_line l ON l.order_id = o.id"
            " WHERE l.item_id = ? AND o.sent_on >= ?",
            item_id,
            since,
        ),
        opened=containers_of(connection, item_id),
        on_the_way=sum(each.quantity for each in everywhere if each.place.id in between),
        awaited=sum(quantity for (of, _), quantity in coming(connection).items() if of == item_id),
    )


def _stock(connection: Connection, item_id: int, held: int, since: date, today: date) -> tuple[tuple[date, int], ...]:
    """Backwards from what is held now: a day's end is the next one's less what moved on that."""
    moved: dict[int, int] = dict(
        connection.exec_driver_sql(
            "SELECT day, sum(moved) FROM daily_use WHERE item_id = ? AND day > ? GROUP BY day",
            (item_id, since.toordinal()),
        ).all()
    )
    found = []
    for day in range(today.toordinal(), since.toordinal() - 1, -1):
        found.append((date.fromordinal(day), held))
        held -= moved.get(day, 0)
    return tuple(reversed(found))


def _days(connection: Connection, statement: str, item_id: int, since: date) -> tuple[date, ...]:
    found = connection.exec_driver_sql(f"{statement} ORDER BY 1", (item_id, since.isoformat()))
    return tuple(date.fromisoformat(row[0]) for row in found)
