"""The tables of a register as they are downloaded.

They are somebody else's and of any size, so that they are read line by line, within limits, and a broken line is counted
and told, not fatal.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from tracker.errors import ConfigurationError

LONGEST_LINE = 64 * 1024
"""Bytes. GUDID's longest cell has 4,000 characters."""
LONGEST_CELL = 300
"""Characters that are kept of a cell: enough for a name and what it is."""
MOST_BYTES = 64 * 2**30
"""Unpacked. The full GUDID release has about a tenth of that; a packed file that goes on for longer is no register."""
MOST_LINES_IN_A_CELL = 20
TOLD_FAULTS = 5

Progress = Callable[[int, int], None]
"""(bytes read, bytes in all) of the unpacked tables."""


@dataclass(slots=True)
class Reading:
    """What has been read so far, and what was wrong with it."""

    progress: Progress
    total: int = 0
    done: int = 0
    broken: int = 0
    faults: list[str] = field(default_factory=list)
    digest: str = ""

    def fault(self, table: str, line: int, what: str) -> None:
        self.broken += 1
        if len(self.faults) < TOLD_FAULTS:
            self.faults.append(f"{table}, line {line}: {what}")

    def contradiction(self, table: str, what: str, rows: int) -> None:
        """``rows`` that say something else than one before them; seen when all are there, without their lines."""
        self.broken += rows
        if len(self.faults) < TOLD_FAULTS:
            self.faults.append(f"{table}: {what}")


@dataclass(frozen=True, slots=True)
class Tables:
    """Open tables by name (``device.txt``), in lower case."""

    files: dict[str, IO[bytes]]
    reading: Reading

    def rows(
        self, name: str, separator: str, needed: Sequence[str], wanted: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of one table with their line numbers: the cells of the columns ``needed`` and ``wanted``, by their names
        in lower case, wherever they stand; of a column in ``wanted`` that is not there they are empty.

        ConfigurationError ``not_a_register`` where a ``needed`` column is missing.
        """
        lines = self._lines(name)
        at, first = next(lines, (0, ""))
        if at > 1:
            raise ConfigurationError(
                f"{name}: the line that names its columns is too long.",
                hint="Give the whole download as it came, unpacked or not.",
                code="not_a_register",
            )
        columns = [plain(_unquoted(cell)).casefold() for cell in first.removeprefix("\ufeff").split(separator)]
        missing = [column for column in needed if column not in columns]
        twice = [column for column in (*needed, *wanted) if columns.count(column) > 1]
        if twice:
            raise ConfigurationError(
                f"{name} has two columns {twice[0]}: nobody can say which of them is meant.",
                hint="Give the whole download as it came, unpacked or not.",
                code="not_a_register",
            )
        if missing:
            raise ConfigurationError(
                f"{name} has no column {missing[0]}.",
                hint="Give the whole download as it came, unpacked or not: a spreadsheet saves it in another form.",
                code="not_a_register",
            )
        kept = [(column, columns.index(column)) for column in (*needed, *wanted) if column in columns]
        absent = dict.fromkeys((column for column in wanted if column not in columns), "")
        for number, cells in self._records(name, lines, separator, len(columns)):
            yield number, {column: plain(cells[place]) for column, place in kept} | absent

    def _records(
        self, name: str, lines: Iterator[tuple[int, str]], separator: str, width: int
    ) -> Iterator[tuple[int, list[str]]]:
        """Lines in cells. A cell with a quote, a separator or a line's end in it may be quoted as in CSV; a quote that
        opens and never closes is an inch sign."""
        ahead: deque[tuple[int, str]] = deque()
        while (each := ahead.popleft() if ahead else next(lines, None)) is not None:
            number, line = each
            cells = line.split(separator)
            if '"' in line:
                cells = [_unquoted(cell) for cell in cells]
                if len(cells) != width:
                    cells = _quoted(line, lines, ahead, separator, width) or cells
            if len(cells) == width:
                yield number, cells
            elif line:
                self.reading.fault(name, number, f"{len(cells)} cells, where {width} belong")

    def _lines(self, name: str) -> Iterator[tuple[int, str]]:
        file, reading, number = self.files[name], self.reading, 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            self._count(name, line)
            if number % 5000 == 0:
                reading.progress(reading.done, reading.total)
            if len(line) > LONGEST_LINE:
                reading.fault(name, number, f"more than {LONGEST_LINE // 1024} kB long")
                self._skip(name, line)
                continue
            yield number, _text(line).rstrip("\r\n")

    def _skip(self, name: str, line: bytes) -> None:
        """The rest of a line that is too long."""
        while line and not line.endswith(b"\n"):
            line = self.files[name].readline(LONGEST_LINE)
            self._count(name, line)

    def _count(self, name: str, line: bytes) -> None:
        self.reading.done += len(line)
        if self.reading.done > MOST_BYTES:
            raise ConfigurationError(f"{name} goes on for more than {MOST_BYTES // 2**30} GB.", code="not_a_register")


def plain(cell: str) -> str:
    """A cell as it may be kept: one line, no control characters, at most :data:`LONGEST_CELL` characters."""
    if len(cell) <= LONGEST_CELL and cell.isprintable() and "  " not in cell:
        return cell.strip(" ")
    shown = "".join(character if character.isprintable() else " " for character in cell[: 4 * LONGEST_CELL])
    return " ".join(shown.split())[:LONGEST_CELL]


def _unquoted(cell: str) -> str:
    inside = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if is_quoted else cell


def _quoted(
    line: str, lines: Iterator[tuple[int, str]], ahead: deque[tuple[int, str]], separator: str, width: int
) -> list[str] | None:
    """``line`` read as CSV, with as many of the next as its quotes hold; None, and those next lines in ``ahead``, where
    that does not come to ``width`` cells."""
    text = [line]
    for further in range(MOST_LINES_IN_A_CELL):
        try:
            cells = next(csv.reader([f"{each}\n" for each in text], delimiter=separator, strict=True), [])
        except csv.Error as error:
            is_open = "unexpected end" in str(error)
        else:
            is_open = False
            if len(cells) == width:
                for _ in range(further):
                    ahead.popleft()
                return cells
        if is_open and len(ahead) <= further and (following := next(lines, None)) is not None:
            ahead.append(following)
        if not is_open or len(ahead) <= further:
            return None
        text.append(ahead[further][1])
    return None


def _text(line: bytes) -> str:
    """UTF-8; older releases are in Windows' Western letters."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
