"""What was used of each item at each site on each day: kept beside the balances, in the transaction of the posting.

Use is what went to ``@use`` and was not taken back: a movement and its reverse count for nothing, on the movement's own
day. A transfer within a site changes nothing here; one to another site changes the stock of both and is no use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from tracker.inventory import use_blocks
from tracker.inventory.auditing import Difference
from tracker.inventory.orders import Portion
from tracker.store.connection import Connection

NO_SITE = 0
"""The site of every place that stands in none."""

_Key = tuple[int, int, int]

_SITES = """
    WITH RECURSIVE up(place, id, parent_id, kind) AS (
        SELECT id, id, parent_id, kind FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'){which}
            AND id NOT IN (SELECT place_id FROM stock_transfer)
        UNION ALL SELECT up.place, l.id, l.parent_id, l.kind FROM up JOIN location l ON l.id = up.parent_id)
    SELECT place, CASE kind WHEN 'site' THEN id ELSE 0 END FROM up WHERE parent_id IS NULL"""


def sites(connection: Connection, place_ids: Iterable[int] | None = None) -> Mapping[int, int]:
    """The site of every place in the building that holds stock, or of those of ``place_ids``: the top of its tree.

    What is on the way between two sites is at none, and its place is not named.
    """
    which = f" AND id IN ({_listed(place_ids)})" if place_ids is not None else ""
    return dict(connection.exec_driver_sql(_SITES.format(which=which)).all())


def _listed(place_ids: Iterable[int]) -> str:
    return ",".join(str(int(each)) for each in place_ids)


_USE = -1
"""Stands for the account of use, where the site of a place is asked for."""


def _sites_and_use(connection: Connection, portions: Sequence[Portion]) -> Mapping[int, int]:
    """Of what ``portions`` name, in one statement: every scan asks it."""
    listed = _listed({place_id for each in portions for place_id in (each.from_id, each.to_id)})
    known = _SITES.format(which=f" AND id IN ({listed})")
    return dict(
        connection.exec_driver_sql(
            f"{known} UNION ALL SELECT id, {_USE} FROM location WHERE id IN ({listed}) AND kind = 'use'"
        ).all()
    )


def keep(connection: Connection, day: str, portions: Sequence[Portion], reverses: int | None) -> None:
    """Add ``portions`` to their day, or take off from its own day what the movement ``reverses`` had added."""
    at = _sites_and_use(connection, portions)
    if reverses is not None:
        day = connection.exec_driver_sql("SELECT min(day) FROM posting WHERE movement_id = ?", (reverses,)).scalar_one()
    ordinal = date.fromisoformat(day).toordinal()
    used: Counter[_Key] = Counter()
    moved: Counter[_Key] = Counter()
    for each in portions:
        for place_id, other_id, sign in ((each.from_id, each.to_id, -1), (each.to_id, each.from_id, 1)):
            site_id, other = at.get(place_id, _USE), at.get(other_id)
            if site_id not in (_USE, other):
                key = (each.item_id, site_id, ordinal)
                moved[key] += sign * each.quantity
                used[key] -= sign * each.quantity if other == _USE else 0
    if moved:
        use_blocks.add(connection, ((*key, used[key], moved[key]) for key in moved))


TOLD = f"""
    WITH site(place, id) AS ({_SITES.format(which="")}),
    stands AS (
        SELECT p.item_id, p.from_id, p.to_id, p.quantity, CAST(julianday(p.day) - 1721424.5 AS INTEGER) AS day
        FROM posting p JOIN movement m ON m.id = p.movement_id
        WHERE m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id))
    SELECT item_id, site_id, day, sum(used) AS used, sum(moved) AS moved FROM (
        SELECT s.item_id, f.id AS site_id, s.day, CASE l.kind WHEN 'use' THEN s.quantity ELSE 0 END AS used,
            -s.quantity AS moved
        FROM stands s JOIN site f ON f.place = s.from_id JOIN location l ON l.id = s.to_id
        UNION ALL SELECT s.item_id, t.id, s.day, CASE l.kind WHEN 'use' THEN -s.quantity ELSE 0 END, s.quantity
        FROM stands s JOIN site t ON t.place = s.to_id JOIN location l ON l.id = s.from_id)
    GROUP BY 1, 2, 3 HAVING sum(used) <> 0 OR sum(moved) <> 0"""
"""The same from the ledger alone. ``julianday`` of 0001-01-01, day 1 for Python, is 1721425.5."""


def recompute(connection: Connection) -> None:
    """Tell it all again from the ledger: the tree of places has changed, and with it what a site is."""
    connection.exec_driver_sql("DELETE FROM use_block")
    told = connection.exec_driver_sql(f"{TOLD} ORDER BY 1, 2, 3")
    connection.exec_driver_sql("INSERT INTO use_block VALUES (?, ?, ?, ?, ?)", list(use_blocks.packed(told)))


def audit_daily_use(connection: Connection) -> Iterator[Difference]:
    """Every day that is not what the ledger adds up to. Slow by nature: it sums the whole ledger."""
    rows = connection.exec_driver_sql(
        "SELECT i.code, d.site_id, date(d.day + 1721424.5), sum(d.used), sum(d.moved) FROM ("
        " SELECT item_id, site_id, day, used, moved FROM daily_use"
        f" UNION ALL SELECT item_id, site_id, day, -used, -moved FROM ({TOLD})) d JOIN item i ON i.id = d.item_id"
        " GROUP BY d.item_id, d.site_id, d.day HAVING sum(d.used) <> 0 OR sum(d.moved) <> 0 ORDER BY 1, 2, 3"
    )
    for code, site_id, day, used, moved in rows:
        message = f"{code} at site {site_id} on {day}: use differs from the ledger by {used}, stock by {moved}."
        yield Difference("daily_use", message)
