"""What is plugged in on macOS and Windows, as far as pyserial can tell: serial ports, by their USB numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from tracker.hardware.sources.plugged import Plugged

NOT_LISTED = (
    "cameras, keyboards and HID POS scanners are not listed on this system; they are camera:0, keyboard: and hidpos:"
)
_OF_THE_SYSTEM = ("Bluetooth-Incoming-Port", "debug-console", "wlan-debug")
"""Ports that macOS itself opens."""


class Port(Protocol):
    """What is used of a port that pyserial lists. ``vid`` and ``pid`` are None for what is on no USB, as is Bluetooth."""

    device: str
    description: str
    product: str | None
    vid: int | None
    pid: int | None


def ports(listed: Iterable[Port]) -> list[Plugged]:
    """The ports in ``listed``, those on USB first: most scanners are. Whether one may be opened shows when it is."""
    found = [_plugged(each) for each in listed if not each.device.endswith(_OF_THE_SYSTEM)]
    return sorted(found, key=lambda each: (not each.vendor, each.url))


def listed_ports() -> Sequence[Port]:
    """pyserial's own list; empty where pyserial is missing, which the doctor says."""
    try:
        from serial.tools import list_ports
    except ImportError:
        return ()
    found: Sequence[Port] = list_ports.comports()
    return found


def _plugged(port: Port) -> Plugged:
    vendor, product = ("" if number is None else f"{number:04x}" for number in (port.vid, port.pid))
    name = port.product or ("" if port.description == "n/a" else port.description)
    return Plugged("serial", f"serial:{port.device}", name or port.device, Path(port.device), vendor, product, True)
