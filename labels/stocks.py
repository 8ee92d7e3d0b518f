"""Sheets of labels as they are bought, as data: ours, and a clinic's own from TOML by the same loader."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

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

    @property
    def count(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


@cache
def own_stocks() -> Mapping[str, Stock]:
    """The sheets that come with this package, by name."""
    folder = files("labels") / "stocks"
    return _by_name(
        (entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def load_stocks(folder: Path | None = None) -> Mapping[str, Stock]:
    """Our sheets, and those in ``folder`` (``*.toml``), which replace ours of the same name.

    :raises LabelError: a file that cannot be read or is no sheet.
    """
    if folder is None or not folder.is_dir():
        return own_stocks()
    return {**own_stocks(), **_by_name(_read(sorted(folder.glob("*.toml"))))}


def stock_named(name: str, stocks: Mapping[str, Stock]) -> Stock:
    """:raises LabelError: there is none of that name (``label_stock_unknown``)."""
    if name.lower() not in stocks:
        raise LabelError(
            f"There is no sheet '{name}'.", hint=f"There are: {', '.join(sorted(stocks))}.", code="label_stock_unknown"
        )
    return stocks[name.lower()]


def _read(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield str(path), path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LabelError(f"{path} cannot be read: {error}.", code="label_stock") from error


def _by_name(sources: Iterable[tuple[str, str]]) -> Mapping[str, Stock]:
    return {stock.name: stock for stock in (read_stock(text, where) for where, text in sources)}


def read_stock(text: str, where: str = "sheet") -> Stock:
    """One sheet out of TOML.

    :raises LabelError: no TOML, an unknown key, labels that overlap or leave the page.
    """
    try:
        table = Table(where, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise LabelError(f"{where} is not TOML: {error}.", code="label_stock") from error
    width, height = table.number("page_width_mm", 20, 500), table.number("page_height_mm", 20, 500)
    stock = Stock(
        name=table.text("name").lower(),
        title=table.text("title"),
        page_width_mm=width,
        page_height_mm=height,
        columns=int(table.number("columns", 1, 50)),
        rows=int(table.number("rows", 1, 100)),
        width_mm=table.number("width_mm", 5, width),
        height_mm=table.number("height_mm", 5, height),
        left_mm=table.number("left_mm", 0, width),
        top_mm=table.number("top_mm", 0, height),
        pitch_x_mm=table.number("pitch_x_mm", 5, width),
        pitch_y_mm=table.number("pitch_y_mm", 5, height),
    )
    table.finish()
    right = stock.left_mm + (stock.columns - 1) * stock.pitch_x_mm + stock.width_mm
    bottom = stock.top_mm + (stock.rows - 1) * stock.pitch_y_mm + stock.height_mm
    if right > width + 0.01 or bottom > height + 0.01:
        raise table.fault("its labels reach beyond the page")
    if stock.pitch_x_mm < stock.width_mm - 0.01 or stock.pitch_y_mm < stock.height_mm - 0.01:
        raise table.fault("its labels overlap: the pitch is less than the label")
    return stock
