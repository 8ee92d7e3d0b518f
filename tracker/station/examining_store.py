"""The doctor's questions to the database, its keys, and what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.hardware.scan import utc_now
from tracker.journal.chain import fingerprint
from tracker.station.checks import OVERDUE, keep_full, last_full
from tracker.station.clinic_keys import database_key, own_key
from tracker.station.examined import Examined
from tracker.station.examining_access import examine_access
from tracker.station.examining_backups import examine_backups
from tracker.station.examining_contents import examine_contents
from tracker.station.examining_disk import examine_disk
from tracker.station.examining_keys import examine_keys
from tracker.station.examining_papers import examine_papers
from tracker.station.examining_queue import examine_queue
from tracker.station.open_to_others import open_to_others, readable_by_others
from tracker.station.opening import clock_of, open_store, today_of
from tracker.store.database import Database

_CHECK = "Run: tracker doctor --deep"


def examine_store(settings: Settings, is_deep: bool) -> Iterator[Examined]:
    """Whether it opens, whether it is whole, and with ``is_deep`` whether every balance follows from the ledger."""
    try:
        secret = database_key(settings)
        store = open_store(settings)
    except TrackerError as error:
        yield from examine_disk(settings)
        yield Examined("fault", "Database", error.message, error.hint)
        return
    yield from _files(settings)
    try:
        with store.reading() as connection:
            yield from examine_disk(settings, connection)
            yield from examine_papers(settings, connection, clock_of(connection)())
            yield from examine_queue(connection, settings)
        yield Examined("ok", "Database", f"{settings.database}, its key in {secret.kept_in}")
        yield from _signing(settings)
        with store.reading() as connection:
            today = today_of(connection, settings).isoformat()
        yield from examine_keys(settings, today)
        yield from _witnesses(settings)
        with store.reading() as connection:
            yield from examine_access(connection, settings)
        yield from examine_backups(store, settings)
        yield from _contents(store, settings, is_deep)
    except TrackerError as error:
        yield Examined("fault", "Database", error.message, error.hint)
    finally:
        store.close()


def _files(settings: Settings) -> Iterator[Examined]:
    for each in open_to_others(settings):
        yield Examined("fault", "Files", each.words, f"Run: {each.mends}")
    for each in readable_by_others(settings):
        yield Examined("warning", "Files", each.words, f"Run: {each.mends}")


def _contents(store: Database, settings: Settings, is_deep: bool) -> Iterator[Examined]:
    """A deep look is kept, and told as the last one until there is another."""
    if is_deep:
        at, contents = utc_now(), list(examine_contents(store, settings, is_deep=True))
        keep_full(settings.database, at, contents)
        yield from contents
    else:
        yield from examine_contents(store, settings, is_deep=False)
        yield last_check(settings)


def last_check(settings: Settings, now: datetime | None = None) -> Examined:
    """``now``: the wall clock."""
    about, last = "Full check", last_full(settings.database)
    if last is None:
        return Examined("warning", about, "none is known of", _CHECK)
    on = f"{last.at.astimezone(settings.zone):%Y-%m-%d}"
    if last.findings:
        more = f", and {len(last.findings) - 1} more" if len(last.findings) > 1 else ""
        return Examined("fault", about, f"of {on}: {last.findings[0]}{more}", _CHECK)
    days = ((now or utc_now()) - last.at).days
    if days >= OVERDUE.days:
        return Examined("warning", about, f"the last is of {on}, {days} days ago", _CHECK)
    return Examined("ok", about, f"of {on}: all as it should be")


def _signing(settings: Settings) -> Iterator[Examined]:
    """The station's own key, in the words in which whoever receives a bundle compares it."""
    own = own_key(settings)
    if own is not None:
        yield Examined("ok", "Signing key", f"{own[0]} signs with {fingerprint(own[1])}")


def _witnesses(settings: Settings) -> Iterator[Examined]:
    """Whether checkpoints leave this machine."""
    if not settings.checkpoint_to:
        yield Examined(
            "warning",
            "Checkpoints",
            "stay in the database: nothing would show that its newest events were cut off, or an old copy put back",
            'Name a folder on another machine in settings.toml: checkpoint_to = ["/mnt/office/checkpoints"]',
        )
    for folder in settings.checkpoint_to:
        if os.access(folder, os.W_OK | os.X_OK):
            yield Examined("ok", "Checkpoints", f"are copied to {folder}")
        else:
            yield Examined("fault", "Checkpoints", f"cannot be copied to {folder}", "Check that it is there and yours.")
