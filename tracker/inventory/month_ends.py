"""Stock at the end of every past month, so that the stock of any past day is near at hand.

Kept in the posting's own transaction. The first posting of a month leaves what stood at the end of the month before;
a posting that is entered for an earlier month is added to every month's end since. So each kept month's end is the sum of
all postings up to it, which a law of the tests and ``tracker doctor --deep`` hold against the ledger.

Measured over ten million movements of six years and 44,000 balances: the stock report of any past day in 0.1 to 0.5 s, where
the ledger's sum up to that day takes 2 to 8 (``python -m benchmarks asking_past``). The first posting of a month takes 0.1 s
longer than the others.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.inventory.auditing import Difference
from tracker.inventory.orders import Portion
from tracker.store.connection import Connection

_STANDS = "location_id IN (SELECT id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'))"

_LEAVE = f"""
    INSERT INTO month_balance
    SELECT :month, item_id, location_id, lot_id, sum(quantity) FROM (
        SELECT item_id, location_id, lot_id, quantity FROM balance
        UNION ALL SELECT item_id, to_id, lot_id, -quantity FROM posting WHERE day > :month || '-31'
        UNION ALL SELECT item_id, from_id, lot_id, quantity FROM posting WHERE day > :month || '-31')
    WHERE {_STANDS} GROUP BY 2, 3, 4 HAVING sum(quantity) <> 0"""
"""What stands now, less what was posted for later days: nothing, unless this posting comes late itself."""

_AMEND = f"""
    INSERT INTO month_balance
    SELECT month, ?1, location_id, ?2, ?4 FROM month_end, (SELECT ?3 AS location_id) WHERE month >= ?5 AND {_STANDS}
    ON CONFLICT (month, item_id, location_id, lot_id) DO UPDATE SET quantity = quantity + excluded.quantity"""


def keep_month_ends(connection: Connection, day: str, portions: Sequence[Portion]) -> None:
    """Called before ``portions`` are booked for ``day`` (ISO)."""
    latest = connection.exec_driver_sql("SELECT max(month) FROM month_end").scalar()
    before = _month_before(day)
    if latest == before:
        return
    if (
        latest is None
        or connection.exec_driver_sql("SELECT 1 FROM month_end WHERE month = ?", (before,)).first() is None
    ):
        connection.exec_driver_sql("INSERT INTO month_end VALUES (?)", (before,))
        connection.exec_driver_sql(_LEAVE, {"month": before})
    if latest is not None and latest > before:
        month = day[:7]
        connection.exec_driver_sql(
            _AMEND,
            [
                (p.item_id, p.lot_id, place_id, quantity, month)
                for p in portions
                for place_id, quantity in ((p.to_id, p.quantity), (p.from_id, -p.quantity))
            ],
        )


def _month_before(day: str) -> str:
    return (date.fromisoformat(day).replace(day=1) - timedelta(days=1)).isoformat()[:7]


@dataclass(frozen=True, slots=True)
class Standing:
    """Stock on hand as a table for a statement's FROM: ``item_id, location_id, lot_id, quantity``, and its values."""

    table: str
    values: Mapping[str, object] = field(default_factory=dict)


NOW = Standing("(SELECT item_id, location_id, lot_id, quantity FROM balance WHERE quantity <> 0)")


def standing(connection: Connection, as_of: date | None) -> Standing:
    """What stood at the end of that day by the ledger; None for now.

    What was entered afterwards for that day counts, and a quantity below zero is possible: somebody entered a use for a day
    on which by the books nothing had come yet.
    """
    if as_of is None:
        return NOW
    found = connection.exec_driver_sql(
        "SELECT max(month) FILTER (WHERE month <= ?1), min(month) FILTER (WHERE month > ?1) FROM month_end",
        # The day after belongs to the first month whose end is too late.
        (_month_before((as_of + timedelta(days=1)).isoformat()),),
    ).one()
    before, after = (month or "" for month in found)
    if after and _days_to(as_of, after) < _days_to(as_of, before):
        return Standing(_AT_DAY, {"month": after, "sign": -1, "above": as_of.isoformat(), "upto": f"{after}-31"})
    return Standing(_AT_DAY, {"month": before, "sign": 1, "above": f"{before}-31", "upto": as_of.isoformat()})


def _days_to(day: date, month: str) -> int:
    """From a month's end to a day, or back; very many where no month's end is kept."""
    if not month:
        return date.max.toordinal()
    year, number = map(int, month.split("-"))
    return abs(day.toordinal() - date(year, number, monthrange(year, number)[1]).toordinal())


_AT_DAY = f"""(
    SELECT item_id, location_id, lot_id, sum(quantity) AS quantity FROM (
        SELECT item_id, location_id, lot_id, quantity FROM month_balance WHERE month = :month
        UNION ALL SELECT item_id, to_id, lot_id, :sign * quantity FROM posting WHERE day > :above AND day <= :upto
        UNION ALL SELECT item_id, from_id, lot_id, -:sign * quantity FROM posting WHERE day > :above AND day <= :upto)
    WHERE {_STANDS} GROUP BY 1, 2, 3 HAVING sum(quantity) <> 0)"""
"""From the nearest month's end, on or back."""

_OF_MONTHS = f"""
    SELECT item_id, location_id, lot_id, sum(quantity) FROM (
        SELECT item_id, to_id AS location_id, lot_id, quantity FROM posting WHERE day > ?1 AND day <= ?2
        UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM posting WHERE day > ?1 AND day <= ?2)
    WHERE {_STANDS} GROUP BY 1, 2, 3"""


def audit_month_ends(connection: Connection) -> Iterator[Difference]:
    """Every kept month's end that is not the sum of the postings up to it. Slow by nature: it sums the whole ledger."""
    read = connection.exec_driver_sql
    summed: Counter[tuple[int, int, int]] = Counter()
    after = ""
    for (month,) in read("SELECT month FROM month_end ORDER BY month").all():
        until = f"{month}-31"
        for item_id, place_id, lot_id, quantity in read(_OF_MONTHS, (after, until)):
            summed[item_id, place_id, lot_id] += quantity
        after = until
        rows = read("SELECT item_id, location_id, lot_id, quantity FROM month_balance WHERE month = ?", (month,))
        kept = Counter({(item, place, lot): quantity for item, place, lot, quantity in rows})
        for key in sorted(kept.keys() | summed.keys()):
            if kept[key] != summed[key]:
                yield _told(connection, month, key, kept[key], summed[key])


def _told(connection: Connection, month: str, key: tuple[int, int, int], kept: int, summed: int) -> Difference:
    code, path, number = connection.exec_driver_sql(
        "SELECT i.code, l.path, t.number FROM item i, location l, lot t WHERE i.id = ? AND l.id = ? AND t.id = ?", key
    ).one()
    return Difference(
        "month_end",
        f"{code} lot {number} in {path} at the end of {month}: {kept} is kept, the ledger adds up to {summed}.",
    )
