"""The end of the day: it does not come while a tube has no acknowledged place."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens.orders import CloseDay
from tracker.specimens.parties import require_staff
from tracker.specimens.queries import lost
from tracker.specimens.standing import in_words
from tracker.store.connection import Connection

WITHOUT_PLACE = (
    "s.state NOT IN ('disposed', 'not_collected') AND s.state NOT IN ('stored', 'lost')"
    " AND NOT (s.state = 'departed' AND s.missing_at > ?)"
    " AND NOT (s.state IN ('accepted', 'rejected') AND s.custodian GLOB 'P*')"
)
"""Stored, on its way and not overdue, or taken over by a laboratory: acknowledged. So is a declared loss, which stays on
the list of what is missing until it is found, and which the closing names; a day that no step could close would teach
people not to close it. A label that nothing was collected into must be voided. The parameter is the time, a stamp. It
begins with the condition of the partial indexes, word for word: SQLite uses none otherwise."""

_SHOWN = 3
"""So many numbers fit into one line of the banner at 80 columns; the list behind it names all."""


def close_day(connection: Connection, order: CloseDay, occasion: Occasion) -> Mapping[str, Value]:
    """Close the clinic's day, as often as somebody asks whether it may be: a tube can come after the first time. When it
    was closed first and last is kept. Raises :class:`Refusal`: ``day_open`` with the first numbers."""
    require_staff(connection, order.by)
    day = occasion.today.isoformat()
    read = connection.exec_driver_sql
    count = read(f"SELECT count(*) FROM specimen s WHERE {WITHOUT_PLACE}", (occasion.at,)).scalar_one()
    if count:
        first = read(
            f"SELECT s.number FROM specimen s WHERE {WITHOUT_PLACE} ORDER BY s.missing_at IS NULL, s.missing_at, s.number"
            " LIMIT ?",
            (occasion.at, _SHOWN),
        )
        numbers = ", ".join(in_words([row[0]]) for row in first)
        raise Refusal(
            f"{count} without a place: {numbers}{', …' if count > _SHOWN else ''}",
            hint="Store each, hand it on, or say what became of it; then close the day.",
            code="day_open",
        )
    read(
        "INSERT INTO closed_day (day, at, done_by) VALUES (?, ?, ?)"
        " ON CONFLICT (day) DO UPDATE SET latest_at = excluded.at, latest_by = excluded.done_by",
        (day, occasion.at, order.by),
    )
    return {"do": "day.close", "by": order.by, "day": day, "lost": list(lost(connection))}
