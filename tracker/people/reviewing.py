"""Signing off that what stands out was looked at: an event that covers single lines, or every station's journal up to a
number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.signed import TO_SIGN
from tracker.journal.told import event_told
from tracker.people.access import asks_pin
from tracker.people.noticing import EVERY_EVENT, RESET_BY_KEYS, Line, Looked, Noticed, noticed
from tracker.people.permissions import Permission
from tracker.people.permitting import Authority, needs
from tracker.people.signatures import Given, sign
from tracker.people.staff import require_badge
from tracker.store.connection import Connection

REVIEWED = "audit.reviewed"
"""Kind of the event."""
LONGEST_NOTE = 200
_NAMED = 2
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
    event by then, and the last review."""

    lines: tuple[Noticed, ...]
    ends: Mapping[str, int]
    last_review: int


def look(connection: Connection, looked: Looked) -> Found:
    """Seconds where a clinic has signed for nothing in years (measured: 2.1 s for 200,000 events): look before writing, so
    that no scan waits meanwhile."""
    ends: dict[str, int] = dict(
        connection.exec_driver_sql(
            "SELECT s.name, h.seq FROM journal_head h JOIN station s ON s.id = h.station_id"
        ).all()
    )
    return Found(unsigned(connection, looked), ends, _last_review(connection))


def _last_review(connection: Connection) -> int:
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


@needs(Permission.AUDIT_SIGN)
def sign_off(
    connection: Connection,
    pen: Pen,
    looked: Looked,
    note: str,
    chosen: Sequence[Noticed] | None = None,
    given: tuple[Given, ...] = (),
    found: Found | None = None,
) -> tuple[Noticed, ...]:
    """Sign for ``chosen``, as it was listed, or for everything up to now; returns what was signed for. ``pen.by`` is the
    badge of whoever has looked, ``given`` his signature where the clinic asks for PINs. What the keys did for him another
    signs for, where there is one who may: of everything up to now it is left. ``found`` is of a look just before, and up to
    there is signed for; where another has signed meanwhile it is looked anew.

    Raises :class:`Refusal`: ``badge_missing``, ``badge_unknown``, ``note_missing``, ``nothing_to_review``,
    ``own_by_keys``, ``reviewed_meanwhile``.
    """
    require_badge(connection, pen.by)
    line = one_line(note)
    if line is None:
        raise Refusal(
            "A review is signed with a note.",
            hint=f"One line of at most {LONGEST_NOTE} characters that names no patient: 'asked both, reasons are good'.",
            code="note_missing",
        )
    if found is None or found.last_review != _last_review(connection):
        found = look(connection, looked)
    if not found.lines:
        raise Refusal(
            "Nothing stands out since the last review.", hint="There is nothing to sign.", code="nothing_to_review"
        )
    signed = _chosen(connection, found.lines, pen.by, chosen)
    is_all = {(each.line, each.last_seq) for each in signed} == {(each.line, each.last_seq) for each in found.lines}
    _record(connection, pen, line, signed, given, found.ends if is_all else {})
    return signed


def _chosen(
    connection: Connection, found: Sequence[Noticed], by: str, chosen: Sequence[Noticed] | None
) -> tuple[Noticed, ...]:
    """Those of ``found`` that ``by`` signs for, each up to where it was listed."""
    others = other_reviewers(connection, by)
    barred = {each.line for each in found if each.by == by and each.is_worst} if others else set()
    there = {each.line: each for each in found}
    if chosen is None:
        signed = tuple(each for each in found if each.line not in barred)
    elif any(each.line not in there for each in chosen):
        raise Refusal(
            "Another has signed for some of it meanwhile.", hint="Look at the list again.", code="reviewed_meanwhile"
        )
    else:
        signed = tuple(chosen)
    if not signed or any(each.line in barred for each in signed):
        raise Refusal(
            "What the keys did for you is not signed for by you.",
            hint=f"{' or '.join(others[:_NAMED])} looks at it and signs.",
            code="own_by_keys",
        )
    return signed


def _record(
    connection: Connection,
    pen: Pen,
    note: str,
    signed: Sequence[Noticed],
    given: tuple[Given, ...],
    ends: Mapping[str, int],
) -> None:
    """``ends``: nothing else stands out up to there, so that the next review begins there; empty where something does."""
    ids: dict[str, int] = dict(connection.exec_driver_sql("SELECT name, id FROM station").all())
    event_id = new_id()
    body: dict[str, Value] = {
        "by": pen.by,
        "ends": dict(ends),
        "note": note,
        "noticed": dict(sorted(Counter(each.code for each in signed).items())),
        "own": own_acts(signed, pen.by),
    }
    if not ends:
        body["lines"] = [[*each.line, each.last_seq] for each in signed]
    if given:
        body[TO_SIGN] = [each.badge for each in given]
    pen.journal.append(connection, event_id, REVIEWED, pen.at, body)
    sign(connection, pen, event_id, given)
    review_id = connection.exec_driver_sql(
        "INSERT INTO audit_review (event_id, at, done_by, note) VALUES (?, ?, ?, ?) RETURNING id",
        (event_id, pen.at, pen.by, note),
    ).scalar_one()
    if ends:
        connection.exec_driver_sql(
            "INSERT INTO audit_review_end (review_id, station_id, seq) VALUES (?, ?, ?)",
            [(review_id, ids[name], seq) for name, seq in ends.items()],
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO audit_review_line (review_id, station_id, code, who, key, seq) VALUES (?, ?, ?, ?, ?, ?)",
            [(review_id, ids[each.station], each.code, each.by, each.key, each.last_seq) for each in signed],
        )


def other_reviewers(connection: Connection, badge: str) -> tuple[str, ...]:
    """The names of all others who may sign, and can: with a proof of their own where the clinic asks for it."""
    rows = connection.exec_driver_sql(
        "SELECT badge, name FROM staff s WHERE ended_at IS NULL AND badge <> ?"
        + (
            " AND EXISTS (SELECT 1 FROM credential c WHERE c.badge = s.badge AND must_change = 0)"
            * asks_pin(connection)
        )
        + " ORDER BY name",
        (badge,),
    ).all()
    authority = Authority(connection)
    return tuple(name for other, name in rows if authority.may(other, Permission.AUDIT_SIGN))


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


def own_acts(found: Sequence[Noticed], badge: str) -> int:
    """How many of these lines are the reviewer's own: another person should look at them, too."""
    return sum(each.by == badge for each in found)


def one_line(text: str, longest: int = LONGEST_NOTE) -> str | None:
    """``text`` as the journal may keep it; None where it is empty, too long, or cannot be printed."""
    line = re.sub(" +", " ", text).strip(" ")
    return line if line and line.isprintable() and len(line) <= longest else None
