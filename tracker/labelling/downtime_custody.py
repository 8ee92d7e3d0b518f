"""Custody sheets: a row for each label of the pack, with its number to be scanned and room for what is written by hand."""

from __future__ import annotations

from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.labelling.downtime_facts import PackFacts
from tracker.text import safe

ROW_MM = 13.6
_TITLE, _HEAD, _SMALL, _NUMBER = Style(7, True), Style(2.6, True), Style(2.3), Style(3.6, True)
_COLUMNS = (
    ("Label", "stick the same number on the tube", 0.155),
    ("Name", "family, given", 0.15),
    ("Birth date or record no.", "the second identifier", 0.125),
    ("Requisition", "its number", 0.09),
    ("Collected", "time|by", 0.1),
    ("Handed off", "time|from|to", 0.14),
    ("Handed on", "time|from|to", 0.14),
    ("Spun, stored ...", "time|what", 0.1),
)
"""Heading, what is written there (in how many parts), and the part of the page's width."""


def write_custody_sheets(document: Document, facts: PackFacts) -> None:
    """As many sheets as it takes. Each begins a page of its own."""
    y_mm = document.area.bottom_mm
    for number in facts.numbers:
        if y_mm + ROW_MM > document.area.bottom_mm:
            document.turn_page(is_landscape=True)
            y_mm = _top(document, facts)
        y_mm = _row(document, y_mm, number)
    _bottom(document, y_mm)


def _top(document: Document, facts: PackFacts) -> float:
    area = document.area
    document.write(area.left_mm, area.top_mm, "Custody sheet", _TITLE, 90)
    document.write(area.left_mm + 92, area.top_mm + 1, f"{safe(facts.clinic)}   Date ____________", Style(3.6), 120)
    said = "Compare both identifiers with the patient before the draw. Times as 09:40. Initials: who is who, on page 1."
    document.write(area.left_mm, area.top_mm + 9, said, Style(2.8), area.width_mm)
    y_mm = area.top_mm + 14
    document.rule(y_mm - 0.8, weight_mm=0.4)
    for x_mm, width_mm, title, below in _places(document):
        document.write(x_mm + 1, y_mm, title, _HEAD, width_mm - 2)
        parts = below.split("|")
        for number, part in enumerate(parts):
            document.write(x_mm + 1 + number * width_mm / len(parts), y_mm + 3.4, part, _SMALL, width_mm / len(parts))
    document.rule(y_mm + 7, weight_mm=0.4)
    return y_mm + 7


def _places(document: Document) -> list[tuple[float, float, str, str]]:
    places, x_mm = [], document.area.left_mm
    for title, below, share in _COLUMNS:
        width_mm = share * document.area.width_mm
        places.append((x_mm, width_mm, title, below))
        x_mm += width_mm
    return places


def _row(document: Document, y_mm: float, number: str) -> float:
    for place, (x_mm, width_mm, _, below) in enumerate(_places(document)):
        if place:
            document.upright(x_mm, y_mm, y_mm + ROW_MM)
        parts = below.count("|") + 1
        for part in range(1, parts):
            document.upright(x_mm + width_mm * part / parts, y_mm + 7, y_mm + ROW_MM)
    left_mm = document.area.left_mm
    document.symbol(left_mm, y_mm + 1.2, Kind.CODE_128, number, 0.3, 6.8)
    document.write(left_mm + 3, y_mm + 8.6, safe(f"{number[:8]} {number[8:]}"), _NUMBER, 36)
    document.rule(y_mm + ROW_MM, weight_mm=0.2)
    return y_mm + ROW_MM


def _bottom(document: Document, y_mm: float) -> None:
    """Rejected, spilt, not drawn: it must not be squeezed between the lines."""
    if y_mm + 8 <= document.area.bottom_mm:
        said = "Rejected, spilt or not drawn? Say so on the back, by the label's number: why, when, and initials."
        document.write(document.area.left_mm, y_mm + 2, said, _SMALL, document.area.width_mm)
