"""A station that checks its database: in short at each start, all of it once a week while nobody works, and who may do what
whenever that has changed.

On a thread that only reads. Measured on 119 MB with 100,000 events: the short one takes 0.5 s of computing, during which
all other threads go on; the full one some 5 s, half of it in Python: so a scan stops it, until the next pause.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import utc_now
from tracker.journal.tail import verify_tail
from tracker.specimens.known_names import remember
from tracker.specimens.vault import Vault
from tracker.station.checks import FULL_EVERY, OVERDUE, Check, keep_full, last_full
from tracker.station.doubted import Doubted, badges_in_doubt
from tracker.station.examined import Examined
from tracker.station.outcomes import Outcome
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.pages import page_faults

_log = logging.getLogger(__name__)
FIRST_S = 5.0
"""So long after the start the short check begins: the first screen comes first."""
IDLE_S = 600.0
"""Without a scan for so long, nobody is at work."""
LOOK_S = 30.0
_DAMAGED = frozenset({"store_damaged", "store_wrong_key", "store_refused"})
"""What a page says whose seal does not fit: it does not open with the key any more."""
_WORSE = (
    "Stop work, keep the files, and run: tracker doctor --deep. Then restore the last good backup into a new folder."
)


class KeptChecks:
    """Checks ``database``, and knows what that came to."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        vault: Vault | None = None,
        first_s: float = FIRST_S,
        idle_s: float = IDLE_S,
        look_s: float = LOOK_S,
        now: Callable[[], datetime] = utc_now,
        doubted: Doubted | None = None,
    ) -> None:
        self.short: tuple[str, ...] | None = None
        """What the short check found; None until it is done."""
        self.granted: tuple[str, ...] = ()
        """What grants something, and is not as the journal tells."""
        self._granted: bytes | None = None
        self._doubted = doubted or Doubted()
        self._badge = ""
        self.full: Check | None = last_full(settings.database)
        self._database, self._settings, self._now, self._vault = database, settings, now, vault
        self._first_s, self._idle_s, self._look_s = first_s, idle_s, look_s
        self._scanned_s = monotonic()
        self._closing, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="checks", daemon=True)
        self._thread.start()

    def hear(self, outcome: Outcome) -> None:
        """Somebody works: a full check makes room, unless it has been waited for too long. With somebody else than before
        it is looked at once what he was given. Never blocks."""
        self._scanned_s = monotonic()
        badge = outcome.desk.operator.badge if outcome.desk.operator is not None else ""
        if badge != self._badge:
            self._badge = badge
            self._wake.set()

    def in_short(self) -> str:
        """For the top line: ``check ✖ failed``; empty while nothing was found."""
        return "check ✖ failed" if self._found() else ""

    def told(self) -> str:
        """What was found, and what to do; empty while nothing was."""
        found = self._found()
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        return f"The database failed its check: {found[0].removesuffix('.')}.{more} {_WORSE}" if found else ""

    def close(self, timeout: float) -> None:
        """A check that is under way is left off: there is another start, and another pause."""
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout)

    def _found(self) -> tuple[str, ...]:
        return (*(self.short or ()), *self.granted, *(self.full.findings if self.full is not None else ()))

    def _keep(self) -> None:
        if self._closing.wait(self._first_s):
            return
        self.short = self._checked_short()
        if self.short:
            _log.error("the database does not stand its short check", extra={"count": len(self.short)})
        self._remember()
        while not self._closing.is_set():
            self._wake.clear()
            self._check_granted()
            # Another station of the same database may have made one, or the doctor.
            self.full = last_full(self._settings.database) or self.full
            if self._is_due():
                self._check_full()
            self._wake.wait(0.0 if self._closing.is_set() else self._look_s)

    def _remember(self) -> None:
        """What a wristband would say is reckoned now, not when one is scanned: 0.3 s of computing for 15,000 patients."""
        if self._vault is None:
            return
        with suppress(StoreError), self._database.until(self._closing.is_set).reading() as connection:
            remember(connection, self._vault)

    def _is_due(self) -> bool:
        age = self._age()
        return age >= OVERDUE or (age >= FULL_EVERY and self._is_idle())

    def _age(self) -> timedelta:
        """Of the last full check; a clock that was set back does not make one wait for years."""
        return abs(self._now() - self.full.at) if self.full is not None else FULL_EVERY

    def _is_idle(self) -> bool:
        return monotonic() - self._scanned_s >= self._idle_s

    def _is_over(self) -> bool:
        return self._closing.is_set() or not (self._age() >= OVERDUE or self._is_idle())

    def _checked_short(self) -> tuple[str, ...] | None:
        try:
            with self._database.until(self._closing.is_set).reading() as connection:
                faults = [f"File: {words}" for words in page_faults(connection)]
                return (*faults, *(f"Journal: {each.station} {each.message}" for each in verify_tail(connection)))
        except StoreError as error:
            return None if self._closing.is_set() else self._told_of(error)

    def _check_granted(self) -> None:
        """Where that is as it was, in 0.2 ms. A trouble that passes has found nothing, and is begun anew."""
        # Every table of people comes along, which the start need not wait for.
        from tracker.station.comparing import found_by
        from tracker.station.granted import audit_granted, granted

        try:
            with self._database.until(self._closing.is_set).reading() as connection:
                now = granted(connection)
                if now == self._granted:
                    return
                # SQLite's number for the schema can be set back: the next write looks at all of it.
                self._database.seen.version = None
                found = tuple(f"People: {words}" for words in found_by(lambda: audit_granted(connection)))
                badges = self._in_doubt(connection) if found else frozenset()
        except StoreError as error:
            _log.warning("who may do what could not be checked", extra={"code": error.code})
            return
        self._granted, self.granted, self._doubted.badges = now, found, badges
        if found:
            _log.error("who may do what is not as the journal tells", extra={"count": len(found)})

    def _in_doubt(self, connection: Connection) -> frozenset[str]:
        """Where that cannot be told, those of before: whatever was written there must not end the checks."""
        try:
            return badges_in_doubt(connection)
        except StoreError:
            raise
        except Exception as error:
            _log.error("whom to refuse cannot be told", extra={"error": type(error).__name__, "fault": error})
            return self._doubted.badges

    def _check_full(self) -> None:
        """One that was stopped, or met a trouble that passes, has found nothing, and is begun anew."""
        # Every audit comes along, which the start need not wait for.
        from tracker.station.examining_contents import examine_contents

        at, scanned_s = self._now(), self._scanned_s
        try:
            examined = list(examine_contents(self._database.until(self._is_over), self._settings, is_deep=True))
        except StoreError as error:
            told = () if self._closing.is_set() or self._scanned_s != scanned_s else self._told_of(error)
            if not told:
                return
            examined = [Examined("fault", "File", words) for words in told]
        except Exception as error:
            _log.error("a check failed", extra={"error": type(error).__name__, "fault": error})
            examined = [Examined("fault", "Check", f"the program failed: {type(error).__name__}")]
        self.full = keep_full(self._settings.database, at, examined)
        if self.full.findings:
            _log.error("the database does not stand its full check", extra={"count": len(self.full.findings)})

    def _told_of(self, error: StoreError) -> tuple[str, ...]:
        """A trouble that passes is no finding: it is told where something cannot be stored."""
        _log.warning("the database could not be checked", extra={"code": error.code})
        return (error.message,) if error.code in _DAMAGED else ()
