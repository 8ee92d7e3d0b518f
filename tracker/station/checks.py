"""What the last checks of the database came to, kept in a small file beside it: a database that is damaged can take no note
of that."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from pathlib import Path

from tracker.journal.occasion import stamp
from tracker.plain_files import plain_content
from tracker.station.examined import Examined
from tracker.store.naming import draft_of, settle_names
from tracker.store.standing_in import put_away
from tracker.text import safe

_LARGEST = 65_536
_SHOWN, _LENGTH = 20, 300
FULL_EVERY = timedelta(days=7)
"""So often all of it is held against itself while nobody works."""
OVERDUE = timedelta(days=14)
"""A last full check that is older is told, and waits for nobody's pause."""


@dataclass(frozen=True, slots=True)
class Check:
    """One full check: when, and what was found, in words; nothing where all is well."""

    at: datetime
    findings: tuple[str, ...] = ()


def file_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.checked")


def last_full(database: Path) -> Check | None:
    """None where there was none, or where nobody can read what is there."""
    try:
        kept = json.loads(plain_content(file_of(database), _LARGEST))
        at = datetime.fromisoformat(kept["at"])
        findings = tuple(safe(words, _LENGTH) for words in kept["findings"])
        # The first and the last day of all time have no neighbour to be shown in another zone.
        is_shown = at.tzinfo is not None and MINYEAR < at.year < MAXYEAR
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Check(at, findings) if is_shown else None


def keep_full(database: Path, at: datetime, examined: Sequence[Examined]) -> Check:
    """Keep what a full check came to. Where that cannot be written, it is known until the program ends."""
    found = [f"{each.about}: {each.words}" for each in examined if each.state == "fault"]
    check = Check(at, tuple(safe(words, _LENGTH) for words in found[:_SHOWN]))
    path = file_of(database)
    draft = draft_of(path)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"at": stamp(at), "findings": check.findings}, file)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir() and not path.is_symlink():
            put_away(path)
        draft.replace(path)
        settle_names(path.parent)
    except OSError:
        with suppress(OSError):
            draft.unlink()
    return check
