"""Any table on paper: a heading, the day that it holds for, columns that fit, and headings again on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labels.card import PAPER_MM, Paper
from labels.document import MARGIN_MM, RESOLUTION, Document
from labels.writing import Style, run_dots
from tracker.errors import ConfigurationError
from tracker.reports.table import Cell, Column, Table
from tracker.text import counted, safe

MOST_ROWS = 20_000
"""Some six hundred pages: nobody reads more, and who files it takes CSV or XLSX."""

_TITLE, _AS_OF, _NOTE = Style(5.5, True), Style(3.2), Style(2.6)
_UNDER = Style(2.5)
_SIZES_MM = (2.9, 2.5)
"""Of the rows' letters: the larger where everything fits on one line each. Smaller ones nobody reads at arm's length; rather
are lines broken."""
_LEAST_HEAD_MM = 2.5
_GAP_MM, _PAD_MM = 2.5, 0.9
_MEASURED = 2_000
"""Rows by which columns are measured; what is wider further down is broken over lines."""
_LEAST_MM = 9.0
_LONGEST, _LONGEST_UNDER = 300, 1000
_INDENT_MM = 6.0
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)((?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)")


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
    """A moment as people write it, to the minute where that is all of it; a line may be broken in it."""
    if isinstance(cell, str) and (moment := _MOMENT.fullmatch(cell)):
        day, minute, seconds, zone = moment.groups()
        return f"{day} {minute}{seconds if seconds.strip(':0.') else ''}{zone}"
    return "" if cell is None else safe(cell, _LONGEST)


def _planned(columns: Sequence[Column], cells: Sequence[Sequence[str]], paper: Paper) -> _Plan:
    """Upright if everything fits on one line each, else across; then smaller letters; then broken lines."""
    upright_mm, across_mm = (side - 2 * MARGIN_MM for side in PAPER_MM[paper])
    for size_mm in _SIZES_MM:
        text, head = Style(size_mm), Style(max(size_mm * 0.9, _LEAST_HEAD_MM), True)
        natural = [_natural_mm(at, column, cells, text, head) for at, column in enumerate(columns)]
        needed_mm = sum(natural) + _GAP_MM * (len(columns) - 1)
        for is_landscape, given_mm in ((False, upright_mm), (True, across_mm)):
            if needed_mm <= given_mm:
                return _Plan(text, head, tuple(natural), is_landscape)
    room_mm = across_mm - _GAP_MM * (len(columns) - 1)
    words = [_word_mm(at, column, cells, text, head) for at, column in enumerate(columns)]
    return _Plan(text, head, _squeezed(natural, words, room_mm), True)


def _natural_mm(at: int, column: Column, cells: Sequence[Sequence[str]], text: Style, head: Style) -> float:
    return _widest_mm([row[at] for row in cells[:_MEASURED]], [column.title], text, head)


def _word_mm(at: int, column: Column, cells: Sequence[Sequence[str]], text: Style, head: Style) -> float:
    """What a column takes in which no word and no number is broken."""
    words = {word for row in cells[:_MEASURED] for word in row[at].split(" ")}
    return _widest_mm(words, column.title.split(" "), text, head)


def _widest_mm(texts: Iterable[str], titles: Iterable[str], text: Style, head: Style) -> float:
    widest = max(
        max((run_dots(each, text) for each in texts), default=0.0), max(run_dots(each, head) for each in titles)
    )
    return float(RESOLUTION.mm(round(widest))) + 0.6


def _squeezed(natural_mm: Sequence[float], words_mm: Sequence[float], room_mm: float) -> tuple[float, ...]:
    """The wide columns give what is lacking: all above one width are cut down to it, as far as words stay whole, and
    beyond that only where whole words do not fit either."""
    if sum(words_mm) > room_mm:
        words_mm = [min(_LEAST_MM, room_mm / len(natural_mm), word) for word in words_mm]
    low, high = 0.0, max(natural_mm)
    for _ in range(40):
        cut = (low + high) / 2
        if sum(_between(word, cut, natural) for word, natural in zip(words_mm, natural_mm, strict=True)) > room_mm:
            high = cut
        else:
            low = cut
    return tuple(_between(word, low, natural) for word, natural in zip(words_mm, natural_mm, strict=True))


def _between(least: float, wanted: float, most: float) -> float:
    return max(least, min(wanted, most))


def _top(document: Document, table: Table, clinic: str) -> float:
    area = document.area
    y_mm = document.write_lines(area.left_mm, area.top_mm, safe(table.title), _TITLE, area.width_mm, most=2)
    said = f"{clinic}   as of {table.as_of.isoformat()}   {counted(len(table.rows), 'line')}".strip(" ")
    document.write(area.left_mm, y_mm + 0.5, safe(said), _AS_OF, area.width_mm)
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
        document.write(document.area.left_mm + _INDENT_MM, y_mm, safe(sentence), _UNDER, wide_mm)
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
            document.write(x_mm, top_mm, safe(line), style, width_mm, is_right=column.align == "right")
        x_mm += width_mm + _GAP_MM
    return y_mm + max(map(len, lines), default=1) * style.pitch_mm + _PAD_MM / 2


def _notes(document: Document, y_mm: float, table: Table) -> None:
    for note in table.notes or (() if table.rows else ("Nothing: there is no line of it.",)):
        text = safe(note, 1000)
        high_mm = len(document.lines(text, _NOTE, document.area.width_mm)) * _NOTE.pitch_mm
        if y_mm + high_mm > document.area.bottom_mm:
            document.turn_page()
            y_mm = document.area.top_mm
        y_mm = document.write_lines(document.area.left_mm, y_mm, text, _NOTE, document.area.width_mm) + 1
