"""What a backup does not hold: the events that came after it, in the database that is there now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.backups.undoing import Undone, undone_by
from tracker.inventory.recounting import body_of
from tracker.journal.checkpoints import journal_origin
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Newer:
    """Events of one station that only the present database has: how many, and the first and last one's time."""

    station: str
    events: int
    first_at: str
    last_at: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``parted`` are stations whose events are not the same in both, though one does not merely go on: the present
    database is another copy that went its own way. ``older`` is how many events only the backup has."""

    newer: tuple[Newer, ...] = ()
    parted: tuple[str, ...] = ()
    older: int = 0
    is_other: bool = False
    undone: tuple[Undone, ...] = ()
    """What the backup takes back, the oldest first."""

    @property
    def events(self) -> int:
        return sum(each.events for each in self.newer)


@dataclass(frozen=True, slots=True)
class Present:
    """Where the clinic works now, and the key that opens it."""

    path: Path
    key: bytes


def compared(backup: Connection, present: Connection) -> Comparison:
    """Hold the two journals against each other, station by station. Costs what is newer, and no more."""
    if journal_origin(backup) != journal_origin(present):
        return Comparison(is_other=True)
    before, now = _heads(backup), _heads(present)
    newer, parted, older = [], [], 0
    undone: list[Undone] = []
    for station in sorted({*before, *now}):
        here, there = now.get(station, 0), before.get(station, 0)
        older += max(0, there - here)
        both = min(here, there)
        if both and _hash(present, station, both) != _hash(backup, station, both):
            parted.append(station)
        if here > there:
            newer.append(_newer(present, station, there, undone))
    return Comparison(tuple(newer), tuple(parted), older, undone=tuple(sorted(undone, key=lambda each: each.at)))


def _heads(connection: Connection) -> dict[str, int]:
    return dict(
        connection.exec_driver_sql(
            "SELECT s.name, h.seq FROM journal_head h JOIN station s ON s.id = h.station_id"
        ).all()
    )


def _hash(connection: Connection, station: str, seq: int) -> bytes | None:
    found: bytes | None = connection.exec_driver_sql(
        "SELECT j.hash FROM journal j JOIN station s ON s.id = j.station_id WHERE s.name = ? AND j.seq = ?",
        (station, seq),
    ).scalar()
    return found


def _newer(connection: Connection, station: str, after: int, undone: list[Undone]) -> Newer:
    times = list(_times(connection, station, after, undone))
    return Newer(station, len(times), min(times), max(times))


def _times(connection: Connection, station: str, after: int, undone: list[Undone]) -> Iterator[str]:
    names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
    for (body,) in connection.exec_driver_sql(
        "SELECT j.body FROM journal j JOIN station s ON s.id = j.station_id WHERE s.name = ? AND j.seq > ?"
        " ORDER BY j.seq",
        (station, after),
    ):
        if (taken_back := undone_by(body, names)) is not None:
            undone.append(taken_back)
        yield str((body_of(body) or {}).get("at", ""))
