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


def require_badge(connection: Connection, badge: str) -> None:
    """Refuse a badge that was never given out (``badge_unknown``), and none at all (``badge_missing``).

    A badge is a claim of who somebody is, and no proof: the journal tells in whose name it was done.
    """
    if not badge:
        raise badge_missing()
    if name_of(connection, badge) is None:
        raise Refusal("Nobody has this badge.", hint="See 'tracker staff'.", code="badge_unknown")


def badge_missing() -> Refusal:
    """For what shows or changes a patient's data: it is done in somebody's name, or not at all."""
    return Refusal(
        "A patient's data is shown and changed in somebody's name only.",
        hint="Say whose hand this is: --badge and the code on your badge.",
        code="badge_missing",
    )


def name_of(connection: Connection, badge: str) -> str | None:
    """The name shown on the screen for a badge; None for a badge that was never given out."""
    found = connection.exec_driver_sql("SELECT name FROM staff WHERE badge = ?", (badge,)).scalar()
    return str(found) if found is not None else None
