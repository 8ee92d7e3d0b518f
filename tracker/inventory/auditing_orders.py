"""Orders to suppliers, and shipments between sites, held against what the journal tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.inventory.auditing import Difference
from tracker.inventory.recounting import events
from tracker.store.connection import Connection

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(slots=True)
class _Shipments:
    """Number → (from, to, state), in codes."""

    told: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    plans: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(number, item) → what is to be packed, in base units."""

    def tell(self, event: Mapping[str, Any]) -> None:
        if event["kind"] == "stock_transfer":
            self._act(event["did"], event["transfer"], event)
        for change in event.get("changes", ()):
            if "opened" in change and "transfer" in change:
                origin, target = change["opened"]
                self.told[change["transfer"]] = (origin, target, "open")

    def _act(self, did: str, number: str, event: Mapping[str, Any]) -> None:
        if did == "open":
            origin, target = event["opened"]
            self.told[number] = (origin, target, "open")
        elif did == "plan":
            self.plans[number, event["item"]] += event["quantity"]
        elif did in _ENDS:
            self.told[number] = (*self.told[number][:2], _ENDS[did])


_ENDS = {"close": "closed", "cancel": "cancelled"}


def audit_stock_transfers(connection: Connection) -> Iterator[Difference]:
    """Every shipment that is not what the journal tells: between which sites, open or over; and, shipment by shipment,
    every movement onto its place or off it that is not kept as its own."""
    found = _Shipments()
    for event_id, event in events(connection):
        try:
            found.tell(event or {"kind": ""})
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    kept = {
        number: (origin, target, state)
        for number, origin, target, state in connection.exec_driver_sql(
            "SELECT s.number, f.code, g.code, s.state FROM stock_transfer s JOIN location f ON f.id = s.from_site_id"
            " JOIN location g ON g.id = s.to_site_id"
        )
    }
    for number in sorted({**found.told, **kept}):
        if found.told.get(number) != kept.get(number):
            yield Difference(
                "stock_transfer_changed",
                f"The shipment {number}: {_said(kept.get(number))} here, {_said(found.told.get(number))} in the journal.",
            )
    plans = {
        (number, item): quantity
        for number, item, quantity in connection.exec_driver_sql(
            "SELECT s.number, i.code, w.quantity FROM stock_transfer_plan w JOIN stock_transfer s ON s.id = w.transfer_id"
            " JOIN item i ON i.id = w.item_id"
        )
    }
    for number, item in sorted({**found.plans, **plans}):
        if found.plans.get((number, item)) != plans.get((number, item)):
            yield Difference(
                "stock_transfer_plan_changed",
                f"What shipment {number} is to take of {item} is not what the journal tells.",
            )
    for (number,) in connection.exec_driver_sql(_UNKEPT):
        yield Difference("stock_transfer_movement", f"A movement of the shipment {number} is not kept as its own.")


_UNKEPT = """
    SELECT DISTINCT s.number FROM stock_transfer s JOIN posting p ON p.to_id = s.place_id OR p.from_id = s.place_id
    JOIN movement m ON m.id = p.movement_id
    WHERE m.reverses IS NULL
    AND NOT EXISTS (SELECT 1 FROM stock_transfer_movement k WHERE k.movement_id = m.id AND k.transfer_id = s.id)"""


def _said(of: tuple[str, ...] | None) -> str:
    return " ".join(of) if of is not None else "none"


@dataclass(slots=True)
class _Orders:
    """Number → state, and (number, line) → (item, package, packs)."""

    states: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)

    def tell(self, event: Mapping[str, Any]) -> None:
        if event["kind"] == "import.orders":
            for number, _, day, item, package, packs in event["rows"]:
                self.states[number] = "sent" if day else "draft"
                lines = self.lines.setdefault(number, {})
                lines[max(lines, default=0) + 1] = (item, package, packs)
        if event["kind"] != "purchase_order":
            return
        did, number, rows = event["did"], event["order"], event["of"]
        match did:
            case "draft":
                self.states[number] = "draft"
                for row in rows:
                    self._add(self.lines.setdefault(number, {}), row["item"], row["package"], row["packs"])
            case "amend":
                for row in rows:
                    self._amend(self.lines[number], row["line"], row["packs"])
            case "send" | "close" | "cancel":
                self.states[number] = {"send": "sent", **_ENDS}[did]

    @staticmethod
    def _add(lines: dict[int, tuple[str, str, int]], item: str, package: str, packs: int) -> None:
        for line, (known, of, before) in lines.items():
            if (known, of) == (item, package):
                lines[line] = (item, package, before + packs)
                return
        lines[max(lines, default=0) + 1] = (item, package, packs)

    @staticmethod
    def _amend(lines: dict[int, tuple[str, str, int]], line: int, packs: int) -> None:
        if packs:
            lines[line] = (*lines[line][:2], packs)
        else:
            del lines[line]


def audit_purchase_orders(connection: Connection) -> Iterator[Difference]:
    """Every order to a supplier that is not what the journal tells: its state, and how many packs of what.

    Not held against it: prices, and why a line was proposed.
    """
    told = _Orders()
    for event_id, event in events(connection):
        try:
            told.tell(event or {"kind": ""})
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    states: dict[str, str] = dict(connection.exec_driver_sql("SELECT number, state FROM purchase_order").all())
    lines: dict[str, dict[int, tuple[str, str, int]]] = {}
    for number, line, item, package, packs in connection.exec_driver_sql(
        "SELECT o.number, n.line, i.code, k.name, n.packs FROM purchase_order o JOIN purchase_order_line n"
        " ON n.order_id = o.id JOIN item i ON i.id = n.item_id JOIN package_level k ON k.id = n.package_id"
    ):
        lines.setdefault(number, {})[line] = (item, package, packs)
    for number in sorted({**told.states, **states}):
        here, state = states.get(number, "none"), told.states.get(number, "none")
        if here != state:
            yield Difference("purchase_order_changed", f"The order {number} is {here} here, {state} in the journal.")
        elif lines.get(number, {}) != told.lines.get(number, {}):
            yield Difference(
                "purchase_order_changed", f"The lines of the order {number} are not what the journal tells."
            )
