"""A code with a CR inside: what stands behind it is no pull of a trigger."""

from __future__ import annotations

import pytest

from tracker.barcodes.vouching import vouches
from tracker.hardware.framing import Framed, Framer
from tracker.hardware.keystrokes import key_of
from tracker.hardware.wedge import Caught, Heard, Wedge

SMUGGLED = [
    "http://x\r]C0C000162\r",
    "I00000192\rC000162\r",
    "I00000192\r\n\nC000162\r",
    "\x02I00000192\r\x03\x02C000162\x03",
]


@pytest.mark.parametrize("printed", SMUGGLED)
@pytest.mark.parametrize("byte_s", [0.0, 0.001, 0.02])
def test_a_line_tells_what_stands_behind_an_encoded_end(printed: str, byte_s: float) -> None:
    framer, found, at_s = Framer(), list[Framed](), 0.0
    for byte in printed.encode():
        at_s += byte_s
        found += framer.feed(bytes([byte]), at_s)
    assert [each.is_behind for each in found] == [False, True]
    found = framer.feed(b"C000162\r", at_s + 0.15)
    assert [each.is_behind for each in found] == [False]


def _caught(heard: list[Heard]) -> list[Caught]:
    return [each for each in heard if isinstance(each, Caught)]


@pytest.mark.parametrize("printed", SMUGGLED[:2])
@pytest.mark.parametrize("key_s", [0.001, 0.01])
def test_keys_tell_it_too(printed: str, key_s: float) -> None:
    wedge, found = Wedge(vouches), list[Caught]()
    for number, character in enumerate(printed):
        found += _caught(wedge.press(key_of(character, 1.0 + number * key_s)))
    assert [each.is_behind for each in found] == [False, True]


@pytest.mark.parametrize("printed", SMUGGLED[:2])
def test_a_paste_tells_it_and_the_next_paste_stands_by_itself(printed: str) -> None:
    wedge = Wedge(vouches)
    assert [each.is_behind for each in _caught(wedge.paste(printed, 1.0) or [])] == [False, True]
    assert [each.is_behind for each in _caught(wedge.paste("]C0C000162\r", 1.2) or [])] == [False]
