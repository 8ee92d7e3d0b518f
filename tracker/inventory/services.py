"""Carrying out what a job orders, inside the one transaction of its scan; or refusing, with nothing changed.

The job decided from facts of a moment ago. Everything that could hurt is asked again here: is the lot still usable, is
there enough, was it undone already. Each service returns the words for the journal, in codes and never in row ids, so
that the journal can be read without this database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from tracker.barcodes import hibc
from tracker.errors import Refusal
from tracker.inventory import ledger, stock_transfer_postings
from tracker.inventory.counting import count
from tracker.inventory.facts import LotState, WasteReason
from tracker.inventory.ledger import Entry
from tracker.inventory.lots import is_taken_back, lot_called
from tracker.inventory.orders import (
    Bind,
    Count,
    Damage,
    MovementKind,
    Order,
    Park,
    Portion,
    Receive,
    Reverse,
    Transfer,
    Unbind,
    Unpark,
    Use,
    Waste,
)
from tracker.inventory.recall_guards import require_not_recalled, require_still_open
from tracker.inventory.settling import settle, unsettle
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection


def perform(connection: Connection, order: Order, occasion: Occasion) -> Mapping[str, Value]:
    """Carry out one order; returns its words for the journal. Raises :class:`Refusal`."""
    match order:
        case Transfer():
            return _transfer(connection, order, occasion)
        case Use():
            return _use(connection, order, occasion)
        case Waste():
            return _waste(connection, order, occasion)
        case Count():
            counted = count(connection, order, occasion)
            return {
                "do": "adjust",
                "counted": order.quantity,
                "expected": counted.expected,
                **counted.of,
                "lines": lines_told(connection, counted.portions),
            }
        case Receive():
            return _receive(connection, order, occasion)
        case Damage():
            return _damage(connection, order)
        case Reverse():
            portions = ledger.reverse(connection, order.scan_id, _entry(occasion, MovementKind.TRANSFER))
            require_still_open(connection, portions)
            stock_transfer_postings.require_undoable(connection, portions)
            return {"do": "undo", "of": order.scan_id, "lines": lines_told(connection, portions)}
        case Bind():
            return _bind(connection, order, occasion.today)
        case Park():
            return _park(connection, order, occasion)
        case Unbind():
            return _unbind(connection, order, occasion.today)
        case Unpark():
            connection.exec_driver_sql("DELETE FROM parked WHERE scan_id = ? AND settled IS NULL", (order.scan_id,))
            return {"do": "unpark", "of": order.scan_id}
    assert_never(order)


def _entry(occasion: Occasion, kind: MovementKind, reason: WasteReason | None = None) -> Entry:
    return Entry(occasion.event_id, kind, occasion.at, occasion.today.isoformat(), reason)


def _transfer(connection: Connection, order: Transfer, occasion: Occasion) -> Mapping[str, Value]:
    """Within a site; or onto a shipment to another one, or off it. What was recalled or expired on the way is taken off it
    where somebody has said that he puts it aside: it stands where it stands, and nothing lets it be used."""
    portions, crossing = stock_transfer_postings.routed(connection, order.portions, occasion)
    is_held = crossing is not None and crossing.is_arrival and "held_arrival" in order.overrides
    for lot_id in {portion.lot_id for portion in portions} if not is_held else ():
        _require_usable(connection, lot_id, occasion.today)
    movement_id = ledger.post(connection, _entry(occasion, MovementKind.TRANSFER), portions)
    words: dict[str, Value] = {
        "do": "transfer",
        "lines": lines_told(connection, portions),
        "overrides": list(order.overrides),
    }
    if crossing is not None:
        stock_transfer_postings.kept(connection, movement_id, crossing, occasion.today.isoformat())
        words |= stock_transfer_postings.told(connection, crossing)
    return words


def _use(connection: Connection, order: Use, occasion: Occasion) -> Mapping[str, Value]:
    _require_usable(connection, order.lot_id, occasion.today)
    used = ledger.account(connection, "@use")
    portions = (Portion(order.item_id, order.lot_id, order.from_id, used, order.quantity),)
    ledger.post(connection, _entry(occasion, MovementKind.USE), portions)
    return {"do": "use", "lines": lines_told(connection, portions)}


def _waste(connection: Connection, order: Waste, occasion: Occasion) -> Mapping[str, Value]:
    waste = ledger.account(connection, "@waste")
    portions = (Portion(order.item_id, order.lot_id, order.from_id, waste, order.quantity),)
    ledger.post(connection, _entry(occasion, MovementKind.WASTE, order.reason), portions)
    return {"do": "waste", "reason": order.reason.value, "lines": lines_told(connection, portions)}


def _receive(connection: Connection, order: Receive, occasion: Occasion) -> Mapping[str, Value]:
    lot_id = _lot_for(connection, order)
    _require_usable(connection, lot_id, occasion.today)
    supplier = ledger.account(connection, "@supplier")
    portions = (Portion(order.item_id, lot_id, supplier, order.to_id, order.quantity),)
    movement_id = ledger.post(connection, _entry(occasion, MovementKind.RECEIVE), portions)
    expiry = order.expiry.isoformat() if order.expiry else None
    words: dict[str, Value] = {"do": "receive", "expiry": expiry, "lines": lines_told(connection, portions)}
    if order.delivery:
        words |= {"order": order.delivery, "line": order.line}
    if order.document:
        words["document"] = order.document
    if order.delivery or order.document:
        _keep_receipt(connection, order, movement_id)
    return words


def _keep_receipt(connection: Connection, order: Receive, movement_id: int) -> None:
    """Which order and paper it came by, at which price. Raises :class:`Refusal` where the order is not open any more."""
    line: tuple[int | None, int | None, int | None] = (None, None, None)
    if order.delivery:
        found = connection.exec_driver_sql(
            "SELECT n.order_id, n.line, n.price_micros / k.factor, o.state FROM purchase_order o JOIN purchase_order_line n"
            " ON n.order_id = o.id JOIN package_level k ON k.id = n.package_id"
            " WHERE o.number = ? AND n.line = ? AND n.item_id = ?",
            (order.delivery, order.line, order.item_id),
        ).first()
        if found is None or found[3] != "sent":
            raise Refusal(
                f"Order {order.delivery} is not open for this any more.", hint="Scan it again.", code="order_not_open"
            )
        line = found[:3]
    connection.exec_driver_sql(
        "INSERT INTO receipt (movement_id, order_id, line, unit_price_micros, document) VALUES (?, ?, ?, ?, ?)",
        (movement_id, *line, order.document or None),
    )


def _damage(connection: Connection, order: Damage) -> Mapping[str, Value]:
    code = connection.exec_driver_sql("SELECT code FROM item WHERE id = ?", (order.item_id,)).scalar_one()
    return {"do": "damaged", "item": code, "quantity": order.quantity, "order": order.delivery}


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


def _require_usable(connection: Connection, lot_id: int, today: date) -> None:
    number, expiry, state = connection.exec_driver_sql(
        "SELECT number, expiry, state FROM lot WHERE id = ?", (lot_id,)
    ).one()
    if state != LotState.USABLE:
        raise Refusal(f"Lot {number} is {state}.", hint="Do not use it. Put it aside for return.", code=state)
    if expiry is not None and expiry < today.isoformat():
        raise Refusal(f"Lot {number} expired {expiry}.", hint="Put it in the waste bin and scan WASTE.", code="expired")


def _bind(connection: Connection, order: Bind, today: date) -> Mapping[str, Value]:
    """A GTIN or HIBC primary that nobody had entered becomes the item's; any other text its vendor number."""
    kind = _kind(order.text)
    found = connection.exec_driver_sql(
        "SELECT i.code, i.name FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind = ? AND n.value = ?",
        (kind, order.text),
    ).first()
    if found is not None:
        raise Refusal(
            f"This code belongs to {found[1]} ({found[0]}) already.", hint="Scan it again.", code="bound_already"
        )
    package_id = _package(connection, order.item_id, order.factor)
    connection.exec_driver_sql(
        "INSERT INTO identifier (kind, value, item_id, package_id) VALUES (?, ?, ?, ?)",
        (kind, order.text, order.item_id, package_id),
    )
    settle(connection, order.text, "bound", today)
    code = connection.exec_driver_sql("SELECT code FROM item WHERE id = ?", (order.item_id,)).scalar_one()
    return {"do": "bind", "text": order.text, "as": kind, "item": code, "factor": order.factor}


def _kind(text: str) -> str:
    if hibc.is_primary(text):
        return "hibc"
    return "gtin" if len(text) == 14 and text.isdigit() else "vendor"


def _unbind(connection: Connection, order: Unbind, today: date) -> Mapping[str, Value]:
    kind = _kind(order.text)
    gone = connection.exec_driver_sql("DELETE FROM identifier WHERE kind = ? AND value = ?", (kind, order.text))
    if gone.rowcount != 1:
        raise Refusal("That code is bound no longer.", hint="Look at the history.", code="nothing_to_undo")
    unsettle(connection, order.text, "bound", today)
    return {"do": "unbind", "text": order.text, "as": kind}


def _package(connection: Connection, item_id: int, factor: int) -> int:
    found = connection.exec_driver_sql(
        "SELECT id FROM package_level WHERE item_id = ? AND factor = ? ORDER BY id", (item_id, factor)
    ).scalar()
    if found is not None:
        return int(found)
    made = connection.exec_driver_sql(
        "INSERT INTO package_level (item_id, name, factor) VALUES (?, ?, ?) RETURNING id",
        (item_id, f"pack of {factor}", factor),
    )
    return int(made.scalar_one())


def _park(connection: Connection, order: Park, occasion: Occasion) -> Mapping[str, Value]:
    """The text itself stays out of the journal: an unknown code may be a patient's wristband, and must be erasable."""
    connection.exec_driver_sql(
        "INSERT INTO parked (text, scan_id, at) VALUES (?, ?, ?)"
        " ON CONFLICT (text) DO UPDATE SET scan_id = excluded.scan_id, at = excluded.at, settled = NULL"
        " WHERE settled IS NOT NULL",
        (order.text, occasion.event_id, occasion.at),
    )
    return {"do": "park"}


def lines_told(connection: Connection, portions: Sequence[Portion]) -> list[Value]:
    """The movement in codes: item, lot, from, to, base units."""
    lines: list[Value] = []
    for portion in portions:
        item, number, source, target = connection.exec_driver_sql(
            "SELECT (SELECT code FROM item WHERE id = ?), (SELECT number FROM lot WHERE id = ?),"
            " (SELECT code FROM location WHERE id = ?), (SELECT code FROM location WHERE id = ?)",
            (portion.item_id, portion.lot_id, portion.from_id, portion.to_id),
        ).one()
        lines.append({"item": item, "lot": number, "from": source, "to": target, "quantity": portion.quantity})
    return lines
