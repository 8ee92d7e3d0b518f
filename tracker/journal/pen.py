"""Checked rows of a file into the clinic: all or nothing, repeatable without doubling, every change in the journal.

A value that the file leaves out never overwrites one that is known. What is already as the file says counts as unchanged
and makes no event, so that importing the same file again does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.writing import Journal
from tracker.store.connection import Connection

EVENT_ROWS = 500
"""Rows in one journal event: an import of 100,000 lines makes 200 events, none of which is too large to read."""
UNSIGNED = "unsigned"
"""In the place of a badge where nobody has signed on."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were new, changed something known, or said nothing new. A line of stock can do both: what stands
    there is new, and it recalls a lot that stands elsewhere too."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Pen:
    """Where an import writes its events, when, and under whose hand. ``zone`` is the clinic's, None for this machine's."""

    journal: Journal
    at: str
    by: str = "command line"
    zone: tzinfo | None = UTC

    @property
    def day(self) -> str:
        """The clinic's date at :attr:`at`, for the ledger."""
        return datetime.fromisoformat(self.at).astimezone(self.zone).date().isoformat()

    def record(self, connection: Connection, kind: str, rows: Sequence[Value]) -> None:
        """Journal ``rows`` in events of :data:`EVENT_ROWS`."""
        for start in range(0, len(rows), EVENT_ROWS):
            body: dict[str, Value] = {"by": self.by, "rows": list(rows[start : start + EVENT_ROWS])}
            self.journal.append(connection, new_id(), f"import.{kind}", self.at, body)

    def record_changes(self, connection: Connection, kind: str, changes: Sequence[Value]) -> str:
        """Journal movements of stock in the form that scans have; returns the event's id."""
        event_id = new_id()
        body: dict[str, Value] = {"by": self.by, "changes": changes, "day": self.day}
        self.journal.append(connection, event_id, f"import.{kind}", self.at, body)
        return event_id
