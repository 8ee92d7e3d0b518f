"""Asked at the door of every service: may this person do this?

Only where the clinic asks who somebody is (:func:`tracker.people.access.asks_pin`): a badge that proves nothing gives no
authority either, and a clinic of before goes on as it did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from inspect import signature
from typing import ParamSpec, Protocol, TypeVar, cast

from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.journal.writing import Journal
from tracker.people.access import Role, asks_pin, role_of
from tracker.people.permissions import ALWAYS, DEFAULTS, NEVER, TO, UNATTENDED, Permission, called
from tracker.store.connection import Connection

P = ParamSpec("P")
R = TypeVar("R")
NO_PERSON = "command line"
"""Under this name does the program what no person must answer for (:data:`UNATTENDED`)."""


GIVES = frozenset(
    {Permission.PEOPLE_ENROL, Permission.PEOPLE_ROLES, Permission.PATIENT_BREAK_GLASS}
    | {Permission.AUDIT_SIGN, Permission.PROGRAM_KEYS, Permission.PROGRAM_PRUNE}
    | {Permission.PATIENT_CORRECT, Permission.PATIENT_ERASE, Permission.PATIENT_EXPORT}
)
"""What lasts, cannot be brought back, or opens what is shut: a row that somebody puts in for a moment must not be enough."""


class NotPermitted(Refusal):
    """For want of which permission somebody was refused: for whoever keeps it on record."""

    def __init__(self, message: str, *, hint: str, by: str, permission: Permission) -> None:
        super().__init__(message, hint=hint, code="not_permitted")
        self.by = by
        self.permission = permission


class Authority:
    """What each badge may do, read once within one transaction: a scan asks three times and more."""

    __slots__ = ("_connection", "_known")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, frozenset[Permission] | None] = {}

    def may(self, by: str, permission: Permission) -> bool:
        """Whether ``by``, a badge, may do it. Nobody, an ended badge and one that was never given out may nothing."""
        if by not in self._known:
            self._known[by] = permissions_of(self._connection, by)
        known = self._known[by]
        return known is None or permission in known

    def require(self, by: str, permission: Permission) -> None:
        """Refuse (``not_permitted``) what :meth:`may` denies, with who may."""
        if not self.may(by, permission):
            raise _refusal(self._connection, by, role_of(self._connection, by), permission)


def require(connection: Connection, by: str, permission: Permission) -> None:
    """Refuse (``not_permitted``) what the role of ``by``, a badge, does not permit; and every act of a badge that was never
    given out, or has ended, and of nobody."""
    Authority(connection).require(by, permission)


def may(connection: Connection, by: str, permission: Permission) -> bool:
    """The same as a question."""
    return Authority(connection).may(by, permission)


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


def permissions_of(connection: Connection, badge: str) -> frozenset[Permission] | None:
    """All that ``badge`` may do: nothing for nobody, :data:`UNATTENDED` for :data:`NO_PERSON`. None where the clinic asks
    nobody, and so everybody may everything."""
    if not asks_pin(connection):
        return None
    role = role_of(connection, badge)
    if role is None:
        return UNATTENDED if badge == NO_PERSON else frozenset()
    said = connection.exec_driver_sql(
        "SELECT permission, is_allowed FROM role_permission WHERE role = ?", (role.value,)
    ).all()
    return permissions_with(role, tuple(said)) if said else _USUAL[role]


_USUAL: Mapping[Role, frozenset[Permission]] = {
    role: usual - NEVER.get(role, frozenset()) | ALWAYS.get(role, frozenset()) for role, usual in DEFAULTS.items()
}
"""What a role may do of which the clinic has said nothing."""


@lru_cache(maxsize=32)
def permissions_with(role: Role, said: tuple[tuple[str, int], ...]) -> frozenset[Permission]:
    """What a role may do of which the clinic has ``said`` so much. Kept, since it is the same from scan to scan: reckoned
    each time, it is half of what asking costs (measured)."""
    words = dict(said)
    allowed = {each for each in Permission if words.get(each.value, each in _USUAL[role])}
    return frozenset(allowed - NEVER.get(role, frozenset()) | ALWAYS.get(role, frozenset()))


def _refusal(connection: Connection, by: str, role: Role | None, permission: Permission) -> NotPermitted:
    able = [each for each in Role if is_permitted(connection, each, permission)]
    if len(able) > _MOST_TOLD:
        able = [*(each for each in able if each is not Role.LEAD)][: _MOST_TOLD - 1] + [Role.LEAD] * (Role.LEAD in able)
    told = [called(each) for each in able]
    who = f"{', '.join(told[:-1])} or {told[-1]}" if len(told) > 1 else "".join(told)
    fetch = f"Fetch {who}, who signs in with a badge of his own." if able else "Nobody here may."
    if role is not None:
        if permission is Permission.PATIENT_BREAK_GLASS and is_permitted(connection, role, Permission.PATIENT_REVEAL):
            return NotPermitted(
                f"{called(role).capitalize()} needs no emergency to see a name.",
                hint="It is shown with a reason alone: leave --emergency out.",
                by=by,
                permission=permission,
            )
        if permission is Permission.PATIENT_REVEAL and is_permitted(connection, role, Permission.PATIENT_BREAK_GLASS):
            fetch += " In an emergency: F8, 'patient: emergency access', with a reason."
        return NotPermitted(
            f"{called(role).capitalize()} may not {TO[permission]}.", hint=fetch, by=by, permission=permission
        )
    if by.startswith("B"):
        hint = "Use the badge that you have now."
        return NotPermitted(f"{by} is nobody's badge.", hint=hint, by=by, permission=permission)
    message = f"Nobody in particular may {TO[permission]}."
    own = "Say whose hand this is: --badge and the code on your badge." if by == NO_PERSON else "Sign in first."
    who = f" {who[:1].upper()}{who[1:]} may." if able else " Nobody here may."
    return NotPermitted(message, hint=f"{own}{who}", by=by, permission=permission)


_MOST_TOLD = 3
"""So many roles are named of those that may; the lead among them."""


class _Pen(Protocol):
    """Whose hand it is: :class:`tracker.journal.pen.Pen`, or the print queue's."""

    @property
    def by(self) -> str: ...
    @property
    def at(self) -> str: ...


def needs(
    permission: Permission, unless: Callable[[Connection, Journal, str, str], bool] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A service that asks for ``permission`` before it does anything. It takes a ``connection`` and a ``pen``, by these
    names; :func:`needed` tells which permission, for the test that walks all services. ``unless`` says whether somebody
    without it (a badge) is let in all the same at a time (a stamp), by what this journal tells: in an emergency."""

    def guard(service: Callable[P, R]) -> Callable[P, R]:
        names = tuple(signature(service).parameters)
        at_connection, at_pen = names.index("connection"), names.index("pen")

        @wraps(service)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            connection = args[at_connection] if at_connection < len(args) else kwargs["connection"]
            pen = args[at_pen] if at_pen < len(args) else kwargs["pen"]
            asked, hand = cast("Connection", connection), cast("_Pen", pen)
            if unless is None or not unless(asked, cast("Pen", pen).journal, hand.by, hand.at):
                require(asked, hand.by, permission)
            if permission in GIVES:
                require_given(asked, hand.by, permission)
            return service(*args, **kwargs)

        guarded.__dict__["needs"] = permission
        return guarded

    return guard


def require_given(connection: Connection, by: str, permission: Permission) -> None:
    """:func:`require` for what gives something, or is done in an emergency: by the journal, and not by rows alone."""
    require(connection, by, permission)
    from tracker.people.lawful import require_told  # with the whole journal, which nothing else asks for

    require_told(connection, by, permission)


def needed(service: Callable[..., object]) -> Permission | None:
    """What a service asks for; None for what asks for nothing."""
    found = service.__dict__.get("needs")
    return found if isinstance(found, Permission) else None
