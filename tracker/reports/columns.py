"""Columns that many tables about stock share, so that they have one key and one heading everywhere."""

from __future__ import annotations

from datetime import date

from tracker.inventory.facts import Item, LotState
from tracker.money import money
from tracker.reports.table import Cell, Column

ITEM = (Column("item_code", "code"), Column("item", "item"))
UNIT = Column("base_unit", "unit")


def number(key: str, title: str) -> Column:
    return Column(key, title, "right")


def said_state(state: str, expires: date | None, day: date) -> str:
    """A lot's state in a table. Its own says nothing of its date: "usable" behind one that is past would be read as leave to
    use it."""
    is_past = expires is not None and expires < day
    return "expired" if is_past and state == LotState.USABLE else state


def item_cells(item: Item) -> tuple[Cell, Cell]:
    return item.code, item.name


def total_words(micros: int, *, is_known: bool) -> str:
    """A sum for a note. Where nothing that goes into it has a price nobody knows it: it is not nothing."""
    return str(money(micros)) if is_known else "not known, nothing of it has a price"


def unpriced_note(count: int, what: str = "items") -> tuple[str, ...]:
    """Says what no value has, so that a sum is not taken for all."""
    return (f"{count} {what} have no price, and no value here: the sums are without them.",) if count else ()
