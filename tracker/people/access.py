"""Whether this clinic asks who somebody is, and as what he works.

A badge is a claim. A clinic that was founded with a lead asks for the proof as well, and then the roles count; one of before
goes on by badges alone until a lead switches it on, and ``tracker doctor`` says so.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.store.connection import Connection

SIGN_IN = "sign_in"
"""The clinic's setting in the database: ``pin`` where a badge alone is not enough."""
ASKS_PIN = "pin"


class Role(StrEnum):
    """What somebody works as here. The administrator keeps the program and has no custody of anything."""

    ASSISTANT = "assistant"
    COLLECTOR = "collector"
    COURIER = "courier"
    LAB = "lab"
    LEAD = "lead"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


def asks_pin(connection: Connection) -> bool:
    """Whether a badge alone is not enough in this clinic."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (SIGN_IN,)).scalar()
    return bool(found == ASKS_PIN)


def role_of(connection: Connection, badge: str) -> Role | None:
    """None for a badge that was never given out, or has ended."""
    found = connection.exec_driver_sql("SELECT role FROM staff WHERE badge = ? AND ended_at IS NULL", (badge,)).scalar()
    return Role(found) if found is not None else None
