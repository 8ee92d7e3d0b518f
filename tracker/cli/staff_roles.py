"""``tracker staff roles|allow|deny|role|licence``: who may do what, as the clinic says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from tracker.cli.console import say
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.people.access import Role
    from tracker.people.permissions import Permission
    from tracker.reports.table import Table
    from tracker.store.connection import Connection

WRITTEN = {
    "roles": "tracker staff roles",
    "allow": "tracker staff allow assistant specimen.collect --badge BADGE",
    "deny": "tracker staff deny assistant order.make --badge BADGE",
    "role": "tracker staff role BADGE collector --badge BADGE",
    "licence": "tracker staff licence BADGE phlebotomy CPT-00123456 2027-06-30 --badge BADGE",
}
"""Each action as it is written."""
_TAKES = {"roles": 0, "allow": 2, "deny": 2, "role": 2, "licence": 4}
_FORMS = ("table", "json", "csv")


def staff_roles(settings: Settings, action: str, given: tuple[str, ...], by: str, form: str) -> int:
    """One of :data:`WRITTEN`. Raises :class:`ConfigurationError` for what is not written like it."""
    if len(given) != _TAKES[action] or form not in _FORMS:
        raise ConfigurationError(f"'staff {action}' is not written so.", hint=f"Write it like: {WRITTEN[action]}.")
    if action == "roles":
        return _show(settings, form)
    if not by:
        raise ConfigurationError(
            "Who says so? Roles and licences are kept in somebody's name.",
            hint=f"Add --badge and the lead's badge: {WRITTEN[action]}.",
            code="badge_missing",
        )
    act = _acting(action, given)
    from tracker.cli.proving import written_as

    numbers = (given[2],) if action == "licence" else ()
    with written_as(settings, by, numbers=numbers) as (connection, pen):
        told = act(connection, pen)
    say(told)
    return 0


Act = Callable[["Connection", "Pen"], str]


def _acting(action: str, given: tuple[str, ...]) -> Act:
    """What is to be done, with all that can be known wrong of it before the database is opened."""
    if action == "role":
        return _give_role(given[0], _role(given[1]))
    if action == "licence":
        return _keep_licence(*given)
    return _permit(_role(given[0]), _permission(given[1]), is_allowed=action == "allow")


def _permit(role: Role, permission: Permission, *, is_allowed: bool) -> Act:
    def act(connection: Connection, pen: Pen) -> str:
        from tracker.people.permissions import TO, called
        from tracker.people.roles import permit

        is_new = permit(connection, pen, role, permission, is_allowed=is_allowed)
        said = f"{called(role)} {'may' if is_allowed else 'may not'} {TO[permission]}"
        return f"✔ {said}" if is_new else f"✔ {said}, as before: nothing was changed"

    return act


def _give_role(badge: str, role: Role) -> Act:
    def act(connection: Connection, pen: Pen) -> str:
        from tracker.people.permissions import called
        from tracker.people.roles import give_role
        from tracker.people.staff import name_of

        before = give_role(connection, pen, badge, role)
        was = "as before" if before is role else f"before: {called(before)}"
        return f"✔ {name_of(connection, badge)} works as {called(role)}; {was}"

    return act


def _keep_licence(badge: str, kind: str, number: str, expires: str) -> Act:
    from tracker.people.licences import LicenceKind, keep_licence

    if kind not in list(LicenceKind):
        raise ConfigurationError(f"There is no licence '{kind}'.", hint=f"There are: {', '.join(LicenceKind)}.")
    try:
        until = date.fromisoformat(expires)
    except ValueError:
        raise ConfigurationError(
            f"'{expires}' is no day.", hint="The last day on which it is good, like 2027-06-30.", code="no_day"
        ) from None

    def act(connection: Connection, pen: Pen) -> str:
        from tracker.people.staff import name_of

        keep_licence(connection, pen, badge, LicenceKind(kind), number, until)
        return f"✔ {name_of(connection, badge)}: {kind.replace('_', ' ')} {number}, good until {until}"

    return act


def _role(said: str) -> Role:
    from tracker.people.access import Role

    if said not in list(Role):
        raise ConfigurationError(f"There is no role '{said}'.", hint=f"There are: {', '.join(Role)}.")
    return Role(said)


def _permission(said: str) -> Permission:
    from difflib import get_close_matches

    from tracker.people.permissions import Permission

    if said not in list(Permission):
        near = get_close_matches(said, list(Permission), 1)
        hint = f"Is {near[0]} meant? " if near else ""
        raise ConfigurationError(f"There is no permission '{said}'.", hint=f"{hint}See 'tracker staff roles'.")
    return Permission(said)


def _show(settings: Settings, form: str) -> int:
    from tracker.cli.report_forms import written
    from tracker.cli.writing import write_out
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            found = _table(connection, settings)
    finally:
        store.close()
    write_out(written(found, form, clinic="", paper="letter"))
    return 0


def _table(connection: Connection, settings: Settings) -> Table:
    """Who may do what: ``yes`` or ``no``, with ``*`` where this clinic has said it otherwise than usual."""
    from tracker.people.access import Role, asks_pin
    from tracker.people.permissions import TO
    from tracker.people.roles import table
    from tracker.reports.table import Column, Table
    from tracker.station.opening import today_of

    columns = (Column("permission", "permission"), *(Column(role.value, role.value) for role in Role))
    lines = table(connection)
    rows = tuple(
        (each.permission.value, *(_cell(role in each.roles, role in each.said) for role in Role)) for each in lines
    )
    shown = [_line(each.permission.value, TO[each.permission], rows[at]) for at, each in enumerate(lines)]
    notes = ["* said by this clinic, otherwise than usual"] if any(each.said for each in lines) else []
    if not asks_pin(connection):
        notes.append("This clinic goes by badges alone: nobody is asked, and nothing of this holds.")
    names = [f"{_LETTERS[role.value]} {role.value.replace('_', ' ')}" for role in Role]
    head = (f"{'':<{_WIDE}}{' '.join(_LETTERS.values())}   may", *shown, "  ".join(names[:5]), "  ".join(names[5:]))
    day = today_of(connection, settings)
    return Table("roles", "Who may do what", day, columns, rows, notes=tuple(notes), lines=head)


_WIDE = 22
_LETTERS = {
    "assistant": "As",
    "collector": "Co",
    "courier": "Cr",
    "lab": "La",
    "lead": "Le",
    "privacy_officer": "Po",
    "auditor": "Au",
    "administrator": "Ad",
}


def _cell(is_allowed: bool, is_said: bool) -> str:
    return ("yes" if is_allowed else "no") + ("*" if is_said else "")


def _line(permission: str, what: str, row: tuple[str, ...]) -> str:
    """``✔`` or ``·``, and ``*`` behind it where the clinic has said it."""
    signs = (("✔" if cell.startswith("yes") else "·") + cell[3 if cell.startswith("yes") else 2 :] for cell in row[1:])
    return f"{permission:<{_WIDE}}{''.join(f'{sign:<3}' for sign in signs)}  {what}"
