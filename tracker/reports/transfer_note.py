"""The note that travels with a shipment to another site: its code for RECEIVE, and what is in it, lot by lot."""

from __future__ import annotations

from labels.card import Paper
from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot
from tracker.reports.papers import column_heads, column_places, facts_block
from tracker.text import safe

ROW_MM = 8.5
_TITLE, _HEAD, _TEXT, _BOLD, _SMALL = Style(7, True), Style(2.6, True), Style(3.2), Style(3.6, True), Style(2.6)
_SHARES = (("", 0.05), ("Item", 0.42), ("Lot", 0.18), ("Expires", 0.13), ("Sent", 0.11), ("Found", 0.11))
"""Columns, and their parts of the page's width. ``Found`` is left empty, for a pencil where there is no scanner."""


def transfer_note(shipment: StockTransfer, clinic: str, paper: Paper) -> bytes:
    """The shipment's code on it has been read back; the same shipment gives the same bytes.

    :raises LabelError: a symbol that does not read back.
    """
    document = Document(paper, f"Shipment {safe(shipment.number)}")
    y_mm = column_heads(document, _top(document, shipment, clinic), _SHARES, _HEAD)
    for number, each in enumerate(shipment.lots, start=1):
        if y_mm + ROW_MM > document.area.bottom_mm:
            document.turn_page()
            y_mm = column_heads(document, document.area.top_mm, _SHARES, _HEAD)
        y_mm = _row(document, y_mm, number, each)
    if y_mm + 10 > document.area.bottom_mm:
        document.turn_page()
        y_mm = document.area.top_mm
    words = f"At {safe(shipment.target)}: scan the code above in RECEIVE, then each pack."
    document.write(document.area.left_mm, y_mm + 3, words, _BOLD, document.area.width_mm)
    return document.finished(f"Shipment {safe(shipment.number)}   {safe(clinic)}")


def _top(document: Document, shipment: StockTransfer, clinic: str) -> float:
    area = document.area
    document.write(area.left_mm, area.top_mm, "Stock transfer", _TITLE, area.width_mm * 0.45)
    bars_mm = area.right_mm - 84
    document.symbol(bars_mm, area.top_mm, Kind.CODE_128, shipment.number, 0.34, 12.0)
    document.write(bars_mm + 4, area.top_mm + 12.6, safe(shipment.number), Style(4.4, True), 74)
    facts = (
        ("From", shipment.origin),
        ("To", shipment.target),
        ("Clinic", clinic),
        ("Sent", shipment.sent_on.isoformat() if shipment.sent_on else "not sent yet"),
    )
    return facts_block(document, area.top_mm + 22, facts)


def _row(document: Document, y_mm: float, number: int, line: TransferredLot) -> float:
    said = (
        str(number),
        f"{safe(line.item.name)}  {safe(line.item.code)}",
        safe(line.lot.number) or "–",
        line.lot.expiry.isoformat() if line.lot.expiry else "–",
        f"{line.sent} {safe(line.item.base_unit)}",
        "",
    )
    for (_, x_mm, width_mm), text in zip(column_places(document, _SHARES), said, strict=True):
        style = _TEXT if len(document.lines(text, _TEXT, width_mm)) == 1 else _SMALL
        document.write_lines(x_mm, y_mm + 1.2, text, style, width_mm, most=2)
    document.rule(y_mm + ROW_MM - 0.1, weight_mm=0.1)
    return y_mm + ROW_MM
