"""Asked at the door of every service: may this person do this?

Only where the clinic asks who somebody is (:func:`tracker.people.access.asks_pin`): a badge that proves nothing gives no
authority either, and a clinic of before goes on as it did.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, Protocol, TypeVar, cast

from tracker.errors import Refusal
from tracker.people.access import Role, asks_pin, role_of
from tracker.people.permissions import ALWAYS, DEFAULTS, NEVER, TO, UNATTENDED, Permission, called
from tracker.store.connection import Connection

P = ParamSpec("P")
R = TypeVar("R")
NO_PERSON = "command line"
"""Under this name does the program what no person must answer for (:data:`UNATTENDED`)."""


def require(connection: Connection, by: str, permission: Permission) -> None:
    """Refuse (``not_permitted``) what the role of ``by``, a badge, does not permit; and every other act of a badge that was
    never given out, or has ended, and of nobody."""
    if not asks_pin(connection):
        return
    role = role_of(connection, by)
    if role is not None and is_permitted(connection, role, permission):
        return
    if by == NO_PERSON and permission in UNATTENDED:
        return
    raise _refusal(connection, by, role, permission)


def may(connection: Connection, by: str, permission: Permission) -> bool:
    """The same as a question."""
    try:
        require(connection, by, permission)
    except Refusal:
        return False
    return True


def is_permitted(connection: Connection, role: Role, permission: Permission) -> bool:
    """By the floor, else by what the clinic has said, else by the default."""
    if permission in NEVER.get(role, ()):
        return False
    if permission in ALWAYS.get(role, ()):
        return True
    said = connection.exec_driver_sql(
        "SELECT is_allowed FROM role_permission WHERE role = ? AND permission = ?", (role.value, permission.value)
    ).scalar()
    return permission in DEFAULTS[role] if said is None else bool(said)


def _refusal(connection: Connection, by: str, role: Role | None, permission: Permission) -> Refusal:
    able = [called(each) for each in Role if is_permitted(connection, each, permission)]
    who = f"{', '.join(able[:-1])} or {able[-1]}" if len(able) > 1 else "".join(able) or "nobody"
    if role is None:
        message = (
            f"Nobody in particular may {TO[permission]}." if not by.startswith("B") else f"{by} is nobody's badge."
        )
        return Refusal(message, hint=f"Sign on with your own badge: {who} may.", code="not_permitted")
    return Refusal(
        f"{called(role).capitalize()} may not {TO[permission]}.",
        hint=f"Fetch {who}; the next scan is in the name of the badge that is scanned." if able else "Nobody here may.",
        code="not_permitted",
    )


class _Pen(Protocol):
    """Whose hand it is: :class:`tracker.journal.pen.Pen`, or the print queue's."""

    @property
    def by(self) -> str: ...


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A service that asks for ``permission`` before it does anything. It takes a ``connection`` and a ``pen``, by these
    names; :func:`needed` tells which permission, for the test that walks all services."""

    def guard(service: Callable[P, R]) -> Callable[P, R]:
        names = tuple(signature(service).parameters)
        at_connection, at_pen = names.index("connection"), names.index("pen")

        @wraps(service)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            connection = args[at_connection] if at_connection < len(args) else kwargs["connection"]
            pen = args[at_pen] if at_pen < len(args) else kwargs["pen"]
            require(cast("Connection", connection), cast("_Pen", pen).by, permission)
            return service(*args, **kwargs)

        guarded.__dict__["needs"] = permission
        return guarded

    return guard


def needed(service: Callable[..., object]) -> Permission | None:
    """What a service asks for; None for what asks for nothing."""
    found = service.__dict__.get("needs")
    return found if isinstance(found, Permission) else None
