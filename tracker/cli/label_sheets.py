"""Sheets on the command line: where a printer feeds wrong, and the page by which that is measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.cli.console import out
from tracker.errors import ConfigurationError
from tracker.labelling.faults import in_families

if TYPE_CHECKING:
    from labels.page import Page
    from labels.resolution import Resolution
    from labels.stocks import Stock
    from tracker.hardware.printers.printer import Printer

_OFFSET = re.compile(r"([+-]?[0-9]{1,2}(?:\.[0-9]{1,2})?),([+-]?[0-9]{1,2}(?:\.[0-9]{1,2})?)")


def moved(sheet: Stock | None, offset: str, printer: Printer | None) -> Stock | None:
    """The sheet moved by ``X,Y`` millimetres; as it is where nothing is said. ``printer`` is where it goes, however that was
    named. Raises ConfigurationError."""
    if not offset:
        return sheet
    found = _OFFSET.fullmatch(offset)
    if found is None:
        raise ConfigurationError(
            f"'{offset}' is no offset.", hint="Millimetres to the right and down, as --offset 0.8,-1.5"
        )
    if sheet is None:
        raise ConfigurationError("--offset belongs to a sheet.", hint="Say which: --stock 5160.")
    if printer is not None and printer.url.startswith("cups:"):
        raise ConfigurationError(
            "Labels that wait for a printer find their sheet's offset in its file, not on the command line.",
            hint=f"{sheet.name}.toml in the folder 'sheets': {'; '.join(_lines(_by(sheet, found)))}",
        )
    return _by(sheet, found)


def calibration_pages(sheet: Stock | None, resolution: Resolution) -> tuple[Page, ...]:
    """The one page, and in words what to do with it."""
    from labels.calibration import calibration_page, calibration_words

    if sheet is None:
        raise ConfigurationError(
            "A calibration page belongs to a sheet.",
            hint="For example: tracker label calibration --stock 5160 --to page.pdf",
        )
    for words in calibration_words(sheet):
        out(words)
    out(f"To keep it, write {sheet.name}.toml into the folder 'sheets' of TRACKER_HOME:")
    for line in _lines(sheet):
        out(f"    {line}")
    return (calibration_page(sheet, resolution),)


def _by(sheet: Stock, found: re.Match[str]) -> Stock:
    with in_families():
        return sheet.moved(float(found[1]), float(found[2]))


def _lines(sheet: Stock) -> tuple[str, ...]:
    from labels.stocks import own_stocks

    whole = (f'name = "{sheet.name}"', f'based_on = "{sheet.name}"') if sheet.name in own_stocks() else ()
    return (*whole, f"offset_x_mm = {sheet.offset_x_mm}", f"offset_y_mm = {sheet.offset_y_mm}")
