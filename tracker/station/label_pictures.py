"""A label as its printer would get it, for a screen: drawn, and read back, before anybody asks for it on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labels.design import Design
    from labels.raster import Dots
    from labels.stocks import Stock
    from tracker.config import Settings
    from tracker.labelling.making import Setting
    from tracker.labelling.print_jobs import PrintSetting
    from tracker.labelling.wanted import Wanted
    from tracker.media import PrinterSetting


@dataclass(frozen=True, slots=True)
class Picture:
    """The dots, and the label's size in millimetres."""

    dots: Dots
    width_mm: float
    height_mm: float


def picture_of(
    settings: Settings, wanted: Wanted, kept: PrintSetting, profile: PrinterSetting | None = None
) -> Picture:
    """``profile`` is what the settings say of its printer: the roll in it decides on the design. Raises Refusal or
    ConfigurationError for a label that cannot be drawn, or does not read back."""
    from labels.reading import read_back
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import make_labels

    made = setting_for(settings, kept, profile)
    with in_families(wanted.about):
        label = read_back(make_labels([wanted], made, lambda done, total: None)[0])
    height, width = label.dots.shape
    return Picture(label.dots, made.resolution.mm(width), made.resolution.mm(height))


def setting_for(settings: Settings, kept: PrintSetting, profile: PrinterSetting | None) -> Setting:
    """How a job's labels are made. Raises ConfigurationError, as :func:`designs_of` does."""
    from labels.resolution import resolution
    from labels.stocks import stock_named
    from tracker.labelling.faults import in_families
    from tracker.labelling.making import Setting

    designs, stocks = designs_of(settings)
    with in_families():
        stock = stock_named(kept.stock, stocks) if kept.stock else None
        return Setting(designs, resolution(kept.dpi), stock, design=kept.design, profile=profile)


def designs_of(settings: Settings) -> tuple[Mapping[str, Design], Mapping[str, Stock]]:
    """Ours and the clinic's own, as they are in its files now. Raises ConfigurationError for one that is faulty."""
    from labels.stocks import load_stocks
    from tracker.labelling.faults import in_families
    from tracker.labelling.trying_designs import tried_designs

    with in_families():
        return tried_designs(settings.home / "labels"), load_stocks(settings.home / "sheets")
