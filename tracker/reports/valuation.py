"""What the stock is worth, by two accounts side by side."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.inventory.naming import in_order, items_of
from tracker.inventory.reader import Reader
from tracker.inventory.valuing import Valued, valued
from tracker.money import money
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, UNIT, item_cells, number, total_words
from tracker.reports.table import Column, Table

COLUMNS = (
    *ITEM,
    number("quantity", "on hand"),
    UNIT,
    number("fifo_value", "FIFO value"),
    number("fifo_unpriced", "of it unpriced"),
    number("last_price", "last price"),
    Column("price_from", "price from"),
    number("last_value", "value at it"),
)


def valuation(reader: Reader, asked: Asked) -> Table:
    """First in, first out by the receipts' prices, and at the last price: of the last receipt with one, else the
    catalogue's. What is unpriced is told in base units, and adds nothing."""
    items = items_of(reader.connection)
    found = sorted(
        valued(reader.connection, reader.today, asked.as_of, asked.scope),
        key=lambda each: in_order(items[each.item_id]),
    )
    rows = tuple(
        (
            *item_cells(items[each.item_id]),
            each.quantity,
            items[each.item_id].base_unit,
            money(each.fifo_micros) if each.fifo_unpriced != each.quantity else None,
            each.fifo_unpriced,
            money(each.last.micros) if each.last else None,
            (each.last.received_on or "catalogue") if each.last else None,
            money(each.last_micros),
        )
        for each in found
    )
    title = f"Value of the stock{asked.scope.words}"
    return Table("valuation", title, asked.as_of or reader.today, COLUMNS, rows, _notes(found, asked))


def _notes(found: Sequence[Valued], asked: Asked) -> tuple[str, ...]:
    fifo, last = sum(each.fifo_micros for each in found), sum(each.last_micros or 0 for each in found)
    by_fifo = total_words(fifo, is_known=not found or any(each.fifo_unpriced != each.quantity for each in found))
    at_last = total_words(last, is_known=not found or any(each.last is not None for each in found))
    notes = [f"In all: {by_fifo} by FIFO, {at_last} at the last price."]
    if asked.scope.place_ids is not None:
        notes = [f"In all: {at_last} at the last price. FIFO is known for the whole clinic alone."]
    elif without := sum(each.fifo_unpriced != 0 for each in found):
        notes.append(
            f"FIFO leaves out what came without a price, or before any receipt: some or all of {without} items."
        )
    if without := sum(each.last is None for each in found):
        notes.append(f"{without} items have no price at all.")
    return tuple(notes)
