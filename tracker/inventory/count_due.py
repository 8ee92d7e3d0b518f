"""When each item was last counted in each place, what is due to be counted again, and what the past counts came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.inventory import rows
from tracker.inventory.count_places import ON_THE_WAY
from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import Item, Lot, Place
from tracker.inventory.flows import STANDS
from tracker.inventory.grading import grades
from tracker.inventory.ledger import account
from tracker.inventory.rows import ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.inventory.scope import EVERYTHING, Scope
from tracker.journal.told import event_told
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Due:
    """An item that stands in a place and was last counted there more than ``days`` ago; ``last`` None for never. Of several
    lots it is the one that was not counted for longest."""

    place: Place
    item: Item
    grade: str
    last: date | None
    days: int


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """What a line of a closed count came to. Prices as they were then."""

    key: tuple[int, int, int]
    """Ids of place, item and lot."""
    grade: str
    counted: int
    expected: int
    is_within: bool
    price_micros: int | None
    reason: str | None

    @property
    def difference(self) -> int:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class BookedCheck:
    """What a single count has put right by itself, of one lot in one place: ``by`` a badge, empty where nobody signed on."""

    place: Place
    item: Item
    lot: Lot
    difference: int
    at: str
    by: str


_LAST = f"""
    SELECT {PLACE}, {ITEM}, CASE WHEN count(n.day) < count(*) THEN NULL ELSE min(n.day) END
    FROM balance b JOIN location l ON l.id = b.location_id JOIN item i ON i.id = b.item_id
    LEFT JOIN last_count n ON n.location_id = b.location_id AND n.item_id = b.item_id AND n.lot_id = b.lot_id
    WHERE b.quantity > 0 AND l.id NOT IN {ON_THE_WAY}"""


def due(connection: Connection, today: date, rules: CountRules, scope: Scope = EVERYTHING) -> tuple[Due, ...]:
    """What is due today: what was never counted first, then what was counted longest ago; of the same, class A first."""
    known = grades(connection, today)
    found = connection.exec_driver_sql(
        f"{_LAST}{scope.where('b.item_id', 'b.location_id')} GROUP BY l.id, i.id ORDER BY l.path, i.name COLLATE NOCASE",
        dict(scope.values),
    )
    made = []
    for row in found:
        item = rows.item(row[PLACE_WIDTH:])
        grade, last = known.get(item.id, "C"), row[PLACE_WIDTH + ITEM_WIDTH]
        day = date.fromisoformat(last) if last is not None else None
        days = rules.days(grade)
        if day is None or day + timedelta(days=days) <= today:
            made.append(Due(rows.place(row), item, grade, day, days))
    return tuple(sorted(made, key=lambda each: (each.last or date.min, each.grade)))


def closed_lines(connection: Connection, case_id: int) -> tuple[ClosedLine, ...]:
    found = connection.exec_driver_sql(f"{_CLOSED} WHERE r.case_id = ? ORDER BY 1, 2, 3", (case_id,))
    return tuple(map(_closed, found))


def closed_between(connection: Connection, since: str, until: str, scope: Scope = EVERYTHING) -> tuple[ClosedLine, ...]:
    """Of counts that were closed between two stamps and were not taken back."""
    found = connection.exec_driver_sql(
        f"{_CLOSED} JOIN count_case c ON c.id = r.case_id WHERE c.ended_at >= :since AND c.ended_at < :until"
        f" AND c.reversed_at IS NULL{scope.where('r.item_id', 'r.location_id')} ORDER BY r.case_id, 1, 2, 3",
        {"since": since, "until": until, **scope.values},
    )
    return tuple(map(_closed, found))


_CLOSED = (
    "SELECT r.location_id, r.item_id, r.lot_id, r.grade, r.counted, r.expected, r.is_within, r.price_micros, r.reason"
    " FROM count_result r"
)


_BOOKED = f"""
    SELECT {PLACE}, {ITEM}, {LOT}, CASE WHEN p.to_id = l.id THEN p.quantity ELSE -p.quantity END, m.at, j.body
    FROM movement m CROSS JOIN posting p ON p.movement_id = m.id
    JOIN location l ON l.id = CASE WHEN p.from_id = :account THEN p.to_id ELSE p.from_id END
    JOIN item i ON i.id = p.item_id JOIN lot t ON t.id = p.lot_id JOIN journal j ON j.event_id = m.event_id
    WHERE m.kind = 'adjust' AND m.at >= :since AND m.at < :until AND :account IN (p.from_id, p.to_id) AND {STANDS}
    AND NOT EXISTS (SELECT 1 FROM count_result r WHERE r.event_id = m.event_id)"""


def booked_between(
    connection: Connection, since: str, until: str, scope: Scope = EVERYTHING
) -> tuple[BookedCheck, ...]:
    """What spot checks, and counts from a paper, have booked between two stamps and was not taken back."""
    found = connection.exec_driver_sql(
        f"{_BOOKED}{scope.where('p.item_id', 'l.id')} ORDER BY m.at, m.id, p.line",
        {"account": account(connection, "@difference"), "since": since, "until": until, **scope.values},
    )
    made = []
    for row in found:
        event = event_told(row[-1]) or {}
        if any("counted" in each for each in event.get("changes", ()) if isinstance(each, dict)):
            place, inner = rows.place(row), row[PLACE_WIDTH:]
            item, lot = rows.item(inner), rows.lot(inner[ITEM_WIDTH : ITEM_WIDTH + LOT_WIDTH])
            made.append(BookedCheck(place, item, lot, row[-3], row[-2], str(event.get("by") or "")))
    return tuple(made)


def _closed(row: tuple[int, int, int, str, int, int, int, int | None, str | None]) -> ClosedLine:
    return ClosedLine((row[0], row[1], row[2]), row[3], row[4], row[5], bool(row[6]), row[7], row[8])
