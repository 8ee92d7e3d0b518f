"""Orders to suppliers as they stand, each with what of it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.inventory import rows
from tracker.inventory.ordering.filling import filled
from tracker.inventory.purchase_order_facts import BesideOrder, OrderedLine, OrderState, PurchaseOrder
from tracker.inventory.rows import ITEM, ITEM_WIDTH
from tracker.store.connection import Connection, Row

_ORDERS = """
    SELECT o.id, o.number, s.name, coalesce(s.account, ''), s.minimum_order_micros, coalesce(l.name, ''), o.state,
        o.made_at, o.sent_on, o.expected_on, o.closed_on
    FROM purchase_order o JOIN supplier s ON s.id = o.supplier_id LEFT JOIN location l ON l.id = o.site_id"""

_STANDS = "NOT EXISTS (SELECT 1 FROM movement u WHERE u.reverses = r.movement_id)"

_LINES = f"""
    SELECT {ITEM}, n.line, k.name, k.factor, n.packs, n.price_micros,
        coalesce((SELECT max(f.part_number) FROM offer f WHERE f.item_id = n.item_id AND f.package_id = n.package_id
            AND f.supplier_id = o.supplier_id), ''), n.why,
        coalesce(sum(p.quantity), 0), coalesce(sum(p.quantity) FILTER (WHERE r.wanted_days IS NOT NULL), 0),
        iif(n.line = (SELECT min(f.line) FROM purchase_order_line f WHERE f.order_id = n.order_id
                AND f.item_id = n.item_id),
            (SELECT coalesce(sum(d.quantity), 0) FROM delivery_damage d WHERE d.order_id = n.order_id
                AND d.item_id = n.item_id), 0)
    FROM purchase_order_line n JOIN purchase_order o ON o.id = n.order_id JOIN item i ON i.id = n.item_id
    JOIN package_level k ON k.id = n.package_id
    LEFT JOIN receipt r ON r.order_id = n.order_id AND r.line = n.line AND {_STANDS}
    LEFT JOIN posting p ON p.movement_id = r.movement_id
    WHERE n.order_id = ? GROUP BY n.line ORDER BY n.line"""

_BESIDE = f"""
    SELECT {ITEM}, sum(b.arrived), sum(b.short_dated), sum(b.damaged) FROM (
        SELECT p.item_id, p.quantity AS arrived, iif(r.wanted_days IS NULL, 0, p.quantity) AS short_dated, 0 AS damaged
        FROM receipt r JOIN posting p ON p.movement_id = r.movement_id WHERE r.beside_order_id = ?1 AND {_STANDS}
        UNION ALL
        SELECT d.item_id, 0, 0, d.quantity FROM delivery_damage d WHERE d.order_id = ?1
            AND d.item_id NOT IN (SELECT n.item_id FROM purchase_order_line n WHERE n.order_id = ?1)
    ) b JOIN item i ON i.id = b.item_id GROUP BY i.id ORDER BY i.name COLLATE NOCASE, i.id"""


def purchase_order(connection: Connection, number: str) -> PurchaseOrder | None:
    """The order of that very number, else the one that differs in the case of letters only: one that was made elsewhere may
    have small ones, and wedges and typists change them."""
    ask = connection.exec_driver_sql
    found = ask(f"{_ORDERS} WHERE o.number = ?", (number,)).first()
    found = found or ask(f"{_ORDERS} WHERE o.number = ? COLLATE NOCASE ORDER BY o.id DESC", (number,)).first()
    return _orders(connection, [found])[0] if found else None


def purchase_orders(
    connection: Connection, states: Sequence[OrderState] = tuple(OrderState), limit: int = -1
) -> tuple[PurchaseOrder, ...]:
    """Newest first, all of them or ``limit``."""
    marks = ", ".join("?" for _ in states)
    found = connection.exec_driver_sql(
        f"{_ORDERS} WHERE o.state IN ({marks}) ORDER BY o.id DESC LIMIT ?", (*states, limit)
    ).all()
    return _orders(connection, found)


def awaiting(connection: Connection, item_id: int, site_id: int) -> tuple[str, ...]:
    """The numbers of the sent orders that still lack some of the item at the site, the oldest first. An order for no site
    may be for any."""
    found = connection.exec_driver_sql(
        f"{_ORDERS} WHERE o.state = 'sent' AND (o.site_id IS NULL OR o.site_id = ?) AND EXISTS (SELECT 1"
        " FROM purchase_order_line n WHERE n.order_id = o.id AND n.item_id = ?) ORDER BY o.sent_on, o.id",
        (site_id, item_id),
    ).all()
    return tuple(
        each.number for each in _orders(connection, found) if any(n.lacks and n.item.id == item_id for n in each.lines)
    )


def _orders(connection: Connection, found: Sequence[Row]) -> tuple[PurchaseOrder, ...]:
    """One that was sent before expected days were written down is expected by what is known of the supplier now."""
    orders = [_order(connection, row) for row in found]
    untold = [each.id for each in orders if each.state is OrderState.SENT and each.expected_on is None]
    if not untold:
        return tuple(orders)
    # With all that lead times are reckoned by, which the first screen does not wait for.
    from tracker.inventory.ordering.lead_times import expected_days

    expected = expected_days(connection, untold)
    return tuple(replace(each, expected_on=expected[each.id]) if each.id in expected else each for each in orders)


def _order(connection: Connection, row: Row) -> PurchaseOrder:
    key, number, supplier, account, minimum, site, state, made_at, *days = row
    sent_on, expected_on, closed_on = (date.fromisoformat(day) if day else None for day in days)
    lines = filled([_line(each) for each in connection.exec_driver_sql(_LINES, (key,)).all()])
    beside = tuple(
        BesideOrder(rows.item(each), *each[ITEM_WIDTH:]) for each in connection.exec_driver_sql(_BESIDE, (key,)).all()
    )
    return PurchaseOrder(
        key,
        number,
        supplier,
        account,
        minimum,
        site,
        OrderState(state),
        made_at,
        sent_on,
        expected_on,
        closed_on,
        lines,
        beside,
    )


def _line(row: Row) -> OrderedLine:
    line, package, factor, packs, price, part_number, why, *found = row[ITEM_WIDTH:]
    return OrderedLine(line, rows.item(row), package, factor, packs, price, part_number, why, *found)
