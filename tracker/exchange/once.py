"""What may stand in a file once only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from tracker.exchange.columns import Columns
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table

Row = TypeVar("Row")


class Once:
    """Remembers on which line each value of a column stood first."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], int] = {}

    def takes(self, line: Line, column: str, value: str) -> bool:
        """Whether ``value`` is new, whatever its case; else a fault that names both lines."""
        first = self._lines.setdefault((column, value.casefold()), line.number)
        if first == line.number:
            return True
        hint = f"See lines {first} and {line.number}, and keep one."
        line.fault(column, f"{line.quoted(value)} stands on line {first} already.", hint)
        return False


def read_once(
    source: Path | bytes,
    columns: Columns,
    row_of: Callable[[Line], Row | None],
    keys: Callable[[Row], Mapping[str, str]],
    progress: Progress | None,
) -> Checked[Row]:
    """A table in which the values of some columns (``keys``; empty ones aside) stand once only, or its faults.

    ``row_of`` makes a row, or says what is wrong with its line. Raises ConfigurationError where it is no table at all.
    """
    faults, once = Faults(), Once()
    rows: list[Row] = []
    for line in read_table(source, columns, faults, progress):
        row = row_of(line)
        if row is None:
            continue
        is_new = all(once.takes(line, column, value) for column, value in keys(row).items() if value)
        if is_new and not faults.count:
            rows.append(row)
    return faults.check(rows)
