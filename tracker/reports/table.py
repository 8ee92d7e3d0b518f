"""A report's answer, whatever it is about: named columns with stable keys, and rows of plain values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Literal

from tracker.text import counted, safe

_WIDTH, _INDENT = 80, 9
_FORMULA = frozenset("=+-@＝＋－＠")
Cell = str | int | Decimal | date | None
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the stable snake_case name for scripts, ``title`` the heading for people."""

    key: str
    title: str
    align: Align = "left"
    is_prose: bool = False
    """Whether its cells are sentences: on paper they stand under their row, over the page's whole width."""


@dataclass(frozen=True, slots=True)
class Table:
    """One answer. ``as_of`` is the clinic's date that it holds for."""

    report: str
    title: str
    as_of: date
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    """What the rows do not say by themselves: what was left out of a sum, and where a figure comes from."""
    has_findings: bool = False
    """Whether somebody has to do something: exit status 1."""
    lines: tuple[str, ...] | None = None
    """The rows for a terminal, where in columns they would be wider than it."""

    def as_object(self) -> Mapping[str, object]:
        """The form for scripts: ``report``, ``as_of`` and ``rows`` of column key to value; ``notes`` where there are any."""
        keys = [column.key for column in self.columns]
        told: dict[str, object] = {
            "report": self.report,
            "as_of": self.as_of.isoformat(),
            "rows": [dict(zip(keys, map(_plain, row), strict=True)) for row in self.rows],
        }
        return told | ({"notes": list(self.notes)} if self.notes else {})


def day_of(text: str | None) -> date | None:
    """An ISO date of the database as a date, so that a spreadsheet gets one."""
    return date.fromisoformat(text) if text else None


def _plain(cell: Cell) -> str | int | float | None:
    """As JSON has it. An amount below ten thousand million keeps all of its digits in a float."""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def as_csv(table: Table) -> str:
    """RFC 4180 text with a heading line of column keys. A cell that a spreadsheet would run as a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str):
        shown = safe(cell, 10_000)
        return "'" + shown if is_formula(shown) else shown
    return cell


def is_formula(text: str) -> bool:
    """CWE-1236: what begins with ``= + - @``, a full-width one of them or a control character is a formula to Excel and its
    kin. Of control characters :func:`tracker.text.safe` has left none."""
    return text[:1] in _FORMULA


def as_text(table: Table) -> list[str]:
    """Lines for a terminal: a title, headings, rows in columns, notes; numbers to the right."""
    title = f"{table.title}   as of {table.as_of.isoformat()}   {counted(len(table.rows), 'line')}"
    body = _in_columns(table) if table.lines is None else table.lines
    return [title, *([""] if body else []), *body, *([""] if table.notes else []), *table.notes]


def _in_columns(table: Table) -> Sequence[str]:
    cells = [[safe("–" if cell is None else cell) for cell in row] for row in table.rows]
    heads = [column.title for column in table.columns]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    aligns = [column.align for column in table.columns]
    lines = []
    for row in [heads, *cells]:
        parts = [
            cell.rjust(width) if align == "right" else cell.ljust(width)
            for cell, width, align in zip(row, widths, aligns, strict=True)
        ]
        lines.append("  ".join(parts).rstrip(" "))
    return lines


def in_lines(text: str, before: str = "") -> list[str]:
    """``text`` for :attr:`Table.lines`: in lines of at most 80 characters, all of them harmless, ``before`` beside the
    first. For rows that would be several times as wide in columns."""
    return wrap(
        safe(text, 1000), _WIDTH, initial_indent=before.ljust(_INDENT), subsequent_indent=" " * _INDENT,
        break_on_hyphens=False,
    )  # fmt: skip
