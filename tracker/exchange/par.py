"""``par.csv``: how much of what a place is to hold after restocking, one line for each place and item.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
location_code  yes      the place's house code, or its name where only one is called so; else ``Exam 2 · Cart``
item_code      yes      the item's house code, a GTIN of it, or its name where only one is called so
par            yes      base units; 0: this place is to keep none
location, item          their names, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.references import item_code, place_code
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, Known, ParRow

COLUMNS: Final = Columns(required=("location_code", "item_code", "par"), notes=("location", "item"))
MOST: Final = 100_000


def read_par(source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None) -> Checked[ParRow]:
    """The par levels of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    faults = Faults()
    rows: list[ParRow] = []
    first: dict[tuple[str, str], int] = {}
    for line in read_table(source, COLUMNS, faults, progress):
        place, item = place_code(line, known), item_code(line, known)
        par = cells.need_whole(line, "par", 0, MOST)
        if not place or not item:
            continue
        before = first.setdefault((place, item), line.number)
        if before != line.number:
            message = f"This place's par for this item stands on line {before} already."
            line.fault("", message, f"See lines {before} and {line.number}, and keep one.")
        elif par is not None and not faults.count:
            rows.append(ParRow(place, item, par, line.number))
    return faults.check(rows)
