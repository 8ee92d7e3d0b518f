"""``suppliers.csv``: who sells to the clinic, one line for each.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
name           yes      as in the items
review_days             days from order to order, 1 to 365; 7 for a new one where empty
minimum_order           the least sum of one order, like 50.00
account                 the clinic's number with the supplier
============== ======== ====================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.once import read_once
from tracker.exchange.rows import Checked
from tracker.exchange.table import Line, Progress
from tracker.inventory.entries import SupplierRow

COLUMNS: Final = Columns(required=("name",), optional=("review_days", "minimum_order", "account"))


def read_suppliers(source: Path | bytes, progress: Progress | None = None) -> Checked[SupplierRow]:
    """The suppliers of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    return read_once(source, COLUMNS, _supplier, lambda row: {"name": row.name}, progress)


def _supplier(line: Line) -> SupplierRow | None:
    name, account = cells.need_name(line, "name"), cells.text(line, "account")
    review_days, minimum = cells.whole(line, "review_days", 1, 365), cells.micros(line, "minimum_order")
    if not name or account is None:
        return None
    return SupplierRow(name, review_days, minimum, account, line.number)
