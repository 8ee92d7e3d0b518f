"""Holding counts against the journal: what was said, what was taken back, what each left to others, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.inventory.auditing import Difference
from tracker.inventory.count_shares import left_to
from tracker.inventory.recounting import events
from tracker.store.connection import Connection

_STATES = {"count.opened": "open", "count.closed": "closed", "count.cancelled": "cancelled"}
Said = tuple[str, str, str, str, int, int, bool]
"""Count, place, item, lot, counted, expected; whether it was taken back."""


def audit_counts(connection: Connection) -> Iterator[Difference]:
    """Every number, and every count's state and what it left to others, that the tables have otherwise than the journal. An
    event that cannot be read is told by the audit of the catalogue."""
    said, states, left = _told(connection)
    for number, told, kept in _unequal(states, dict(connection.exec_driver_sql(_CASES).all())):
        message = f"The count {number}: {kept or 'none'} here, {told or 'none'} in the journal."
        yield Difference("count_state_changed", message)
    kept_left = left_to(connection)
    for number, told in left.items():
        if told != kept_left.get(number, frozenset()):
            message = f"What the count {number} leaves to other counts is not what the journal tells."
            yield Difference("count_left_out_changed", message)
    kept_numbers: dict[str, Said] = {
        row[0]: (row[1], row[2], row[3], row[4], row[5], row[6], bool(row[7]))
        for row in connection.exec_driver_sql(_ENTRIES)
    }
    for event_id, _, _ in _unequal(said, kept_numbers):
        yield Difference("count_changed", f"The number of the event {event_id} is not what the journal tells.")


_CASES = "SELECT number, CASE WHEN reversed_at IS NULL THEN state ELSE 'reversed' END FROM count_case"
_ENTRIES = """
    SELECT e.event_id, c.number, l.code, i.code, t.number, e.counted, e.expected, e.taken_back FROM count_entry e
    JOIN count_case c ON c.id = e.case_id JOIN location l ON l.id = e.location_id
    JOIN item i ON i.id = e.item_id JOIN lot t ON t.id = e.lot_id"""


def _told(connection: Connection) -> tuple[dict[str, Said], dict[str, str], dict[str, frozenset[tuple[str, str]]]]:
    """Numbers by their events; states, and what was left to others, by their counts. Of a count that was opened before the
    journal told what it leaves, nothing can be said."""
    said: dict[str, Said] = {}
    states: dict[str, str] = {}
    left: dict[str, frozenset[tuple[str, str]]] = {}
    for event_id, event in events(connection):
        kind = (event or {}).get("kind")
        if event is None or not (kind == "scan" or str(kind).startswith("count.")):
            continue
        if kind in _STATES:
            states[str(event.get("number"))] = _STATES[str(kind)]
        elif kind == "count.reversed":
            states[str(event.get("number"))] = "reversed"
        if kind == "count.opened" and "left_out" in event:
            left[str(event.get("number"))] = _pairs(event["left_out"])
        for change in event.get("changes", ()):
            _tell(said, states, event_id, change)
    return said, states, left


def _pairs(told: Any) -> frozenset[tuple[str, str]]:
    """Place and count. What is no such list differs from every row."""
    if not isinstance(told, list) or not all(isinstance(each, list) and len(each) == 2 for each in told):
        return frozenset({("", "")})
    return frozenset((str(place), str(number)) for place, number in told)


def _tell(said: dict[str, Said], states: dict[str, str], event_id: str, change: Any) -> None:
    if not isinstance(change, dict):
        return
    if change.get("spot_check"):
        states.setdefault(str(change.get("case")), "open")
    if "ended" in change:
        states[str(change.get("case"))] = str(change["ended"])
    if change.get("do") == "count":
        words = tuple(change.get(key) for key in ("case", "place", "item", "lot", "counted", "expected"))
        said[event_id] = (*words, False)  # type: ignore[assignment]  # a body that tells other types differs from the row
    elif change.get("do") == "uncount" and change.get("of") in said:
        of = str(change["of"])
        said[of] = (*said[of][:-1], True)


def _unequal(told: dict[str, Any], kept: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in {**told, **kept}:
        if told.get(key) != kept.get(key):
            yield key, told.get(key), kept.get(key)
