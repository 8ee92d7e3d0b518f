"""Any text as ISBT 128, scanned or typed: refused, or its structures are the text."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.barcodes import isbt128, isbt128_typed
from tracker.errors import BarcodeError


def target(data: bytes) -> None:
    """The text itself, and as a compound message of as many structures as the first byte says."""
    text = data[1:].decode("latin-1")
    for message in (text, f"=+{data[0] % 8:02}000{text}" if data else ""):
        if isbt128.has_shape(message):
            _scanned(message)
    if isbt128_typed.has_shape(text):
        try:
            found = isbt128_typed.parse(text)
        except BarcodeError:
            return
        assert found.din is not None
        assert isbt128.check_character(found.din) == found.din_check


def _scanned(message: str) -> None:
    try:
        elements = isbt128.parse(message).elements
    except BarcodeError:
        return
    body = "".join(name + value for name, value in elements)
    assert message.endswith(body)
    assert not body or isbt128.parse(body).elements == elements
    assert "=#" not in message
    assert "&#" not in message


if __name__ == "__main__":
    sys.exit(run(target))
