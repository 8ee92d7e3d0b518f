"""Signing off that what stands out was looked at: an event that covers every station's journal up to a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.noticing import EVERY_EVENT, Looked, Noticed, noticed
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.people.staff import require_badge
from tracker.store.connection import Connection

REVIEWED = "audit.reviewed"
"""Kind of the event."""
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Review:
    """One sign-off: who, when, and in whose words; ``ends`` is the number of each station's last event that it covers."""

    id: int
    at: datetime
    by: str
    note: str
    ends: Mapping[str, int]

    def covers(self, station: str, seq: int) -> bool:
        return seq <= self.ends.get(station, 0)


def reviews(connection: Connection) -> tuple[Review, ...]:
    """The oldest first."""
    ends: dict[int, dict[str, int]] = {}
    for review_id, station, seq in connection.exec_driver_sql(
        "SELECT e.review_id, s.name, e.seq FROM audit_review_end e JOIN station s ON s.id = e.station_id"
    ):
        ends.setdefault(review_id, {})[station] = seq
    rows = connection.exec_driver_sql("SELECT id, at, done_by, note FROM audit_review ORDER BY id")
    return tuple(Review(key, datetime.fromisoformat(at), by, note, ends.get(key, {})) for key, at, by, note in rows)


def unsigned(connection: Connection, looked: Looked, most_events: int = EVERY_EVENT) -> tuple[Noticed, ...]:
    """What stands out and nobody has signed for; the oldest first. Of the next ``most_events`` of each station only,
    where it is enough to know of some.
    """
    found = noticed(connection, looked, _reviewed_to(connection), most_events=most_events)
    return tuple(sorted(found, key=lambda each: each.first_at))


def _reviewed_to(connection: Connection) -> Mapping[int, int]:
    return dict(connection.exec_driver_sql("SELECT station_id, max(seq) FROM audit_review_end GROUP BY 1").all())


@needs(Permission.AUDIT_SIGN)
def sign_off(connection: Connection, pen: Pen, looked: Looked, note: str) -> tuple[Noticed, ...]:
    """Sign for everything up to now; returns what was signed for. ``pen.by`` is the badge of whoever has looked.

    Raises :class:`Refusal`: ``badge_missing``, ``badge_unknown``, ``note_missing``, ``nothing_to_review``.
    """
    require_badge(connection, pen.by)
    line = one_line(note)
    if line is None:
        raise Refusal(
            "A review is signed with a note.",
            hint=f"One line of at most {LONGEST_NOTE} characters that names no patient: 'asked both, reasons are good'.",
            code="note_missing",
        )
    found = unsigned(connection, looked)
    if not found:
        raise Refusal(
            "Nothing stands out since the last review.", hint="There is nothing to sign.", code="nothing_to_review"
        )
    ends = connection.exec_driver_sql(
        "SELECT station_id, s.name, seq FROM journal_head h JOIN station s ON s.id = h.station_id"
    ).all()
    event_id = new_id()
    body: dict[str, Value] = {
        "by": pen.by,
        "ends": {name: seq for _, name, seq in ends},
        "note": line,
        "noticed": dict(sorted(Counter(each.code for each in found).items())),
        "own": own_acts(found, pen.by),
    }
    pen.journal.append(connection, event_id, REVIEWED, pen.at, body)
    review_id = connection.exec_driver_sql(
        "INSERT INTO audit_review (event_id, at, done_by, note) VALUES (?, ?, ?, ?) RETURNING id",
        (event_id, pen.at, pen.by, line),
    ).scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO audit_review_end (review_id, station_id, seq) VALUES (?, ?, ?)",
        [(review_id, station_id, seq) for station_id, _, seq in ends],
    )
    return found


def own_acts(found: Sequence[Noticed], badge: str) -> int:
    """How many of these lines are the reviewer's own: another person should look at them, too."""
    return sum(each.by == badge for each in found)


def one_line(text: str, longest: int = LONGEST_NOTE) -> str | None:
    """``text`` as the journal may keep it; None where it is empty, too long, or cannot be printed."""
    line = re.sub(" +", " ", text).strip(" ")
    return line if line and line.isprintable() and len(line) <= longest else None
