"""Licences and certificates of staff: until when each is good, and what its end stops.

In California nobody draws blood on a phlebotomy certificate that has run out (17 CCR 1034); other states ask for none, and
there nothing is entered. So what was never entered stops nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.people.staff import require_badge
from tracker.store.connection import Connection

KEPT = "staff.licence"
WARN_DAYS = 60
"""So long before its end somebody is told: renewing one takes weeks."""
LONGEST_NUMBER = 40


class LicenceKind(StrEnum):
    PHLEBOTOMY = "phlebotomy"
    """The certificate that allows to draw blood: without it, once entered, no collecting."""
    NURSING = "nursing"
    LABORATORY = "laboratory"
    MEDICAL_ASSISTANT = "medical_assistant"


@dataclass(frozen=True, slots=True)
class Licence:
    badge: str
    name: str
    """Whose it is."""
    kind: LicenceKind
    number: str
    expires_on: date
    """The last day on which it is good."""

    def days_left(self, today: date) -> int:
        """Below zero once it has run out."""
        return (self.expires_on - today).days


@needs(Permission.PEOPLE_ROLES)
def keep_licence(
    connection: Connection, pen: Pen, badge: str, kind: LicenceKind, number: str, expires_on: date
) -> None:
    """``badge`` has this licence until ``expires_on``; a renewed one takes the place of the one before.

    Raises :class:`Refusal`: ``badge_unknown``, ``licence_number``.
    """
    require_badge(connection, badge)
    if not number or number != number.strip() or not number.isprintable() or len(number) > LONGEST_NUMBER:
        raise Refusal(
            f"A licence's number is one line of 1 to {LONGEST_NUMBER} letters, digits and signs.",
            hint="Write what stands on it, e.g. CPT-00123456.",
            code="licence_number",
        )
    found = connection.exec_driver_sql(
        "SELECT number, expires_on FROM licence WHERE badge = ? AND kind = ?", (badge, kind.value)
    ).first()
    if found == (number, expires_on.isoformat()):
        return
    connection.exec_driver_sql(
        "INSERT INTO licence (badge, kind, number, expires_on) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (badge, kind) DO UPDATE SET number = excluded.number, expires_on = excluded.expires_on",
        (badge, kind.value, number, expires_on.isoformat()),
    )
    body: dict[str, Value] = {"badge": badge, "by": pen.by, "licence": kind.value}
    body |= {"number": number, "expires_on": expires_on.isoformat()}
    if found is not None:
        body |= {"number_before": found[0], "expired_on_before": found[1]}
    pen.journal.append(connection, new_id(), KEPT, pen.at, body)


def licences(connection: Connection, until: date | None = None) -> tuple[Licence, ...]:
    """Those of everybody whose badge is good, what ends first at the head; ``until`` leaves out what ends later."""
    rows = connection.exec_driver_sql(
        "SELECT l.badge, s.name, l.kind, l.number, l.expires_on FROM licence l JOIN staff s ON s.badge = l.badge"
        " WHERE s.ended_at IS NULL AND l.expires_on <= ? ORDER BY l.expires_on, s.name, l.kind",
        ((until or date.max).isoformat(),),
    )
    return tuple(_licence(*row) for row in rows)


def ending(connection: Connection, today: date) -> tuple[Licence, ...]:
    """What has run out, or does within :data:`WARN_DAYS`."""
    return licences(connection, today + timedelta(days=WARN_DAYS))


def run_out(connection: Connection, badge: str, kind: LicenceKind, today: date) -> Licence | None:
    """The licence of ``badge``, where it is good no more; None for a good one, and for one that was never entered."""
    row = connection.exec_driver_sql(
        "SELECT l.badge, s.name, l.kind, l.number, l.expires_on FROM licence l JOIN staff s ON s.badge = l.badge"
        " WHERE l.badge = ? AND l.kind = ? AND l.expires_on < ?",
        (badge, kind.value, today.isoformat()),
    ).first()
    return _licence(*row) if row is not None else None


def _licence(badge: str, name: str, kind: str, number: str, expires_on: str) -> Licence:
    return Licence(badge, name, LicenceKind(kind), number, date.fromisoformat(expires_on))
