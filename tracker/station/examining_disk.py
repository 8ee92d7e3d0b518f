"""The doctor's question about the disk: how much room, for how long, and is anything kept back?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from tracker.config import Settings
from tracker.journal.pace import share_per_day
from tracker.station.examined import Examined
from tracker.station.room import MB, Room, room_of, size
from tracker.store.ballast import Ballast
from tracker.store.connection import Connection

_ABOUT = "Disk"
_FREE_SOME = "Free some space before scans can no longer be stored."


def examine_disk(settings: Settings, connection: Connection | None = None) -> Iterator[Examined]:
    """With a ``connection`` to the database it also says for how long."""
    folder = settings.database.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    there = settings.database.stat().st_size if settings.database.is_file() else 0
    share = share_per_day(connection) if connection is not None else None
    kept = Ballast(settings.database, settings.ballast_mb * MB).kept()
    room = room_of(settings, free, there, kept, share * there if share is not None else None)
    words = f"{room.words()}, in {folder}"
    if free < room.least_free:
        yield Examined("fault", _ABOUT, words, _FREE_SOME)
    elif room.runs_out:
        yield Examined("warning", _ABOUT, words, _FREE_SOME)
    else:
        yield Examined("ok", _ABOUT, words)
    if there:
        yield from _ballast(room)


def _ballast(room: Room) -> Iterator[Examined]:
    about = "Kept back"
    if not room.ballast:
        yield Examined("absent", about, "nothing for when the disk is full: ballast_mb = 0 in settings.toml")
    elif room.kept_back:
        yield Examined("ok", about, f"{size(room.kept_back)} for when the disk is full")
    elif room.is_full:
        hint = "It is kept back again once there is room: free some space."
        yield Examined("fault", about, "nothing is left for when the disk is full", hint)
    else:
        yield Examined("absent", about, f"{size(room.ballast)} for when the disk is full: from when Tracker is opened")
