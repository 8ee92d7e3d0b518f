"""A table as a workbook: numbers that add up, dates that sort, and no text that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.errors import ConfigurationError
from tracker.reports.table import Cell, Column, Table, is_formula
from tracker.text import safe

MOST_ROWS = 1_048_575
"""What a sheet has below its headings: 2²⁰ rows (ECMA-376, as every reader has it)."""
LONGEST = 8_000
"""Characters of a cell before they are made harmless; Excel takes 32,767, and one becomes at most six."""
_WIDEST, _NARROWEST = 60, 6
"""Of a column, in letters."""
_EXACT = 10**15
"""Excel keeps 15 digits of a number; a longer one is written as text."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel holds 1900 for a leap year: earlier days are off by one there."""


def as_xlsx(table: Table, clinic: str = "") -> bytes:
    """One sheet with the rows under a heading that stays in sight, and one that says what it is. The same table gives the
    same bytes. Raises :class:`ConfigurationError` (``too_many_rows``)."""
    if len(table.rows) > MOST_ROWS:
        raise ConfigurationError(
            f"A sheet holds {MOST_ROWS:,} rows, and these are {len(table.rows):,}.",
            hint="Ask for less with a filter, or write CSV.",
            code="too_many_rows",
        )
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties(
        {"title": safe(table.title), "company": safe(clinic), "created": datetime.combine(table.as_of, time(), UTC)}
    )
    _rows(book, book.add_worksheet(table.report[:31]), table)
    _about(book, book.add_worksheet("about"), table, clinic)
    book.close()
    return target.getvalue()


def _rows(book: Workbook, sheet: Worksheet, table: Table) -> None:
    last = len(table.columns) - 1
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        sheet.set_column(at, at, _width(column, cells))
        sheet.write_string(
            0, at, safe(column.title), book.add_format({"bold": True, "bottom": 1, "align": column.align})
        )
        formats = _Formats(book, column, cells)
        for line, cell in enumerate(cells, start=1):
            _put(sheet, line, at, cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{_printed(table.title)}&Ras of {table.as_of.isoformat()}   page &P of &N")


class _Formats:
    """How a column's cells are shown; amounts with as many digits as the most exact one has."""

    def __init__(self, book: Workbook, column: Column, cells: Sequence[Cell]) -> None:
        digits = max((_digits(cell) for cell in cells if isinstance(cell, Decimal)), default=0)
        align = {"align": column.align}
        self.text: Format = book.add_format({**align, "num_format": "@"})
        self.formula: Format = book.add_format({**align, "num_format": "@", "quote_prefix": True})
        self.whole: Format = book.add_format({**align, "num_format": "0"})
        self.amount: Format = book.add_format({**align, "num_format": "0." + "0" * digits if digits else "0"})
        self.day: Format = book.add_format({**align, "num_format": "yyyy-mm-dd"})


def _digits(amount: Decimal) -> int:
    return len(f"{amount:f}".partition(".")[2])


def _put(sheet: Worksheet, line: int, at: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, date) and cell >= _FIRST_DAY:
        sheet.write_datetime(line, at, datetime.combine(cell, time()), formats.day)
    elif isinstance(cell, (int, Decimal)) and -_EXACT < cell < _EXACT:
        sheet.write_number(line, at, cell, formats.whole if isinstance(cell, int) else formats.amount)
    else:
        text = safe(cell, LONGEST)
        sheet.write_string(line, at, text, formats.formula if is_formula(text) else formats.text)


def _about(book: Workbook, sheet: Worksheet, table: Table, clinic: str) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, _WIDEST + 40)
    sheet.write_string(0, 0, "report")
    sheet.write_string(0, 1, safe(table.title, LONGEST), book.add_format({"bold": True}))
    sheet.write_string(1, 0, "clinic")
    sheet.write_string(1, 1, safe(clinic))
    sheet.write_string(2, 0, "as of")
    sheet.write_datetime(2, 1, datetime.combine(table.as_of, time()), day)
    sheet.write_string(3, 0, "lines")
    sheet.write_number(3, 1, len(table.rows), book.add_format({"align": "left"}))
    for line, note in enumerate(table.notes, start=4):
        sheet.write_string(line, 0, "note")
        sheet.write_string(line, 1, safe(note, LONGEST))


def _width(column: Column, cells: Sequence[Cell]) -> int:
    longest = max((len(safe(cell)) for cell in cells if cell is not None), default=0)
    # The filter's arrow covers two letters of a heading.
    return max(_NARROWEST, min(_WIDEST, max(longest, len(column.title) + 2) + 1))


def _printed(title: str) -> str:
    """In a footer ``&`` begins a code; all of it may have 255 characters."""
    return safe(title, 120).replace("&", "&&")
