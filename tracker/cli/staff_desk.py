"""The open clinic as ``tracker staff`` works in it: in the name of whoever says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.store.database import Database


@contextmanager
def at_work(settings: Settings, by: str) -> Iterator[tuple[Database, Pen]]:
    """The open clinic, and a pen in the name of whoever says so, who has proved himself where PINs are asked for."""
    from tracker.cli.proving import open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import require_badge
    from tracker.station.opening import clock_of

    store, journal = open_as(settings, by)
    try:
        with store.reading() as connection:
            if by:
                require_badge(connection, by)
            at = stamp(clock_of(connection)())
        yield store, Pen(journal, at, by or "command line", settings.zone)
    finally:
        store.close()
