"""From text to lines of named cells: separator, header, quoting, and the faults that belong to a line as a whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tracker.errors import ConfigurationError
from tracker.exchange.decoding import decode, read_bytes
from tracker.exchange.rows import SHOWN, Checked, Fault, Row
from tracker.text import safe

Progress = Callable[[int, int], None]

_SEPARATORS: Final = ",;\t|"
_EVERY: Final = 2000


class Faults:
    """Collects: all are counted, the first :data:`SHOWN` are kept."""

    __slots__ = ("count", "shown")

    def __init__(self) -> None:
        self.count = 0
        self.shown: list[Fault] = []

    def add(self, line: int, column: str, message: str, hint: str = "") -> None:
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Fault(line, column, message, hint))

    def check(self, rows: list[Row]) -> Checked[Row]:
        """``rows`` where nothing is wrong, else only what is wrong, in the order of the lines."""
        if not self.count:
            return Checked(tuple(rows))
        return Checked((), tuple(sorted(self.shown, key=lambda fault: fault.line)), self.count)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file. ``numbered`` are patterns with a number in them, such as ``package_1``."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """For the human reader only: a name beside a code. Never read."""
    numbered: re.Pattern[str] | None = None
    """Its examples belong in ``optional``, so that the nearest name can be suggested."""
    suffixes: tuple[str, ...] = ()
    """A column that ends in one of these says more about the column of the same name without it."""

    def has(self, name: str) -> bool:
        return (
            name in self.required
            or name in self.optional
            or name in self.notes
            or (self.numbered is not None and self.numbered.fullmatch(name) is not None)
        )

    def nearest(self, name: str) -> str:
        near = get_close_matches(name, (*self.required, *self.optional, *self.notes), n=1, cutoff=0.5)
        return near[0] if near else ""


class Line:
    """One row of the file, its cells by column name, and where to complain."""

    __slots__ = ("_faults", "cells", "number")

    def __init__(self, number: int, cells: dict[str, str], faults: Faults) -> None:
        self.number = number
        self.cells = cells
        self._faults = faults

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

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
        raise ConfigurationError("The file is empty.", hint="It needs a line of column names.", code="import_empty")
    names = _header(header, separator, columns, faults)
    met = 0
    for number, cells in records:
        if not any(cells):
            continue
        met += 1
        if progress and not met % _EVERY:
            progress(min(met, total), total)
        row = _row(number, cells, names, faults) if names else None
        if row is not None:
            yield row
    if progress:
        progress(total, total)
    if not met and not faults.count:
        raise ConfigurationError(
            "The file has column names and nothing under them.", hint="Write one row for each.", code="import_no_rows"
        )


def _records(text: str, columns: Columns, faults: Faults) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    stream = io.StringIO(text, newline="")
    skipped = 0
    while True:
        place = stream.tell()
        first = stream.readline()
        told = re.fullmatch(r"sep=(.)\s*", first)
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
        names = [_name(cell) for cell in header.split(separator)]
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


def _name(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", cell.strip("\ufeff\u00a0 \t\r\n\"'")).casefold()


def _header(record: tuple[int, list[str]], separator: str, columns: Columns, faults: Faults) -> list[str]:
    """Names by position, empty for columns that are not read; an empty list where rows cannot be understood."""
    line, cells = record
    names = [_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    before = faults.count
    for position, name in enumerate(names):
        if name and name in names[:position]:
            faults.add(line, name, f"The column {safe(name, 60)} is there twice.", "Keep one of them.")
        elif name and not columns.has(name):
            near = columns.nearest(name)
            faults.add(
                line,
                safe(name, 60),
                f"No column is called {safe(name, 60)}.",
                f"Is {near} meant?" if near else f"The columns are: {', '.join(columns.required + columns.optional)}.",
            )
    for name in names:
        suffix = next((suffix for suffix in columns.suffixes if name.endswith(suffix)), "")
        whose = name.removesuffix(suffix)
        if suffix and columns.has(whose) and whose not in names:
            faults.add(line, name, f"The column {name} stands there without {whose}.", f"Add {whose}, or take it away.")
    for name in columns.required:
        if name not in names:
            shown = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}.get(separator, separator)
            faults.add(
                line, name, f"The column {name} is missing.", f"Add it to the first line (separated by {shown})."
            )
    if faults.count > before and any(name not in names for name in columns.required):
        return []
    return names


def _row(number: int, cells: list[str], names: list[str], faults: Faults) -> Line | None:
    width = len(names)
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) == width:
        return Line(number, dict(zip(names, cells, strict=True)), faults)
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
