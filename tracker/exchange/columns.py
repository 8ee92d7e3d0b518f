"""The columns of each kind of file, and the line that names them: by whatever spelling, with the nearest name suggested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from tracker.exchange.rows import Faults
from tracker.text import safe

_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


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
    is_private: bool = False
    """Patients stand in it: no cell is ever quoted, in whatever column it has slipped."""

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


def column_name(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", cell.strip("\ufeff\u00a0 \t\r\n\"'")).casefold()


def read_header(record: tuple[int, list[str]], separator: str, columns: Columns, faults: Faults) -> list[str]:
    """Names by position, empty for columns that are not read; an empty list where rows cannot be understood."""
    line, cells = record
    names = [column_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for position, name in enumerate(names):
        if name and name in names[:position] and (columns.has(name) or not columns.is_private):
            faults.add(line, name, f"The column {safe(name, 60)} is there twice.", "Keep one of them.")
        elif name and not columns.has(name):
            near = columns.nearest(name)
            hint = (
                f"Is {near} meant?" if near else f"The columns are: {', '.join(columns.required + columns.optional)}."
            )
            if columns.is_private:
                # Without a header, the first line is a patient.
                faults.add(line, "", f"The name of column {position + 1} is not known.", hint)
            else:
                faults.add(line, safe(name, 60), f"No column is called {safe(name, 60)}.", hint)
    for name in names:
        suffix = next((suffix for suffix in columns.suffixes if name.endswith(suffix)), "")
        whose = name.removesuffix(suffix)
        if suffix and columns.has(whose) and whose not in names:
            faults.add(line, name, f"The column {name} stands there without {whose}.", f"Add {whose}, or take it away.")
    missing = [name for name in columns.required if name not in names]
    for name in missing:
        hint = f"Add it to the first line (separated by {_SEPARATORS.get(separator, separator)})."
        faults.add(line, name, f"The column {name} is missing.", hint)
    return [] if missing else names
