"""What flowed out of the clinic's stock, to use or to waste, put together by item and by room, person, month or reason.

A movement that was undone, and the one that undid it, count for nothing, in whichever month either lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.inventory.ledger import account
from tracker.inventory.scope import Scope
from tracker.store.connection import Connection

STANDS = "+m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)"
"""Of a movement ``m``: it is not undone and undoes nothing. The ``+`` keeps SQLite from taking the index of what undoes for
a way to find the rest, which is nearly all (measured: a week's use among ten million movements 4.3 s without, 0.02 with)."""


class Key(StrEnum):
    """By what else than the item a flow is put together."""

    ROOM = "room"
    PERSON = "person"
    MONTH = "month"
    REASON = "reason"


_KEYS = {
    Key.ROOM: "coalesce(l.room_id, l.id)",
    Key.PERSON: "(SELECT json_extract(CAST(j.body AS TEXT), '$.by') FROM journal j WHERE j.event_id = m.event_id)",
    Key.MONTH: "substr(p.day, 1, 7)",
    Key.REASON: "m.reason",
}


_SENDER = "coalesce((SELECT s.from_site_id FROM stock_transfer s WHERE s.place_id = p.from_id), p.from_id)"
"""Of a posting ``p``: the place it left, and of a shipment's the site that sent it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``keys`` in the order in which they were asked for: a room's id, a badge (None where nobody had signed in), a month
    (``2026-10``), a waste reason."""

    keys: tuple[int | str | None, ...]
    item_id: int
    quantity: int
    """Base units."""
    times: int
    """Movements."""
    first: date
    last: date


def flows(
    connection: Connection, account_code: str, since: date, until: date, scope: Scope, keys: Sequence[Key] = ()
) -> tuple[Flow, ...]:
    """What went to ``@use`` or ``@waste`` from the places of the scope, both days included. What was lost on its way to
    another site is the sender's: it was his until it arrived, and each loss stands in one site's figures and in no two."""
    origin = "p.from_id" if account_code == "@use" else _SENDER
    columns = "".join(f"{_KEYS[key]}, " for key in keys)
    grouping = ", ".join(str(number) for number in range(1, len(keys) + 2))
    found = connection.exec_driver_sql(
        f"SELECT {columns}p.item_id, sum(p.quantity), count(DISTINCT p.movement_id), min(p.day), max(p.day)"
        " FROM posting p JOIN movement m ON m.id = p.movement_id JOIN location l ON l.id = p.from_id"
        f" WHERE p.to_id = :account AND p.day BETWEEN :since AND :until AND {STANDS}"
        f"{scope.where('p.item_id', origin)} GROUP BY {grouping} ORDER BY {grouping}",
        {
            "account": account(connection, account_code),
            "since": since.isoformat(),
            "until": until.isoformat(),
            **scope.values,
        },
    )
    width = len(keys)
    return tuple(
        Flow(
            tuple(row[:width]),
            row[width],
            row[width + 1],
            row[width + 2],
            date.fromisoformat(row[width + 3]),
            date.fromisoformat(row[width + 4]),
        )
        for row in found
    )


def weekly(connection: Connection, until: date, weeks: int, scope: Scope) -> dict[int, list[int]]:
    """Use of each item in the last ``weeks`` weeks up to ``until``, the latest first; items that were not used are not in
    it."""
    found = connection.exec_driver_sql(
        "SELECT p.item_id, CAST(julianday(:until) - julianday(p.day) AS INTEGER) / 7, sum(p.quantity)"
        " FROM posting p JOIN movement m ON m.id = p.movement_id"
        f" WHERE p.to_id = :account AND p.day > :eve AND p.day <= :until AND {STANDS}"
        f"{scope.where('p.item_id', 'p.from_id')} GROUP BY 1, 2",
        {
            "account": account(connection, "@use"),
            "eve": (until - timedelta(weeks=weeks)).isoformat(),
            "until": until.isoformat(),
            **scope.values,
        },
    )
    used: dict[int, list[int]] = {}
    for item_id, week, quantity in found:
        used.setdefault(item_id, [0] * weeks)[week] = quantity
    return used


def last_used(connection: Connection, until: date, scope: Scope) -> dict[int, date]:
    """The last day up to ``until`` on which each item was used in the scope's places; not those that never were."""
    found = connection.exec_driver_sql(
        "SELECT i.id, (SELECT p.day FROM posting p JOIN movement m ON m.id = p.movement_id"
        f" WHERE p.item_id = i.id AND p.to_id = :account AND p.day <= :until AND {STANDS}"
        f"{scope.where('p.item_id', 'p.from_id')} ORDER BY p.day DESC LIMIT 1) FROM item i",
        {"account": account(connection, "@use"), "until": until.isoformat(), **scope.values},
    )
    return {item_id: date.fromisoformat(day) for item_id, day in found if day is not None}


def first_moved(connection: Connection, scope: Scope) -> dict[int, date]:
    """The first day on which anything of each item came to the scope's places, or to any place or account where it has
    none: a site opened last week has no year behind it, however long the clinic has had the item."""
    found: dict[int, date] = {}
    for (_, item_id), day in first_moved_to(connection, scope).items():
        found[item_id] = min(day, found.get(item_id, day))
    return found


def first_moved_to(connection: Connection, scope: Scope) -> dict[tuple[int, int], date]:
    """The same by place and item: one look into the index for each."""
    found = connection.exec_driver_sql(
        "SELECT place_id, item_id, day FROM (SELECT l.id AS place_id, i.id AS item_id,"
        " (SELECT min(p.day) FROM posting p WHERE p.item_id = i.id AND p.to_id = l.id) AS day FROM item i, location l"
        f" WHERE TRUE{scope.where('i.id', 'l.id')}) WHERE day IS NOT NULL",
        dict(scope.values),
    )
    return {(place_id, item_id): date.fromisoformat(day) for place_id, item_id, day in found}
