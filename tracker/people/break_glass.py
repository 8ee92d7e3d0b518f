"""Breaking the glass: whoever has a badge may see patients' data that his work does not allow, for a reason and a while.

45 CFR 164.312(a)(2)(ii) requires a way to what is needed in an emergency. It is short, told on the screen all the while,
in the journal before anything is shown, and in the next review, which somebody must sign
(:mod:`tracker.people.reviewing`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.proven import event_proven
from tracker.journal.writing import Journal
from tracker.people.permissions import Permission
from tracker.people.permitting import may, needs
from tracker.people.reviewing import one_line
from tracker.people.staff import require_badge
from tracker.store.connection import Connection

BROKEN = "access.break_glass"
"""Kind of the event."""
MINUTES = 15


@needs(Permission.PATIENT_BREAK_GLASS)
def break_glass(connection: Connection, pen: Pen, badge: str, reason: str, minutes: int = MINUTES) -> datetime:
    """Until when ``badge`` may see what he else may not. A second time begins anew, with a reason of its own.

    Raises :class:`Refusal`: ``badge_missing``, ``badge_unknown``, ``reason_missing``.
    """
    require_badge(connection, badge)
    line = one_line(reason)
    if line is None:
        raise Refusal(
            "Emergency access needs a reason.",
            hint="One line that names no patient: 'unconscious, allergies needed'. It is looked at in the next review.",
            code="reason_missing",
        )
    begun = datetime.fromisoformat(pen.at)
    until, event_id = begun + timedelta(minutes=minutes), new_id()
    body: dict[str, Value] = {"badge": badge, "by": pen.by, "reason": line, "until": stamp(until)}
    pen.journal.append(connection, event_id, BROKEN, pen.at, body)
    connection.exec_driver_sql(
        "INSERT INTO break_glass (event_id, badge, at, until) VALUES (?, ?, ?, ?)",
        (event_id, badge, pen.at, stamp(until)),
    )
    return until


def broken_until(connection: Connection, journal: Journal, badge: str, now: datetime) -> datetime | None:
    """Until when ``badge`` may see it, for the banner; None where the glass is whole. A clock that was set back to before it
    began shows nothing.

    The rows only say which events to ask: it holds where this station's own chain tells of it, at the station where it
    began. Elsewhere it is begun anew, with a reason.
    """
    at = stamp(now)
    rows = connection.exec_driver_sql(
        "SELECT event_id FROM break_glass WHERE badge = ? AND at <= ? AND until > ? ORDER BY until DESC",
        (badge, at, at),
    ).scalars()
    for event_id in list(rows):
        event = event_proven(connection, journal, event_id)
        if (
            event is not None
            and event["kind"] == BROKEN
            and event["badge"] == badge
            and event["at"] <= at < event["until"]
        ):
            return datetime.fromisoformat(event["until"])
    return None


def is_in_emergency(connection: Connection, journal: Journal, badge: str, at: str) -> bool:
    """Whether ``badge`` is let in at ``at`` (a stamp) by emergency access alone. Not one that has ended since, nor one whose
    role has lost the right to it."""
    until = broken_until(connection, journal, badge, datetime.fromisoformat(at))
    return until is not None and may(connection, badge, Permission.PATIENT_BREAK_GLASS)
