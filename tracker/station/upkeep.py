"""What a station looks after by itself: its backups, the checks of its database, and the room on its disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.hardware.scan import utc_now
from tracker.station.keeping_room import KeptRoom
from tracker.station.open_to_others import open_to_others

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.journal.checkpoints import Checkpoint
    from tracker.station.handling import Handler
    from tracker.station.keeping_backups import KeptBackups
    from tracker.station.keeping_checks import KeptChecks
    from tracker.station.writer import Writer

BACKING_UP_S = 15.0
"""So long a backup that is being made may keep the station from closing."""
CLOSING_S = 5.0
"""So long a check may, and the disk that is looked at."""


class Upkeep:
    """Where nobody asks for backups or checks there are none, and nothing is said of them. Only closing blocks."""

    def __init__(self, handler: Handler, writer: Writer, settings: Settings) -> None:
        self._handler, self._writer, self._settings = handler, writer, settings
        self._backups: KeptBackups | None = None
        self._checks: KeptChecks | None = None
        self._room = KeptRoom(handler.database, settings)
        self._open = open_to_others(settings)
        writer.listeners.failures.append(self._room.hear)

    def keep_backups(self, key: bytes, checkpoint: Callable[[], Checkpoint]) -> None:
        """Make backups from now on, into the settings' folders; ``key`` is the database's."""
        if not self._settings.backup_to or self._backups is not None:
            return
        # Some 10 ms of the start, for those who have named a folder.
        from tracker.backups.making import Source
        from tracker.station.keeping_backups import KeptBackups

        handler = self._handler
        self._backups = KeptBackups(Source(handler.database, key, handler.journal, checkpoint), self._settings)
        self._writer.listeners.outcomes.append(self._backups.hear)

    def keep_checks(self) -> None:
        """Check the database from now on: in short in a moment, and all of it once a week."""
        from tracker.station.keeping_checks import KeptChecks

        self._checks = KeptChecks(
            self._handler.database, self._settings, vault=self._handler.vault, doubted=self._handler.doubted
        )
        self._writer.listeners.outcomes.append(self._checks.hear)

    def backup_in_short(self) -> str:
        """For the top line: ``backup ✖ 3 d`` where the last good one is too old, else nothing. Never blocks."""
        return self._backups.in_short(utc_now()) if self._backups is not None else ""

    def warnings_in_short(self) -> str:
        """Of disk and database, for the top line: ``check ✖ failed``, ``disk ✖ full``, ``disk ! 12 d``; empty while all is
        well. Never blocks."""
        checked = self._checks.in_short() if self._checks is not None else ""
        return "  ".join(
            each for each in (checked, self._room.in_short(), "files ! open" if self._open else "") if each
        )

    def warnings_told(self) -> tuple[str, ...]:
        """Those that somebody must act on, with what to do. Never blocks."""
        checked = self._checks.told() if self._checks is not None else ""
        opened = " ".join(("Files are open to other accounts. Run:", "; ".join(each.mends for each in self._open)))
        return tuple(each for each in (checked, self._room.told(), opened if self._open else "") if each)

    def end_backups(self) -> None:
        """Before the writer stops: a backup asks it for a checkpoint."""
        if self._backups is not None:
            self._backups.close(BACKING_UP_S)

    def close(self) -> None:
        self._room.close(CLOSING_S)
        if self._checks is not None:
            self._checks.close(CLOSING_S)
