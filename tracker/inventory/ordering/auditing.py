"""Orders to suppliers and their receipts against the journal: what was ordered, sent and received is told there as well.

Events of earlier versions say less (neither supplier nor site of a draft, no day of sending or closing, no price of an
imported line or of a delivery, no why):
what an event does not say is not held against the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.inventory.auditing import Difference
from tracker.inventory.recounting import body_of
from tracker.store.connection import Connection

_UNSAID = object()
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(slots=True)
class _Told:
    """One order as its events tell it. A line is its item, package, packs, price for one pack, and why."""

    state: str = "draft"
    supplier: object = _UNSAID
    site: object = _UNSAID
    sent_on: object = None
    made_at: object = _UNSAID
    expected_on: object = None
    closed_on: object = None
    lines: dict[int, list[object]] = field(default_factory=dict)

    def add(self, item: str, package: str, packs: int, price: object, why: object) -> None:
        for line in self.lines.values():
            if line[:2] == [item, package]:
                line[2:] = [int(str(line[2])) + packs, price, why]
                return
        self.lines[max(self.lines, default=0) + 1] = [item, package, packs, price, why]


def audit_orders(connection: Connection) -> Iterator[Difference]:
    """Every order whose state, day, supplier, site or lines are not what the journal tells, and those that only one of the
    two knows."""
    told: dict[str, _Told] = {}
    for event_id, body in connection.exec_driver_sql(_EVENTS):
        try:
            _tell(told, body_of(body) or {})
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    kept = _kept(connection)
    for number in sorted({**told, **kept}):
        if number not in told:
            yield Difference("order_without_event", f"The order {number} has no event in the journal.")
        elif number not in kept:
            yield Difference("event_without_order", f"The order {number} is told in the journal, and is not here.")
        else:
            for what in _differing(kept[number], told[number]):
                yield Difference("order_changed", f"The order {number}: its {what} is not what the journal tells.")


def audit_receipts(connection: Connection) -> Iterator[Difference]:
    """Every delivery whose order, line or paper is not what its scan's event tells, or whose being beside an order or
    short-dated is not; and every damage that only one of the two knows."""
    for event_id, body, price, *kept in connection.exec_driver_sql(_RECEIPTS):
        event = body_of(body) if body is not None else None
        try:
            change = next(each for each in (event or {})["changes"] if each["do"] == "receive")
            came_by = [change.get(each) for each in ("order", "line", "document", "beside", "wanted_days")]
            is_as_told = came_by == kept and _is_priced_as_told(change, price, any(came_by))
        except (*_MALFORMED, StopIteration):
            is_as_told = False
        if not is_as_told:
            yield Difference("receipt_changed", f"What the movement {event_id} came by is not what the journal tells.")
    yield from _damages(connection)


def _is_priced_as_told(change: Mapping[str, Any], price: int | None, has_receipt: bool) -> bool:
    """Of a delivery of before its price was in the journal nothing can be said, but that one without a receipt has none."""
    return price == change["price"] if "price" in change else has_receipt or price is None


def untold_prices(connection: Connection) -> int:
    """How many deliveries have a price that the journal does not tell: a change of it would not be noticed."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM receipt c JOIN movement m ON m.id = c.movement_id JOIN journal j ON j.event_id = m.event_id"
        " WHERE c.unit_price_micros IS NOT NULL AND instr(j.body, CAST('\"price\":' AS BLOB)) = 0"
    )
    return int(found.scalar_one())


def _damages(connection: Connection) -> Iterator[Difference]:
    told: dict[str, tuple[object, ...]] = {}
    for event_id, body in connection.exec_driver_sql(_DAMAGES):
        try:
            for change in (body_of(body) or {})["changes"]:
                if change["do"] == "damaged":
                    told[event_id] = (change["order"], change["item"], change["quantity"])
                elif change["do"] == "undo":
                    told.pop(change["of"], None)
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    kept = {
        event_id: (number, item, quantity)
        for event_id, number, item, quantity in connection.exec_driver_sql(
            "SELECT d.event_id, o.number, i.code, d.quantity FROM delivery_damage d JOIN purchase_order o"
            " ON o.id = d.order_id JOIN item i ON i.id = d.item_id"
        )
    }
    for event_id in sorted({**told, **kept}):
        if told.get(event_id) != kept.get(event_id):
            yield Difference("damage_changed", f"What the scan {event_id} found damaged is not what the journal tells.")


_EVENTS = (
    'SELECT event_id, body FROM journal WHERE instr(body, CAST(\'"kind":"purchase_order"\' AS BLOB)) > 0'
    ' OR instr(body, CAST(\'"kind":"import.orders"\' AS BLOB)) > 0 ORDER BY rowid'
)
_RECEIPTS = """
    SELECT m.event_id, j.body, c.unit_price_micros, o.number, c.line, c.document, b.number, c.wanted_days FROM movement m
    LEFT JOIN journal j ON j.event_id = m.event_id LEFT JOIN receipt c ON c.movement_id = m.id
    LEFT JOIN purchase_order o ON o.id = c.order_id LEFT JOIN purchase_order b ON b.id = c.beside_order_id
    WHERE m.kind = 'receive' AND m.reverses IS NULL"""
_DAMAGES = (
    'SELECT event_id, body FROM journal WHERE instr(body, CAST(\'"do":"damaged"\' AS BLOB)) > 0'
    ' OR instr(body, CAST(\'"do":"undo"\' AS BLOB)) > 0 ORDER BY rowid'
)
_ORDERS = """
    SELECT o.number, o.state, s.name, l.code, o.sent_on, o.made_at, o.expected_on, o.closed_on, (
        SELECT json_group_array(json_array(
            n.line, i.code, iif(k.item_id = n.item_id, k.name, NULL), n.packs, n.price_micros, n.why))
        FROM purchase_order_line n JOIN item i ON i.id = n.item_id JOIN package_level k ON k.id = n.package_id
        WHERE n.order_id = o.id)
    FROM purchase_order o JOIN supplier s ON s.id = o.supplier_id LEFT JOIN location l ON l.id = o.site_id"""


def _kept(connection: Connection) -> Mapping[str, _Told]:
    found = {}
    for number, state, supplier, site, sent_on, made_at, expected_on, closed_on, lines in connection.exec_driver_sql(
        _ORDERS
    ):
        rows = {int(line): list(rest) for line, *rest in json.loads(lines)}
        found[str(number)] = _Told(state, supplier, site, sent_on, made_at, expected_on, closed_on, rows)
    return found


def _tell(told: dict[str, _Told], event: Mapping[str, Any]) -> None:
    if event["kind"] == "import.orders":
        for number, supplier, day, item, package, packs, *more in event["rows"]:
            price, site, expected = (*more, _UNSAID, _UNSAID, _UNSAID)[:3]
            made = _Told("sent" if day else "draft", supplier, site, day, event["at"], expected)
            order = told.setdefault(number, made)
            order.lines[len(order.lines) + 1] = [item, package, packs, price, ""]
        return
    order = told.setdefault(event["order"], _Told(made_at=event["at"]))
    rows = event["of"]
    match event["did"]:
        case "draft":
            order.supplier, order.site = event.get("supplier", _UNSAID), event.get("site", _UNSAID)
            for row in rows:
                order.add(row["item"], row["package"], row["packs"], row["price"], row.get("why", _UNSAID))
        case "amend":
            for row in rows:
                if row["packs"]:
                    line = order.lines[row["line"]]
                    line[2:] = [row["packs"], row.get("price", line[3]), row.get("why", _UNSAID)]
                else:
                    del order.lines[row["line"]]
        case "send":
            order.state, order.sent_on = "sent", event.get("day", _UNSAID)
            order.expected_on = event.get("expected", _UNSAID)
        case "close":
            order.state, order.closed_on = "closed", event.get("day", _UNSAID)
        case "cancel":
            order.state = "cancelled"


_HEAD = {
    "state": "state",
    "supplier": "supplier",
    "site": "site",
    "sent_on": "day of sending",
    "made_at": "time of making",
    "expected_on": "expected day",
    "closed_on": "day of closing",
}


def _differing(kept: _Told, told: _Told) -> Iterator[str]:
    for what, words in _HEAD.items():
        if getattr(told, what) is not _UNSAID and getattr(kept, what) != getattr(told, what):
            yield words
    for line in sorted({**kept.lines, **told.lines}):
        here, there = kept.lines.get(line), told.lines.get(line)
        if here is None or there is None or any(b is not _UNSAID and a != b for a, b in zip(here, there, strict=True)):
            yield f"line {line}"
