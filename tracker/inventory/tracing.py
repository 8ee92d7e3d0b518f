"""Where one lot of an item went, forwards and backwards: every movement of it, what it came with, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Holding, Item, Lot
from tracker.inventory.lots import lot_called
from tracker.inventory.rows import FEFO, LOT, PLACE
from tracker.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One posting. ``at`` is a journal's stamp (UTC). ``source`` and ``target`` are paths, or an account's name."""

    at: str
    day: date
    kind: str
    quantity: int
    source: str
    target: str
    by: str | None
    """A person's name, or a badge that nobody bears now; None where nobody had signed in."""
    reason: str | None
    document: str | None
    """The number on the delivery note that it came with, or on the credit note that it went back under."""
    supplier: str | None
    """By the order; a receipt without an order names none."""
    order: str | None
    undoes: bool
    is_undone: bool
    event_id: str
    flow: str
    """``in``, ``out`` or ``within``: whether it crossed the clinic's door."""


@dataclass(frozen=True, slots=True)
class Traced:
    """``steps`` in the order of entry; ``left`` is what the books hold now."""

    item: Item
    lot: Lot
    steps: tuple[TracedStep, ...]
    left: tuple[Holding, ...]

    def total(self, *kinds: str) -> int:
        """Base units that such movements brought in, less what they took out, undone ones counting for nothing."""
        signs = {"in": 1, "out": -1, "within": 0}
        return sum(
            signs[step.flow] * step.quantity
            for step in self.steps
            if step.kind in kinds and not step.undoes and not step.is_undone
        )


def trace(connection: Connection, item: Item, number: str) -> Traced:
    """Raises :class:`Refusal` (``unknown_lot``): the way of a lot that nobody knows would read as good news."""
    lot_id = lot_called(connection, item.id, number)
    if lot_id is None:
        raise Refusal(
            f"Lot {number} of {item.name} was never entered here.",
            hint="Compare it with the pack: 'tracker report stock' lists items and lots.",
            code="unknown_lot",
        )
    lot = rows.lot(connection.exec_driver_sql(f"SELECT {LOT} FROM lot t WHERE t.id = ?", (lot_id,)).one())
    left = connection.exec_driver_sql(
        f"SELECT {PLACE}, {LOT}, b.quantity FROM balance b JOIN location l ON l.id = b.location_id"
        f" JOIN lot t ON t.id = b.lot_id WHERE b.lot_id = ? AND b.quantity > 0 {FEFO}",
        (lot_id,),
    )
    return Traced(item, lot, _steps(connection, item.id, lot_id), tuple(map(rows.holding, left)))


def _steps(connection: Connection, item_id: int, lot_id: int) -> tuple[TracedStep, ...]:
    inside = "('site', 'room', 'cabinet', 'bin')"
    found = connection.exec_driver_sql(
        "SELECT m.at, p.day, m.kind, p.quantity, f.path, t.path,"
        " coalesce(s.name, json_extract(CAST(j.body AS TEXT), '$.by')), m.reason, coalesce(c.document, b.credit),"
        " u.name, o.number, m.reverses IS NOT NULL, EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id), m.event_id,"
        f" iif(f.kind NOT IN {inside}, 'in', iif(t.kind NOT IN {inside}, 'out', 'within'))"
        " FROM posting p JOIN movement m ON m.id = p.movement_id"
        " JOIN location f ON f.id = p.from_id JOIN location t ON t.id = p.to_id"
        " LEFT JOIN journal j ON j.event_id = m.event_id"
        " LEFT JOIN staff s ON s.badge = json_extract(CAST(j.body AS TEXT), '$.by')"
        " LEFT JOIN receipt c ON c.movement_id = m.id LEFT JOIN purchase_order o ON o.id = c.order_id"
        " LEFT JOIN supplier u ON u.id = o.supplier_id LEFT JOIN supplier_return b ON b.movement_id = m.id"
        " WHERE p.item_id = ? AND p.lot_id = ? ORDER BY p.movement_id, p.line",
        (item_id, lot_id),
    )
    return tuple(map(_step, found))


def _step(row: Row) -> TracedStep:
    (
        at,
        day,
        kind,
        quantity,
        source,
        target,
        by,
        reason,
        document,
        supplier,
        order,
        undoes,
        is_undone,
        event_id,
        flow,
    ) = row
    when = date.fromisoformat(day)
    said = (kind, quantity, source, target, by, reason, document, supplier, order)
    return TracedStep(at, when, *said, bool(undoes), bool(is_undone), event_id, flow)
