"""The clinic's folders for backups: what is kept in them, and how old the newest is."""

from __future__ import annotations

from datetime import datetime

from tracker.backups.folders import listed
from tracker.backups.rotating import Keeping
from tracker.config import Settings
from tracker.errors import ConfigurationError


def keeping_of(settings: Settings) -> Keeping:
    return Keeping(settings.backup_keep_daily, settings.backup_keep_weekly, settings.backup_keep_monthly)


def last_made_at(settings: Settings, origin: str) -> datetime | None:
    """When the last backup was made in that of the clinic's folders which has waited longest; None where one has none, or
    cannot be read. Backups are told by manifest and size: none is read through for this."""
    times = []
    for folder in settings.backup_to:
        try:
            found = listed(folder, origin).backups
        except ConfigurationError:
            return None
        if not found:
            return None
        times.append(found[0].signed.manifest.made_at)
    return min(times, default=None)
