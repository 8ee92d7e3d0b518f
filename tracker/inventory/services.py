"""Carrying out what a job orders, inside the one transaction of its scan; or refusing, with nothing changed.

The job decided from facts of a moment ago. Everything that could hurt is asked again here: is the lot still usable, is
there enough, was it undone already. Each service returns the words for the journal, in codes and never in row ids, so
that the journal can be read without this database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from tracker.errors import Refusal
from tracker.inventory import ledger, stock_transfer_postings
from tracker.inventory.binding import bind, park, unbind
from tracker.inventory.count_entries import keep_number
from tracker.inventory.count_entries import take_back as uncount
from tracker.inventory.count_facts import CountReason
from tracker.inventory.counting import count, forget_count
from tracker.inventory.facts import WasteReason
from tracker.inventory.ledger import Entry
from tracker.inventory.lots import require_usable
from tracker.inventory.opening_queries import container
from tracker.inventory.opening_stock import open_container, take_back, told
from tracker.inventory.orders import (
    Bind,
    Count,
    CountInCase,
    Damage,
    GiveBack,
    MovementKind,
    Open,
    Order,
    Park,
    Portion,
    Pulling,
    PutAside,
    Receive,
    Reverse,
    SignPulled,
    Transfer,
    Unbind,
    Uncount,
    Undamage,
    Unopen,
    Unpark,
    UnsignPulled,
    Use,
    Waste,
)
from tracker.inventory.recall_guards import require_still_open
from tracker.inventory.recall_pulling import give_back, put_aside, sign_pulled, unsign_pulled
from tracker.inventory.receiving import damage, receive, undamage
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection


def perform(connection: Connection, order: Order, occasion: Occasion) -> Mapping[str, Value]:
    """Carry out one order; returns its words for the journal. Raises :class:`Refusal`."""
    words = _perform(connection, order, occasion)
    opened = told(connection, occasion.event_id) if words.get("lines") else []
    return {**words, "opened": opened} if opened else words


def _perform(connection: Connection, order: Order, occasion: Occasion) -> Mapping[str, Value]:
    match order:
        case Transfer():
            return _transfer(connection, order, occasion)
        case Use():
            return _use(connection, order, occasion)
        case Waste():
            return _waste(connection, order, occasion)
        case Count():
            return _count(connection, order, occasion)
        case CountInCase():
            return keep_number(connection, order, occasion)
        case Uncount():
            return uncount(connection, order, occasion)
        case Receive():
            return receive(connection, order, _entry(occasion, MovementKind.RECEIVE), occasion.today)
        case Open():
            require_usable(connection, order.lot_id, occasion.today)
            return open_container(connection, order, occasion)
        case Unopen():
            return take_back(connection, order)
        case Damage():
            return damage(connection, order, occasion.event_id)
        case Undamage():
            return undamage(connection, order)
        case PutAside() | SignPulled() | UnsignPulled() | GiveBack():
            return _pulled(connection, order, occasion)
        case Reverse():
            return _reverse(connection, order, occasion)
        case Bind():
            return bind(connection, order, occasion.today)
        case Park():
            return park(connection, order, occasion)
        case Unbind():
            return unbind(connection, order, occasion.today)
        case Unpark():
            connection.exec_driver_sql("DELETE FROM parked WHERE scan_id = ? AND settled IS NULL", (order.scan_id,))
            return {"do": "unpark", "of": order.scan_id}
    assert_never(order)


def _reverse(connection: Connection, order: Reverse, occasion: Occasion) -> Mapping[str, Value]:
    portions = ledger.reverse(connection, order.scan_id, _entry(occasion, MovementKind.TRANSFER))
    require_still_open(connection, portions)
    forget_count(connection, order.scan_id)
    stock_transfer_postings.require_undoable(connection, portions)
    return {"do": "undo", "of": order.scan_id, "lines": ledger.in_codes(connection, portions)}


def _count(connection: Connection, order: Count, occasion: Occasion) -> Mapping[str, Value]:
    counted = count(connection, order, occasion)
    lines = ledger.in_codes(connection, counted.portions)
    why = {"reason": CountReason.UNEXPLAINED.value} if counted.portions else {}
    return {
        "do": "adjust",
        "counted": order.quantity,
        "expected": counted.expected,
        **why,
        **counted.of,
        "lines": lines,
    }


def _pulled(connection: Connection, order: Pulling, occasion: Occasion) -> Mapping[str, Value]:
    match order:
        case PutAside():
            return {"do": "transfer", "lines": ledger.in_codes(connection, put_aside(connection, order, occasion))}
        case GiveBack():
            lines = ledger.in_codes(connection, give_back(connection, order, occasion))
            return {"do": "transfer", "returned": order.credit, "lines": lines}
        case SignPulled():
            signed, portions = sign_pulled(connection, order, occasion)
            room = connection.exec_driver_sql("SELECT code FROM location WHERE id = ?", (order.room_id,)).scalar_one()
            said = {"room": room, "signed": signed, "signed_by": order.by}
            return (
                {"do": "adjust", **said, "lines": ledger.in_codes(connection, portions)}
                if portions
                else {"do": "sign", **said}
            )
        case UnsignPulled():
            portions = unsign_pulled(connection, order, occasion)
            said = {"of": order.scan_id, "unsigned": list(order.numbers)}
            return (
                {"do": "undo", **said, "lines": ledger.in_codes(connection, portions)}
                if portions
                else {"do": "unsign", **said}
            )


def _entry(occasion: Occasion, kind: MovementKind, reason: WasteReason | None = None, opened: str = "") -> Entry:
    return Entry(occasion.event_id, kind, occasion.at, occasion.today.isoformat(), reason, opened=opened)


def _transfer(connection: Connection, order: Transfer, occasion: Occasion) -> Mapping[str, Value]:
    """Within a site; or onto a shipment to another one, or off it. What was recalled or expired on the way is taken off it
    where somebody has said that he puts it aside: it stands where it stands, and nothing lets it be used."""
    portions, crossing = stock_transfer_postings.routed(connection, order.portions, occasion)
    is_held = crossing is not None and crossing.is_arrival and "held_arrival" in order.overrides
    for lot_id in {portion.lot_id for portion in portions} if not is_held else ():
        require_usable(connection, lot_id, occasion.today)
    _require_in_time(connection, order.opened, occasion)
    movement_id = ledger.post(connection, _entry(occasion, MovementKind.TRANSFER, opened=order.opened), portions)
    words: dict[str, Value] = {
        "do": "transfer",
        "lines": ledger.in_codes(connection, portions),
        "overrides": list(order.overrides),
    }
    if crossing is not None:
        stock_transfer_postings.kept(connection, movement_id, crossing, occasion.today.isoformat())
        words |= stock_transfer_postings.told(connection, crossing)
    return words


def _use(connection: Connection, order: Use, occasion: Occasion) -> Mapping[str, Value]:
    require_usable(connection, order.lot_id, occasion.today)
    _require_in_time(connection, order.opened, occasion)
    used = ledger.account(connection, "@use")
    portions = (Portion(order.item_id, order.lot_id, order.from_id, used, order.quantity),)
    ledger.post(connection, _entry(occasion, MovementKind.USE, opened=order.opened), portions)
    return {"do": "use", "lines": ledger.in_codes(connection, portions)}


def _waste(connection: Connection, order: Waste, occasion: Occasion) -> Mapping[str, Value]:
    waste = ledger.account(connection, "@waste")
    portions = (Portion(order.item_id, order.lot_id, order.from_id, waste, order.quantity),)
    ledger.post(connection, _entry(occasion, MovementKind.WASTE, order.reason, order.opened), portions)
    return {"do": "waste", "reason": order.reason.value, "lines": ledger.in_codes(connection, portions)}


def _require_in_time(connection: Connection, code: str, occasion: Occasion) -> None:
    """Of an opened container; none for an empty ``code``."""
    found = container(connection, code) if code else None
    if found is not None and found.is_over(datetime.fromisoformat(occasion.at), occasion.today):
        assert found.use_by is not None
        raise Refusal(
            f"{found.item.name} was opened too long ago: use by {found.use_by.words(occasion.zone)}.",
            hint="Put it in the waste bin and scan WASTE.",
            code="opened_too_long",
        )
