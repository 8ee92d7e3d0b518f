"""Any text as a web address: no Digital Link, refused, or fields that make a GS1 message."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.barcodes import digital_link, gs1
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = "https://id.gs1.org/01/09501101530003"


def target(data: bytes) -> None:
    """The first byte says how much of an item's address stands before the rest."""
    text = ITEM[: (data[0] % 3) * 18] + data[1:].decode("latin-1") if data else ""
    if not digital_link.is_url(text):
        return
    try:
        elements = digital_link.read(text)
    except BarcodeError:
        return
    if elements is not None:
        message = GS.join(ai + value for ai, value in elements)
        assert gs1.read(message, separators=Separators.KEPT) == elements


if __name__ == "__main__":
    sys.exit(run(target))
