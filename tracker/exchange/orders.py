"""``orders.csv``: orders to suppliers that were made elsewhere, one line for each ordered pack.

============== ======== ====================================================================================
column         needed   what it holds
============== ======== ====================================================================================
number         yes      the order's own number; lines that bear the same are one order
supplier       yes      its name
item_code      yes      the item's house code, a GTIN of it, or its name where only one is called so
package        yes      a package level of the item
packs          yes      how many of them
sent                    the day on which it was sent, like 2026-11-16; empty for a draft
price                   for one pack; empty where it is not known
site_code               the code of the site that it is for; may be empty where the clinic has one site
item                    its name, for whoever reads the file: not read
============== ======== ====================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.offers import MEANT, package_of
from tracker.exchange.references import item_code
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, Known, OrderRow
from tracker.inventory.facts import PlaceKind
from tracker.inventory.usual import Usual, doubt_of_cost, doubt_of_packs, doubt_of_price
from tracker.text import safe

COLUMNS: Final = Columns(
    required=("number", "supplier", "item_code", "package", "packs"),
    optional=("sent", "price", "site_code"),
    notes=("item",),
)
SITES_SHOWN: Final = 4
MOST_DAYS_AGO: Final = 730
"""What was sent longer ago does not come any more: a mistyped year would be a late order for ever."""


def read_orders(
    source: Path | bytes,
    today: date,
    known: Known = NOTHING_KNOWN,
    progress: Progress | None = None,
    usual: Usual | None = None,
) -> Checked[OrderRow]:
    """The ordered packs of a file, or its faults. ``usual`` is what prices and quantities
    are held against; None where somebody has said that they are meant. Raises ConfigurationError where it is no table at
    all."""
    faults, first, rows = Faults(), dict[str, OrderRow](), list[OrderRow]()
    for line in read_table(source, COLUMNS, faults, progress):
        row = _order(line, known, today, usual)
        if row is None:
            continue
        head = first.setdefault(row.number, row)
        if (head.supplier, head.sent_on, head.site_code) != (row.supplier, row.sent_on, row.site_code):
            hint = "One order has one supplier, one site and one day."
            line.fault("number", f"Line {head.line} says something else of this order.", hint)
        elif not faults.count:
            rows.append(row)
    return faults.check(rows)


def _order(line: Line, known: Known, today: date, usual: Usual | None) -> OrderRow | None:
    number, supplier = cells.code_text(line, "number"), cells.need_name(line, "supplier")
    item = item_code(line, known)
    package, packs = package_of(line, item, known), cells.need_whole(line, "packs", 1)
    price, site, sent = cells.price(line, "price"), _site(line, known), _day(line, today)
    if number == "":
        line.fault("number", "The column number is empty here.", "Every line needs it.")
    if not number or not supplier or not item or not package or packs is None or site is None or sent is False:
        return None
    row = OrderRow(
        number, supplier, site, sent if isinstance(sent, date) else None, item, package, packs, price, line.number
    )
    if usual is not None and not _is_meant(line, usual, row, known.items[item].factors[package]):
        return None
    return row


def _is_meant(line: Line, usual: Usual, row: OrderRow, factor: int) -> bool:
    item, packs, price = row.item_code, row.packs, row.price_micros
    doubts = {"packs": doubt_of_packs(usual, item, factor, packs)}
    if price is not None:
        doubts["packs"] = doubts["packs"] or doubt_of_cost(usual, row.supplier, item, packs, price)
        doubts["price"] = doubt_of_price(usual, item, factor, price)
    for column, doubt in doubts.items():
        if doubt:
            line.fault(column, doubt, MEANT)
    return not any(doubts.values())


def _site(line: Line, known: Known) -> str | None:
    """The only site of a clinic that has one: what is ordered for nowhere would count at no site, and be ordered again."""
    code = codes.house_code(line, "site_code", "L")
    sites = [each for each, place in known.places.items() if place.kind is PlaceKind.SITE]
    if code and code not in sites:
        line.fault("site_code", f"There is no site {code}.", f"Write the code of a site: {_named(sites, known)}.")
        return None
    if code == "" and len(sites) > 1:
        message = "The column site_code is empty here, and the clinic has several sites."
        line.fault("site_code", message, f"Write the code of the site that it is for: {_named(sites, known)}.")
        return None
    return code or (sites[0] if code == "" and sites else code)


def _named(sites: Sequence[str], known: Known) -> str:
    shown = [f"{each} ({safe(known.places[each].name, 40)})" for each in sorted(sites)[:SITES_SHOWN]]
    return ", ".join((*shown, *(("…",) if len(sites) > SITES_SHOWN else ()))) or "there is none yet"


def _day(line: Line, today: date) -> date | bool:
    """False after a fault, and True for an empty cell."""
    cell = cells.text(line, "sent")
    if not cell:
        return cell is not None
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        line.fault("sent", f"{line.quoted(cell, 30)} is not a day.", "Write it like 2026-11-16.")
        return False
    if day > today:
        line.fault("sent", f"{day} is yet to come.", "Write the day on which it was sent; leave it empty for a draft.")
        return False
    if day < today - timedelta(days=MOST_DAYS_AGO):
        line.fault("sent", f"{day} is more than two years ago.", "Is the year right? An order so old does not come.")
        return False
    return day
