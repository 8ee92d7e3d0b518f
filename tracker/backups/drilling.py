"""A restore for trial: the newest backup is put into a throw-away folder, read through, held against the clinic, deleted.

Testing of what one would recover by is asked for by 45 CFR 164.308(a)(7)(ii)(D); a backup that was never put back is a
guess. What was left by a drill that was killed goes with the next.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tracker.backups.comparing import Present
from tracker.backups.folders import Backup
from tracker.backups.proving import Report
from tracker.backups.restoring import Hand, Restored, restore
from tracker.errors import ConfigurationError, Refusal
from tracker.store.connection import Connection

_PREFIX = "tracker-drill-"


@dataclass(frozen=True, slots=True)
class Drilled:
    """A backup that can be put back, and how old it is."""

    backup: Backup
    restored: Restored
    age_days: int


def drill(
    backup: Backup,
    place: Path,
    key: bytes,
    hand: Hand,
    present: Present | None,
    oldest_days: int,
    report: Report = lambda done, total: None,
    check: Callable[[Connection], None] = lambda connection: None,
) -> Drilled:
    """Put ``backup`` back below ``place``, and take it away again.

    Raises what :func:`restore` raises; Refusal ``backup_parted`` where the clinic's journal is not the one that the backup
    begins, and ``backup_old`` where it is older than ``oldest_days``.
    """
    folder = _folder_below(place)
    try:
        restored = restore(backup, folder / "home" / "tracker.db", key, hand, present, report, check)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    age_days = (hand.at - backup.signed.manifest.made_at).days
    _require_of_use(backup, restored, age_days, oldest_days)
    return Drilled(backup, restored, age_days)


def _folder_below(place: Path) -> Path:
    """A new one; what a drill that was cut off has left there is taken away."""
    for left in place.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can be put into {place}: {error.strerror}.",
            hint="A drill needs room for the database there, and the right to write.",
            code="restore_place",
        ) from error


def _require_of_use(backup: Backup, restored: Restored, age_days: int, oldest_days: int) -> None:
    found = restored.missing
    if found is not None and (found.parted or found.older):
        raise Refusal(
            f"{backup.file.name} can be put back, but this clinic's journal does not go on from it.",
            hint="Was another backup put back since? Run 'tracker verify', and keep both.",
            code="backup_parted",
        )
    if age_days >= oldest_days:
        raise Refusal(
            f"{backup.file.name} can be put back, but is {age_days} days old.",
            hint="Why was none made since? Run: tracker backup.",
            code="backup_old",
        )
