"""What stands here and is named by a recall."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.inventory.reader import Reader
from tracker.inventory.recalling import Recalled
from tracker.reports.table import Cell, Column, Table

COLUMNS = (
    Column("certain", "sure"),
    Column("recall_class", "class"),
    Column("notice", "notice"),
    Column("status", "status"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("lot", "lot"),
    Column("state", "state"),
    Column("location", "where"),
    Column("quantity", "on hand", "right"),
    Column("base_unit", "unit"),
    Column("matched", "named by"),
    Column("reason", "reason"),
    Column("firm", "firm"),
    Column("reported", "reported"),
)


def recalls(reader: Reader, found: Sequence[Recalled]) -> Table:
    """A row for every place where a lot that a notice names stands; ``perhaps`` where only its lot number is named."""
    return Table("recalls", "Recalled, and on our shelves", reader.today, COLUMNS, tuple(map(_row, found)))


def _row(each: Recalled) -> tuple[Cell, ...]:
    notice, standing = each.notice, each.standing
    return (
        "yes" if each.is_sure else "perhaps",
        notice.recall_class,
        notice.number,
        notice.status,
        standing.item_code,
        standing.item,
        standing.lot,
        standing.state.value,
        standing.location,
        standing.quantity,
        standing.base_unit,
        each.matched,
        notice.reason,
        notice.firm,
        notice.reported,
    )
