"""``holders.csv``: racks, boxes and bags that specimens stand and travel in, one line for each.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
name           yes      ``Rack R4``
kind           yes      rack, box or bag
rows, columns  for racks and boxes: the grid, at most 26 rows (A to Z) and 40 columns; empty or 0 for a bag
location_code           where it stands; a bag stands nowhere
code                    its house code; empty for the known one of this kind and name, else a new one
location                the place's name, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.once import read_once
from tracker.exchange.references import place_code
from tracker.exchange.rows import Checked
from tracker.exchange.table import Line, Progress
from tracker.inventory.entries import NOTHING_KNOWN, Known
from tracker.specimens.entries import HolderRow
from tracker.specimens.holder_facts import HolderKind

COLUMNS: Final = Columns(
    required=("name", "kind"), optional=("rows", "columns", "location_code", "code"), notes=("location",)
)
MOST_ROWS: Final = 26
MOST_COLUMNS: Final = 40


def read_holders(
    source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Checked[HolderRow]:
    """The racks, boxes and bags of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    return read_once(
        source, COLUMNS, lambda line: _holder(line, known), lambda row: {"code": row.code, "name": row.name}, progress
    )


def _holder(line: Line, known: Known) -> HolderRow | None:
    code, name = codes.house_code(line, "code", "R"), cells.need_name(line, "name")
    word = cells.need_choice(line, "kind", tuple(HolderKind))
    place = place_code(line, known) if line.get("location_code").strip() else ""
    grid = _grid(line, word) if word else None
    if code is None or not name or not word or place is None or grid is None:
        return None
    if word == HolderKind.BAG and place:
        line.fault("location_code", "A bag stands nowhere: it travels.", "Leave it empty.")
        return None
    return HolderRow(code, name, HolderKind(word), *grid, place, line.number)


def _grid(line: Line, word: str) -> tuple[int, int] | None:
    given = cells.whole(line, "rows", 0, MOST_ROWS), cells.whole(line, "columns", 0, MOST_COLUMNS)
    rows, columns = given
    if word == HolderKind.BAG:
        if rows or columns:
            line.fault("rows", "A bag has no grid.", "Leave rows and columns empty.")
            return None
        return 0, 0
    if not rows or not columns:
        for column, value in zip(("rows", "columns"), given, strict=True):
            if not value and line.get(column).strip() in ("", "0"):
                line.fault(column, f"It is not said how many {column} this {word} has.", "Write a number from 1.")
        return None
    return rows, columns
