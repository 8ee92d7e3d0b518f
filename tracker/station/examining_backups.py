"""The doctor's questions about backups: are there any, how old is the last good one, does it lie on another disk?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tracker.backups.folders import Backup, is_same_disk, listed, require_folder
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.hardware.scan import utc_now
from tracker.journal.checkpoints import journal_origin
from tracker.station.examined import Examined
from tracker.store.database import Database, before_migration

_ABOUT = "Backups"


def examine_backups(store: Database, settings: Settings, now: datetime | None = None) -> Iterator[Examined]:
    """``now``: the wall clock."""
    with store.reading() as connection:
        origin = journal_origin(connection)
    if not settings.backup_to:
        yield Examined(
            "warning",
            _ABOUT,
            "no folder is named for them: nothing is copied of itself",
            'Name one on another disk in settings.toml: backup_to = ["/mnt/office/clinic"]',
        )
    for folder in settings.backup_to:
        yield from _folder(folder, store, settings, origin, now or utc_now())
    kept = before_migration(store.path)
    if kept.exists():
        yield Examined("ok", _ABOUT, f"{kept} is the database as it was before the last update")


def _folder(folder: Path, store: Database, settings: Settings, origin: str, now: datetime) -> Iterator[Examined]:
    try:
        require_folder(folder)
        found = listed(folder, origin)
    except ConfigurationError as error:
        yield Examined("fault", _ABOUT, error.message, error.hint)
        return
    for trouble in found.troubles:
        yield Examined(
            "warning", _ABOUT, f"in {folder} {trouble}", "It does not count. Look at it, and delete it by hand."
        )
    if not found.backups:
        yield Examined("fault", _ABOUT, f"there is none in {folder}", "Run: tracker backup")
        return
    yield _newest(folder, found.backups[0], len(found.backups), settings, now)
    if is_same_disk(folder, store.path):
        yield Examined(
            "warning",
            _ABOUT,
            f"{folder} is on the same disk as the database",
            "Name a folder on another disk or machine.",
        )


def _newest(folder: Path, newest: Backup, count: int, settings: Settings, now: datetime) -> Examined:
    made_at = newest.signed.manifest.made_at
    days = (now.astimezone(UTC) - made_at).days
    copies = "1 copy" if count == 1 else f"{count} copies"
    words = f"{copies} in {folder}, the last of {made_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if days >= settings.backup_warn_days:
        return Examined("fault", _ABOUT, f"{words}: {days} days ago", "Run: tracker backup; and see why none was made.")
    return Examined("ok", _ABOUT, words, "Can it be put back? tracker restore --drill DIR")
