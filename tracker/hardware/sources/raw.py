"""What a device sent, before anybody made sense of it: the one thing from which a fault can be seen again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bytes", "events", "descriptor", "report", "frame", "keys"]
"""``bytes``: of a serial line or socket. ``events``: whole event structures of an evdev device. ``descriptor``: a HID
device's own account of its reports, told once, before the first of them. ``report``: one HID input report. ``frame``: one
camera frame as a grey PNG. ``keys``: key presses of a terminal, one JSON list ``[name, character]`` each."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One piece as the transport gave it, at ``at_s`` on a clock that never goes back."""

    kind: Kind
    data: bytes
    at_s: float


Tap = Callable[[Raw], None]
"""Hears every piece on the device's thread, before it is decoded. What it raises ends the source."""
