"""Badges given out, taken back and replaced; and whom the clinic has to help when somebody is shut out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.access import ASKS_PIN, SIGN_IN, Role, asks_pin
from tracker.people.credentials import credential_of
from tracker.people.hashing import fingerprint
from tracker.people.leads import leads_with_proof, require_another_lead
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.people.roles import give_role
from tracker.people.staff import enrol, name_of, require_active
from tracker.people.tries import MOST
from tracker.store.connection import Connection

REVOKED, REPLACED, ASKED = "staff.revoked", "staff.replaced", "staff.sign_in_asked"
"""Kinds of events: a badge taken back; one in another's place; the clinic asks for PINs."""


Seal = Callable[[str, str], str]
""":meth:`tracker.people.hashing.Hasher.sealed`"""


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One badge in the list. ``proof``: ``pin``, ``passphrase``, ``code until …``, or empty for none."""

    badge: str
    name: str
    role: str
    proof: str
    failed: int
    ended_at: str | None

    @property
    def state(self) -> str:
        if self.ended_at is not None:
            return "revoked"
        return "shut out" if self.failed >= MOST else "active"


def staff_list(connection: Connection) -> tuple[StaffLine, ...]:
    """Everybody who has a badge or had one, by name; whoever works here first."""
    rows = connection.exec_driver_sql(
        "SELECT s.badge, s.name, s.role, CASE WHEN c.must_change THEN 'code until ' || c.expires_at"
        " ELSE coalesce(c.kind, '') END, coalesce(t.failed, 0), s.ended_at"
        " FROM staff s LEFT JOIN credential c USING (badge) LEFT JOIN sign_in_tries t USING (badge)"
        " ORDER BY s.ended_at IS NOT NULL, s.name, s.badge"
    )
    return tuple(StaffLine(*row) for row in rows)


@needs(Permission.PEOPLE_ENROL)
def hire(connection: Connection, pen: Pen, badge: str, name: str, role: Role) -> None:
    """Give a new badge to somebody who works as ``role``."""
    if name_of(connection, badge) is not None:
        raise Refusal("This badge has an owner.", hint="Draw a new one: leave --badge out.", code="badge_taken")
    enrol(connection, pen, badge, name)
    if role is not Role.ASSISTANT:
        give_role(connection, pen, badge, role)


@needs(Permission.PEOPLE_ENROL)
def revoke(connection: Connection, pen: Pen, badge: str, why: str = "") -> None:
    """Take a badge back: from now on it is refused everywhere, and a session under it ends with the next scan.

    Its name stays, for what was done in it. Refuses (``last_lead``) that of the only lead who has a PIN, after whom nobody
    could help anybody.
    """
    name = require_active(connection, badge)
    require_another_lead(connection, badge)
    _end(connection, badge, pen.at)
    body: dict[str, Value] = {"badge": badge, "name": name}
    _tell(connection, pen, REVOKED, body | ({"reason": why} if why else {}))


@needs(Permission.PEOPLE_ENROL)
def replace_badge(connection: Connection, pen: Pen, old: str, new: str, seal: Seal) -> str:
    """``new`` instead of ``old``, lost or broken: its owner keeps his name, role, PIN and licences. Returns his name.
    ``seal`` lets the PIN that was chosen under one badge be good under another."""
    name = require_active(connection, old)
    if name_of(connection, new) is not None:
        raise Refusal("The new badge has an owner.", hint="Draw another: tracker label badge.", code="badge_taken")
    connection.exec_driver_sql("UPDATE staff SET ended_at = ? WHERE badge = ?", (pen.at, old))
    connection.exec_driver_sql(
        "INSERT INTO staff (badge, name, role) SELECT ?, name, role FROM staff WHERE badge = ?", (new, old)
    )
    found, more = credential_of(connection, old), dict[str, Value]()
    if found is not None:
        origin = found.origin or old
        sealed = seal(new, origin)
        connection.exec_driver_sql("UPDATE credential SET origin = ?, seal = ? WHERE badge = ?", (origin, sealed, old))
        more = {"seal": fingerprint(sealed)}
    for table in ("credential", "sign_in_tries", "licence"):
        connection.exec_driver_sql(f"UPDATE {table} SET badge = ? WHERE badge = ?", (new, old))
    _tell(connection, pen, REPLACED, {"badge": new, "before": old, "name": name, **more})
    return name


@needs(Permission.PEOPLE_ROLES)
def begin_asking(connection: Connection, pen: Pen) -> bool:
    """Ask for PINs from now on, at every station; False where that is so already.

    Refuses (``no_lead``) where no lead has a PIN: nobody could help whoever has none yet.
    """
    if asks_pin(connection):
        return False
    if not leads_with_proof(connection):
        raise Refusal(
            "No lead has a PIN yet: nobody could let the others in.",
            hint="Make one: tracker staff ask-pins --badge BADGE asks for the PIN of that badge's owner.",
            code="no_lead",
        )
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (SIGN_IN, ASKS_PIN),
    )
    _tell(connection, pen, ASKED, {})
    return True


def _end(connection: Connection, badge: str, at: str) -> None:
    connection.exec_driver_sql("UPDATE staff SET ended_at = ? WHERE badge = ?", (at, badge))
    for table in ("credential", "sign_in_tries"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE badge = ?", (badge,))


def _tell(connection: Connection, pen: Pen, kind: str, more: dict[str, Value]) -> None:
    pen.journal.append(connection, new_id(), kind, pen.at, {"by": pen.by, **more})
