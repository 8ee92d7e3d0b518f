"""What an export says of itself: each table and column, in a file that a person and a program read."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tracker import __version__
from tracker.exchange.leaving_words import about_column, about_table


@dataclass(frozen=True, slots=True)
class Column:
    """``is_hex`` for bytes, which are written as hexadecimal digits."""

    name: str
    kind: str
    is_needed: bool
    refers_to: str
    is_hex: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A table in its files."""

    table: str
    columns: tuple[Column, ...]
    rows: int


def opened(path: Path, newline: str = "\n") -> TextIO:
    """A new file for its owner alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return open(handle, "w", encoding="utf-8", errors="backslashreplace", newline=newline)


def write_schema(folder: Path, tables: Sequence[Exported], at: str, *, has_patients: bool) -> None:
    told = {
        "made_at": at,
        "program": f"clinic-tracker {__version__}",
        "has_patients": has_patients,
        "csv": "RFC 4180 in UTF-8, a line of names first. An empty cell is no value or an empty text."
        " A text that begins with = + - @, a"
        " tab, or an apostrophe has one apostrophe before it.",
        "jsonl": "One JSON object a line, in ASCII; null is no value.",
        "times": "ISO 8601 in UTC; days are YYYY-MM-DD in the clinic's zone.",
        "tables": [
            {
                "name": each.table,
                "about": about_table(each.table),
                "rows": each.rows,
                "columns": [_told(each.table, column) for column in each.columns],
            }
            for each in tables
        ],
    }
    with opened(folder / "schema.json") as file:
        file.write(json.dumps(told, indent=1, ensure_ascii=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _told(table: str, column: Column) -> dict[str, object]:
    told: dict[str, object] = {
        "name": column.name,
        "type": "hex" if column.is_hex else column.kind,
        "may_be_empty": not column.is_needed,
        "about": about_column(table, column.name, column.refers_to),
    }
    return {**told, "refers_to": f"{column.refers_to}.id"} if column.refers_to else told
