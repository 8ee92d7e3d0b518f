"""What to order, how much and why; and what each room ought to hold by its own use."""

from __future__ import annotations

from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.par import par_proposals
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.reader import Reader
from tracker.money import amount
from tracker.reports.table import Cell, Column, Table


def reorder(reader: Reader) -> Table:
    """A line for each item at each site of which something is to be ordered."""
    lines = propose(situations(reader.connection, reader.today), reader.today)
    columns = (
        Column("site", "site"),
        Column("supplier", "supplier"),
        Column("item_code", "code"),
        Column("item", "item"),
        Column("usable", "usable", "right"),
        Column("on_order", "on order", "right"),
        Column("level", "level", "right"),
        Column("packs", "packs", "right"),
        Column("package", "package"),
        Column("quantity", "order", "right"),
        Column("price", "price", "right"),
        Column("basis", "by"),
        Column("achieved", "achieved fill"),
        Column("will_expire", "will expire", "right"),
        Column("expires_about", "about"),
        Column("price_break", "price break"),
        Column("instead", "instead"),
        Column("why", "why"),
    )
    rows = tuple(_cells(line) for line in lines if line.lacks)
    return Table("reorder", "What to order", reader.today, columns, rows, has_findings=bool(rows))


def _cells(line: Line) -> tuple[Cell, ...]:
    of, way, wasted = line.situation, line.packed, line.expiring
    total = way.total_micros if way else None
    return (
        of.site,
        of.supplier.name if of.supplier else None,
        of.item.code,
        of.item.name,
        line.usable,
        of.on_order,
        line.level.quantity,
        way.packs if way else None,
        way.offer.package if way else None,
        way.quantity if way else None,
        amount(total) if total is not None else None,
        line.level.basis.value,
        fill_words(line),
        wasted.quantity if wasted else 0,
        wasted.day.isoformat() if wasted and wasted.day else None,
        way.break_words if way else "",
        line.instead,
        line.why,
    )


def fill_words(line: Line) -> str:
    """``97.1 %``, or why it cannot be told."""
    share = line.level.achieved
    return line.level.unachieved if share is None else f"{share * 100:.1f} %"


def par(reader: Reader) -> Table:
    """What each room ought to hold until the next restocking, beside what is set."""
    columns = (
        Column("room", "room"),
        Column("item_code", "code"),
        Column("item", "item"),
        Column("par", "par", "right"),
        Column("proposed", "proposed", "right"),
        Column("drift", "drift"),
        Column("source", "from"),
        Column("why", "why"),
    )
    rows = tuple(
        (
            each.room.name,
            each.item.code,
            each.item.name,
            each.par,
            each.proposed,
            each.drift.value,
            each.source,
            each.why,
        )
        for each in par_proposals(reader.connection, reader.today)
    )
    return Table("par", "Par levels by each room's own use", reader.today, columns, rows)
