"""When a station makes a backup of itself: at the end of a shift, and once a day while nobody works.

On a thread of its own: no scan and no screen waits for a disk. One that cannot be made is tried again within the hour.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from time import monotonic

from tracker.backups.making import Source, make_backup
from tracker.config import Settings
from tracker.errors import Refusal, TrackerError
from tracker.hardware.scan import utc_now
from tracker.journal.checkpoints import journal_origin
from tracker.specimens.orders import CloseDay
from tracker.station.backup_folders import keeping_of, last_made_at
from tracker.station.outcomes import Outcome

_log = logging.getLogger(__name__)
DAILY = timedelta(hours=24)
IDLE_S = 600.0
"""Without a scan for so long, nobody is at work."""
AGAIN_S = 3600.0
"""After this long one that failed is tried again."""
LOOK_S = 30.0
"""So often it is seen whether one is due."""


class KeptBackups:
    """Makes backups of ``source``, and knows how old the last good one is."""

    def __init__(self, source: Source, settings: Settings, *, idle_s: float = IDLE_S, look_s: float = LOOK_S) -> None:
        self.troubles: tuple[str, ...] = ()
        self.last_at: datetime | None = None
        """When the last good one was made in the folder that has waited longest; None while it is not known, or none."""
        self._is_known = False
        self._source, self._settings = source, settings
        self._idle_s, self._look_s = idle_s, look_s
        with source.database.reading() as connection:
            self._origin = journal_origin(connection)
        self._scanned_s = monotonic()
        self._failed_s: float | None = None
        self._is_asked = self._is_closing = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._keep, name="backups", daemon=True)
        self._thread.start()

    def hear(self, outcome: Outcome) -> None:
        """Somebody works; where it was the day's end, a backup is due now. Never blocks."""
        self._scanned_s = monotonic()
        if any(isinstance(order, CloseDay) for order in outcome.orders):
            with self._wake:
                self._is_asked = True
                self._wake.notify()

    def in_short(self, now: datetime) -> str:
        """``backup ✖ 3 d`` for the top line, where the last good one is too old, ``failed`` or ``none``; else empty."""
        if not self._is_known:
            return ""
        if self.last_at is None:
            return "backup ✖ failed" if self.troubles else "backup ✖ none"
        age = now - self.last_at
        return f"backup ✖ {age.days} d" if age >= timedelta(days=self._settings.backup_warn_days) else ""

    def close(self, timeout: float) -> None:
        """End, once a backup that is under way is made, but within ``timeout`` seconds: one cut off leaves nothing that
        counts."""
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        self._thread.join(timeout)

    def _keep(self) -> None:
        self._look()
        while True:
            if self._is_due():
                self._make()
            with self._wake:
                self._wake.wait_for(lambda: self._is_asked or self._is_closing, self._look_s)
                if self._is_closing and not self._is_asked:
                    return
                is_asked, self._is_asked = self._is_asked, False
            if is_asked:
                self._make()

    def _is_due(self) -> bool:
        if self._failed_s is not None and monotonic() - self._failed_s < AGAIN_S:
            return False
        if self.last_at is None or self.in_short(utc_now()):
            # Told on the screen already: it waits for nobody's pause.
            return True
        return monotonic() - self._scanned_s >= self._idle_s and utc_now() - self.last_at >= DAILY

    def _make(self) -> None:
        troubles = []
        for folder in self._settings.backup_to:
            try:
                make_backup(self._source, folder, keeping_of(self._settings), utc_now())
            except Refusal as error:
                # Another station makes one of the same database at this moment: that one counts.
                _log.info("no backup", extra={"code": error.code})
            except TrackerError as error:
                _log.warning("no backup could be made", extra={"code": error.code})
                troubles.append(f"No backup was made: {error.message} {error.hint}")
            except Exception as error:
                _log.error("a backup failed", extra={"error": type(error).__name__, "fault": error})
                troubles.append(f"No backup was made: the program failed: {type(error).__name__}.")
        self.troubles = tuple(troubles)
        self._failed_s = monotonic() if troubles else None
        self._look()

    def _look(self) -> None:
        """How old the last good ones are, as the folders say; what is not there has none."""
        self.last_at = last_made_at(self._settings, self._origin)
        self._is_known = True
