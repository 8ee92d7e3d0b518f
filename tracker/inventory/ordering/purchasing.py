"""Orders to suppliers made, amended, sent, closed and cancelled: each act an event in the journal.

What is not ordered yet can be amended; what is sent stands, and is closed when no more of it will come. All of it in the
transaction of whoever calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.ordering.choosing import by_hand
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.lead_times import expect
from tracker.inventory.ordering.offered import offers_of, price_of, require_packs
from tracker.inventory.ordering.orders import purchase_order
from tracker.inventory.purchase_order_facts import OrderedLine, OrderState, PurchaseOrder
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.money import amount
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection
from tracker.store.numbering import given_out


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line to order; ``price_micros`` for one pack, None where it is not known."""

    item_id: int
    package_id: int
    packs: int
    price_micros: int | None
    why: str = ""


@needs(Permission.ORDER_MAKE)
def make_drafts(connection: Connection, pen: Pen, lines: Iterable[Line]) -> tuple[str, ...]:
    """Put what ``lines`` propose into drafts by supplier and site; their numbers, without any that nothing was added to.

    A draft that is open takes more lines. Since drafts count as on order, making them anew from a new proposal adds nothing.
    Lines without a supplier or a pack are left out.
    """
    wanted: dict[tuple[int, int], list[Wanted]] = {}
    for line in lines:
        of, way = line.situation, line.packed
        if of.supplier is not None and way is not None:
            each = Wanted(of.item.id, way.offer.package_id, way.packs, way.price_micros, line.why)
            wanted.setdefault((of.supplier.id, of.site_id), []).append(each)
    return tuple(draft(connection, pen, *key, found) for key, found in sorted(wanted.items()))


def without_supplier(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What is lacking and comes into no order, since nobody is known of whom to buy it."""
    return tuple(each for each in lines if each.lacks and each.situation.supplier is None)


@needs(Permission.ORDER_MAKE)
def draft(connection: Connection, pen: Pen, supplier_id: int, site_id: int, wanted: Sequence[Wanted]) -> str:
    """Add ``wanted`` to the supplier's open draft for the site, or to a new one; its number. ``site_id`` 0 is no site."""
    site = site_id or None
    found = connection.exec_driver_sql(
        "SELECT id, number FROM purchase_order WHERE state = 'draft' AND supplier_id = ? AND site_id IS ? ORDER BY id",
        (supplier_id, site),
    ).first()
    key, number = found or _new(connection, pen, supplier_id, site)
    wanted = [_add(connection, key, supplier_id, each) for each in wanted]
    names = connection.exec_driver_sql(
        "SELECT s.name, (SELECT code FROM location WHERE id = ?) FROM supplier s WHERE s.id = ?", (site, supplier_id)
    ).one()
    of = {"supplier": names[0], "site": names[1]}
    _record(connection, pen, "draft", number, [_told(connection, each) for each in wanted], of)
    return str(number)


def _new(connection: Connection, pen: Pen, supplier_id: int, site_id: int | None) -> tuple[int, str]:
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM purchase_order").scalar_one()
    key = max(last, given_out(connection, "K")) + 1
    number = house.purchase_order_code(key)
    connection.exec_driver_sql(
        "INSERT INTO purchase_order (id, number, supplier_id, site_id, state, made_at) VALUES (?, ?, ?, ?, 'draft', ?)",
        (key, number, supplier_id, site_id, pen.at),
    )
    return key, number


def _add(connection: Connection, order_id: int, supplier_id: int, wanted: Wanted) -> Wanted:
    """``wanted`` at the price of all packs that the line has with it."""
    require_packs(wanted.packs)
    before = connection.exec_driver_sql(
        "SELECT coalesce(sum(packs), 0) FROM purchase_order_line WHERE order_id = ? AND item_id = ? AND package_id = ?",
        (order_id, wanted.item_id, wanted.package_id),
    ).scalar_one()
    offers = offers_of(connection, supplier_id, wanted.item_id, wanted.package_id)
    wanted = replace(wanted, price_micros=price_of(before + wanted.packs, offers, wanted.price_micros))
    known = connection.exec_driver_sql(
        "UPDATE purchase_order_line SET packs = packs + ?, price_micros = ?, why = ?"
        " WHERE order_id = ? AND item_id = ? AND package_id = ?",
        (wanted.packs, wanted.price_micros, wanted.why, order_id, wanted.item_id, wanted.package_id),
    )
    if not known.rowcount:
        connection.exec_driver_sql(
            "INSERT INTO purchase_order_line (order_id, line, item_id, package_id, packs, price_micros, why)"
            " SELECT ?1, coalesce(max(line), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM purchase_order_line WHERE order_id = ?1",
            (order_id, wanted.item_id, wanted.package_id, wanted.packs, wanted.price_micros, wanted.why),
        )
    return wanted


@needs(Permission.ORDER_MAKE)
def amend(connection: Connection, pen: Pen, number: str, line: int, packs: int) -> None:
    """Change how many packs of a draft's line are ordered, at the price of so many; 0 takes the line out. Raises
    :class:`Refusal`, for less than the supplier's minimum order as well."""
    order = require_order(connection, number)
    _require_state(order, OrderState.DRAFT)
    amended = next((each for each in order.lines if each.line == line), None)
    if amended is None:
        raise Refusal(f"Order {number} has no line {line}.", hint="See 'tracker order show'.", code="order_no_line")
    told: dict[str, Value] = {"line": line, "packs": packs}
    if packs == 0:
        statement, values = "DELETE FROM purchase_order_line WHERE order_id = ? AND line = ?", (order.id, line)
        connection.exec_driver_sql(statement, values)
    else:
        *of, known = connection.exec_driver_sql(
            "SELECT o.supplier_id, n.item_id, n.package_id, n.price_micros FROM purchase_order o"
            " JOIN purchase_order_line n ON n.order_id = o.id WHERE o.id = ? AND n.line = ?",
            (order.id, line),
        ).one()
        offers = offers_of(connection, *of)
        require_packs(packs, offers, or_else="; 0 takes the line out")
        price = told["price"] = price_of(packs, offers, known)
        why = told["why"] = by_hand(amended.why, packs)
        connection.exec_driver_sql(
            "UPDATE purchase_order_line SET packs = ?, price_micros = ?, why = ? WHERE order_id = ? AND line = ?",
            (packs, price, why, order.id, line),
        )
    _record(connection, pen, "amend", order.number, [told])


@needs(Permission.ORDER_SEND)
def send(connection: Connection, pen: Pen, number: str, *, may_be_below_minimum: bool = False) -> PurchaseOrder:
    """Say that a draft has gone to the supplier, today; it is expected after its lead time. Raises :class:`Refusal`.

    One that comes to less than the supplier's minimum order costs a surcharge, or is not delivered: it goes only where a
    person has said so (``may_be_below_minimum``).
    """
    order = require_order(connection, number)
    _require_state(order, OrderState.DRAFT)
    if not order.lines:
        raise Refusal(f"Order {number} has no lines.", hint="Cancel it.", code="order_empty")
    if order.below_minimum_micros and not may_be_below_minimum:
        raise Refusal(
            f"Order {order.number} is {amount(order.below_minimum_micros)} below {order.supplier}'s minimum order of"
            f" {amount(order.minimum_micros or 0)}.",
            hint="Order more of it, wait until the draft has more lines, or send it all the same: --below-minimum.",
            code="order_below_minimum",
        )
    connection.exec_driver_sql(
        "UPDATE purchase_order SET state = 'sent', sent_on = ? WHERE id = ?", (pen.day, order.id)
    )
    expected = expect(connection, (order.id,))[order.id].isoformat()
    # The journal keeps what a person has decided; an order without a minimum, or above it, needs no such word.
    below: Mapping[str, Value] = {"below_minimum": order.below_minimum_micros} if order.below_minimum_micros else {}
    _record(connection, pen, "send", order.number, [], {"day": pen.day, "expected": expected, **below})
    return require_order(connection, order.number)


@needs(Permission.ORDER_SEND)
def close(connection: Connection, pen: Pen, number: str) -> tuple[OrderedLine, ...]:
    """No more of a sent order will come: the lines that fell short. Raises :class:`Refusal`."""
    order = require_order(connection, number)
    _require_state(order, OrderState.SENT)
    connection.exec_driver_sql(
        "UPDATE purchase_order SET state = 'closed', closed_on = ? WHERE id = ?", (pen.day, order.id)
    )
    short = tuple(each for each in order.lines if each.lacks)
    told: list[Value] = [{"item": each.item.code, "short": each.lacks} for each in short]
    _record(connection, pen, "close", order.number, told, {"day": pen.day})
    return short


@needs(Permission.ORDER_MAKE)
def cancel(connection: Connection, pen: Pen, number: str) -> None:
    """Take an order back of which nothing has come. Raises :class:`Refusal`."""
    order = require_order(connection, number)
    _require_state(order, OrderState.DRAFT, OrderState.SENT)
    if order.beside or any(each.arrived or each.damaged for each in order.lines):
        raise Refusal(f"Some of order {number} has come.", hint="Close it instead.", code="order_arrived")
    connection.exec_driver_sql("UPDATE purchase_order SET state = 'cancelled' WHERE id = ?", (order.id,))
    _record(connection, pen, "cancel", order.number, [])


def require_order(connection: Connection, number: str) -> PurchaseOrder:
    order = purchase_order(connection, number)
    if order is None:
        raise Refusal(f"There is no order {number}.", hint="See 'tracker order list'.", code="order_unknown")
    return order


def _require_state(order: PurchaseOrder, *states: OrderState) -> None:
    if order.state not in states:
        raise Refusal(
            f"Order {order.number} is {order.state.value}.",
            hint=f"This can be done while it is {' or '.join(states)}.",
            code=f"order_{order.state.value}",
        )


def _told(connection: Connection, wanted: Wanted) -> Value:
    code, package = connection.exec_driver_sql(
        "SELECT i.code, k.name FROM item i JOIN package_level k ON k.item_id = i.id WHERE i.id = ? AND k.id = ?",
        (wanted.item_id, wanted.package_id),
    ).one()
    return {"item": code, "package": package, "packs": wanted.packs, "price": wanted.price_micros, "why": wanted.why}


def _record(
    connection: Connection,
    pen: Pen,
    did: str,
    number: str,
    rows: Sequence[Value],
    more: Mapping[str, Value] = MappingProxyType({}),
) -> None:
    body: Mapping[str, Value] = {"by": pen.by, "did": did, "order": number, "of": list(rows), **more}
    pen.journal.append(connection, new_id(), "purchase_order", pen.at, body)
