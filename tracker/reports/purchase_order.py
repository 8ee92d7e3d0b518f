"""An order as the supplier gets it: a file for his system, and a paper with the order's code for the delivery."""

from __future__ import annotations

from datetime import tzinfo

from labels.card import Paper
from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder
from tracker.journal.days import day_of
from tracker.money import amount
from tracker.reports.papers import column_heads, column_places, facts_block
from tracker.reports.table import Cell, Column, Table
from tracker.text import safe

ROW_MM = 8.5
_TITLE, _HEAD, _TEXT, _BOLD, _SMALL = Style(7, True), Style(2.6, True), Style(3.2), Style(3.6, True), Style(2.6)
_SHARES = (
    *(("", 0.05), ("Your number", 0.16), ("Item", 0.35), ("Pack", 0.15)),
    *(("Packs", 0.08), ("Price", 0.10), ("In all", 0.11)),
)
"""Columns, and their parts of the page's width."""
_NUMBERS = frozenset({"Packs", "Price", "In all"})


def order_table(order: PurchaseOrder, clinic: str, zone: tzinfo | None) -> Table:
    """A line for each ordered pack, with the order's facts in each; a draft's day is that of the clinic's ``zone``."""
    day = order.sent_on or day_of(order.made_at, zone)
    head = (order.number, clinic, order.site, order.supplier, order.account, day.isoformat())
    rows = tuple((*head, *_cells(each)) for each in order.lines)
    keys = (
        "order_number clinic site supplier account ordered line part_number item_code item package base_units packs"
        " price_per_pack total"
    )
    return Table("order", f"Order {safe(order.number)}", day, tuple(Column(key, key) for key in keys.split(" ")), rows)


def _cells(line: OrderedLine) -> tuple[Cell, ...]:
    price = line.price_micros
    return (
        line.line,
        line.part_number,
        line.item.code,
        line.item.name,
        line.package,
        line.factor,
        line.packs,
        amount(price) if price is not None else None,
        amount(price * line.packs) if price is not None else None,
    )


def order_pdf(order: PurchaseOrder, clinic: str, paper: Paper) -> bytes:
    """The order's code on it has been read back; the same order gives the same bytes.

    :raises LabelError: a symbol that does not read back.
    """
    document = Document(paper, f"Order {safe(order.number)}")
    y_mm = column_heads(document, _top(document, order, clinic), _SHARES, _HEAD, _NUMBERS)
    for each in order.lines:
        if y_mm + ROW_MM > document.area.bottom_mm:
            document.turn_page()
            y_mm = column_heads(document, document.area.top_mm, _SHARES, _HEAD, _NUMBERS)
        y_mm = _row(document, y_mm, each)
    if y_mm + 10 > document.area.bottom_mm:
        document.turn_page()
        y_mm = document.area.top_mm
    total = order.total_micros
    words = f"In all {amount(total)}" if total is not None else "Please confirm the prices that are not stated."
    document.write(document.area.left_mm, y_mm + 3, words, _BOLD, document.area.width_mm)
    return document.finished(f"Order {safe(order.number)}   {safe(clinic)}")


def _top(document: Document, order: PurchaseOrder, clinic: str) -> float:
    area = document.area
    document.write(area.left_mm, area.top_mm, "Purchase order", _TITLE, area.width_mm * 0.45)
    bars_mm = area.right_mm - 80
    document.symbol(bars_mm, area.top_mm, Kind.CODE_128, order.number, 0.34, 12.0)
    document.write(bars_mm + 4, area.top_mm + 12.6, safe(order.number), Style(4.4, True), 70)
    day = order.sent_on.isoformat() if order.sent_on else "draft, not sent"
    facts = (
        ("To", order.supplier),
        ("From", " · ".join(dict.fromkeys(filter(None, (clinic, order.site))))),
        ("Account", order.account),
        ("Ordered", day),
        ("Expected", order.expected_on.isoformat() if order.expected_on else ""),
    )
    return facts_block(document, area.top_mm + 22, facts)


def _row(document: Document, y_mm: float, line: OrderedLine) -> float:
    price = line.price_micros
    said = (
        f"{line.line:d}",
        safe(line.part_number),
        f"{safe(line.item.name)}  {safe(line.item.code)}",
        f"{safe(line.package)} of {line.factor:d}",
        f"{line.packs:d}",
        amount(price) if price is not None else "–",
        amount(price * line.packs) if price is not None else "–",
    )
    for (title, x_mm, width_mm), text in zip(column_places(document, _SHARES), said, strict=True):
        style = _TEXT if len(document.lines(text, _TEXT, width_mm)) == 1 else _SMALL
        if title in _NUMBERS:
            document.write(x_mm, y_mm + 1.2, text, style, width_mm, is_right=True)
        else:
            document.write_lines(x_mm, y_mm + 1.2, text, style, width_mm, most=2)
    document.rule(y_mm + ROW_MM - 0.1, weight_mm=0.1)
    return y_mm + ROW_MM
