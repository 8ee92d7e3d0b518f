"""What is plugged in that could be a scanner, from the kernel's own folders: nothing is opened, and nothing is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tracker.hardware.sources import troubles
from tracker.hardware.sources.evdev_keyboard import keyboards

SYS, DEV = Path("/sys"), Path("/dev")
Kind = Literal["serial", "evdev", "hidpos", "camera"]
_SERIAL = ("ttyACM*", "ttyUSB*", "rfcomm*")
_HID_POS = b"\x05\x8c\x09\x02"
"""A report descriptor that begins with usage page 0x8C (bar code scanner), usage 2 (HID POS Usage Tables 1.02)."""
_SUBSYSTEM = {"serial": "tty", "evdev": "input", "hidpos": "hidraw", "camera": "video4linux"}
_UP = 6
"""From a device's folder to that of the USB device which it is part of: so many steps at most."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """One device. ``url`` is what settings.toml takes; ``vendor`` and ``product`` are four hexadecimal digits, or empty.
    ``may_open``: whether this user's rights are enough. Names are the device's own, and foreign text."""

    kind: Kind
    url: str
    name: str
    node: Path
    vendor: str
    product: str
    may_open: bool

    @property
    def hint(self) -> str:
        """What to do where it may not be opened."""
        if self.may_open:
            return ""
        ids = (self.vendor, self.product) if self.vendor and self.product else ("VVVV", "PPPP")
        return troubles.udev_hint(_SUBSYSTEM[self.kind], *ids)


def plugged(sysfs: Path = SYS, nodes: Path = DEV) -> list[Plugged]:
    """All of them, by kind and then by name. Empty where there is no sysfs: on anything but Linux."""
    found = (*_serial(sysfs, nodes), *_keyboards(sysfs, nodes), *_hid_pos(sysfs, nodes), *_cameras(sysfs, nodes))
    return list(found)


def _serial(sysfs: Path, nodes: Path) -> Iterator[Plugged]:
    for pattern in _SERIAL:
        for folder in sorted((sysfs / "class" / "tty").glob(pattern)):
            node = nodes / folder.name
            vendor, product, name = _usb(folder / "device", sysfs)
            lasting = _link_to(node, nodes / "serial" / "by-id")
            yield Plugged("serial", f"serial:{lasting}", name or folder.name, node, vendor, product, _may(node))


def _keyboards(sysfs: Path, nodes: Path) -> Iterator[Plugged]:
    """Ordinary keyboards are among them: nothing but its name tells a scanner from one."""
    folder = sysfs / "class" / "input"
    named = keyboards(folder)
    for event, name in named:
        node = nodes / "input" / event
        identity = folder / event / "device" / "id"
        is_single = sum(name.casefold() in other.casefold() for _, other in named) == 1
        target = name if is_single and name.isprintable() and "?" not in name else ""
        url = f"evdev:{target or _link_to(node, nodes / 'input' / 'by-id')}"
        may_open = os.access(node, os.R_OK)
        yield Plugged("evdev", url, name, node, _line(identity / "vendor"), _line(identity / "product"), may_open)


def _hid_pos(sysfs: Path, nodes: Path) -> Iterator[Plugged]:
    for folder in sorted((sysfs / "class" / "hidraw").glob("hidraw*")):
        if not _bytes(folder / "device" / "report_descriptor").startswith(_HID_POS):
            continue
        said = dict(line.partition("=")[::2] for line in _text(folder / "device" / "uevent").split("\n"))
        _, _, ids = said.get("HID_ID", "").partition(":")
        vendor, _, product = ids.lower().partition(":")
        vendor, product = vendor[-4:], product[-4:]
        url = f"hidpos:{vendor}:{product}" if vendor and product else "hidpos:"
        node = nodes / folder.name
        yield Plugged("hidpos", url, said.get("HID_NAME", folder.name), node, vendor, product, _may(node))


def _cameras(sysfs: Path, nodes: Path) -> Iterator[Plugged]:
    """Only the node that gives pictures: the others of a camera give what is known about them."""
    for folder in sorted((sysfs / "class" / "video4linux").glob("video*")):
        if _line(folder / "index") not in ("", "0"):
            continue
        node = nodes / folder.name
        vendor, product, _ = _usb(folder / "device", sysfs)
        lasting = _link_to(node, nodes / "v4l" / "by-id")
        number = folder.name.removeprefix("video")
        url = f"camera:{number if lasting == node else lasting}"
        yield Plugged("camera", url, _line(folder / "name") or folder.name, node, vendor, product, _may(node))


def _usb(device: Path, sysfs: Path) -> tuple[str, str, str]:
    """(vendor, product, name) of the USB device that ``device`` is part of; empty for one on no USB."""
    folder, top = _real(device), _real(sysfs)
    for _ in range(_UP):
        if not folder.is_relative_to(top):
            break
        if vendor := _line(folder / "idVendor"):
            return vendor, _line(folder / "idProduct"), _line(folder / "product")
        folder = folder.parent
    return "", "", ""


def _link_to(node: Path, folder: Path) -> Path:
    """The name in ``folder`` that lasts when the device is plugged in elsewhere; the node itself where there is none."""
    try:
        return next((link for link in sorted(folder.iterdir()) if _real(link) == _real(node)), node)
    except OSError:
        return node


def _real(path: Path) -> Path:
    """Where links lead; one that leads to itself leads nowhere."""
    return Path(os.path.realpath(path))


def _may(node: Path) -> bool:
    return os.access(node, os.R_OK | os.W_OK)


def _line(path: Path) -> str:
    return _text(path).rstrip("\n")


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    """sysfs gives a page at most."""
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError:
        return b""
