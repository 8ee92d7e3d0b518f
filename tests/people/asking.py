"""A clinic that asks who somebody is: there the roles count."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.config import Settings
from tracker.people.access import ASKS_PIN, SIGN_IN, Role
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.station.pepper import made_pepper
from tracker.store.database import Database

PIN = "482913"
"""Everybody's, in these tests."""


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
            [(badge, hasher.made(badge, proof), "2026-11-16T06:00:00.000Z") for badge in badges],
        )
