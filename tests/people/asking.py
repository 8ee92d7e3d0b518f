"""A clinic that asks who somebody is: there the roles count."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.people.access import ASKS_PIN, SIGN_IN, Role
from tracker.store.database import Database


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
