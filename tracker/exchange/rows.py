"""What becomes of a checked file: rows for the catalogue, or faults for the person who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and what is right instead. Texts may quote the file: show them by ``safe``."""

    line: int
    """The line of the file on which the row begins, from 1; the header is usually line 1."""
    column: str
    """The column's name, empty where the whole line is meant."""
    message: str
    hint: str = ""


Row = TypeVar("Row")

SHOWN: Final = 100
"""Faults kept with their text. A wrong separator makes one on every line, and nobody reads the hundred-and-first."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[Row]):
    """A file's rows, or why there are none: ``rows`` is empty as soon as there is a fault, for an import is all or
    nothing. ``faults`` holds the first :data:`SHOWN`, ``fault_count`` counts all."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0


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
