"""A delivery comes in: the lot that it is of, the order and the paper that it came by, and what of it was damaged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.errors import Refusal
from tracker.inventory import ledger
from tracker.inventory.ledger import Entry
from tracker.inventory.lots import is_taken_back, lot_called, require_usable
from tracker.inventory.ordering.filling import price_of
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.orders import Damage, Portion, Receive, Undamage
from tracker.inventory.outside_sites import require_within
from tracker.inventory.prices import last_price
from tracker.inventory.recall_guards import require_not_recalled
from tracker.journal.canonical import Value
from tracker.store.connection import Connection


def receive(connection: Connection, order: Receive, entry: Entry, today: date) -> Mapping[str, Value]:
    require_within(connection, order.to_id)
    lot_id = _lot_for(connection, order)
    require_usable(connection, lot_id, today)
    supplier = ledger.account(connection, "@supplier")
    portions = (Portion(order.item_id, lot_id, supplier, order.to_id, order.quantity),)
    price = last_price(connection, order.item_id, today) if order.beside else None  # before it is one of the receipts
    movement_id = ledger.post(connection, entry, portions)
    expiry = order.expiry.isoformat() if order.expiry else None
    words: dict[str, Value] = {"do": "receive", "expiry": expiry, "lines": ledger.in_codes(connection, portions)}
    if order.delivery:
        words |= {"order": order.delivery, "line": order.line}
    if order.beside:
        words["beside"] = order.beside
    if order.wanted_days:
        words["wanted_days"] = order.wanted_days
    if order.document:
        words["document"] = order.document
    if order.delivery or order.beside or order.document:
        words["price"] = _keep_receipt(connection, order, movement_id, price.micros if price is not None else None)
    return words


def _keep_receipt(connection: Connection, order: Receive, movement_id: int, last_micros: int | None) -> int | None:
    """Which order and paper it came by; the price of a base unit, None where nobody knows it. Raises :class:`Refusal` where
    the order is not open any more."""
    order_id, line, micros = None, None, last_micros
    if order.delivery:
        order_id, line, micros = _line_of(connection, order)
    beside_id = _open_order(connection, order.beside) if order.beside else None
    connection.exec_driver_sql(
        "INSERT INTO receipt (movement_id, order_id, line, unit_price_micros, document, beside_order_id, wanted_days)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (movement_id, order_id, line, micros, order.document or None, beside_id, order.wanted_days or None),
    )
    return micros


def _line_of(connection: Connection, order: Receive) -> tuple[int, int, int | None]:
    """The order's row id, the line and the price for a base unit: over several lines of the item, where it fills them."""
    order_id, known = _open_order(connection, order.delivery), purchase_order(connection, order.delivery)
    lines = known.lines if known is not None and known.id == order_id else ()
    line = next((each for each in lines if each.line == order.line and each.item.id == order.item_id), None)
    if line is None:
        raise _not_open(order.delivery)
    return order_id, line.line, price_of(lines, line, order.quantity)


def _open_order(connection: Connection, number: str) -> int:
    found = connection.exec_driver_sql(
        "SELECT id FROM purchase_order WHERE number = ? AND state = 'sent'", (number,)
    ).scalar()
    if found is None:
        raise _not_open(number)
    return int(found)


def _not_open(number: str) -> Refusal:
    return Refusal(f"Order {number} is not open for this any more.", hint="Scan it again.", code="order_not_open")


def damage(connection: Connection, order: Damage, event_id: str) -> Mapping[str, Value]:
    """Nothing moves; the order's report names it."""
    code = connection.exec_driver_sql("SELECT code FROM item WHERE id = ?", (order.item_id,)).scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO delivery_damage (event_id, order_id, item_id, quantity) VALUES (?, ?, ?, ?)",
        (event_id, _open_order(connection, order.delivery), order.item_id, order.quantity),
    )
    return {"do": "damaged", "item": code, "quantity": order.quantity, "order": order.delivery}


def undamage(connection: Connection, order: Undamage) -> Mapping[str, Value]:
    connection.exec_driver_sql("DELETE FROM delivery_damage WHERE event_id = ?", (order.scan_id,))
    return {"do": "undo", "of": order.scan_id}


def _lot_for(connection: Connection, order: Receive) -> int:
    """The lot's id, made where it is new. A known expiry is never overwritten; a missing one is filled in."""
    expiry = order.expiry.isoformat() if order.expiry else None
    lot_id = lot_called(connection, order.item_id, order.lot_number)
    if lot_id is None:
        require_not_recalled(connection, order.item_id, order.lot_number)
        made = connection.exec_driver_sql(
            "INSERT INTO lot (item_id, number, expiry, state) VALUES (?, ?, ?, 'usable') RETURNING id",
            (order.item_id, order.lot_number, expiry),
        )
        return int(made.scalar_one())
    known = connection.exec_driver_sql("SELECT expiry FROM lot WHERE id = ?", (lot_id,)).scalar()
    if expiry is not None and (known is None or (known != expiry and is_taken_back(connection, lot_id))):
        connection.exec_driver_sql("UPDATE lot SET expiry = ? WHERE id = ?", (expiry, lot_id))
    elif expiry is not None and known != expiry:
        raise Refusal(
            f"Lot {order.lot_number} is known to expire {known}; this pack says {expiry}.",
            hint="Put the pack aside and ask the inventory lead; nothing was received.",
            code="lot_conflict",
        )
    return lot_id
