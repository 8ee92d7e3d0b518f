"""The page by which a printer's feed is measured: outlines of a sheet's labels, and rulers that cross their edges.

Held with a sheet of labels against the light, the rulers say by how much the printer prints aside. That offset is given
once (``--offset``, or in the sheet's own file) and is then part of where labels are put.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labels.design import Align, Box, Fit, TextField
from labels.drawing import Label
from labels.fitting import fitted
from labels.lettering import Ink, line
from labels.page import Page, Placement, page
from labels.resolution import Resolution
from labels.stocks import Stock

REACH_MM = 5
"""Of the rulers, each way from their zero, as far as the paper goes; few printers feed wrong by more."""

_LINE_MM = 0.15
_TICK_MM, _LONG_TICK_MM = 1.2, 2.4
_DIGIT_MM = 2.2
_WORDS_INSET_MM = 1.5


def calibration_words(stock: Stock) -> tuple[str, ...]:
    """What to do with the page: on it, as far as it has labels for it, and in the terminal."""
    return (
        f"{stock.title}. Print this page at actual size on plain paper: never fit to page.",
        "Lay it on a sheet of labels, corner on corner, and hold both against the light.",
        "Read the rulers where a label's true edge crosses them: millimetres to the right, and down.",
        f"Printed with the offset {stock.offset_x_mm:g},{stock.offset_y_mm:g}: add what you have read, and give it"
        " as --offset X,Y.",
    )


def calibration_page(stock: Stock, resolution: Resolution) -> Page:
    """The outline of every label of the sheet where it is printed now, its offset included, with rulers across the left
    and the upper edge of the first label and of the last: the two differ where a page is scaled or goes in askew.

    :raises LabelError: text that does not fit labels of this size at this resolution.
    """
    sheet = _Sheet(
        np.zeros((resolution.dots(stock.page_height_mm), resolution.dots(stock.page_width_mm)), np.bool_), resolution
    )
    places = list(_places(stock))
    for place in places:
        sheet.outline(place)
    for place in {places[0], places[-1]}:
        sheet.rulers(place)
    for place, words in zip(places[1:-1], calibration_words(stock), strict=False):
        sheet.write(place, words)
    dots = np.where(sheet.ink, 0, 255).astype(np.uint8)
    dots.setflags(write=False)
    height, width = dots.shape
    return page(resolution, width, height, [Placement(Label("calibration", resolution, dots, ()), 0, 0)])


def _places(stock: Stock) -> Iterator[Box]:
    for number in range(stock.count):
        row, column = divmod(number, stock.columns)
        x_mm = stock.left_mm + stock.offset_x_mm + column * stock.pitch_x_mm
        y_mm = stock.top_mm + stock.offset_y_mm + row * stock.pitch_y_mm
        yield Box(x_mm, y_mm, stock.width_mm, stock.height_mm)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Paper that is drawn on in millimetres; what would lie beside it is left out."""

    ink: Ink
    resolution: Resolution

    def fill(self, x_mm: float, y_mm: float, to_x_mm: float, to_y_mm: float) -> None:
        """A line is as thick as it is told, and a dot at the least."""
        left, top, right, bottom = (max(0, self.resolution.dots(mm)) for mm in (x_mm, y_mm, to_x_mm, to_y_mm))
        self.ink[top : max(bottom, top + 1), left : max(right, left + 1)] = True

    def outline(self, box: Box) -> None:
        """Inside the label's edges."""
        for x_mm in (box.x_mm, box.right_mm - _LINE_MM):
            self.fill(x_mm, box.y_mm, x_mm + _LINE_MM, box.bottom_mm)
        for y_mm in (box.y_mm, box.bottom_mm - _LINE_MM):
            self.fill(box.x_mm, y_mm, box.right_mm, y_mm + _LINE_MM)

    def rulers(self, box: Box) -> None:
        """One across the middle of the left edge, one down across the middle of the upper edge; zero at the edge."""
        middle_x_mm, middle_y_mm = box.x_mm + box.width_mm / 2, box.y_mm + box.height_mm / 2
        self.fill(box.x_mm - REACH_MM, middle_y_mm, box.x_mm + REACH_MM, middle_y_mm + _LINE_MM)
        self.fill(middle_x_mm, box.y_mm - REACH_MM, middle_x_mm + _LINE_MM, box.y_mm + REACH_MM)
        for mm in range(-REACH_MM, REACH_MM + 1):
            tick_mm = _LONG_TICK_MM if mm % REACH_MM == 0 else _TICK_MM
            x_mm, y_mm = box.x_mm + mm, box.y_mm + mm
            if x_mm >= 0:
                self.fill(x_mm, middle_y_mm - tick_mm, x_mm + _LINE_MM, middle_y_mm)
            if y_mm >= 0:
                self.fill(middle_x_mm, y_mm, middle_x_mm + tick_mm, y_mm + _LINE_MM)
        self._sign(box.x_mm + REACH_MM + 0.6, middle_y_mm - _DIGIT_MM / 2, f"+{REACH_MM} mm")
        self._sign(middle_x_mm + _LONG_TICK_MM + 0.6, box.y_mm + REACH_MM - _DIGIT_MM / 2, f"+{REACH_MM} mm")

    def _sign(self, x_mm: float, y_mm: float, text: str) -> None:
        ink = line(text, self.resolution.dots(_DIGIT_MM), 500)
        if ink is not None:
            self._put(ink, x_mm, y_mm)

    def write(self, box: Box, words: str) -> None:
        inner = Box(0, 0, box.width_mm - 2 * _WORDS_INSET_MM, box.height_mm - 2 * _WORDS_INSET_MM)
        field = TextField(
            words, inner, min(3.0, inner.height_mm), min(1.8, inner.height_mm), 500, Align.LEFT, Fit.WRAP, False
        )
        width, height = self.resolution.dots(inner.width_mm), self.resolution.dots(inner.height_mm)
        ink = fitted(field, words, width, height, self.resolution)
        self._put(ink, box.x_mm + _WORDS_INSET_MM, box.y_mm + _WORDS_INSET_MM)

    def _put(self, ink: Ink, x_mm: float, y_mm: float) -> None:
        left, top = self.resolution.dots(x_mm), self.resolution.dots(y_mm)
        if left < 0 or top < 0:
            return
        area: Sequence[int] = self.ink[top : top + len(ink), left : left + ink.shape[1]].shape
        self.ink[top : top + area[0], left : left + area[1]] |= ink[: area[0], : area[1]]
