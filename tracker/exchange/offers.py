"""``offers.csv``: what a supplier sells in which pack at which price, one line for each price.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
supplier       yes      its name
item_code      yes      the item's house code, a GTIN of it, or its name where only one is called so
package        yes      a package level of the item: ``box``
price          yes      for one such pack, like 12.50
from_packs              packs from which the price holds, 1 where empty; the smallest is the minimum order
part_number             the supplier's number of it
item                    its name, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.references import item_code
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, Known, OfferRow
from tracker.inventory.usual import Usual, doubt_of_price
from tracker.text import safe

COLUMNS: Final = Columns(
    required=("supplier", "item_code", "package", "price"), optional=("from_packs", "part_number"), notes=("item",)
)

MEANT: Final = "Is it of another pack, or a digit too many or too few? If it is so: --anyway."


def read_offers(
    source: Path | bytes,
    known: Known = NOTHING_KNOWN,
    progress: Progress | None = None,
    usual: Usual | None = None,
) -> Checked[OfferRow]:
    """The offers of a file, or its faults. ``usual`` is what prices and quantities
    are held against; None where somebody has said that they are meant. Raises ConfigurationError where it is no table at
    all."""
    faults, seen, rows = Faults(), dict[tuple[str, str, str, int], int](), list[OfferRow]()
    for line in read_table(source, COLUMNS, faults, progress):
        row = _offer(line, known, usual)
        if row is None:
            continue
        first = seen.setdefault((row.supplier, row.item_code, row.package, row.from_packs), row.line)
        if first != row.line:
            line.fault("from_packs", f"This price stands on line {first} already.", "Keep one of the two.")
        elif not faults.count:
            rows.append(row)
    return faults.check(rows)


def _offer(line: Line, known: Known, usual: Usual | None) -> OfferRow | None:
    supplier, item = cells.need_name(line, "supplier"), item_code(line, known)
    price, part_number = cells.price(line, "price"), cells.text(line, "part_number")
    from_packs = cells.whole(line, "from_packs", 1)
    if not line.get("price").strip():
        line.fault("price", "The column price is empty here.", "Every offer has one.")
    if not line.get("from_packs").strip():
        from_packs = 1
    package = package_of(line, item, known)
    if not supplier or not item or not package or price is None or part_number is None or from_packs is None:
        return None
    doubt = doubt_of_price(usual, item, known.items[item].factors[package], price) if usual is not None else ""
    if doubt:
        line.fault("price", doubt, MEANT)
        return None
    return OfferRow(supplier, item, package, from_packs, price, part_number, line.number)


def package_of(line: Line, item: str | None, known: Known) -> str | None:
    """The name of a known package level of the item, as the catalogue writes it."""
    said = cells.need_text(line, "package")
    if not said or not item:
        return None
    names = known.items[item].factors
    found = next((name for name in names if name.casefold() == said.casefold()), None)
    if found is None:
        line.fault("package", f"This item has no level {safe(said, 60)}.", f"It has: {safe(', '.join(names), 200)}.")
    return found
