"""Who works here as what, and what each role may do: said by a lead, and on record with what was so before.

What a clinic says overrides the defaults, within the floor that no clinic can move (:mod:`tracker.people.permissions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.access import Role, role_of
from tracker.people.leads import require_another_lead
from tracker.people.permissions import ALWAYS, DEFAULTS, NEVER, TO, Permission, called
from tracker.people.permitting import is_permitted, needs
from tracker.store.connection import Connection

PERMITTED, ROLE_GIVEN = "staff.permitted", "staff.role_given"
"""Kinds of the events: the clinic's word about a role, and whose role is which."""
_WORDS = {True: "allowed", False: "denied"}


@dataclass(frozen=True, slots=True)
class Line:
    """One permission in the table: which roles have it, and of which the clinic has said it otherwise than usual."""

    permission: Permission
    roles: frozenset[Role]
    said: frozenset[Role]


def table(connection: Connection) -> tuple[Line, ...]:
    """All permissions in their order, as they are here."""
    found = {each: frozenset(role for role in Role if is_permitted(connection, role, each)) for each in Permission}
    usual = {each: frozenset(role for role in Role if each in DEFAULTS[role]) for each in Permission}
    return tuple(Line(each, roles, roles ^ usual[each]) for each, roles in found.items())


@needs(Permission.PEOPLE_ROLES)
def permit(connection: Connection, pen: Pen, role: Role, permission: Permission, *, is_allowed: bool) -> bool:
    """From now on ``role`` has ``permission``, or has it not; whether anything changed.

    Raises :class:`Refusal` (``role_floor``) for what no clinic can say.
    """
    _require_above_floor(role, permission, is_allowed=is_allowed)
    before = is_permitted(connection, role, permission)
    if before == is_allowed:
        return False
    connection.exec_driver_sql(
        "INSERT INTO role_permission (role, permission, is_allowed) VALUES (?, ?, ?)"
        " ON CONFLICT (role, permission) DO UPDATE SET is_allowed = excluded.is_allowed",
        (role.value, permission.value, int(is_allowed)),
    )
    body = {"role": role.value, "permission": permission.value}
    _tell(connection, pen, PERMITTED, {**body, "before": _WORDS[before], "after": _WORDS[is_allowed]})
    return True


@needs(Permission.PEOPLE_ROLES)
def give_role(connection: Connection, pen: Pen, badge: str, role: Role) -> Role:
    """``badge`` works as ``role`` from now on; what he worked as before.

    Raises :class:`Refusal`: ``badge_unknown``, ``last_lead``.
    """
    before = role_of(connection, badge)
    if before is None:
        raise Refusal("Nobody has this badge, or it has ended.", hint="See 'tracker staff list'.", code="badge_unknown")
    if before is role:
        return before
    if before is Role.LEAD:
        require_another_lead(connection, badge)
    connection.exec_driver_sql("UPDATE staff SET role = ? WHERE badge = ?", (role.value, badge))
    _tell(connection, pen, ROLE_GIVEN, {"badge": badge, "before": before.value, "after": role.value})
    return before


def _require_above_floor(role: Role, permission: Permission, *, is_allowed: bool) -> None:
    if is_allowed and permission in NEVER.get(role, ()):
        raise Refusal(
            f"{called(role).capitalize()} can never {TO[permission]}, whatever a clinic says.",
            hint="Give whoever is to do it a badge of his own with another role.",
            code="role_floor",
        )
    if not is_allowed and permission in ALWAYS.get(role, ()):
        raise Refusal(
            f"{called(role).capitalize()} can always {TO[permission]}: else nobody could give it back.",
            hint="Make fewer leads.",
            code="role_floor",
        )


def _tell(connection: Connection, pen: Pen, kind: str, more: Mapping[str, Value]) -> None:
    pen.journal.append(connection, new_id(), kind, pen.at, {"by": pen.by, **more})
