"""Any text as typed GS1: refused, or its fields come back from their own parentheses."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.barcodes import gs1, hri
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = "(01)09501101530003"


def target(data: bytes) -> None:
    """The first byte says whether the rest stands behind an item's number."""
    text = (ITEM if data[:1] and data[0] % 2 else "") + data[1:].decode("latin-1")
    if not hri.is_hri(text):
        return
    try:
        elements = hri.read(text)
    except BarcodeError:
        return
    assert hri.read("".join(f"({ai}){value}" for ai, value in elements)) == elements
    assert gs1.read(GS.join(ai + value for ai, value in elements), separators=Separators.KEPT) == elements


if __name__ == "__main__":
    sys.exit(run(target))
