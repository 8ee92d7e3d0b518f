"""Shipments between sites opened, sent, received, closed and cancelled by other hands than a scanner's: each act an event in
the journal, with the movements that it makes, in the transaction of whoever calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory import ledger, rows
from tracker.inventory.facts import Place, WasteReason
from tracker.inventory.ledger import Entry
from tracker.inventory.orders import MovementKind, Portion, Transfer
from tracker.inventory.rows import PLACE
from tracker.inventory.services import perform
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot
from tracker.inventory.stock_transfer_postings import Crossing, kept, opened, require_open, sites_told
from tracker.inventory.stock_transfers import STANDING, stock_transfer
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection


@needs(Permission.STOCK_SHIP)
def open_transfer(connection: Connection, pen: Pen, origin: Place, target: Place) -> StockTransfer:
    """An empty shipment between two sites. Raises :class:`Refusal` (``same_site``)."""
    if origin.id == target.id:
        raise Refusal(
            f"Both are {origin.name}.", hint="Within a site, scan TRANSFER: nothing is on the way.", code="same_site"
        )
    made = opened(connection, origin.id, target.id, pen.at, pen.day)
    _record(connection, pen, new_id(), "open", made.number, {"opened": sites_told(connection, made)})
    return made


@needs(Permission.STOCK_SHIP)
def plan(
    connection: Connection, pen: Pen, origin_id: int, target_id: int, item_id: int, quantity: int
) -> StockTransfer:
    """Say that a site is to send so many base units: onto the draft of a shipment between the two, or onto a new one. It
    counts as on order at ``target_id`` until it is packed, or the draft cancelled. Raises :class:`Refusal`."""
    found = connection.exec_driver_sql(
        "SELECT number FROM stock_transfer s WHERE state = 'open' AND sent_on IS NULL"
        " AND from_site_id = ? AND to_site_id = ?"
        " AND EXISTS (SELECT 1 FROM stock_transfer_plan w WHERE w.transfer_id = s.id) ORDER BY id DESC",
        (origin_id, target_id),
    ).scalar()
    number = (
        found or open_transfer(connection, pen, *(_place(connection, each) for each in (origin_id, target_id))).number
    )
    connection.exec_driver_sql(
        "INSERT INTO stock_transfer_plan (transfer_id, item_id, quantity)"
        " SELECT id, ?, ? FROM stock_transfer WHERE number = ?"
        " ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
        (item_id, quantity, number),
    )
    code = connection.exec_driver_sql("SELECT code FROM item WHERE id = ?", (item_id,)).scalar_one()
    _record(connection, pen, new_id(), "plan", number, {"item": code, "quantity": quantity})
    return require_transfer(connection, number)


def _place(connection: Connection, key: int) -> Place:
    return rows.place(connection.exec_driver_sql(f"SELECT {PLACE} FROM location l WHERE l.id = ?", (key,)).one())


@needs(Permission.STOCK_SHIP)
def send(connection: Connection, pen: Pen, number: str) -> StockTransfer:
    """It has left: no more packs go onto it. Raises :class:`Refusal`."""
    shipment = require_transfer(connection, number)
    require_open(shipment)
    if not shipment.lots:
        raise Refusal(f"Nothing is on shipment {shipment.number}.", hint="Cancel it.", code="transfer_empty")
    if shipment.sent_on is not None:
        raise Refusal(
            f"Shipment {shipment.number} was sent {shipment.sent_on}.",
            hint=f"{shipment.target} scans its note in RECEIVE.",
            code="transfer_sent",
        )
    connection.exec_driver_sql("UPDATE stock_transfer SET sent_on = ? WHERE id = ?", (pen.day, shipment.id))
    _record(connection, pen, new_id(), "send", shipment.number, {})
    return require_transfer(connection, number)


@needs(Permission.STOCK_RECEIVE)
def receive(
    connection: Connection, pen: Pen, number: str, place: Place, found: Sequence[tuple[TransferredLot, int]]
) -> StockTransfer:
    """Take so many base units of these lots off it, onto a shelf: what a paper says has come. Raises :class:`Refusal`."""
    shipment = require_transfer(connection, number)
    require_open(shipment)
    portions = tuple(
        Portion(each.item.id, each.lot.id, shipment.place.id, place.id, quantity)
        for each, quantity in found
        if quantity
    )
    if not portions:
        raise Refusal(f"Nothing is on shipment {shipment.number} any more.", hint="Close it.", code="transfer_empty")
    event_id = new_id()
    occasion = Occasion(event_id, pen.at, date.fromisoformat(pen.day), zone=pen.zone or UTC)
    _record(
        connection,
        pen,
        event_id,
        "receive",
        shipment.number,
        {},
        [perform(connection, Transfer(portions, ("held_arrival",)), occasion)],
    )
    return require_transfer(connection, number)


@needs(Permission.STOCK_ADJUST)
def close(connection: Connection, pen: Pen, number: str, *, is_lost: bool = False) -> tuple[TransferredLot, ...]:
    """No more of it will come: what is still on the way is written off as lost in transit, where the caller says so.

    Returns what was written off. Raises :class:`Refusal`: ``transfer_short`` where something is on the way and nobody has
    said that it is lost.
    """
    shipment = require_transfer(connection, number)
    require_open(shipment)
    short = tuple(each for each in shipment.lots if each.on_the_way)
    if short and not is_lost:
        raise Refusal(
            f"{shipment.on_the_way} base units of shipment {shipment.number} are still on the way.",
            hint="Look for them; where they are lost, close it with --lost: they are written off.",
            code="transfer_short",
        )
    _end(connection, shipment, pen, "closed")
    event_id = new_id()
    changes: list[Value] = []
    if short:
        waste = ledger.account(connection, "@waste")
        portions = tuple(
            Portion(each.item.id, each.lot.id, shipment.place.id, waste, each.on_the_way) for each in short
        )
        reason = WasteReason.LOST_IN_TRANSIT
        _post(connection, pen, event_id, shipment, MovementKind.WASTE, portions, reason)
        changes = [{"do": "waste", "reason": reason.value, "lines": ledger.in_codes(connection, portions)}]
    _record(connection, pen, event_id, "close", shipment.number, {}, changes)
    return short


@needs(Permission.STOCK_SHIP)
def cancel(connection: Connection, pen: Pen, number: str) -> StockTransfer:
    """Give everything back to the places that it came from. Raises :class:`Refusal` where some of it has come."""
    shipment = require_transfer(connection, number)
    require_open(shipment)
    if any(each.arrived for each in shipment.lots):
        raise Refusal(
            f"Some of shipment {shipment.number} has come.",
            hint=f"Receive the rest, at {shipment.target} or back at {shipment.origin}, then close it.",
            code="transfer_arrived",
        )
    portions = _back(connection, shipment)
    event_id = new_id()
    changes: list[Value] = []
    if portions:
        _post(connection, pen, event_id, shipment, MovementKind.TRANSFER, portions)
        changes = [{"do": "transfer", "lines": ledger.in_codes(connection, portions)}]
    _end(connection, shipment, pen, "cancelled")
    _record(connection, pen, event_id, "cancel", shipment.number, {}, changes)
    return require_transfer(connection, number)


def _back(connection: Connection, shipment: StockTransfer) -> tuple[Portion, ...]:
    came: Counter[tuple[int, int, int]] = Counter()
    for item_id, lot_id, from_id, quantity in connection.exec_driver_sql(
        "SELECT p.item_id, p.lot_id, p.from_id, p.quantity FROM stock_transfer_movement k CROSS JOIN movement m"
        " ON m.id = k.movement_id CROSS JOIN posting p ON p.movement_id = m.id"
        f" WHERE k.transfer_id = ? AND p.to_id = ? AND {STANDING}",
        (shipment.id, shipment.place.id),
    ):
        came[item_id, lot_id, from_id] += quantity
    return tuple(
        Portion(item_id, lot_id, shipment.place.id, to_id, quantity)
        for (item_id, lot_id, to_id), quantity in sorted(came.items())
    )


def _post(
    connection: Connection,
    pen: Pen,
    event_id: str,
    shipment: StockTransfer,
    kind: MovementKind,
    portions: Sequence[Portion],
    reason: WasteReason | None = None,
) -> None:
    movement_id = ledger.post(connection, Entry(event_id, kind, pen.at, pen.day, reason), portions)
    kept(connection, movement_id, Crossing(shipment), pen.day)


def _end(connection: Connection, shipment: StockTransfer, pen: Pen, state: str) -> None:
    connection.exec_driver_sql(
        "UPDATE stock_transfer SET state = ?, ended_on = ? WHERE id = ?", (state, pen.day, shipment.id)
    )


def require_transfer(connection: Connection, number: str) -> StockTransfer:
    found = stock_transfer(connection, number.upper())
    if found is None:
        raise Refusal(f"There is no shipment {number}.", hint="See 'tracker transfer list'.", code="transfer_unknown")
    return found


def _record(
    connection: Connection,
    pen: Pen,
    event_id: str,
    did: str,
    number: str,
    more: Mapping[str, Value],
    changes: Sequence[Value] = (),
) -> None:
    body: dict[str, Value] = {"by": pen.by, "day": pen.day, "did": did, "transfer": number, **more}
    if changes:
        body["changes"] = list(changes)
    pen.journal.append(connection, event_id, "stock_transfer", pen.at, body)
