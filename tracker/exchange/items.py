"""``items.csv``: one line for each item, its package levels side by side, as a buyer keeps them in a spreadsheet.

======================= ======== ==============================================================================
column                  needed   what it holds
======================= ======== ==============================================================================
name                    yes      ``Syringe 3 mL 25G × 1"``
base_unit               yes      what is counted: ``each``, ``vial``, ``pack``
tracks_lot              yes      yes or no
tracks_expiry           yes      yes or no; yes only where the lot is tracked, since an expiry belongs to a lot
code                             its house code; empty for a new item, which is given one
category, supplier
lead_time_days                   days from order to delivery
unit_cost                        for one base unit, like ``0.085``
gtin                             the GTIN on one base unit
package_1, package_1_factor      a level above it: its name (``box``) and how many **base units** are in it
package_1_gtin                   that level's GTIN; ``package_2`` … ``package_9`` likewise
keeps_opened                     how long it keeps once opened: ``28 days``, ``12 hours``; empty: until its lot's date
ved                              ``V`` vital, ``E`` essential, ``D`` desirable: how surely reordering keeps it in stock
controlled                       yes or no; a controlled substance: two people sign for what is thrown away of it
vendor_number, hibc, ndc         other codes that it is scanned or ordered by
vendor_number_package …          the level that such a code stands on (``box``); empty for the base unit
======================= ======== ==============================================================================

A line without a code is the item that bears one of its GTINs, else the one of the same name, else a new one: the same
file read twice makes nothing twice. Only a line with its code gives an item another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.recognising import Seen
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, IdentifierRow, ItemRow, Known, PackageRow
from tracker.inventory.opening import Keeps, keeps_said
from tracker.text import safe

_KINDS: Final[tuple[tuple[str, str, Callable[[Line, str], str | None]], ...]] = (
    ("vendor_number", "vendor", codes.vendor_number),
    ("hibc", "hibc", codes.hibc),
    ("ndc", "ndc", codes.ndc),
)
COLUMNS: Final = Columns(
    required=("name", "base_unit", "tracks_lot", "tracks_expiry"),
    optional=(
        *("code", "category", "supplier", "lead_time_days", "unit_cost", "gtin", "keeps_opened", "ved", "controlled"),
        *("package_1", "package_1_factor", "package_1_gtin", "package_2", "package_2_factor", "package_2_gtin"),
        *(f"{column}{suffix}" for column, _, _ in _KINDS for suffix in ("", "_package")),
    ),
    numbered=re.compile(r"package_[1-9](_factor|_gtin)?"),
    suffixes=("_factor", "_gtin", "_package"),
)
MOST_LEAD_DAYS: Final = 730


def read_items(
    source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Checked[ItemRow]:
    """The items of a file, or its faults. Raises ConfigurationError (``import_...``) where it is no table at all."""
    faults = Faults()
    seen = Seen(known)
    rows: list[ItemRow] = []
    for line in read_table(source, COLUMNS, faults, progress):
        row = _item(line)
        row = seen.settle(line, row) if row is not None else None
        if row is not None and not faults.count:
            rows.append(row)
    return faults.check(rows)


def _item(line: Line) -> ItemRow | None:
    code = codes.house_code(line, "code", "I")
    name, base_unit = cells.need_name(line, "name"), cells.need_text(line, "base_unit")
    tracks_lot, tracks_expiry = cells.need_yes_or_no(line, "tracks_lot"), cells.need_yes_or_no(line, "tracks_expiry")
    category, supplier = cells.text(line, "category"), cells.text(line, "supplier")
    lead_time_days = cells.whole(line, "lead_time_days", 0, MOST_LEAD_DAYS)
    unit_cost_micros = cells.micros(line, "unit_cost")
    keeps = _keeps(line)
    packages = _packages(line, base_unit or "")
    identifiers = _identifiers(line, packages)
    if tracks_expiry and tracks_lot is False:
        hint = "An expiry belongs to a lot: write yes for both."
        line.fault("tracks_lot", "An expiry is tracked without its lot.", hint)
    if code is None or not name or not base_unit or category is None or supplier is None:
        return None
    if tracks_lot is None or tracks_expiry is None:
        return None
    return ItemRow(
        code=code,
        name=name,
        base_unit=base_unit,
        packages=packages,
        identifiers=identifiers,
        supplier=supplier,
        lead_time_days=lead_time_days,
        unit_cost_micros=unit_cost_micros,
        tracks_lot=tracks_lot,
        tracks_expiry=tracks_expiry,
        category=category,
        line=line.number,
        keeps=keeps,
        criticality=_ved(line),
        is_controlled=cells.need_yes_or_no(line, "controlled") if cells.text(line, "controlled") else None,
    )


_VED: Final = {word: word[0] for word in ("V", "E", "D", "VITAL", "ESSENTIAL", "DESIRABLE")}


def _ved(line: Line) -> str | None:
    text = cells.text(line, "ved")
    if not text:
        return None
    found = _VED.get(text.upper())
    if found is None:
        line.fault("ved", f"{safe(text, 30)} is no class.", "Write V (vital), E (essential) or D (desirable).")
    return found


def _keeps(line: Line) -> Keeps | None:
    text = cells.text(line, "keeps_opened")
    if not text:
        return None
    found = keeps_said(text)
    if found is None:
        hint = "Write it as days or hours: 28 days, 12 hours. Empty: it keeps until its lot's date."
        line.fault("keeps_opened", f"{safe(text, 30)} is no time to keep.", hint)
    return found


def _packages(line: Line, base_unit: str) -> tuple[PackageRow, ...]:
    found = [PackageRow(base_unit, 1, codes.gtin(line, "gtin") or "")]
    for number in range(1, 10):
        column = f"package_{number}"
        if column not in line.cells:
            continue
        name, gtin = cells.text(line, column), codes.gtin(line, f"{column}_gtin")
        factor = cells.whole(line, f"{column}_factor", 2)
        if name and factor:
            if name.casefold() in (level.name.casefold() for level in found):
                line.fault(column, f"Two levels are called {safe(name, 60)}.", "Give every level a name of its own.")
            found.append(PackageRow(name, factor, gtin or ""))
        elif name == "" and (factor or gtin):
            line.fault(column, "This package level has no name.", "Write what it is called: box, case, tray.")
        elif name and not line.get(f"{column}_factor").strip():
            message = f"It is not said how many {safe(base_unit, 30)} are in a {safe(name, 30)}."
            line.fault(f"{column}_factor", message, "Write the number of base units in it.")
    return tuple(found)


def _identifiers(line: Line, packages: tuple[PackageRow, ...]) -> tuple[IdentifierRow, ...]:
    found = []
    for column, kind, read in _KINDS:
        value, level = read(line, column), cells.text(line, f"{column}_package")
        if not value or level is None:
            continue
        factors = {package.name.casefold(): package.factor for package in packages}
        factor = factors.get(level.casefold()) if level else 1
        if factor is None:
            names = ", ".join(safe(package.name, 30) for package in packages)
            line.fault(f"{column}_package", f"This item has no level {safe(level, 60)}.", f"It has: {names}.")
        else:
            found.append(IdentifierRow(kind, value, factor))
    return tuple(found)
