"""Any text of HIBC's signs, with its right check character: refused, or its parts make the same label again."""

from __future__ import annotations

import sys

from tests.barcodes.messages import SIGNS, TODAY, render_hibc
from tests.fuzz.running import run
from tracker.barcodes import hibc
from tracker.errors import BarcodeError


def target(data: bytes) -> None:
    """Bytes of HIBC's signs are themselves, all others one of them; two in three texts are completed."""
    text = "+" + "".join(sign if (sign := chr(byte)) in SIGNS else SIGNS[byte % 43] for byte in data[1:])
    if data[:1] and data[0] % 3:
        text += hibc.check_character(text)
    if not hibc.has_shape(text):
        return
    try:
        found = hibc.parse(text, TODAY)
    except BarcodeError:
        return
    assert found.hibc is None or hibc.is_primary(found.hibc)
    assert (found.hibc is None) == (found.link is not None)
    assert hibc.parse(render_hibc(found.elements), TODAY) == found


if __name__ == "__main__":
    sys.exit(run(target))
