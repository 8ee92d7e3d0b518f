"""``containers.csv``: the kinds of tubes, cups and jars that specimens are collected in, one line for each.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
code           yes      ``EDTA``, ``SST``: at most 20 letters and digits, kept in capitals
name           yes      ``EDTA lavender 4 mL``
draw_order     yes      its place in the order of draw, the lowest first; 0 for what is not drawn from a vein
volume_ml      yes      what it holds: ``2.7``
item_code               the catalogue's item that it is taken from: its house code, a GTIN or its name; drawing uses one
item                    the item's name, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.once import read_once
from tracker.exchange.references import item_code
from tracker.exchange.rows import Checked
from tracker.exchange.table import Line, Progress
from tracker.inventory.entries import NOTHING_KNOWN, Known
from tracker.specimens.entries import ContainerRow

COLUMNS: Final = Columns(required=("code", "name", "draw_order", "volume_ml"), optional=("item_code",), notes=("item",))
MOST_ORDER: Final = 99
MOST_UL: Final = 10_000_000
"""Ten litres: above any jar or 24-hour urine bottle."""


def read_containers(
    source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Checked[ContainerRow]:
    """The containers of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    return read_once(source, COLUMNS, lambda line: _container(line, known), lambda row: {"code": row.code}, progress)


def _container(line: Line, known: Known) -> ContainerRow | None:
    code, name = codes.short_code(line, "code"), cells.need_name(line, "name")
    draw_order = cells.need_whole(line, "draw_order", 0, MOST_ORDER)
    volume_ul = cells.need_microlitres(line, "volume_ml", 1, MOST_UL)
    item = item_code(line, known) if line.get("item_code").strip() else ""
    if not code or not name or draw_order is None or volume_ul is None or item is None:
        return None
    return ContainerRow(code, name, draw_order, volume_ul, item, line.number)
