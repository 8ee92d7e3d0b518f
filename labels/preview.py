"""A label in a terminal, from the same dots that go to the printer: two dots' heights in each character."""

from __future__ import annotations

import cv2
import numpy as np

from labels.raster import Dots

_BLOCKS = {(False, False): "█", (True, False): "▄", (False, True): "▀", (True, True): " "}
"""By the ink of the upper and lower half: paper is lit, ink is the terminal's background, as it is on dark screens."""

_INK_BELOW = 150


def preview(dots: Dots, columns: int) -> list[str]:
    """Lines of at most ``columns`` half blocks. Shrunk by the mean of what falls into a half block, so it shows the
    layout and is not to be scanned."""
    height, width = dots.shape
    columns = min(columns, width)
    rows = max(2, round(height * columns / width))
    rows += rows % 2
    shrunk = cv2.resize(dots, (columns, rows), interpolation=cv2.INTER_AREA)
    ink = np.asarray(shrunk, np.uint8) < _INK_BELOW
    return [
        "".join(_BLOCKS[bool(upper), bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(ink[::2], ink[1::2], strict=True)
    ]


_DOT_BITS = np.array(((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80)), np.uint16)
"""Unicode's braille patterns (U+2800): the bit of each of the four rows of two dots in one character."""


def fine_preview(dots: Dots, columns: int, lines: int) -> list[str]:
    """At most ``columns`` by ``lines`` of braille patterns, eight dots to a character: as wide as ``preview`` it shows twice
    as much each way, so that words of 2 mm can be read on a label of two inches in 64 columns.

    Ink is set and paper is not: draw it dark on light. Never larger than the label has dots.
    """
    height, width = dots.shape
    scale = min(columns * 2 / width, lines * 4 / height, 1.0)
    shape = max(2, round(width * scale)), max(4, round(height * scale))
    ink = np.asarray(cv2.resize(dots, shape, interpolation=cv2.INTER_AREA), np.uint8) < _INK_BELOW
    padded = np.pad(ink, ((0, -ink.shape[0] % 4), (0, -ink.shape[1] % 2)))
    cells = padded.reshape(padded.shape[0] // 4, 4, -1, 2).transpose(0, 2, 1, 3)
    codes = (cells * _DOT_BITS).sum(axis=(2, 3))
    # A space where there is no ink: many typefaces draw the empty pattern as eight circles.
    return ["".join(chr(0x2800 + int(code)) if code else " " for code in row) for row in codes]
