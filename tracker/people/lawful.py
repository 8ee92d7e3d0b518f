"""Who may give something, by what the journal tells, and by nothing else.

A row beside the journal can be put in by whoever has the database's key, and taken out a moment later: what was given on
the strength of it would stand for good, signed by the station. So whoever gives is asked by the events, in chains that lead
to their signed ends; and each event that gave something is held against what its giver was allowed by those before it. One
that he had no right to gives nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.errors import StoreError
from tracker.journal.told import event_told
from tracker.journal.turning import key_before
from tracker.journal.walking import Walk
from tracker.people.access import Role
from tracker.people.badges import ASKED, REPLACED, REVOKED
from tracker.people.break_glass import BROKEN
from tracker.people.credentials import KEYS, PROOF_RESET, RELEASED
from tracker.people.licences import KEPT
from tracker.people.permissions import TO, UNATTENDED, Permission
from tracker.people.permitting import NO_PERSON, NotPermitted, permissions_with
from tracker.people.roles import PERMITTED, ROLE_GIVEN
from tracker.people.staff import ENROLLED, RENAMED, name_of
from tracker.store.connection import Connection

_ENROL, _ROLES = Permission.PEOPLE_ENROL, Permission.PEOPLE_ROLES
_NEEDS: Mapping[str, Permission] = {
    ENROLLED: _ENROL,
    RENAMED: _ENROL,
    REVOKED: _ENROL,
    REPLACED: _ENROL,
    PROOF_RESET: _ENROL,
    RELEASED: _ENROL,
    ROLE_GIVEN: _ROLES,
    PERMITTED: _ROLES,
    KEPT: _ROLES,
    BROKEN: Permission.PATIENT_BREAK_GLASS,
}
_DID: Mapping[str, str] = {
    ENROLLED: "gave out the badge {badge}",
    RENAMED: "renamed {badge}",
    REVOKED: "took {badge} back",
    REPLACED: "put {badge} in the place of {before}",
    PROOF_RESET: "gave {badge} a one-time code",
    RELEASED: "let {badge} try again",
    ROLE_GIVEN: "gave {badge} the role {after}",
    PERMITTED: "said of the role {role}: {permission} {after}",
    KEPT: "entered a licence of {badge}",
    BROKEN: "began emergency access for {badge}",
}
_KINDS = (*_NEEDS, ASKED)
_MARKS = (b'"kind":"staff.', f'"kind":"{BROKEN}"'.encode())


@dataclass(slots=True)
class Told:
    """Who works as what and what each role may do, as far as it was lawfully given. Before PINs were asked for a badge
    proved nothing, and everybody might do everything."""

    roles: dict[str, Role] = field(default_factory=dict)
    """Of every badge that is good."""
    said: dict[Role, dict[str, int]] = field(default_factory=dict)
    is_asked: bool = False
    coded: set[str] = field(default_factory=set)
    """Whose one-time code was given by somebody who might not, and no other since: another may have chosen the PIN."""

    def may(self, by: str, permission: Permission) -> bool:
        if not self.is_asked:
            return True
        role = self.roles.get(by)
        if role is None:
            return by == NO_PERSON and permission in UNATTENDED
        return permission in permissions_with(role, tuple(self.said.get(role, {}).items()))

    def tell(self, event: Mapping[str, Any]) -> bool:
        """Take in one event; False where its giver had no right to it: then it changes nothing."""
        is_lawful = self._is_lawful(event)
        if is_lawful:
            self._apply(event)
        elif event["kind"] == PROOF_RESET:
            self.coded.add(str(event.get("badge")))
        return is_lawful

    def _is_lawful(self, event: Mapping[str, Any]) -> bool:
        kind, by, badge = event["kind"], str(event.get("by", "")), str(event.get("badge", ""))
        if kind not in _NEEDS or (kind == RELEASED and by == KEYS):
            return True
        if kind == PROOF_RESET and self.roles.get(badge) is Role.LEAD and not self.may(by, _ROLES):
            return False
        return self.may(by, _NEEDS[kind])

    def _apply(self, event: Mapping[str, Any]) -> None:
        kind, badge = event["kind"], str(event.get("badge", ""))
        if kind == ASKED:
            self.is_asked = True
        elif kind in (ENROLLED, RENAMED):
            self.roles.setdefault(badge, Role.ASSISTANT)
        elif kind == ROLE_GIVEN:
            self.roles[badge] = Role(event["after"])
        elif kind == PERMITTED:
            self.said.setdefault(Role(event["role"]), {})[event["permission"]] = int(event["after"] == "allowed")
        elif kind == PROOF_RESET:
            self.coded.discard(badge)
        elif kind == REVOKED:
            self.roles.pop(badge, None)
        elif kind == REPLACED:
            self.roles[badge] = self.roles.pop(str(event["before"]))


def told(connection: Connection) -> Told:
    """By all events there are, and nothing of their chains looked at."""
    found = Told()
    deque(_unlawful(connection, found), maxlen=0)
    return found


def audit_given(connection: Connection) -> Iterator[str]:
    """Every event that gave something which its giver had no right to give, in a sentence."""
    for station, event in _unlawful(connection, Told()):
        did = _DID[event["kind"]].format_map({name: str(value) for name, value in event.items()})
        yield f"{event.get('by')} {did} ({event['at'][:16]}, {station}), and by what the journal tells might not."


def _unlawful(connection: Connection, found: Told) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Tell ``found`` all events; those that were unlawful, with their stations. One that cannot be read gives nothing, and
    is told where the tables are compared."""
    rows = connection.exec_driver_sql(
        "SELECT s.name, j.seq, j.body FROM journal j JOIN station s ON s.id = j.station_id"
        " WHERE instr(j.body, ?) > 0 OR instr(j.body, ?) > 0 ORDER BY j.rowid",
        _MARKS,
    )
    last: dict[str, int] = {}
    for station, seq, body in rows:
        event = event_told(body)
        if event is None or event["kind"] not in _KINDS or seq < last.get(station, 0):
            continue
        last[station] = seq
        try:
            is_lawful = found.tell(event)
        except (KeyError, TypeError, ValueError):
            continue
        if not is_lawful:
            yield station, event


def require_told(connection: Connection, by: str, permission: Permission) -> None:
    """Refuse (``not_permitted``) whom the rows let give something, and the journal does not. All of it is read, 4 µs an
    event (measured): giving is rare.

    Raises :class:`StoreError` (``journal_forged``) where the journal itself does not hold.
    """
    if not connection.is_followed:
        _require_sound(connection)
        connection.is_followed = True
    if not told(connection).may(by, permission):
        raise NotPermitted(
            f"By what the journal tells, {name_of(connection, by) or by} may not {TO[permission]}.",
            hint="The database's rows say otherwise, and are not believed: nothing was done. Stop work, keep the file, run"
            " 'tracker doctor --deep', and restore the last good backup.",
            by=by,
            permission=permission,
        )


def _require_sound(connection: Connection) -> None:
    stations = connection.exec_driver_sql("SELECT id, name, public_key FROM station ORDER BY id").all()
    for station_id, name, public_key in stations:
        walk = Walk(connection, station_id, name, public_key, key_before(connection, station_id, 0), with_scans=False)
        deque(walk.follow(), maxlen=0)
        walk.end()
        if walk.findings:
            raise StoreError(
                f"This is not done while the journal does not hold: {name} {walk.findings[0].message}",
                hint="Nothing was done. Stop work, keep the file, run 'tracker verify', and restore the last good backup.",
                code="journal_forged",
            )
