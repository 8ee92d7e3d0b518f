"""How an item's stock moved from day to day: what it was on average, and on which days a store had none."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.inventory.flows import STANDS, first_moved_to
from tracker.inventory.ledger import account
from tracker.inventory.month_ends import standing
from tracker.inventory.naming import places_of
from tracker.inventory.scope import EVERYTHING, Scope
from tracker.store.connection import Connection

REMEMBERED_DAYS = 365
"""For so long after its last use an item that is lacking is missed; then nobody waits for it."""


def stock_days(connection: Connection, since: date, until: date, scope: Scope) -> Mapping[int, int]:
    """Base units on hand at the end of each day, added up over the days, by item; both days included."""
    days = (until - since).days + 1
    before = standing(connection, since - timedelta(days=1))
    sides = " UNION ALL ".join(
        f"SELECT p.item_id, {sign}p.quantity * (1 + CAST(julianday(:until) - julianday(p.day) AS INTEGER)) AS stood"
        f" FROM posting p JOIN location l ON l.id = p.{side} WHERE p.day BETWEEN :since AND :until"
        f" AND l.kind IN ('site', 'room', 'cabinet', 'bin'){scope.where('p.item_id', f'p.{side}')}"
        for sign, side in (("", "to_id"), ("-", "from_id"))
    )
    found = connection.exec_driver_sql(
        f"SELECT item_id, sum(stood) FROM ({sides} UNION ALL SELECT b.item_id, b.quantity * :days FROM {before.table} b"
        f" WHERE TRUE{scope.where('b.item_id', 'b.location_id')}) GROUP BY 1",
        {**before.values, "since": since.isoformat(), "until": until.isoformat(), "days": days, **scope.values},
    )
    return dict(found.all())


@dataclass(frozen=True, slots=True)
class Out:
    """An item that was missed in a site's stores. ``spells`` are runs of days without any that may be used."""

    site: str
    item_id: int
    par: int
    days: int
    spells: int
    first: date
    last: date
    is_now: bool
    """Also at the end of the last day."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Why an item is missed: a par level today, or a use on or before a day, within a year."""

    par: int
    used: tuple[date, ...]
    """In order."""

    def on(self, day: date) -> bool:
        if self.par > 0:
            return True
        before = bisect_right(self.used, day)
        return before > 0 and (day - self.used[before - 1]).days <= REMEMBERED_DAYS


def stock_outs(connection: Connection, since: date, until: date, scope: Scope) -> tuple[Out, ...]:
    """Days at whose end a site's stores together had nothing usable of an item that has a par level at the site today, or
    was used there within the year before. Counted from the item's first day at the site on: of one that has none yet, and
    a par level, only the last day.

    Usable: not past its expiry on that day. That a lot was held back has no day on record, and is not seen here.
    """
    stores = _stores(connection, scope)
    deltas = _deltas(connection, since, until, stores, scope)
    expiries = {
        lot_id: date.fromisoformat(day)
        for lot_id, day in connection.exec_driver_sql("SELECT id, expiry FROM lot WHERE expiry IS NOT NULL")
    }
    wanted, first = _wanted(connection, since, until, stores, scope), _first_days(connection)
    found = []
    for (site, item_id), reason in sorted(wanted.items()):
        begin = max(since, first.get((site, item_id), until))
        days = (
            day for day in _days_out(deltas.get((site, item_id), {}), expiries, reason, since, until) if day >= begin
        )
        spells = list(_spells(days))
        if spells:
            last = spells[-1][1]
            out_days = sum((end - start).days + 1 for start, end in spells)
            found.append(Out(site, item_id, reason.par, out_days, len(spells), spells[0][0], last, last == until))
    return tuple(found)


def _first_days(connection: Connection) -> Mapping[tuple[str, int], date]:
    """By site and item."""
    located, found = places_of(connection), dict[tuple[str, int], date]()
    for (place_id, item_id), day in first_moved_to(connection, EVERYTHING).items():
        key = (located[place_id].site, item_id)
        found[key] = min(day, found.get(key, day))
    return found


def _stores(connection: Connection, scope: Scope) -> Mapping[int, str]:
    """The site of every store place, by name."""
    return {
        place_id: each.site
        for place_id, each in places_of(connection).items()
        if each.place.is_store and (scope.place_ids is None or place_id in scope.place_ids)
    }


_Days = Mapping[int, Mapping[date, int]]
"""By lot: what came or went on each day; what stood before stands at the day before the first."""


def _deltas(
    connection: Connection, since: date, until: date, stores: Mapping[int, str], scope: Scope
) -> Mapping[tuple[str, int], _Days]:
    eve = since - timedelta(days=1)
    before = standing(connection, eve)
    inside = "(SELECT value FROM json_each(:stores))"
    sides = " UNION ALL ".join(
        f"SELECT p.{side}, p.item_id, p.lot_id, p.day, sum({sign}p.quantity) FROM posting p"
        f" WHERE p.day BETWEEN :since AND :until AND p.{side} IN {inside}{scope.where('p.item_id')} GROUP BY 1, 2, 3, 4"
        for sign, side in (("", "to_id"), ("-", "from_id"))
    )
    found = connection.exec_driver_sql(
        f"SELECT b.location_id, b.item_id, b.lot_id, :eve, b.quantity FROM {before.table} b"
        f" WHERE b.location_id IN {inside}{scope.where('b.item_id')} UNION ALL {sides}",
        {
            **before.values,
            "stores": json.dumps(sorted(stores)),
            "eve": eve.isoformat(),
            "since": since.isoformat(),
            "until": until.isoformat(),
            **scope.values,
        },
    )
    made: dict[tuple[str, int], dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for place_id, item_id, lot_id, day, quantity in found:
        made[stores[place_id], item_id][lot_id][date.fromisoformat(day)] += quantity
    return made


def _wanted(
    connection: Connection, since: date, until: date, stores: Mapping[int, str], scope: Scope
) -> Mapping[tuple[str, int], _Wanted]:
    located, sites = places_of(connection), set(stores.values())
    pars: dict[tuple[str, int], int] = defaultdict(int)
    for place_id, item_id, par in connection.exec_driver_sql("SELECT location_id, item_id, par FROM par_level"):
        pars[located[place_id].site, item_id] += par
    used: dict[tuple[str, int], set[date]] = defaultdict(set)
    for place_id, item_id, day in connection.exec_driver_sql(
        "SELECT DISTINCT p.from_id, p.item_id, p.day FROM posting p JOIN movement m ON m.id = p.movement_id"
        f" WHERE p.to_id = :use AND p.day BETWEEN :since AND :until AND {STANDS}",
        {
            "use": account(connection, "@use"),
            "since": (since - timedelta(days=REMEMBERED_DAYS)).isoformat(),
            "until": until.isoformat(),
        },
    ):
        used[located[place_id].site, item_id].add(date.fromisoformat(day))
    return {
        (site, item_id): _Wanted(pars.get((site, item_id), 0), tuple(sorted(used.get((site, item_id), ()))))
        for site, item_id in pars.keys() | used.keys()
        if site in sites and (scope.item is None or scope.item.id == item_id)
    }


def _days_out(lots: _Days, expiries: Mapping[int, date], wanted: _Wanted, since: date, until: date) -> Iterator[date]:
    held = {lot_id: days.get(since - timedelta(days=1), 0) for lot_id, days in lots.items()}
    for number in range((until - since).days + 1):
        day = since + timedelta(days=number)
        for lot_id, days in lots.items():
            held[lot_id] += days.get(day, 0)
        usable = sum(quantity for lot_id, quantity in held.items() if expiries.get(lot_id, day) >= day)
        if usable <= 0 and wanted.on(day):
            yield day


def _spells(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Runs of days that follow one another."""
    begin = end = None
    for day in days:
        if begin is None or end is None:
            begin = day
        elif (day - end).days > 1:
            yield begin, end
            begin = day
        end = day
    if begin is not None and end is not None:
        yield begin, end
