"""Leads: whoever is shut out, or has no PIN yet, is helped by one of them, and only by one who has a PIN himself."""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.people.access import Role, asks_pin, role_of
from tracker.people.staff import name_of
from tracker.people.tries import MOST
from tracker.store.connection import Connection


def has_lead(connection: Connection) -> bool:
    """Whether anybody works as one, with a PIN or without."""
    found = connection.exec_driver_sql("SELECT 1 FROM staff WHERE role = ? AND ended_at IS NULL", (Role.LEAD.value,))
    return found.first() is not None


def leads_with_proof(connection: Connection) -> frozenset[str]:
    """The badges of all who could help somebody: a one-time code is good for choosing only, and runs out unused."""
    found = connection.exec_driver_sql(
        "SELECT badge FROM staff s JOIN credential c USING (badge)"
        " WHERE s.role = ? AND s.ended_at IS NULL AND c.must_change = 0",
        (Role.LEAD.value,),
    )
    return frozenset(found.scalars())


def can_help(connection: Connection) -> frozenset[str]:
    """Of these all who are not shut out themselves."""
    shut_out = connection.exec_driver_sql("SELECT badge FROM sign_in_tries WHERE failed >= ?", (MOST,)).scalars()
    return leads_with_proof(connection) - frozenset(shut_out)


def is_alone(connection: Connection, badge: str) -> bool:
    """Whether ``badge`` is a lead's whom no other could let in again."""
    return role_of(connection, badge) is Role.LEAD and not can_help(connection) - {badge}


def require_another_lead(connection: Connection, badge: str) -> None:
    """Refuse (``last_lead``) to take the role, the badge or the PIN of the only lead who has one: nobody could help anybody.
    In a clinic that asks for no PINs any badge is as good as a lead's."""
    if asks_pin(connection) and leads_with_proof(connection) == {badge}:
        raise Refusal(
            f"{name_of(connection, badge) or badge} is the only lead who has a PIN.",
            hint="Another lead first: tracker staff add NAME --role lead --badge YOURS; he signs in and chooses a PIN.",
            code="last_lead",
        )
