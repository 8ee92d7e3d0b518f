"""The name at the head of what leaves the clinic. Apart from what draws on paper: a table on a screen bears it, too."""

from __future__ import annotations

from tracker.store.connection import Connection


def clinic_name(connection: Connection) -> str:
    """Under which name the clinic's papers go out."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'clinic'").scalar()
    return str(found or "Clinic")
