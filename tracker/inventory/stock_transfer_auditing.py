"""Shipments between sites, held against what the journal tells of them."""

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
    days: dict[str, dict[str, object]] = field(default_factory=dict)
    """Number → what events tell of when it was opened, sent and ended."""
    plans: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(number, item) → what is to be packed, in base units."""

    def tell(self, event: Mapping[str, Any]) -> None:
        if event["kind"] == "stock_transfer":
            self._act(event["did"], event["transfer"], event)
        for change in event.get("changes", ()):
            if "opened" in change and "transfer" in change:
                origin, target = change["opened"]
                self.told[change["transfer"]] = (origin, target, "open")
                self._when(change["transfer"], event, "opened_on", "opened_at")

    def _act(self, did: str, number: str, event: Mapping[str, Any]) -> None:
        if did == "open":
            origin, target = event["opened"]
            self.told[number] = (origin, target, "open")
            self._when(number, event, "opened_on", "opened_at")
        elif did == "send":
            self._when(number, event, "sent_on")
        elif did == "plan":
            self.plans[number, event["item"]] += event["quantity"]
        elif did in _ENDS:
            self.told[number] = (*self.told[number][:2], _ENDS[did])
            self._when(number, event, "ended_on")

    def _when(self, number: str, event: Mapping[str, Any], day: str, at: str = "") -> None:
        """Events of before do not tell the day of all acts."""
        told = self.days.setdefault(number, {})
        if "day" in event:
            told[day] = event["day"]
        if at:
            told[at] = event["at"]


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
    yield from _changed(connection, found)
    yield from _other_days(connection, found)
    yield from _other_plans(connection, found)
    for (number,) in connection.exec_driver_sql(_UNKEPT):
        yield Difference("stock_transfer_movement", f"A movement of the shipment {number} is not kept as its own.")


def _changed(connection: Connection, found: _Shipments) -> Iterator[Difference]:
    """Shipments that are not as the journal has told them."""
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


def _other_days(connection: Connection, found: _Shipments) -> Iterator[Difference]:
    for number, *values in connection.exec_driver_sql(
        "SELECT number, opened_at, opened_on, sent_on, ended_on FROM stock_transfer"
    ):
        here = dict(zip(("opened_at", "opened_on", "sent_on", "ended_on"), values, strict=True))
        for what, there in found.days.get(number, {}).items():
            if here[what] != there:
                words = f"{what.replace('_', ' ')} {here[what]} here, {there} in the journal."
                yield Difference("stock_transfer_changed", f"The shipment {number}: {words}")


def _other_plans(connection: Connection, found: _Shipments) -> Iterator[Difference]:
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


_UNKEPT = """
    SELECT DISTINCT s.number FROM stock_transfer s JOIN posting p ON p.to_id = s.place_id OR p.from_id = s.place_id
    JOIN movement m ON m.id = p.movement_id
    WHERE m.reverses IS NULL
    AND NOT EXISTS (SELECT 1 FROM stock_transfer_movement k WHERE k.movement_id = m.id AND k.transfer_id = s.id)"""


def _said(of: tuple[str, ...] | None) -> str:
    return " ".join(of) if of is not None else "none"
