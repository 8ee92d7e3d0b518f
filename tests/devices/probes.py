"""The probes by name, and what one reports."""

from __future__ import annotations

from dataclasses import dataclass

PROBES = ("evdev", "serial_line", "hid_pos", "camera", "permissions")


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that must be true of a driver, and whether it was."""

    probe: str
    what: str
    verdict: str
    """``passed`` or ``failed``."""
    seconds: float
    detail: str = ""
