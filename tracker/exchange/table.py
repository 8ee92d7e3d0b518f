"""From text to lines of named cells: separator, header, quoting, and the faults that belong to a line as a whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final

from tracker.errors import ConfigurationError
from tracker.exchange.columns import Columns, column_name, read_header
from tracker.exchange.decoding import decode, read_bytes
from tracker.exchange.rows import Faults
from tracker.text import safe

Progress = Callable[[int, int], None]

_SEPARATORS: Final = ",;\t|"
_EVERY: Final = 2000


class Line:
    """One row of the file, its cells by column name, and where to complain."""

    __slots__ = ("_faults", "cells", "is_private", "number")

    def __init__(self, number: int, cells: dict[str, str], faults: Faults, *, is_private: bool = False) -> None:
        self.number = number
        self.cells = cells
        self.is_private = is_private
        self._faults = faults

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def quoted(self, cell: str, limit: int = 60) -> str:
        """The cell as a fault may show it: not at all where patients stand in the file."""
        return "This cell" if self.is_private else f"“{safe(cell, limit)}”"

    def fault(self, column: str, message: str, hint: str = "") -> None:
        self._faults.add(self.number, column, message, hint)


def read_table(
    source: Path | bytes, columns: Columns, faults: Faults, progress: Progress | None = None
) -> Iterator[Line]:
    """The file's rows with as many cells as it has columns; everything else about them is a fault.

    Blank lines are passed over. Raises ConfigurationError (``import_...``) where there is no table at all: no such
    file, no text, no header, no rows.
    """
    text = decode(read_bytes(source))
    total = max(text.count("\n"), text.count("\r"))
    separator, records = _records(text, columns, faults)
    header = next(records, None)
    if header is None:
        if not faults.count:
            raise ConfigurationError("The file is empty.", hint="It needs a line of column names.", code="import_empty")
        return
    names = read_header(header, separator, columns, faults)
    rows = _rows(records, names, faults, columns.is_private, progress or (lambda done, total: None), total)
    if not (yield from rows):
        message, hint = "The file has column names and nothing under them.", "Write one row for each."
        raise ConfigurationError(message, hint=hint, code="import_no_rows")


def _rows(
    records: Iterator[tuple[int, list[str]]],
    names: list[str],
    faults: Faults,
    is_private: bool,
    progress: Progress,
    total: int,
) -> Generator[Line, None, bool]:
    """The rows that can be judged; returns whether there was anything at all under the header."""
    met = 0
    for number, cells in records:
        if not any(map(str.strip, cells)):
            continue
        met += 1
        if not met % _EVERY:
            progress(min(met, total), total)
        row = _row(number, cells, names, faults, is_private) if names else None
        if row is not None:
            yield row
    progress(total, total)
    return met > 0 or faults.count > 0


def _records(text: str, columns: Columns, faults: Faults) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    stream = io.StringIO(text, newline="")
    skipped = 0
    while True:
        place = stream.tell()
        first = stream.readline()
        told = re.fullmatch(r"sep=([,;|:~^\t])\s*", first)
        if not first or (first.strip(" \t\r\n,;|") and not told):
            break
        skipped += 1
        if told:
            return told[1], _parse(stream, told[1], skipped, faults)
    stream.seek(place)
    return (separator := _separator(first, columns)), _parse(stream, separator, skipped, faults)


def _separator(header: str, columns: Columns) -> str:
    """The one that yields the most columns we know; in doubt the one that yields the most cells."""

    def known(separator: str) -> tuple[int, int]:
        names = [column_name(cell) for cell in header.split(separator)]
        return sum(map(columns.has, names)), len(names)

    return max(_SEPARATORS, key=known)


def _parse(stream: io.StringIO, separator: str, skipped: int, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, delimiter=separator, strict=True)
    while True:
        start = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(start, "", *_quoting(str(error)))
            continue
        yield start, cells


def _quoting(error: str) -> tuple[str, str]:
    if "field limit" in error or "unexpected end" in error:
        return (
            "A quotation mark that is opened on this line is never closed.",
            'Close it, or write the inch mark inside a quoted cell twice: "25G × 1""".',
        )
    return (
        "A quoted cell on this line goes on after its closing quotation mark.",
        'Write a quotation mark inside a quoted cell twice: "25G × 1"" needle".',
    )


def _row(number: int, cells: list[str], names: list[str], faults: Faults, is_private: bool) -> Line | None:
    width = len(names)
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) == width:
        return Line(number, dict(zip(names, cells, strict=True)), faults, is_private=is_private)
    more = len(cells) > width
    faults.add(
        number,
        "",
        f"This line has {len(cells)} cells, the header names {width} columns.",
        "A separator inside a cell? Put that cell in quotation marks."
        if more
        else "Something is missing at its end, or the line was broken in two.",
    )
    return None
