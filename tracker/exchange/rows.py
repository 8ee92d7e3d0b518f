"""What an import file says, checked: frozen rows for the catalogue, and faults for the person who wrote the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from tracker.inventory.entries import (
    NOTHING_KNOWN,
    IdentifierRow,
    ItemRow,
    Known,
    KnownItem,
    KnownPlace,
    LocationRow,
    PackageRow,
    ParRow,
    StockRow,
)

__all__ = [
    "NOTHING_KNOWN",
    "SHOWN",
    "Checked",
    "Fault",
    "IdentifierRow",
    "ItemRow",
    "Known",
    "KnownItem",
    "KnownPlace",
    "LocationRow",
    "PackageRow",
    "ParRow",
    "Row",
    "StockRow",
]


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
