"""ZPL II: the label as one graphic field, so that what was read back is what the print head burns, dot for dot.

Nothing of the label's text is in it but hexadecimal digits: a name such as ``O^XZ~JA`` cannot end a label or empty a
printer. Compression is ZPL's own (Zebra's ZPL II manual, "Alternative Data Compression Scheme"): most of a label is
white, and a rule of bars is the same row over and over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labels.page import Page
from labels.raster import Dots
from labels.zpl_native import CHARACTERS, Native

_RUN = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a format tells the printer of its medium and itself; what is empty stays as the printer is set."""

    feed: str = ""
    """``^MN``: ``Y`` gaps, ``M`` black marks, ``N`` a continuous tape."""
    darkness: int | None = None
    """``^MD``: added to the printer's own."""
    speed: int | None = None
    """``^PR``: inches a second."""

    def __str__(self) -> str:
        feed = f"^MN{self.feed}" if self.feed else ""
        darkness = f"^MD{self.darkness}" if self.darkness is not None else ""
        return feed + darkness + (f"^PR{self.speed}" if self.speed is not None else "")


AS_IT_IS = Setup()


def zpl(page: Page, copies: int = 1, setup: Setup = AS_IT_IS, natives: Sequence[Native] = ()) -> bytes:
    """One ``^XA … ^XZ`` format that prints the page ``copies`` times.

    ``natives`` are drawn by the printer and left out of the graphic; they belong to the page's one label.
    """
    dots = page.dots()
    left, top = (page.placements[0].x, page.placements[0].y) if natives else (0, 0)
    for one in natives:
        rows, columns = one.area
        dots[rows.start + top : rows.stop + top, columns.start + left : columns.stop + left] = 255
    fields = "".join(f"^FO{one.x + left},{one.y + top}{one.commands}^FS" for one in natives)
    quantity = f"^PQ{copies}" if copies != 1 else ""
    return (
        f"^XA{setup}^PW{page.width}^LL{page.height}^LH0,0{_graphic(dots)}"
        f"{CHARACTERS if fields else ''}{fields}{quantity}^XZ\n"
    ).encode("ascii")


def _graphic(dots: Dots) -> str:
    packed = np.packbits(dots == 0, axis=1)
    height, row_bytes = packed.shape
    total = height * row_bytes
    data = _compressed([row.tobytes().hex().upper() for row in packed])
    return f"^FO0,0^GFA,{total},{total},{row_bytes},{data}^FS"


def _compressed(rows: list[str]) -> str:
    """``,`` fills the row with white, ``!`` with black, ``:`` repeats the row above."""
    parts = []
    above = ""
    for row in rows:
        if row == above:
            parts.append(":")
        else:
            parts.append(_row(row))
        above = row
    return "".join(parts)


def _row(row: str) -> str:
    bare = row.rstrip("0")
    if len(bare) < len(row):
        return _RUN.sub(_counted, bare) + ","
    bare = row.rstrip("F")
    return _RUN.sub(_counted, bare) + ("!" if len(bare) < len(row) else "")


def _counted(run: re.Match[str]) -> str:
    """``G`` to ``Y`` count 1 to 19, ``g`` to ``z`` count 20 to 400 by twenties; larger counts add up."""
    count, digit = len(run[0]), run[1]
    text = ""
    while count >= 20:
        twenties = min(count // 20, 20)
        text += chr(ord("g") + twenties - 1)
        count -= twenties * 20
    return text + (chr(ord("G") + count - 1) if count else "") + digit
