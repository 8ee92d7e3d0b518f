"""Count sheets: what should stand in each place, with its code and its par, and a box for what does. What the books have is
not said: whoever reads it counts it."""

from __future__ import annotations

from collections.abc import Callable

from labels.document import Document
from labels.symbols import Kind
from labels.writing import Style
from tracker.labelling.downtime_facts import CountedPlace, CountLine, PackFacts
from tracker.text import safe

_ROW_MM, _HEAD_MM = 15.5, 25.0
_TITLE, _BOLD, _TEXT, _SMALL = Style(6, True), Style(3.4, True), Style(3.2), Style(2.6)
_MODULE_MM = {Kind.DATA_MATRIX: 0.5, Kind.GS1_DATA_MATRIX: 0.38}
_BOX_MM = (24.0, 9.0)


def write_count_sheets(document: Document, facts: PackFacts, report: Callable[[int, int], None]) -> None:
    """Place by place; a room begins a page, so that each can be given to whoever counts there."""
    y_mm, room = document.area.bottom_mm, ""
    for number, place in enumerate(facts.places, start=1):
        least_mm = _HEAD_MM + _ROW_MM
        if place.room != room or y_mm + least_mm > document.area.bottom_mm:
            document.turn_page(is_landscape=False)
            y_mm, room = document.area.top_mm, place.room
        y_mm = _place(document, y_mm, place)
        report(number, len(facts.places))


def _place(document: Document, y_mm: float, place: CountedPlace) -> float:
    y_mm = _head(document, y_mm, place, "")
    for number, line in enumerate(place.lines):
        if y_mm + _ROW_MM > document.area.bottom_mm:
            document.turn_page()
            y_mm = _head(document, document.area.top_mm, place, " (more)")
        _line(document, y_mm, line, is_shifted=number % 2 == 1)
        y_mm += _ROW_MM
    return y_mm + 4


def _head(document: Document, y_mm: float, place: CountedPlace, more: str) -> float:
    area = document.area
    document.write(area.left_mm, y_mm, f"Count   {safe(place.path)}{more}", _TITLE, area.width_mm - 50)
    document.write(area.left_mm, y_mm + 10, "Counted at ____:____   on ____________   by ________", _TEXT, 110)
    document.symbol(area.right_mm - 48, y_mm, Kind.CODE_128, place.code, 0.34, 8.5)
    document.write(area.right_mm - 44, y_mm + 9.2, safe(place.code), _BOLD, 44)
    y_mm += 15
    x_mm = _columns(document)
    for at_mm, title in ((x_mm[0], "Code"), (x_mm[1], "Item, lot, expiry"), (x_mm[2], "Par"), (x_mm[3], "Counted")):
        document.write(at_mm, y_mm, title, Style(2.6, True), 40)
    document.rule(y_mm + 4, weight_mm=0.4)
    return y_mm + 4.5


def _columns(document: Document) -> tuple[float, float, float, float]:
    left_mm, right_mm = document.area.left_mm, document.area.right_mm
    return left_mm, left_mm + 30, right_mm - 62, right_mm - _BOX_MM[0] - 16


def _line(document: Document, y_mm: float, line: CountLine, *, is_shifted: bool) -> None:
    """Every other symbol stands aside, so that none is above or below the next: a scanner is aimed by hand."""
    code_mm, item_mm, par_mm, box_mm = _columns(document)
    document.symbol(
        code_mm + (14 if is_shifted else 0), y_mm + 0.5, line.kind, line.code, _MODULE_MM[line.kind], reads=line.reads
    )
    document.write(item_mm, y_mm + 1.8, safe(line.item), _BOLD, par_mm - item_mm - 3)
    said = "   ".join(
        part
        for part in (f"lot {line.lot}" if line.lot else "", f"expires {line.expiry}" if line.expiry else "")
        if part
    )
    document.write(item_mm, y_mm + 6.4, safe(said), _SMALL, par_mm - item_mm - 3)
    document.write(par_mm, y_mm + 4, f"{line.par:d}" if line.par is not None else "–", _BOLD, 14)
    document.box(box_mm, y_mm + 1.8, *_BOX_MM)
    document.write(box_mm + _BOX_MM[0] + 2, y_mm + 4.4, safe(line.unit), _SMALL, 14)
    # Where a scan fails people type it, so it is never shortened: 32 letters and a lot of 20 are some 80 mm.
    document.write(code_mm, y_mm + _ROW_MM - 3.9, safe(line.code), _SMALL, box_mm - code_mm - 2)
    document.rule(y_mm + _ROW_MM - 0.2, weight_mm=0.1)
