"""What was signed for, by single lines or by every station's journal up to a number; and what nobody has signed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.journal.told import event_told
from tracker.people.noticing import EVERY_EVENT, noticed
from tracker.people.persons import badges_now
from tracker.people.review_lines import Line, Looked, Noticed
from tracker.people.review_rules import RESET_BY_KEYS
from tracker.store.connection import Connection

REVIEWED = "audit.reviewed"
"""Kind of the event."""
_LINE = 5
"""What stands for a line in the event: station, rule, whose it is, what it is gathered by, and its last number."""


@dataclass(frozen=True, slots=True)
class ByKeys:
    """Whose PIN was reset by whoever holds the keys, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """One sign-off: who, when, and in whose words. ``ends`` is the number of each station's last event that it covers,
    ``lines`` the same of single lines."""

    id: int
    at: datetime
    by: str
    note: str
    ends: Mapping[str, int]
    lines: Mapping[Line, int]

    def covers(self, each: Noticed) -> bool:
        return each.last_seq <= max(self.ends.get(each.station, 0), self.lines.get(each.line, 0))

    def covers_act(self, station: str, seq: int, by: str, code: str, day: date) -> bool:
        """Whether one event of such a line was signed for: with its station's journal, by itself, or with its day's."""
        if seq <= self.ends.get(station, 0):
            return True
        of_act = {line[3]: last for line, last in self.lines.items() if line[:3] == (station, code, by)}
        return seq in of_act.values() or seq <= of_act.get(day.isoformat(), 0)


def reviews(connection: Connection) -> tuple[Review, ...]:
    """The oldest first. What a review covers is read from its event: rows bear no hash, and one put there by another hand
    would sign for everything (``doctor --deep`` tells of it: :mod:`tracker.people.review_audit`)."""
    rows = connection.exec_driver_sql(
        "SELECT r.id, r.event_id, r.at, r.done_by, r.note, j.body FROM audit_review r JOIN journal j USING (event_id)"
        " ORDER BY r.id"
    )
    return tuple(
        Review(key, datetime.fromisoformat(event["at"]), by, note, *covered(event))
        for key, event_id, at, by, note, body in rows
        if (event := event_told(body)) is not None
        and (event["id"], event["kind"], event["at"], event.get("by")) == (event_id, REVIEWED, at, by)
    )


def covered(event: Mapping[str, Any]) -> tuple[Mapping[str, int], Mapping[Line, int]]:
    """Up to which number of each station's journal, and of which single lines, the event of a review holds; nothing where
    it is not as a station writes it."""
    ends, lines = event.get("ends"), event.get("lines", [])
    if not isinstance(ends, dict) or not isinstance(lines, list):
        return {}, {}
    return (
        {name: seq for name, seq in ends.items() if isinstance(seq, int)},
        {
            (station, code, who, key): seq
            for station, code, who, key, seq in (
                line for line in lines if isinstance(line, list) and len(line) == _LINE
            )
            if isinstance(seq, int) and all(isinstance(each, str) for each in (station, code, who, key))
        },
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the journal has found: what nobody has signed for, the oldest first; the number of each station's last
    event by then, and the last review. ``badges_now``: of the badges that were replaced those that their owners have."""

    lines: tuple[Noticed, ...]
    ends: Mapping[str, int]
    last_review: int
    badges_now: Mapping[str, str]

    def is_of(self, each: Noticed, badge: str) -> bool:
        """Whether a line is that of whose ``badge`` it is now."""
        return self.badges_now.get(each.by, each.by) == badge


def look(connection: Connection, looked: Looked) -> Found:
    """Seconds where a clinic has signed for nothing in years (measured: 2.1 s for 200,000 events): look before writing, so
    that no scan waits meanwhile."""
    ends: dict[str, int] = dict(
        connection.exec_driver_sql(
            "SELECT s.name, h.seq FROM journal_head h JOIN station s ON s.id = h.station_id"
        ).all()
    )
    lines = unsigned(connection, looked)
    return Found(lines, ends, last_review(connection), badges_now(connection, {each.by for each in lines}))


def last_review(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit_review").scalar_one())


def unsigned(connection: Connection, looked: Looked, most_events: int = EVERY_EVENT) -> tuple[Noticed, ...]:
    """What stands out and nobody has signed for; the oldest first. Of the next ``most_events`` of each station only,
    where it is enough to know of some.
    """
    reviewed, signed = _signed(connection)
    ids = connection.exec_driver_sql("SELECT name, id FROM station").all()
    begin = {station_id: reviewed[name] for name, station_id in ids if name in reviewed}
    found = noticed(connection, looked, begin, most_events=most_events, signed=signed)
    return tuple(sorted(found, key=lambda each: each.first_at))


def _signed(connection: Connection) -> tuple[Mapping[str, int], Mapping[Line, int]]:
    """Up to which number of each station's journal, and of single lines, all reviews hold together."""
    ends: dict[str, int] = {}
    lines: dict[Line, int] = {}
    for review in reviews(connection):
        for station, seq in review.ends.items():
            ends[station] = max(seq, ends.get(station, 0))
        for line, seq in review.lines.items():
            lines[line] = max(seq, lines.get(line, 0))
    return ends, lines


def resets_by_keys(connection: Connection) -> tuple[ByKeys, ...]:
    """PINs that were reset by the keys and that nobody has signed for, the newest first: a look at a few rows."""
    rows = connection.exec_driver_sql(
        "SELECT k.event_id, k.at, coalesce(p.name, k.badge), s.name, j.seq, k.badge"
        " FROM proof_reset_by_keys k JOIN journal j USING (event_id) JOIN station s ON s.id = j.station_id"
        " LEFT JOIN staff p ON p.badge = k.badge ORDER BY k.at DESC"
    ).all()
    if not rows:
        return ()
    reviewed, signed = _signed(connection)
    return tuple(
        ByKeys(name, datetime.fromisoformat(at))
        for event_id, at, name, station, seq, badge in rows
        if seq > max(reviewed.get(station, 0), signed.get((station, RESET_BY_KEYS, badge, event_id), 0))
    )
