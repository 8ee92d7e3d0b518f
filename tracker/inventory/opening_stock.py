"""What becomes of opened containers when stock moves: kept with every movement, in its own transaction.

The rule: of any lot in any place, no more is in opened containers than stands there. A movement that names no container
takes what is unopened; use, waste and counts take the rest out of the containers, the soonest use-by first, and nothing else
may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.errors import Refusal
from tracker.inventory.opening import use_by
from tracker.inventory.opening_queries import keeps_of, opened_by_event
from tracker.inventory.orders import MovementKind, Open, Portion, Unopen
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.store.connection import Connection

_TAKING = (MovementKind.USE, MovementKind.WASTE, MovementKind.ADJUST)
_HOLDS = "kind IN ('site', 'room', 'cabinet', 'bin')"


def open_container(connection: Connection, order: Open, occasion: Occasion) -> Mapping[str, Value]:
    """Record one opened container; nothing moves. Its words for the journal.

    Raises :class:`Refusal`: ``not_enough`` where so much does not stand there unopened.
    """
    place, lot = order.place_id, order.lot_id
    if _unopened(connection, order.item_id, lot, place) < order.quantity:
        raise Refusal(
            "By the books nothing unopened of this lot is left there.",
            hint="Scan the OPENED label on it, or count the shelf; nothing was recorded.",
            code="not_enough",
        )
    item, number, expiry, where = connection.exec_driver_sql(
        "SELECT i.code, t.number, t.expiry, l.code FROM item i, lot t, location l WHERE i.id = ? AND t.id = ? AND l.id = ?",
        (order.item_id, lot, place),
    ).one()
    at = datetime.fromisoformat(occasion.at)
    keeps = keeps_of(connection, order.item_id)
    until = use_by(at, keeps, date.fromisoformat(expiry) if expiry else None, occasion.zone)
    day = until.day.isoformat() if until is not None else None
    moment = stamp(until.at) if until is not None and until.at is not None else None
    _keep_opened(connection, order, occasion, day, moment)
    return {
        "do": "open",
        "container": order.code,
        "item": item,
        "lot": number,
        "place": where,
        "quantity": order.quantity,
        "use_by": [day, moment],
        "serial": order.serial or None,
    }


def _keep_opened(connection: Connection, order: Open, occasion: Occasion, day: str | None, moment: str | None) -> None:
    connection.exec_driver_sql(
        "INSERT INTO opened (code, event_id, item_id, lot_id, location_id, quantity, remains, serial, opened_at, opened_by,"
        " use_by_day, use_by_at, is_taken_back) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            order.code, occasion.event_id, order.item_id, order.lot_id, order.place_id, order.quantity, order.quantity,
            order.serial or None, occasion.at, order.by or None, day, moment,
        ),
    )  # fmt: skip


def take_back(connection: Connection, order: Unopen) -> Mapping[str, Value]:
    """Undo an opening. Raises :class:`Refusal` where anything was taken out of the container or it was moved since."""
    found = opened_by_event(connection, order.scan_id)
    if found is None:
        raise Refusal(
            "That was undone already, or opened nothing.", hint="Look at the history.", code="nothing_to_undo"
        )
    if _net_postings(connection, found.code):
        raise Refusal(
            "Something has been taken out of it, or it was moved, since it was opened.",
            hint="Undo that first; nothing was changed.",
            code="opened_since",
        )
    connection.exec_driver_sql("UPDATE opened SET remains = 0, is_taken_back = 1 WHERE code = ?", (found.code,))
    return {"do": "unopen", "of": order.scan_id, "container": found.code}


@dataclass(frozen=True, slots=True)
class Booked:
    """A movement that is in the ledger now. ``opened`` is the container that it is about, by code."""

    movement_id: int
    kind: MovementKind
    day: str
    at: str
    opened: str = ""
    reverses: int | None = None


def follow(connection: Connection, booked: Booked, portions: Sequence[Portion]) -> None:
    """Keep the containers true to a movement just booked.

    Raises :class:`Refusal`: ``opened_there``, ``opened_moved``, ``opened_too_long``.
    """
    for line, portion in enumerate(portions, start=1):
        if booked.reverses is not None:
            _give_back(connection, booked.movement_id, line, portion, booked.reverses)
        elif booked.opened:
            _move_named(connection, booked.movement_id, line, portion, booked.opened)
        _settle(connection, booked, line, portion)


def _holds_stock(connection: Connection, place_id: int) -> bool:
    return bool(connection.exec_driver_sql(f"SELECT {_HOLDS} FROM location WHERE id = ?", (place_id,)).scalar_one())


def _unopened(connection: Connection, item_id: int, lot_id: int, place_id: int) -> int:
    values = (item_id, lot_id, place_id)
    return int(
        connection.exec_driver_sql(
            "SELECT coalesce((SELECT quantity FROM balance WHERE item_id = ?1 AND lot_id = ?2 AND location_id = ?3), 0)"
            " - coalesce((SELECT sum(remains) FROM opened WHERE item_id = ?1 AND lot_id = ?2 AND location_id = ?3"
            " AND remains > 0), 0)",
            values,
        ).scalar_one()
    )


def _move_named(connection: Connection, movement_id: int, line: int, portion: Portion, code: str) -> None:
    key, remains, place = connection.exec_driver_sql(
        "SELECT id, remains, location_id FROM opened WHERE code = ?", (code,)
    ).one()
    is_out, is_in = _holds_stock(connection, portion.from_id), _holds_stock(connection, portion.to_id)
    is_torn = is_in and remains != portion.quantity
    if is_out and (place != portion.from_id or remains < portion.quantity or is_torn):
        raise Refusal("This container has changed since.", hint="Scan it again.", code="opened_moved")
    if is_out and is_in:
        connection.exec_driver_sql("UPDATE opened SET location_id = ? WHERE id = ?", (portion.to_id, key))
    else:
        more = portion.quantity if is_in else -portion.quantity
        connection.exec_driver_sql("UPDATE opened SET remains = remains + ? WHERE id = ?", (more, key))
    _keep(connection, movement_id, line, key, portion.quantity)


def _settle(connection: Connection, booked: Booked, line: int, portion: Portion) -> None:
    """Take out of the containers what was taken beyond the unopened stock."""
    found = connection.exec_driver_sql(
        "SELECT id, remains, use_by_day < ? OR coalesce(use_by_at < ?, 0) FROM opened WHERE item_id = ? AND lot_id = ?"
        " AND location_id = ? AND remains > 0 ORDER BY use_by_day IS NULL, use_by_day, use_by_at IS NULL, use_by_at, id",
        (booked.day, booked.at, portion.item_id, portion.lot_id, portion.from_id),
    ).all()
    if not found:
        return
    lacks = -_unopened(connection, portion.item_id, portion.lot_id, portion.from_id)
    if lacks > 0 and (booked.kind not in _TAKING or booked.reverses is not None):
        raise Refusal(
            "What is left of this lot there has been opened.",
            hint="Scan the OPENED label on it; nothing was moved.",
            code="opened_there",
        )
    for key, remains, is_over in found:
        part = min(lacks, remains)
        if part <= 0:
            return
        if is_over and booked.kind is MovementKind.USE:
            raise Refusal(
                "What is left of this lot there was opened too long ago.",
                hint="Scan the OPENED label on it, then WASTE.",
                code="opened_too_long",
            )
        connection.exec_driver_sql("UPDATE opened SET remains = remains - ? WHERE id = ?", (part, key))
        _keep(connection, booked.movement_id, line, key, part)
        lacks -= part


def _give_back(connection: Connection, movement_id: int, line: int, portion: Portion, reverses: int) -> None:
    """The reverse of what the reversed movement did to containers. ``portion`` is turned round already."""
    touched = connection.exec_driver_sql(
        "SELECT p.opened_id, p.quantity, o.location_id, o.remains FROM opened_posting p JOIN opened o ON o.id = p.opened_id"
        " WHERE p.movement_id = ? AND p.line = ?",
        (reverses, line),
    ).all()
    if not touched:
        return
    is_out, is_in = _holds_stock(connection, portion.from_id), _holds_stock(connection, portion.to_id)
    for key, quantity, place, remains in touched:
        has_moved = place != (portion.from_id if is_out else portion.to_id)
        if has_moved or (is_out and remains < quantity) or (is_out and is_in and remains != quantity):
            raise Refusal(
                "The opened container that this is about has changed since.",
                hint="Undo that first; nothing was changed.",
                code="opened_moved",
            )
        if is_out and is_in:
            connection.exec_driver_sql("UPDATE opened SET location_id = ? WHERE id = ?", (portion.to_id, key))
        else:
            more = quantity if is_in else -quantity
            connection.exec_driver_sql("UPDATE opened SET remains = remains + ? WHERE id = ?", (more, key))
        _keep(connection, movement_id, line, key, quantity)


def _keep(connection: Connection, movement_id: int, line: int, key: int, quantity: int) -> None:
    connection.exec_driver_sql(
        "INSERT INTO opened_posting (movement_id, line, opened_id, quantity) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (movement_id, line, opened_id) DO UPDATE SET quantity = quantity + excluded.quantity",
        (movement_id, line, key, quantity),
    )


def _net_postings(connection: Connection, code: str) -> bool:
    """Whether anything that moved of the container still stands."""
    return (
        connection.exec_driver_sql(
            "SELECT 1 FROM opened o JOIN opened_posting p ON p.opened_id = o.id JOIN movement m ON m.id = p.movement_id"
            " WHERE o.code = ? AND m.reverses IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)",
            (code,),
        ).first()
        is not None
    )


def told(connection: Connection, event_id: str) -> list[Value]:
    """What the movement of ``event_id`` did to containers: ``[[code, base units], ...]``, for the journal."""
    found = connection.exec_driver_sql(
        "SELECT o.code, sum(p.quantity) FROM movement m JOIN opened_posting p ON p.movement_id = m.id"
        " JOIN opened o ON o.id = p.opened_id WHERE m.event_id = ? GROUP BY o.code ORDER BY o.code",
        (event_id,),
    )
    return [[code, quantity] for code, quantity in found]
