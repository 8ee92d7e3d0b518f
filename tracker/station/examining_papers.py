"""The doctor's question about files that were written: is any older than it must be kept?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.config import Settings
from tracker.station.examined import Examined
from tracker.station.pruning import PAPERS, cutoffs, in_words, old_papers
from tracker.store.connection import Connection
from tracker.text import counted


def examine_papers(settings: Settings, connection: Connection, now: datetime) -> Iterator[Examined]:
    """Silent while there is none. They name what was on its way and to whom, and are of use to nobody after their time."""
    days = settings.papers_days
    cut = cutoffs(connection, frozenset({PAPERS}), days, now, days)
    count = len(old_papers(settings.home, settings.database.parent, cut))
    if count:
        is_older = "is" if count == 1 else "are"
        words = f"{counted(count, 'file')} {is_older} older than {in_words(days)}"
        hint = f"To count them: tracker prune --papers --older-than {days}d; --do deletes them."
        yield Examined("warning", "Papers", words, hint)
