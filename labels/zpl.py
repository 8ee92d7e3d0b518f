"""ZPL II: the label as one graphic field, so that what was read back is what the print head burns, dot for dot.

Nothing of the label's text is in it but hexadecimal digits: a name such as ``O^XZ~JA`` cannot end a label or empty a
printer. Compression is ZPL's own (Zebra's ZPL II manual, "Alternative Data Compression Scheme"): most of a label is
white, and a rule of bars is the same row over and over.
"""

from __future__ import annotations

import re

import numpy as np

from labels.page import Page

_RUN = re.compile(r"(.)\1+")


def zpl(page: Page, copies: int = 1) -> bytes:
    """One ``^XA … ^XZ`` format that prints the page ``copies`` times."""
    ink = page.dots() == 0
    packed = np.packbits(ink, axis=1)
    height, row_bytes = packed.shape
    total = height * row_bytes
    data = _compressed([row.tobytes().hex().upper() for row in packed])
    quantity = f"^PQ{copies}" if copies != 1 else ""
    return (
        f"^XA^PW{page.width}^LL{page.height}^LH0,0^FO0,0^GFA,{total},{total},{row_bytes},{data}^FS{quantity}^XZ\n"
    ).encode("ascii")


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
