"""Whose certificate has run out collects nothing, unless it must be and two people say why; that holds for the day.

Asked only where the clinic asks who somebody is, as permissions are.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def lapsed(connection: Connection, by: str, today: date) -> Licence | None:
    """The certificate of ``by`` that has run out; None where nothing hinders him, nor today any more."""
    if not asks_pin(connection):
        return None
    found = run_out(connection, by, COLLECTS, today)
    is_exempt = (
        found is not None
        and connection.exec_driver_sql(
            "SELECT 1 FROM licence_exemption WHERE badge = ? AND kind = ? AND day = ?",
            (by, COLLECTS.value, today.isoformat()),
        ).first()
    )
    return None if is_exempt else found


def _day_of(occasion: Occasion) -> date:
    """The day on which it was done: what a paper says of yesterday took yesterday's certificate."""
    if not occasion.entered_by:
        return occasion.today
    return datetime.fromisoformat(occasion.at).astimezone(occasion.zone).date()


def require_good(connection: Connection, by: str, occasion: Occasion) -> None:
    """Refuse (``certificate_lapsed``) whoever's certificate has run out."""
    found = lapsed(connection, by, _day_of(occasion))
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
    require_witness(connection, order.witness, order.by)
    connection.exec_driver_sql(
        "INSERT INTO licence_exemption (badge, kind, day, reason, witness, event_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (badge, kind, day) DO NOTHING",
        (order.by, order.kind, _day_of(occasion).isoformat(), order.reason, order.witness, occasion.event_id),
    )
    return {
        "do": "staff.exempt",
        "by": order.by,
        "day": _day_of(occasion).isoformat(),
        "licence": order.kind,
        "reason": order.reason,
        "witness": order.witness,
    }
