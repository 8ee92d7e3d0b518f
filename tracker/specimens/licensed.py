"""Whose certificate has run out collects nothing, unless it must be and two people say why; that holds for the day.

Asked only where the clinic asks who somebody is, as permissions are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.people.access import asks_pin
from tracker.people.licences import Licence, LicenceKind, run_out
from tracker.specimens.deciding import require_text
from tracker.specimens.orders import Exempt
from tracker.specimens.parties import require_staff, require_witness
from tracker.store.connection import Connection

COLLECTS = LicenceKind.PHLEBOTOMY
"""The licence whose end stops collecting."""


LAPSED = "lapsed"
"""The flag of what was drawn on a certificate that has run out."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why somebody collects today all the same, and who said so beside him."""

    reason: str
    witness: str

    @property
    def words(self) -> str:
        """For custody, where each tube that was drawn under it says so."""
        return f"certificate run out: {self.reason}, second person {self.witness}"


def lapsed(connection: Connection, by: str, today: date) -> Licence | None:
    """The certificate of ``by`` that has run out; None where nothing hinders him, nor today any more."""
    found = _run_out(connection, by, today)
    return None if found is not None and exempted(connection, by, today) is not None else found


def exempted(connection: Connection, by: str, today: date) -> Exemption | None:
    """What lets ``by`` collect today though his certificate has run out: it holds for him alone, and for all of the day."""
    if _run_out(connection, by, today) is None:
        return None
    row = connection.exec_driver_sql(
        "SELECT e.reason, s.name FROM licence_exemption e JOIN staff s ON s.badge = e.witness"
        " WHERE e.badge = ? AND e.kind = ? AND e.day = ?",
        (by, COLLECTS.value, today.isoformat()),
    ).first()
    return Exemption(*row) if row is not None else None


def _run_out(connection: Connection, by: str, today: date) -> Licence | None:
    return run_out(connection, by, COLLECTS, today) if asks_pin(connection) else None


def day_of(occasion: Occasion) -> date:
    """The day on which it was done: what a paper says of yesterday took yesterday's certificate."""
    if not occasion.entered_by:
        return occasion.today
    return datetime.fromisoformat(occasion.at).astimezone(occasion.zone).date()


def require_good(connection: Connection, by: str, occasion: Occasion) -> None:
    """Refuse (``certificate_lapsed``) whoever's certificate has run out."""
    found = lapsed(connection, by, day_of(occasion))
    if found is not None:
        raise Refusal(
            f"The phlebotomy certificate of {found.name} ran out {found.expires_on}.",
            hint="Have somebody else collect; or scan the requisition again: it says what an emergency takes.",
            code="certificate_lapsed",
        )


def exempt(connection: Connection, order: Exempt, occasion: Occasion) -> Mapping[str, Value]:
    """For that day; why and by whom stays in the journal. Raises :class:`Refusal` for no reason or no second person."""
    require_staff(connection, order.by)
    require_text(order.reason, "reason")
    require_witness(connection, order.witness, order.by, occasion.entered_by)
    connection.exec_driver_sql(
        "INSERT INTO licence_exemption (badge, kind, day, reason, witness, event_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (badge, kind, day) DO NOTHING",
        (order.by, order.kind, day_of(occasion).isoformat(), order.reason, order.witness, occasion.event_id),
    )
    return {
        "do": "staff.exempt",
        "by": order.by,
        "day": day_of(occasion).isoformat(),
        "licence": order.kind,
        "reason": order.reason,
        "witness": order.witness,
    }
