"""Badges and whom they belong to, so that every event carries who did it."""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.store.connection import Connection

LONGEST_NAME = 40


def enrol(connection: Connection, badge: str, name: str) -> None:
    """Give ``badge`` to a person; a badge that is known gets the new name. Raises :class:`Refusal` for what is no name."""
    if not name or name != name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refusal(
            f"A name is one line of 1 to {LONGEST_NAME} letters, digits and signs.",
            hint="What the screens show, e.g. 'CMA 07'.",
            code="staff_name",
        )
    connection.exec_driver_sql(
        "INSERT INTO staff (badge, name) VALUES (?, ?) ON CONFLICT (badge) DO UPDATE SET name = excluded.name",
        (badge, name),
    )


def name_of(connection: Connection, badge: str) -> str | None:
    """The name shown on the screen for a badge; None for a badge that was never given out."""
    found = connection.exec_driver_sql("SELECT name FROM staff WHERE badge = ?", (badge,)).scalar()
    return str(found) if found is not None else None
