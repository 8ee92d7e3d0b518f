"""What is said where something failed that nobody foresaw, and the program goes on."""

from __future__ import annotations

import logging

from tracker.diagnostics.crash import place_of
from tracker.errors import TrackerError

_log = logging.getLogger(__name__)


def unforeseen(error: Exception) -> TrackerError:
    """``error`` in words that hold none of its own; a report of it is kept where there is a log."""
    name = type(error).__name__
    _log.error("something failed that nobody foresaw", extra={"error": name, "place": place_of(error), "fault": error})
    return TrackerError(
        f"The program failed: {name} at {place_of(error)}.",
        hint="Nothing that was acknowledged is lost. Try it again; a report without anybody's data is in TRACKER_HOME.",
        code="bug",
    )
