"""What a recall has come to, frozen: its lots, the rooms that must pull their stock, and who signed that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Item, LotState
from tracker.inventory.rows import ITEM, ITEM_WIDTH
from tracker.store.connection import Connection, Row


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CaseLot:
    """``is_released`` where it had been recalled by mistake; ``state`` is what the lot is now."""

    id: int
    number: str
    expiry: str | None
    state: LotState
    is_released: bool
    release_reason: str | None


@dataclass(frozen=True, slots=True)
class RoomDuty:
    """One line of the pull list. Quantities in base units: ``stood`` the most that the room held since the recall was
    opened, ``stands`` what it holds now, ``wasted`` what went to waste from it since, ``set_aside`` what was put into
    quarantine from it, ``pulled`` what its signer says, ``not_found`` what counts and signatures took off the books.

    ``stood`` is None where recalled stock turned up after the recall was closed: nobody need sign, and it must be pulled;
    and for a shipment that has come, whose stock the room that took it in signs for.
    """

    room_id: int
    code: str
    path: str
    stood: int | None
    stands: int
    wasted: int
    set_aside: int
    signed_by: str | None
    signed_at: str | None
    pulled: int | None
    not_found: int = 0

    @property
    def is_passed(self) -> bool:
        """A shipment that has come: nothing of it was pulled on the way, and nobody signs for it there."""
        return self.stood is None and not (
            self.stands or self.wasted or self.set_aside or self.not_found or self.signed_by
        )

    @property
    def must_sign(self) -> bool:
        return self.stood is not None and self.signed_at is None


@dataclass(frozen=True, slots=True)
class Case:
    """``lot`` is None where all lots of the item are recalled; badges and journal's stamps (UTC) as they were written."""

    id: int
    number: str
    item: Item
    lot: str | None
    reason: str
    state: CaseState
    opened_by: str
    opened_at: str
    closed_by: str | None
    closed_at: str | None

    @property
    def is_open(self) -> bool:
        return self.state is CaseState.OPEN


_CASE = (
    f"SELECT {ITEM}, c.id, c.number, c.lot, c.reason, c.state, c.opened_by, c.opened_at, c.closed_by, c.closed_at"
    " FROM recall_case c JOIN item i ON i.id = c.item_id"
)
_ROOMS = """
    WITH held(room_id, quantity) AS (
        SELECT coalesce(l.room_id, l.id), sum(b.quantity) FROM recall_lot k JOIN balance b ON b.lot_id = k.lot_id
        JOIN location l ON l.id = b.location_id
        WHERE k.recall_id = ?1 AND k.released_at IS NULL AND b.quantity > 0
        AND coalesce(l.room_id, l.id) NOT IN (SELECT location_id FROM quarantine) GROUP BY 1),
    taken(room_id, wasted, set_aside) AS (
        SELECT coalesce(l.room_id, l.id), sum(p.quantity * (m.kind = 'waste')), sum(p.quantity * (m.kind = 'transfer'))
        FROM recall_lot k
        JOIN posting p ON p.lot_id = k.lot_id AND p.item_id = ?2 JOIN movement m ON m.id = p.movement_id
        JOIN location l ON l.id = p.from_id JOIN location t ON t.id = p.to_id
        WHERE k.recall_id = ?1
        AND (m.kind = 'waste' OR (m.kind = 'transfer' AND t.room_id IN (SELECT location_id FROM quarantine)))
        AND m.reverses IS NULL AND max(m.at, coalesce((SELECT s.at FROM scan s WHERE s.id = m.event_id), '')) >= ?3
        AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id) GROUP BY 1),
    counted(room_id, missing) AS (
        SELECT coalesce(l.room_id, l.id), sum(p.quantity * iif(l.id = p.from_id, 1, -1)) FROM recall_lot k
        JOIN posting p ON p.lot_id = k.lot_id AND p.item_id = ?2 JOIN movement m ON m.id = p.movement_id
        JOIN location l ON l.id IN (p.from_id, p.to_id)
        WHERE k.recall_id = ?1 AND m.kind = 'adjust'
        AND m.reverses IS NULL AND max(m.at, coalesce((SELECT s.at FROM scan s WHERE s.id = m.event_id), '')) >= ?3
        AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id) GROUP BY 1)
    SELECT l.id, l.code, l.path,
        CASE WHEN h.quantity IS NULL AND l.id IN (SELECT place_id FROM stock_transfer) THEN NULL ELSE d.stood END,
        coalesce(h.quantity, 0), coalesce(w.wasted, 0),
        coalesce(w.set_aside, 0), d.signed_by, d.signed_at, d.pulled,
        max(0, coalesce(c.missing, 0))
    FROM (SELECT room_id FROM recall_room WHERE recall_id = ?1 UNION SELECT room_id FROM held) r
    JOIN location l ON l.id = r.room_id LEFT JOIN recall_room d ON d.recall_id = ?1 AND d.room_id = r.room_id
    LEFT JOIN held h ON h.room_id = r.room_id LEFT JOIN taken w ON w.room_id = r.room_id
    LEFT JOIN counted c ON c.room_id = r.room_id ORDER BY l.path"""
"""What was pulled before the recall was entered here, and written on a sheet, counts by when that was scanned."""


def cases(connection: Connection) -> tuple[Case, ...]:
    """Every recall, the open ones first, then the newest first."""
    return tuple(map(_case, connection.exec_driver_sql(f"{_CASE} ORDER BY c.state = 'closed', c.id DESC")))


def pullable_in(connection: Connection, room_id: int) -> tuple[Case, ...]:
    """Those that are open, and closed ones of which some stands in the room all the same: what years of recalls have been
    is not asked for every scan."""
    found = connection.exec_driver_sql(
        f"{_CASE} WHERE c.state = 'open' OR c.id IN (SELECT k.recall_id FROM recall_lot k JOIN balance b"
        " ON b.lot_id = k.lot_id JOIN location l ON l.id = b.location_id WHERE k.released_at IS NULL AND b.quantity > 0"
        " AND coalesce(l.room_id, l.id) = ?) ORDER BY c.state = 'closed', c.id DESC",
        (room_id,),
    )
    return tuple(map(_case, found))


def case_named(connection: Connection, number: str) -> Case:
    """Raises :class:`Refusal` (``unknown_recall``)."""
    found = connection.exec_driver_sql(f"{_CASE} WHERE c.number = ? COLLATE NOCASE", (number,)).first()
    if found is None:
        raise Refusal(
            f"There is no recall {number}.", hint="'tracker recall list' names all of them.", code="unknown_recall"
        )
    return _case(found)


def lots_of(connection: Connection, case: Case) -> tuple[CaseLot, ...]:
    found = connection.exec_driver_sql(
        "SELECT t.id, t.number, t.expiry, t.state, k.released_at IS NOT NULL, k.release_reason"
        " FROM recall_lot k JOIN lot t ON t.id = k.lot_id WHERE k.recall_id = ? ORDER BY t.number, t.id",
        (case.id,),
    )
    return tuple(
        CaseLot(key, number, expiry, LotState(state), bool(is_released), why)
        for key, number, expiry, state, is_released, why in found
    )


def rooms_of(connection: Connection, case: Case) -> tuple[RoomDuty, ...]:
    """The pull list: every room that held any of it since the recall was opened, or holds some now."""
    found = connection.exec_driver_sql(_ROOMS, (case.id, case.item.id, case.opened_at))
    return tuple(each for each in (RoomDuty(*row) for row in found) if not each.is_passed)


def _case(row: Row) -> Case:
    item, (key, number, lot, reason, state, *hands) = rows.item(row[:ITEM_WIDTH]), row[ITEM_WIDTH:]
    return Case(key, number, item, lot, reason, CaseState(state), *hands)
