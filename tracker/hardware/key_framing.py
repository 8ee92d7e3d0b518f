"""A terminal's key presses as a recording keeps them, and the scans that the assembler makes of them. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TypeGuard

from tracker.hardware.framing import Framed
from tracker.hardware.keystrokes import Key
from tracker.hardware.scan import Quality
from tracker.hardware.wedge import Caught, Heard, Wedge

_SPOILT = "a key press that cannot be read"


def as_bytes(key: Key) -> bytes:
    """One key press for :class:`tracker.hardware.sources.raw.Raw`; its time goes beside it."""
    return json.dumps([key.name, key.character]).encode("ascii")


class KeyFramer:
    """Fed one key press at a time. What a person typed comes to nothing here."""

    def __init__(self, vouches: Callable[[str], bool]) -> None:
        self._wedge = Wedge(vouches)

    def feed(self, data: bytes, at_s: float) -> list[Framed]:
        try:
            name, character = json.loads(data)
        except (ValueError, TypeError, RecursionError):
            return [Framed("", "", Quality.GARBLED, _SPOILT)]
        if not _is_text(name) or not (character is None or _is_text(character)):
            return [Framed("", "", Quality.GARBLED, _SPOILT)]
        return _framed(self._wedge.press(Key(name, character, at_s)))

    def pass_time(self, now_s: float) -> list[Framed]:
        return _framed(self._wedge.pass_time(now_s))


def _is_text(value: object) -> TypeGuard[str]:
    """A lone surrogate, which JSON can write, is no character: no terminal sends it, and no database takes it."""
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _framed(heard: Iterable[Heard]) -> list[Framed]:
    return [
        Framed(each.data, each.aim, each.quality, each.evidence, each.is_behind)
        for each in heard
        if isinstance(each, Caught)
    ]
