"""Sheets of labels as they are bought, as data: ours, and a clinic's own from TOML by the same loader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from labels.catalogue import Catalogue, parsed, shipped, with_own
from labels.errors import LabelError
from labels.fields import Table


@dataclass(frozen=True, slots=True)
class Stock:
    """A grid of equal labels on a page. ``left_mm`` and ``top_mm`` are the first label's corner; pitches run from one
    label's edge to the next one's."""

    name: str
    title: str
    page_width_mm: float
    page_height_mm: float
    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    """How far this clinic's printer must be told to print to the right and down, for its labels to be where they are:
    measured on the calibration page (:mod:`labels.calibration`)."""

    @property
    def count(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows

    def moved(self, x_mm: float, y_mm: float) -> Stock:
        """The same sheet, printed that much further to the right and down.

        :raises LabelError: further than a printer feeds wrong (``label_offset``).
        """
        if not max(abs(x_mm), abs(y_mm)) <= MOST_OFFSET_MM:
            raise LabelError(
                f"An offset of {x_mm:g}, {y_mm:g} mm is more than a printer feeds wrong.",
                hint=f"At most {MOST_OFFSET_MM:g} mm each way. A wrong sheet, or a page scaled to fit?",
                code="label_offset",
            )
        return replace(self, offset_x_mm=x_mm, offset_y_mm=y_mm)


MOST_OFFSET_MM = 10.0
"""More is another mistake than a printer's."""


@cache
def own_stocks() -> Mapping[str, Stock]:
    """The sheets that come with this package, by name."""
    return shipped("stocks", read_stock)


def load_stocks(folder: Path | None = None) -> Catalogue[Stock]:
    """Our sheets, and those in ``folder`` (``*.toml``), which replace ours of the same name. A file that cannot be read
    or is no sheet is among the faults (``label_stock``), and stops no other."""
    return with_own(own_stocks(), folder, read_stock, "label_stock")


def stock_named(name: str, stocks: Mapping[str, Stock]) -> Stock:
    """:raises LabelError: there is none of that name (``label_stock_unknown``), or its file is faulty."""
    try:
        return stocks[name.lower()]
    except KeyError:
        raise LabelError(
            f"There is no sheet '{name}'.", hint=f"There are: {', '.join(sorted(stocks))}.", code="label_stock_unknown"
        ) from None


def read_stock(text: str, where: str = "sheet") -> Stock:
    """One sheet out of TOML: all of its measures, or ``based_on`` one of ours with an offset of its own.

    :raises LabelError: no TOML, an unknown key, labels that overlap or leave the page.
    """
    content = parsed(text, where, "label_stock")
    table = Table(where, content, text)
    stock = _based_on(table) if "based_on" in content else _measured(table)
    offset_mm = tuple(table.number(f"offset_{axis}_mm", -MOST_OFFSET_MM, MOST_OFFSET_MM, default=0.0) for axis in "xy")
    table.finish()
    return stock.moved(*offset_mm)


def _based_on(table: Table) -> Stock:
    name, based_on = table.text("name").lower(), table.text("based_on").lower()
    if based_on not in own_stocks():
        raise table.fault(f"'based_on' is '{based_on}' but must be one of {', '.join(sorted(own_stocks()))}")
    return replace(own_stocks()[based_on], name=name)


def _measured(table: Table) -> Stock:
    width, height = table.number("page_width_mm", 20, 500), table.number("page_height_mm", 20, 500)
    stock = Stock(
        name=table.text("name").lower(),
        title=table.text("title"),
        page_width_mm=width,
        page_height_mm=height,
        columns=table.count("columns", 50),
        rows=table.count("rows", 100),
        width_mm=table.number("width_mm", 5, width),
        height_mm=table.number("height_mm", 5, height),
        left_mm=table.number("left_mm", 0, width),
        top_mm=table.number("top_mm", 0, height),
        pitch_x_mm=table.number("pitch_x_mm", 5, width),
        pitch_y_mm=table.number("pitch_y_mm", 5, height),
    )
    right = stock.left_mm + (stock.columns - 1) * stock.pitch_x_mm + stock.width_mm
    bottom = stock.top_mm + (stock.rows - 1) * stock.pitch_y_mm + stock.height_mm
    if right > width + 0.01 or bottom > height + 0.01:
        raise table.fault("its labels reach beyond the page")
    if stock.pitch_x_mm < stock.width_mm - 0.01 or stock.pitch_y_mm < stock.height_mm - 0.01:
        raise table.fault("its labels overlap: the pitch is less than the label")
    return stock
