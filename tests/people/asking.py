"""A clinic that asks who somebody is: there the roles count."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.config import Settings
from tracker.journal.pen import UNSIGNED, Pen
from tracker.people.access import ASKS_PIN, SIGN_IN, Role
from tracker.people.badges import begin_asking
from tracker.people.credentials import set_proof
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.roles import give_role
from tracker.station.opening import open_pen
from tracker.station.pepper import made_pepper
from tracker.store.database import Database

PIN = "482913"
"""Everybody's, in these tests."""
AT = "2026-11-16T06:00:00.000Z"


def ask_who(database: Database, roles: Mapping[str, Role]) -> None:
    """From now on the clinic asks, and these badges have these roles; who is not yet of the staff is named by his role."""
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))
        for badge, role in roles.items():
            connection.exec_driver_sql(
                "INSERT INTO staff (badge, name, role) VALUES (?, ?, ?)"
                " ON CONFLICT (badge) DO UPDATE SET role = excluded.role",
                (badge, f"{role.value} {badge}", role.value),
            )


def give_pins(database: Database, settings: Settings, *badges: str) -> None:
    """As if each of them had chosen :data:`PIN`."""
    hasher, proof = Hasher(made_pepper(database, settings)), Proof(PIN)
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO credential (badge, kind, verifier, must_change, set_at) VALUES (?, 'pin', ?, 0, ?)",
            [(badge, hasher.made(badge, proof), AT) for badge in badges],
        )


def begin(settings: Settings, roles: Mapping[str, Role], pins: Mapping[str, str] | None = None) -> None:
    """The same by the services that do it, so that the journal tells of it: a running station holds what was granted
    against it. ``pins`` are those that differ from :data:`PIN`; a lead is among ``roles``."""
    store, journal = open_pen(settings)
    hasher = Hasher(made_pepper(store, settings))
    with store.writing() as connection:
        for badge, role in roles.items():
            proof = Proof((pins or {}).get(badge, PIN))
            give_role(connection, Pen(journal, AT, badge), badge, role)
            set_proof(connection, Pen(journal, AT, badge), badge, proof, hasher.made(badge, proof))
        begin_asking(connection, Pen(journal, AT, UNSIGNED))
    store.close()


def works_as(settings: Settings, badge: str, role: Role, lead: str) -> None:
    """From now on, as the lead says."""
    store, journal = open_pen(settings)
    with store.writing() as connection:
        give_role(connection, Pen(journal, AT, lead), badge, role)
    store.close()
