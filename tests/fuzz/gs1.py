"""Any text as a GS1 message: refused, or its fields are the text, and come back however they are put together."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.barcodes import gs1, gs1_common
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = "0109501101530003"


def target(data: bytes) -> None:
    """The first byte says whether the rest stands behind an item's number, so that a check digit need not be found."""
    text = (ITEM if data[:1] and data[0] % 2 else "") + data[1:].decode("latin-1")
    elements = _read(text, Separators.KEPT)
    if elements is None:
        return
    assert "".join(ai + value for ai, value in elements) == text.replace(GS, "")
    assert _read(GS.join(ai + value for ai, value in elements), Separators.KEPT) == elements
    for channel in (Separators.UNKNOWN, Separators.LOST):
        assert _read(text, channel) in (None, elements)
    assert _read(text.replace(GS, ""), Separators.LOST) in (None, elements)
    assert gs1_common.read(text.removeprefix(GS).removesuffix(GS)) in (None, elements)


def _read(text: str, channel: Separators) -> gs1.Elements | None:
    try:
        return gs1.read(text, separators=channel)
    except BarcodeError:
        return None


if __name__ == "__main__":
    sys.exit(run(target))
