"""Recalls as the screens show them: the pull list, what was used and in which specimens; and their closing from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.inventory.recall_facts import Case, CaseLot, RoomDuty, cases, lots_of, rooms_of
from tracker.station.hands import written

if TYPE_CHECKING:
    from tracker.specimens.reader import SpecimenReader
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection


MOST_CLOSED = 30
"""The newest of those that are over; 'tracker recall list' has all of them."""


@dataclass(frozen=True, slots=True)
class RecallShown:
    """``used`` and ``waiting`` (in quarantine) in base units; ``specimens`` by their numbers."""

    case: Case
    lots: tuple[CaseLot, ...]
    rooms: tuple[RoomDuty, ...]
    used: int
    waiting: int
    specimens: tuple[str, ...]

    @property
    def to_find(self) -> int:
        return sum(each.stands for each in self.rooms)

    @property
    def unsigned(self) -> tuple[RoomDuty, ...]:
        return tuple(each for each in self.rooms if each.must_sign) if self.case.is_open else ()


def recalls_shown(connection: Connection, specimens: SpecimenReader) -> tuple[RecallShown, ...]:
    """What can still reach a patient first: the most that is still to be found, then what is not signed, then what is
    open; within that the newest."""
    known = cases(connection)
    over = [case for case in known if not case.is_open][:MOST_CLOSED]
    found = [_shown(connection, specimens, case) for case in known if case.is_open or case in over]
    return tuple(sorted(found, key=lambda each: (-each.to_find, -len(each.unsigned), not each.case.is_open)))


def _shown(connection: Connection, reader: SpecimenReader, case: Case) -> RecallShown:
    lots = lots_of(connection, case)
    meant = [each for each in lots if not each.is_released and each.number]
    drawn = {each.number for lot in meant for each in reader.by_lot(case.item.code, lot.number)}
    used, waiting = connection.exec_driver_sql(_USED, (case.id, case.item.id)).one()
    return RecallShown(case, lots, rooms_of(connection, case), used, waiting, tuple(sorted(drawn)))


_USED = """
    SELECT (
        SELECT coalesce(sum(p.quantity), 0) FROM recall_lot k JOIN posting p ON p.lot_id = k.lot_id AND p.item_id = ?2
        JOIN movement m ON m.id = p.movement_id
        WHERE k.recall_id = ?1 AND k.released_at IS NULL AND m.kind = 'use' AND m.reverses IS NULL
        AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)),
        (SELECT coalesce(sum(b.quantity), 0) FROM recall_lot k JOIN balance b ON b.lot_id = k.lot_id
        JOIN location l ON l.id = b.location_id WHERE k.recall_id = ?1 AND k.released_at IS NULL
        AND coalesce(l.room_id, l.id) IN (SELECT location_id FROM quarantine))"""


class Recalls:
    """Every call blocks: make it on a worker thread. Raises :class:`tracker.errors.TrackerError` where nothing was done."""

    def __init__(self, handler: Handler, writer: Writer) -> None:
        self._handler, self._writer = handler, writer

    def close(self, number: str) -> None:
        """Under the hand of whoever is signed on when its turn comes; ``recall_unsigned`` where a room has not signed."""
        from tracker.inventory.recall_cases import close_case

        written(self._handler, self._writer, lambda connection, pen: close_case(connection, pen, number))
