"""Any table on paper: a heading, the day that it holds for, columns that fit, and headings again on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labels.card import PAPER_MM, Paper
from labels.document import MARGIN_MM, RESOLUTION, Document
from labels.writing import Style, run_dots
from tracker.errors import ConfigurationError
from tracker.reports.table import Cell, Column, Table
from tracker.text import safe

MOST_ROWS = 20_000
"""Some six hundred pages: nobody reads more, and who files it takes CSV or XLSX."""

_TITLE, _AS_OF, _NOTE = Style(5.5, True), Style(3.2), Style(2.6)
_UNDER = Style(2.5)
_SIZES_MM = (2.9, 2.5, 2.1)
"""Of the rows' letters: the largest in which whole words fit."""
_GAP_MM, _PAD_MM = 2.5, 0.9
_MEASURED = 2_000
"""Rows by which columns are measured; what is wider further down is broken over lines."""
_LEAST_MM = 9.0
_LONGEST, _LONGEST_UNDER = 300, 1000
_INDENT_MM = 6.0


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the columns stand: widths without the gaps between them."""

    text: Style
    head: Style
    widths_mm: tuple[float, ...]
    is_landscape: bool


def table_pdf(table: Table, clinic: str, paper: Paper) -> bytes:
    """The same table gives the same bytes. Raises :class:`ConfigurationError` (``too_many_rows``)."""
    if len(table.rows) > MOST_ROWS:
        raise ConfigurationError(
            f"A PDF of {len(table.rows):,} lines would be read by nobody.",
            hint="Ask for less with a filter, or write XLSX or CSV.",
            code="too_many_rows",
        )
    columns = [column for column in table.columns if not column.is_prose]
    rows = [_told(table.columns, row) for row in table.rows]
    plan = _planned(columns, [cells for cells, _ in rows], paper)
    document = Document(paper, safe(table.title), is_landscape=plan.is_landscape)
    y_mm = _heads(document, _top(document, table, clinic), columns, plan)
    for cells, under in rows:
        y_mm = _row(document, y_mm, cells, under, columns, plan)
    _notes(document, y_mm + 3, table)
    return document.finished(f"{safe(table.title, 120)}   as of {table.as_of.isoformat()}   {safe(clinic, 80)}")


def _told(columns: Sequence[Column], row: Sequence[Cell]) -> tuple[list[str], list[str]]:
    """A row's cells, and the sentences under it, each behind its column's title."""
    cells = [_shown(cell) for column, cell in zip(columns, row, strict=True) if not column.is_prose]
    under = [
        f"{safe(column.title)}: {safe(cell, _LONGEST_UNDER)}"
        for column, cell in zip(columns, row, strict=True)
        if column.is_prose and cell
    ]
    return cells, under


def _shown(cell: Cell) -> str:
    return "" if cell is None else safe(cell, _LONGEST)


def _planned(columns: Sequence[Column], cells: Sequence[Sequence[str]], paper: Paper) -> _Plan:
    """Upright if everything fits on one line each, else across; then smaller letters; then broken lines."""
    upright_mm, across_mm = (side - 2 * MARGIN_MM for side in PAPER_MM[paper])
    for size_mm in _SIZES_MM:
        text, head = Style(size_mm), Style(size_mm * 0.9, True)
        natural = [_natural_mm(at, column, cells, text, head) for at, column in enumerate(columns)]
        needed_mm = sum(natural) + _GAP_MM * (len(columns) - 1)
        for is_landscape, given_mm in ((False, upright_mm), (True, across_mm)):
            if needed_mm <= given_mm:
                return _Plan(text, head, tuple(natural), is_landscape)
    room_mm = across_mm - _GAP_MM * (len(columns) - 1)
    return _Plan(text, head, _squeezed(natural, room_mm), True)


def _natural_mm(at: int, column: Column, cells: Sequence[Sequence[str]], text: Style, head: Style) -> float:
    widest = max((run_dots(row[at], text) for row in cells[:_MEASURED]), default=0.0)
    return float(RESOLUTION.mm(round(max(widest, run_dots(column.title, head))))) + 0.6


def _squeezed(natural_mm: Sequence[float], room_mm: float) -> tuple[float, ...]:
    """The wide columns give what is lacking: all above one width are cut down to it."""
    least = min(_LEAST_MM, room_mm / len(natural_mm))
    low, high = least, max(natural_mm)
    for _ in range(40):
        cut = (low + high) / 2
        if sum(min(width, cut) for width in natural_mm) > room_mm:
            high = cut
        else:
            low = cut
    return tuple(min(width, low) for width in natural_mm)


def _top(document: Document, table: Table, clinic: str) -> float:
    area = document.area
    y_mm = document.write_lines(area.left_mm, area.top_mm, safe(table.title), _TITLE, area.width_mm, most=2)
    said = f"{safe(clinic)}   as of {table.as_of.isoformat()}   {len(table.rows)} lines".strip(" ")
    document.write(area.left_mm, y_mm + 0.5, said, _AS_OF, area.width_mm)
    return y_mm + 7.5


def _heads(document: Document, y_mm: float, columns: Sequence[Column], plan: _Plan) -> float:
    titles = [safe(column.title) for column in columns]
    lines = _lines_of(document, titles, plan.head, plan)
    y_mm = _put(document, y_mm, lines, columns, plan.head, plan)
    document.rule(y_mm, weight_mm=0.4)
    return y_mm + _PAD_MM


def _row(
    document: Document, y_mm: float, row: Sequence[str], under: Sequence[str], columns: Sequence[Column], plan: _Plan
) -> float:
    lines = _lines_of(document, row, plan.text, plan)
    wide_mm = document.area.width_mm - _INDENT_MM
    sentences = [line for each in under for line in document.lines(each, _UNDER, wide_mm)]
    high_mm = max(map(len, lines), default=1) * plan.text.pitch_mm + len(sentences) * _UNDER.pitch_mm + _PAD_MM
    if y_mm + high_mm > document.area.bottom_mm:
        document.turn_page()
        y_mm = _heads(document, document.area.top_mm, columns, plan)
    y_mm = _put(document, y_mm, lines, columns, plan.text, plan)
    for sentence in sentences:
        document.write(document.area.left_mm + _INDENT_MM, y_mm, sentence, _UNDER, wide_mm)
        y_mm += _UNDER.pitch_mm
    y_mm += _PAD_MM / 2 if sentences else 0
    document.rule(y_mm, weight_mm=0.1)
    return y_mm + _PAD_MM


def _lines_of(document: Document, texts: Sequence[str], style: Style, plan: _Plan) -> list[list[str]]:
    return [document.lines(text, style, width) for text, width in zip(texts, plan.widths_mm, strict=True)]


def _put(
    document: Document,
    y_mm: float,
    lines: Sequence[Sequence[str]],
    columns: Sequence[Column],
    style: Style,
    plan: _Plan,
) -> float:
    """One row of cells, each on as many lines as it takes; gives where its lower edge is."""
    x_mm = document.area.left_mm
    for column, cell, width_mm in zip(columns, lines, plan.widths_mm, strict=True):
        for number, line in enumerate(cell):
            top_mm = y_mm + number * style.pitch_mm
            document.write(x_mm, top_mm, line, style, width_mm, is_right=column.align == "right")
        x_mm += width_mm + _GAP_MM
    return y_mm + max(map(len, lines), default=1) * style.pitch_mm + _PAD_MM / 2


def _notes(document: Document, y_mm: float, table: Table) -> None:
    for note in table.notes:
        text = safe(note, 1000)
        high_mm = len(document.lines(text, _NOTE, document.area.width_mm)) * _NOTE.pitch_mm
        if y_mm + high_mm > document.area.bottom_mm:
            document.turn_page()
            y_mm = document.area.top_mm
        y_mm = document.write_lines(document.area.left_mm, y_mm, text, _NOTE, document.area.width_mm) + 1
