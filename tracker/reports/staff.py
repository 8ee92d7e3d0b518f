"""Who works here as what, and until when his licences are good."""

from __future__ import annotations

from datetime import date

from tracker.people.access import Role
from tracker.people.licences import WARN_DAYS, licences
from tracker.people.staff import badge_masked
from tracker.reports.table import Cell, Column, Table
from tracker.store.connection import Connection

COLUMNS = (
    Column("badge", "badge"),
    Column("name", "name"),
    Column("role", "role"),
    Column("licence", "licence"),
    Column("number", "number"),
    Column("expires_on", "good until"),
    Column("days_left", "days left", "right"),
)


def staff(connection: Connection, today: date, *, is_masked: bool = False) -> Table:
    """A row for each licence, and one for whoever has none; badges that have ended are left out. ``is_masked``: no whole
    badge code, of which a badge could be printed.

    A finding where a licence has run out or soon does (:data:`tracker.people.licences.WARN_DAYS`).
    """
    held: dict[str, list[tuple[Cell, ...]]] = {}
    is_due = False
    for each in licences(connection):
        left = each.days_left(today)
        is_due = is_due or left <= WARN_DAYS
        row = (each.kind.value, each.number, each.expires_on, left)
        held.setdefault(each.badge, []).append(row)
    people = connection.exec_driver_sql(
        "SELECT badge, name, role FROM staff WHERE ended_at IS NULL ORDER BY role, name"
    ).all()
    nothing: list[tuple[Cell, ...]] = [(None, None, None, None)]
    rows = tuple(
        (badge_masked(badge) if is_masked else badge, name, Role(role).value, *licence)
        for badge, name, role in people
        for licence in held.get(badge, nothing)
    )
    return Table("staff", "Staff, roles and licences", today, COLUMNS, rows, has_findings=is_due)
