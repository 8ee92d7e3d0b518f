"""Modules to dots: every module the same whole number of dots wide, and the quiet zone that a reader needs."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labels.symbols import Kind, Symbol

Dots: TypeAlias = NDArray[np.uint8]
"""Rows by columns, 0 where ink is printed and 255 where paper stays."""

QUIET_MODULES: dict[Kind, int] = {
    Kind.CODE_128: 10,
    Kind.GS1_128: 10,
    Kind.EAN_13: 11,
    Kind.UPC_A: 11,
    Kind.DATA_MATRIX: 4,
    Kind.GS1_DATA_MATRIX: 4,
    Kind.QR: 4,
}
"""Light modules on each side. Linear: 10X and EAN's 11X (GS1 General Specifications 5.2 and 5.4); QR 4X (ISO/IEC
18004). DataMatrix needs 1X (ISO/IEC 16022) and is given 4X, since a pen stroke or a label's edge stands closer."""


def raster(symbol: Symbol, dots_per_module: int, *, height_dots: int | None = None) -> Dots:
    """The symbol in dots, quiet zone included on the left and right and, for a matrix symbol, above and below.

    ``height_dots`` is the height of a linear symbol's bars and is required there; a matrix symbol has its own height.

    :raises ValueError: less than one dot for a module, or a height given for a matrix or missing for bars.
    """
    if dots_per_module < 1:
        raise ValueError("A module is at least one dot wide.")
    if symbol.is_linear != (height_dots is not None):
        raise ValueError("Bars need a height in dots; a matrix symbol has its own.")
    rows = height_dots if height_dots is not None else dots_per_module
    inked = symbol.modules.repeat(rows, axis=0).repeat(dots_per_module, axis=1)
    quiet = QUIET_MODULES[symbol.kind] * dots_per_module
    framed = np.pad(inked, ((0 if symbol.is_linear else quiet,) * 2, (quiet, quiet)))
    return np.where(framed, np.uint8(0), np.uint8(255)).astype(np.uint8)
