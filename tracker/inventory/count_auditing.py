"""Holding counts against the journal: what was said, what was taken back, what each left to others, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.inventory.auditing import Difference
from tracker.inventory.count_digests import opening_digest, results_digest
from tracker.inventory.count_shares import left_to
from tracker.inventory.recounting import events
from tracker.store.connection import Connection

_STATES = {"count.opened": "open", "count.closed": "closed", "count.cancelled": "cancelled"}
Said = tuple[object, ...]
"""Count, place, item, lot, counted, expected; position, time, day and hand, as far as told; whether it was taken back."""
_UNSAID = object()
_LATER = ("position", "said_at", "said_on", "said_by")
"""What events of before do not tell of a number."""


def audit_counts(connection: Connection) -> Iterator[Difference]:
    """Every number, and every count's state and what it left to others, that the tables have otherwise than the journal. An
    event that cannot be read is told by the audit of the catalogue."""
    said, states, left = _told(connection)
    yield from _heads(connection)
    for number, told, kept in _unequal(states, dict(connection.exec_driver_sql(_CASES).all())):
        message = f"The count {number}: {kept or 'none'} here, {told or 'none'} in the journal."
        yield Difference("count_state_changed", message)
    kept_left = left_to(connection)
    for number, told in left.items():
        if told != kept_left.get(number, frozenset()):
            message = f"What the count {number} leaves to other counts is not what the journal tells."
            yield Difference("count_left_out_changed", message)
    kept_numbers: dict[str, Said] = {
        event_id: (*row, bool(taken_back)) for event_id, *row, taken_back in connection.exec_driver_sql(_ENTRIES)
    }
    for event_id, told_number, kept_number in _unequal(said, kept_numbers):
        if told_number and kept_number and _agree(told_number, kept_number):
            continue
        yield Difference("count_changed", f"The number of the event {event_id} is not what the journal tells.")


_CASES = "SELECT number, CASE WHEN reversed_at IS NULL THEN state ELSE 'reversed' END FROM count_case"
_ENTRIES = """
    SELECT e.event_id, c.number, l.code, i.code, t.number, e.counted, e.expected, e.position, e.at, e.day, e.by,
        e.taken_back FROM count_entry e
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


def _heads(connection: Connection) -> Iterator[Difference]:
    """Each count's own row, what it was opened with and what its lines came to."""
    told: dict[str, dict[str, object]] = {}
    for _, event in events(connection):
        kind = str((event or {}).get("kind"))
        if event is None or kind not in _HEADS:
            continue
        head = told.setdefault(str(event.get("number")), dict.fromkeys(_AFTERWARDS))
        by, at, more = _HEADS[kind]
        head |= {by: event.get("by"), at: event.get("at")} | {key: event[key] for key in more if key in event}
    for case_id, *values in connection.exec_driver_sql(_KEPT_HEADS).all():
        kept = dict(zip(_COLUMNS, values, strict=True))
        digests = {"opening": opening_digest, "results": results_digest}
        for what, said in told.get(str(kept["number"]), {}).items():
            here = digests[what](connection, case_id) if what in digests else kept[what]
            if here != said:
                words = "what its lines came to" if what == "results" else what.replace("_", " ")
                yield Difference("count_head_changed", f"The count {kept['number']}: {words} not as the journal tells.")


_COLUMNS = (
    *("number", "classes", "position", "opened_by", "opened_at", "ended_by", "ended_at", "reversed_by", "reversed_at"),
)
_AFTERWARDS = ("ended_by", "ended_at", "reversed_by", "reversed_at")
"""Empty until an event tells of them."""
_KEPT_HEADS = f"SELECT id, {', '.join(_COLUMNS)} FROM count_case"
_HEADS = {
    "count.opened": ("opened_by", "opened_at", ("classes", "position", "opening")),
    "count.closed": ("ended_by", "ended_at", ("results",)),
    "count.cancelled": ("ended_by", "ended_at", ()),
    "count.reversed": ("reversed_by", "reversed_at", ()),
}


def _agree(told: Said, kept: Said) -> bool:
    return all(there is _UNSAID or here == there for here, there in zip(kept, told, strict=True))


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
        said[event_id] = (*words, *(change.get(key, _UNSAID) for key in _LATER), False)
    elif change.get("do") == "uncount" and change.get("of") in said:
        of = str(change["of"])
        said[of] = (*said[of][:-1], True)


def _unequal(told: dict[str, Any], kept: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in {**told, **kept}:
        if told.get(key) != kept.get(key):
            yield key, told.get(key), kept.get(key)
