"""What of orders has come, and how long it took; and what is still to come, from suppliers and from other sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, tzinfo

from tracker.inventory import daily_use
from tracker.inventory.stock_transfers import coming
from tracker.journal.days import day_end
from tracker.store.connection import Connection

MOST_LEAD_DAYS = 365
"""What is said to take longer is taken for a mistake, and reckoned with this."""
_Pair = tuple[int, int]

ARRIVED = (
    "SELECT r.order_id, r.line, sum(p.quantity) AS quantity, min(p.day) AS day FROM receipt r"
    " CROSS JOIN posting p ON p.movement_id = r.movement_id AND p.day <= :day"
    " WHERE r.order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM movement u CROSS JOIN posting q"
    " ON q.movement_id = u.id AND q.day <= :day WHERE u.reverses = r.movement_id)"
    " GROUP BY 1, 2"
)
"""What of each order's line had come by the end of :func:`last_day`, in base units, and the day of the first of it; what was
undone by then never came.

``CROSS JOIN`` keeps SQLite from beginning at the postings, of which there are many."""


def is_open(order: str) -> str:
    """Of the order by that name: whether at the end of :func:`last_day` it was a draft or sent. One that was entered after
    it had been sent was there when it was sent; on which day one was cancelled no table tells, and it counts as never made.
    """
    was_there = f"({order}.made_at < :ended OR {order}.sent_on <= :day)"
    return f"{was_there} AND ({order}.state IN ('draft', 'sent') OR {order}.closed_on > :day)"


def is_draft(order: str) -> str:
    return f"{is_open(order)} AND ({order}.sent_on IS NULL OR {order}.sent_on > :day)"


def last_day(as_of: date | None, zone: tzinfo | None = UTC) -> Mapping[str, str]:
    """The values of ``:day``, the last day that counts, None for all, and of ``:ended``, the stamp at which it was over in
    the clinic's ``zone``."""
    return {"day": (as_of or date.max).isoformat(), "ended": day_end(as_of, zone)}


def on_order(connection: Connection, as_of: date | None = None, zone: tzinfo | None = UTC) -> Mapping[_Pair, int]:
    """Base units by item and site that drafts, sent orders and shipments from other sites still have to bring: a second run
    orders nothing twice. Several lines of one item in an order are filled as one. An order for no site is for the only one
    that the clinic stands at."""
    standing = set(daily_use.sites(connection).values())
    nowhere = standing.pop() if len(standing) == 1 else 0
    found: dict[_Pair, int] = defaultdict(int)
    for item_id, site_id, quantity in connection.exec_driver_sql(
        "SELECT l.item_id, coalesce(o.site_id, 0), max(0, sum(l.packs * k.factor - coalesce(a.quantity, 0)))"
        " FROM purchase_order o JOIN purchase_order_line l ON l.order_id = o.id"
        f" JOIN package_level k ON k.id = l.package_id LEFT JOIN ({ARRIVED}) a"
        f" ON a.order_id = l.order_id AND a.line = l.line WHERE {is_open('o')} GROUP BY 1, 2, o.id",
        last_day(as_of, zone),
    ):
        if quantity:
            found[item_id, site_id or nowhere] += quantity
    for pair, quantity in coming(connection, as_of).items():
        found[pair] += quantity
    return dict(found)


def measured_leads(connection: Connection, as_of: date | None = None) -> Mapping[_Pair, tuple[int, ...]]:
    """Days from the day on which an order was sent to each day on which lines of it first came. Lines that came together
    are one delivery: three of them on one day say no more about the next than one does."""
    leads: dict[_Pair, set[tuple[str, int, int]]] = defaultdict(set)
    for item_id, supplier_id, order_id, day, days in connection.exec_driver_sql(
        "SELECT l.item_id, o.supplier_id, o.id, a.day, CAST(julianday(a.day) - julianday(o.sent_on) AS INTEGER)"
        f" FROM ({ARRIVED}) a JOIN purchase_order o ON o.id = a.order_id JOIN purchase_order_line l"
        " ON l.order_id = a.order_id AND l.line = a.line WHERE o.sent_on IS NOT NULL",
        last_day(as_of),
    ):
        if 0 <= days <= MOST_LEAD_DAYS:
            leads[item_id, supplier_id].add((day, order_id, days))
            leads[0, supplier_id].add((day, order_id, days))
    return {key: tuple(days for _, _, days in sorted(found)) for key, found in leads.items()}
