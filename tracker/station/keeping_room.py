"""A station that watches its disk: it warns long before, keeps room back, and gives it up when nothing else is left.

On a thread of its own, so that no scan and no screen waits for a disk; only the giving up is done by whoever found it full.
"""

from __future__ import annotations

import logging
import shutil
import threading
from time import monotonic

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.journal.pace import share_per_day
from tracker.people.spare_tries import SpareTries
from tracker.station.room import MB, Room, room_of, size
from tracker.store.ballast import Ballast
from tracker.store.database import Database

_log = logging.getLogger(__name__)
LOOK_S = 20.0
"""So often it is seen how much room there is, and whether the ballast can be made again."""
FIRST_S = 5.0
"""So long after the start it is made where there is none: not by a station that is over in a moment."""
GROWTH_S = 3600.0
"""So long what the database grows by is taken to hold."""
OF_A_FULL_DISK = frozenset({"store_full", "store_io"})
"""SQLite calls it a disk error where it is its log's index that finds no room."""


class KeptRoom:
    """Knows how much room there is. ``given_up`` is how many bytes were freed since the ballast was there last; 0 while
    none had to be."""

    def __init__(
        self, database: Database, settings: Settings, *, first_s: float = FIRST_S, look_s: float = LOOK_S
    ) -> None:
        self.given_up = 0
        self.room: Room | None = None
        self._database, self._settings = database, settings
        self._first_s, self._look_s = first_s, look_s
        self._ballast = Ballast(settings.database, settings.ballast_mb * MB)
        self._tries = SpareTries(settings.database)
        self._share: float | None = None
        self._reckoned_s: float | None = None
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="room", daemon=True)
        self._thread.start()

    def hear(self, fault: StoreError) -> None:
        """Something could not be stored. Where the disk is full, what was kept back is there for the next attempt."""
        if fault.code not in OF_A_FULL_DISK:
            return
        try:
            with self._lock:
                if self._free() < max(MB, self._ballast.size):
                    given = self._ballast.give_up()
                    if given or not self.given_up:
                        _log.error("the disk is full", extra={"code": fault.code, "count": given})
                    self.given_up = given or self.given_up
                    self.room = self._found()
        except OSError as error:
            _log.warning("the room on the disk cannot be told", extra={"error": type(error).__name__})

    def in_short(self) -> str:
        """For the top line; empty while all is well. Never blocks."""
        return self.room.in_short() if self.room is not None else ""

    def told(self) -> str:
        """What is to be done, once the ballast had to be given up; empty while it had not."""
        if not self.given_up:
            return ""
        kept_back = f"{size(self.given_up)} were kept back for this"
        return f"The disk is full: {kept_back}. Finish what is in hand, and free some space."

    def close(self, timeout: float) -> None:
        self._closing.set()
        self._thread.join(timeout)

    def _keep(self) -> None:
        self._look(is_first=True)
        if self._closing.wait(self._first_s):
            return
        while True:
            self._look()
            if self._closing.wait(self._look_s):
                return

    def _look(self, *, is_first: bool = False) -> None:
        try:
            self._look_at_it(is_first)
        except (OSError, StoreError) as error:
            _log.warning("the room on the disk cannot be told", extra={"error": type(error).__name__})

    def _look_at_it(self, is_first: bool) -> None:
        if self._reckoned_s is None or monotonic() - self._reckoned_s >= GROWTH_S:
            self._reckoned_s = monotonic()
            with self._database.reading() as connection:
                self._share = share_per_day(connection)
        with self._lock:
            if not is_first and self._ballast.make(self._free()):
                self.given_up = 0
                self._tries.make()
            self.room = self._found()

    def _found(self) -> Room:
        size_of_it = self._settings.database.stat().st_size
        per_day = self._share * size_of_it if self._share is not None else None
        return room_of(self._settings, self._free(), size_of_it, self._ballast.kept(), per_day)

    def _free(self) -> int:
        return shutil.disk_usage(self._settings.database.parent).free
