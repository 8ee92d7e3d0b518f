"""A label in a terminal, from the same dots that go to the printer: eight dots in each character."""

from __future__ import annotations

import cv2
import numpy as np

from labels.raster import Dots

_INK_BELOW = 150
_EMPTY = 0x2800
_BITS = np.array(((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80)), np.uint16)
"""Unicode's braille patterns: which bit above ``_EMPTY`` sets which of a character's four rows of two dots."""


def preview(dots: Dots, columns: int, lines: int) -> list[str]:
    """At most ``columns`` by ``lines`` of braille patterns: ink is set and paper is not, so draw it dark on light.

    Shrunk by the mean of what falls into a dot, and never enlarged. Words of 2 mm can be read on a label of two inches in
    64 columns; bars of two dots run together below 100, so that it shows the layout and is not to be scanned.
    """
    height, width = dots.shape
    scale = min(columns * 2 / width, lines * 4 / height, 1.0)
    shape = max(2, int(width * scale)), max(4, int(height * scale))
    ink = np.asarray(cv2.resize(dots, shape, interpolation=cv2.INTER_AREA), np.uint8) < _INK_BELOW
    padded = np.pad(ink, ((0, -ink.shape[0] % 4), (0, -ink.shape[1] % 2)))
    cells = padded.reshape(padded.shape[0] // 4, 4, -1, 2).transpose(0, 2, 1, 3)
    codes = (cells * _BITS).sum(axis=(2, 3))
    # A space where there is no ink: many typefaces draw the empty pattern as eight circles.
    return ["".join(chr(_EMPTY + int(code)) if code else " " for code in row) for row in codes]
