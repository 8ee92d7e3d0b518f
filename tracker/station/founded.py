"""What a clinic is called, and the day at which a demo's clock stands: told by the journal's first event.

Both are on every screen, label and report, and the day moves every time that is written. A clinic of before has no such
event; for it nothing is held, and the doctor says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import UNSIGNED
from tracker.journal.told import event_told
from tracker.journal.writing import Journal
from tracker.store.connection import Connection

FOUNDED = "clinic.founded"
"""Kind of the event."""
NAME, DEMO_DAY = "clinic", "demo_day"
"""The settings in the database, and what the event calls them."""
_CALLED: Mapping[str, str] = {NAME: "The clinic's name", DEMO_DAY: "The day of a demo's clock"}


def tell_founded(connection: Connection, journal: Journal, name: str, at: datetime, demo_day: date | None) -> None:
    """Keep both, and begin the journal with them."""
    kept = {NAME: name, **({DEMO_DAY: demo_day.isoformat()} if demo_day is not None else {})}
    connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", list(kept.items()))
    body: dict[str, Value] = {"by": UNSIGNED, **kept}
    journal.append(connection, new_id(), FOUNDED, stamp(at), body)


def is_told(connection: Connection) -> bool:
    """Whether the journal says how this clinic was founded; False for one of before."""
    return _founded(connection) is not None


def kept_day(connection: Connection) -> str | None:
    """The day to which the clinic's clock is moved; None for the clock on the wall."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (DEMO_DAY,)).scalar()
    return str(found) if found is not None else None


def audit_founded(connection: Connection) -> Iterator[str]:
    """Every difference between the settings and the event in a sentence; none for a clinic of before."""
    event = _founded(connection)
    if event is None:
        return
    kept: dict[str, str] = dict(
        connection.exec_driver_sql("SELECT name, value FROM setting WHERE name IN (?, ?)", (NAME, DEMO_DAY)).all()
    )
    for name, called in _CALLED.items():
        if kept.get(name) != event.get(name):
            yield f"{called} is {_shown(kept.get(name))} here, {_shown(event.get(name))} in the journal."


def _founded(connection: Connection) -> Mapping[str, Any] | None:
    body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid LIMIT 1").scalar()
    event = event_told(body) if body is not None else None
    return event if event is not None and event["kind"] == FOUNDED else None


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
