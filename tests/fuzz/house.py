"""Any text as a code of our own: refused, or the meaning holds that very text; one wrong character never passes."""

from __future__ import annotations

import sys

from stdnum.iso7064 import mod_97_10

from tests.fuzz.running import run
from tracker.barcodes import house
from tracker.barcodes.wording import as_object
from tracker.errors import BarcodeError

_LETTERS = ("", "I", "L", "B", "C", "R", "N", "T", "P")
_DIGITS = (8, 6, 5, 8, 4, 9, 10, 11, 12)


def target(data: bytes) -> None:
    """The first byte chooses a kind, to be completed with its check digits, or the text as it is."""
    text = data[1:].decode("latin-1")
    kind = data[0] % 12 if data else 11
    if kind < len(_LETTERS):
        number = "".join(str(byte % 10) for byte in data[1 : 1 + _DIGITS[kind]]).zfill(_DIGITS[kind])
        text = _LETTERS[kind] + number
        text += mod_97_10.calc_check_digits(text)
    if not house.has_house_shape(text):
        return
    if _parsed(text) and text[-1].isdigit():
        assert not _parsed(text[:-1] + str((int(text[-1]) + 1) % 10))


def _parsed(text: str) -> bool:
    try:
        meaning = house.parse(text)
    except BarcodeError:
        return False
    assert text in as_object(meaning).values()
    return True


if __name__ == "__main__":
    sys.exit(run(target))
