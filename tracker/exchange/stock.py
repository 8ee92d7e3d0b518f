"""``stock.csv``: what stands where on the day of the start, one line for each place, item and lot.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
location_code  yes      the place's house code, or its name where only one is called so; else ``Exam 2 · Cart``
item_code      yes      the item's house code, a GTIN of it, or its name where only one is called so
quantity       yes      base units
lot            for items whose lot is tracked
expiry         for items whose expiry is tracked: ``2027-09-30``
state                   usable (also where empty), quarantined or recalled: it may hold a known lot back, never release it
location, item          their names, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.dates import expiry
from tracker.exchange.references import item_code, place_code
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, Known, KnownItem, StockRow, may_replace
from tracker.inventory.facts import LotState
from tracker.text import safe

COLUMNS: Final = Columns(
    required=("location_code", "item_code", "quantity"),
    optional=("lot", "expiry", "state"),
    notes=("location", "item"),
)
_LOT: Final = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
"""GS1 General Specifications: AI 10 holds up to 20 characters of character set 82. HIBC's 18 are a part of them."""


def read_stock(
    source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Checked[StockRow]:
    """The opening stock of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    faults = Faults()
    lots = _Lots(known)
    rows: list[StockRow] = []
    for line in read_table(source, COLUMNS, faults, progress):
        row = _stock(line, known)
        if row is not None and lots.agrees(line, row) and not faults.count:
            rows.append(row)
    return faults.check(rows)


def _stock(line: Line, known: Known) -> StockRow | None:
    place, item = place_code(line, known), item_code(line, known)
    quantity, state = cells.need_whole(line, "quantity"), _state(line)
    lot, day = _lot(line), expiry(line, "expiry")
    if not place or not item or quantity is None or state is None or lot is None:
        return None
    if not _fits(line, known.items[item], lot, day):
        return None
    return StockRow(place, item, lot, day, state, quantity, line.number)


def _state(line: Line) -> LotState | None:
    word = line.get("state")
    if word in ("", "usable"):
        return LotState.USABLE
    try:
        return LotState((cells.text(line, "state") or "").casefold())
    except ValueError:
        line.fault("state", f"“{safe(word, 30)}” is no state of a lot.", "Write usable, quarantined or recalled.")
        return None


def _lot(line: Line) -> str | None:
    lot = cells.code_text(line, "lot")
    if lot and not _LOT.fullmatch(lot):
        line.fault("lot", f"“{safe(lot, 60)}” cannot be a lot.", "A lot has at most 20 letters, digits and signs.")
        return None
    return lot


def _fits(line: Line, item: KnownItem, lot: str, day: date | None) -> bool:
    name = safe(item.name, 60)
    if item.tracks_lot and not lot:
        line.fault("lot", f"The lot is missing: {name} is tracked by lot.", "Write the lot printed on the package.")
        return False
    if not item.tracks_lot and (lot or day):
        column = "lot" if lot else "expiry"
        line.fault(column, f"{name} is not tracked by lot.", "Leave lot and expiry empty, or track it in the items.")
        return False
    if item.tracks_expiry and day is None:
        if not line.get("expiry").strip():
            line.fault("expiry", f"The expiry is missing: {name} is tracked by expiry.", "Write it like 2027-09-30.")
        return False
    return True


class _Lots:
    """One lot has one expiry and one state, and stands in one place once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._lots: dict[tuple[str, str], StockRow] = {}
        self._held: dict[tuple[str, str, str], int] = {}

    def agrees(self, line: Line, row: StockRow) -> bool:
        first_line = self._held.setdefault((row.location_code, row.item_code, row.lot), row.line)
        if first_line != row.line:
            message = f"This lot in this place stands on line {first_line} already."
            line.fault("", message, f"See lines {first_line} and {row.line}: add them up in one.")
            return False
        first = self._lots.setdefault((row.item_code, row.lot), row)
        known = self._known.lots.get((row.item_code, row.lot)) if row.expiry else None
        state = self._known.states.get((row.item_code, row.lot), row.state)
        for column, mine, other, where in (
            ("expiry", row.expiry, first.expiry, f"on line {first.line}"),
            ("state", row.state, first.state, f"on line {first.line}"),
            ("expiry", row.expiry, known or row.expiry, "in the clinic's records"),
            ("state", row.state, row.state if may_replace(row.state, state) else state, "in the clinic's records"),
        ):
            if mine != other:
                message = f"Lot {safe(row.lot)}: {column} {mine or 'none'} here, {other or 'none'} {where}."
                line.fault(column, message, "Look at a package; a lot has one expiry and one state everywhere.")
                return False
        return True
