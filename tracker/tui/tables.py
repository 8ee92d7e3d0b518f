"""Rows of text in columns, cut and aligned to a width: what every list on the screen is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.content import Content

from tracker.text import safe
from tracker.tui.showing import fitted, line

SIGN_WIDTH = 3
GUTTER = 2


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in terminal columns; 0 for the one that takes what is left."""

    title: str
    width: int = 0
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``sign`` and ``style`` say the same thing, so that it is said without colour too."""

    cells: tuple[str, ...]
    sign: str = ""
    style: str = ""


def widened(columns: Sequence[Column], entries: Sequence[Row]) -> tuple[Column, ...]:
    """The columns, those of numbers as wide as their widest: a name may be cut, a number never."""
    return tuple(
        replace(column, width=max([column.width, *(cell_len(safe(entry.cells[place])) for entry in entries)]))
        if column.is_right
        else column
        for place, column in enumerate(columns)
    )


def widths(columns: Sequence[Column], width: int) -> tuple[int, ...]:
    """The columns' widths in a table of ``width``: the open column gets the rest, but never less than eight."""
    fixed = sum(column.width for column in columns) + GUTTER * (len(columns) - 1) + SIGN_WIDTH
    return tuple(column.width or max(8, width - fixed) for column in columns)


def heading(title: str, columns: Sequence[Column], width: int) -> Content:
    """The table's title in place of its first column's, and the other columns' titles."""
    room = widths(columns, width)
    first = fitted(f"  {title}", SIGN_WIDTH + room[0])
    rest = [
        fitted(column.title, size, is_right=column.is_right) for column, size in zip(columns[1:], room[1:], strict=True)
    ]
    return line((first, "bold"), (" " * GUTTER if rest else "", ""), ((" " * GUTTER).join(rest), "$muted"))


def row(entry: Row, columns: Sequence[Column], width: int) -> Content:
    room = widths(columns, width)
    cells = [
        fitted(cell, size, is_right=column.is_right)
        for cell, column, size in zip(entry.cells, columns, room, strict=True)
    ]
    sign = fitted(f" {entry.sign}", SIGN_WIDTH)
    return line((sign, f"bold {entry.style}" if entry.style else "bold"), ((" " * GUTTER).join(cells), entry.style))
