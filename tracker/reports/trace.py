"""Where a lot went: each movement, what is left of it and where, and the specimens that were drawn with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from tracker.inventory.facts import LotState
from tracker.inventory.queries import is_usable
from tracker.inventory.tracing import Traced, TracedStep
from tracker.reports.columns import UNIT, number
from tracker.reports.table import Cell, Column, Table
from tracker.specimens.facts import Specimen

COLUMNS = (
    Column("part", "part"),
    Column("at", "time"),
    Column("do", "what"),
    number("quantity", "quantity"),
    UNIT,
    Column("from", "from"),
    Column("to", "to"),
    Column("by", "by"),
    Column("supplier", "supplier"),
    Column("document", "document"),
    Column("order", "order"),
    Column("note", "note"),
    Column("event_id", "event"),
)
"""``part`` is ``moved``, ``stands`` (what is left, and where) or ``specimen`` (drawn with it; its number in ``to``)."""


def trace_table(traced: Traced, specimens: Sequence[Specimen], today: date, zone: tzinfo | None) -> Table:
    """Something to do where the lot must not be used and some of it still stands here."""
    rows = (
        *(_moved(step, traced.item.base_unit, zone) for step in traced.steps),
        *_standing(traced),
        *(_drawn(each, zone) for each in specimens),
    )
    lot = traced.lot
    state = lot.state.value if lot.state is not LotState.USABLE or is_usable(lot, today) else "expired"
    expiry = f", expires {lot.expiry}" if lot.expiry else ""
    title = f"Where {traced.item.name} lot {lot.number or '(none)'} went: {state}{expiry}"
    has_findings = state != LotState.USABLE.value and bool(traced.left)
    return Table("trace", title, today, COLUMNS, rows, (_arithmetic(traced),), has_findings)


def _moved(step: TracedStep, unit: str, zone: tzinfo | None) -> tuple[Cell, ...]:
    note = "undoes an earlier one" if step.undoes else "undone" if step.is_undone else step.reason
    return (
        "moved",
        _time(datetime.fromisoformat(step.at), zone),
        step.kind,
        step.quantity,
        unit,
        step.source,
        step.target,
        step.by,
        step.supplier,
        step.document,
        step.order,
        note,
        step.event_id,
    )


def _standing(traced: Traced) -> tuple[tuple[Cell, ...], ...]:
    unit = traced.item.base_unit
    return tuple(
        ("stands", None, None, held.quantity, unit, None, held.place.path, *[None] * 6) for held in traced.left
    )


def _drawn(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    collected = _time(specimen.collected_at, zone) if specimen.collected_at else None
    return ("specimen", collected, None, None, None, None, specimen.number, *[None] * 4, specimen.state.value, None)


def _arithmetic(traced: Traced) -> str:
    """Both sides are the ledger's: they are equal as long as the books are."""
    came, used, wasted = traced.total("receive", "opening"), -traced.total("use"), -traced.total("waste")
    counted = traced.total("adjust")
    found = f"{'+' if counted >= 0 else '-'} {abs(counted)} by counts"
    left, back = sum(held.quantity for held in traced.left), -traced.total("transfer")
    returned = f" - returned {back}" if back else ""
    return f"Came in {came} {found} - used {used} - wasted {wasted}{returned} = {left} left."


def _time(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
