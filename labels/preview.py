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
