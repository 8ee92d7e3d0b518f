"""Any keys at any times: no crash, nothing held for ever, nothing longer than may be reported."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.hardware.keystrokes import Key, key_of
from tracker.hardware.wedge import Caught, Wedge
from tracker.hardware.wedge_rules import LONGEST_SCAN, REPORTED_KEYS

_NAMED = (("up", None), ("backspace", "\x7f"), ("alt+0", "0"), ("left_shift", None))


def target(data: bytes) -> None:
    """Two bytes for each key: which, and how long after the one before (thousandths of a second, times two)."""
    wedge, now_s, keys = Wedge(lambda text: len(text) == 10), 10.0, 0
    heard = []
    for code, pause in zip(data[::2], data[1::2], strict=False):
        now_s += pause * 0.002
        name, character = _NAMED[code % 4]
        heard += wedge.press(Key(name, character, now_s) if code >= 0x80 else key_of(chr(code), now_s))
        keys += 1
    heard += wedge.pass_time(float("inf"))
    assert wedge.deadline_s is None
    for each in heard:
        if isinstance(each, Caught):
            assert len(each.data) <= (LONGEST_SCAN if each.quality == "read" else REPORTED_KEYS)
        else:
            assert len(each.keys) <= keys


if __name__ == "__main__":
    sys.exit(run(target))
