"""A scanner in HID POS mode: whole scans with their symbology, no keyboard in between. By hidapi, where installed."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
from time import monotonic
from typing import Any, Protocol

from tracker.errors import DeviceError
from tracker.hardware.hid_descriptor import ACCESS_IS, LONGEST_DESCRIPTOR, layout_of
from tracker.hardware.hid_reports import ERROR_BEEP, ReportAssembler
from tracker.hardware.sources import troubles
from tracker.hardware.sources.holding import Hold
from tracker.hardware.sources.line import WAIT_S, LineSource
from tracker.hardware.sources.raw import Kind, Raw, Tap
from tracker.hardware.sources.source import Clock

USAGE_PAGE = 0x8C
ANSWERS = {"refuse": ERROR_BEEP, "ask": ERROR_BEEP}
"""What is accepted has the scanner's own beep already; only the contrary needs to be heard."""


def open_hid_pos(url: str, *, clock: Clock, tap: Tap | None = None) -> LineSource:
    """The source behind ``hidpos:`` (the only one plugged in), ``hidpos:05e0:1200`` or ``hidpos:NAME``."""
    return over_hidapi(url, _library(), clock=clock, tap=tap)


def over_hidapi(url: str, hid: HidApi, *, clock: Clock, tap: Tap | None = None) -> LineSource:
    """The same with hidapi given."""
    transport = HidTransport(url, hid)
    if tap is not None and transport.descriptor:
        try:
            tap(Raw("descriptor", transport.descriptor, monotonic()))
        except DeviceError:
            transport.close()
            raise
    framer = ReportAssembler(transport.layout)
    return LineSource(url, transport, clock=clock, answers=ANSWERS, framer=framer, tap=tap)


class HidDevice(Protocol):
    """What is used of hidapi's ``device``. Older ones have no ``get_report_descriptor`` (added in 0.14)."""

    def open_path(self, path: bytes) -> None: ...
    def read(self, length: int, timeout_ms: int = 0) -> list[int]: ...
    def write(self, data: bytes) -> int: ...
    def close(self) -> None: ...


class HidApi(Protocol):
    """What is used of hidapi's module."""

    def enumerate(self) -> list[dict[str, Any]]: ...
    def device(self) -> HidDevice: ...


class HidTransport:
    """An open HID device; each read gives one report. No other source and no other copy of this program reads it."""

    kind: Kind = "report"

    def __init__(self, url: str, hid: HidApi) -> None:
        wanted = url.partition(":")[2]
        found = _the_one(wanted, [each for each in hid.enumerate() if each.get("usage_page") == USAGE_PAGE])
        self._what = f"The scanner {found.get('product_string') or wanted}"
        self._hold = Hold(os.fsdecode(found["path"]), url, self._what)
        self._device = hid.device()
        try:
            self._hold.against_programs()
            self._device.open_path(found["path"])
        except OSError as error:
            self._hold.let_go()
            number = error.errno or (None if os.access(found["path"], os.R_OK | os.W_OK) else errno.EACCES)
            ids = f"{found['vendor_id']:04x}", f"{found['product_id']:04x}"
            raise troubles.not_opened(self._what, number, "hidraw", *ids) from error
        self.descriptor = _descriptor_of(self._device)
        self.layout = layout_of(self.descriptor) or ACCESS_IS

    def read(self) -> bytes:
        try:
            return bytes(self._device.read(self.layout.length, int(WAIT_S * 1000)))
        except (OSError, ValueError) as error:
            raise troubles.unplugged(self._what) from error

    def write(self, data: bytes) -> None:
        """A beep that cannot be sent is no fault: the verdict is on the screen."""
        with contextlib.suppress(OSError, ValueError):
            self._device.write(data)

    def close(self) -> None:
        self._device.close()
        self._hold.let_go()


def _descriptor_of(device: HidDevice) -> bytes:
    """Empty where the device, the system or hidapi does not tell."""
    describe = getattr(device, "get_report_descriptor", None)
    if describe is None:
        return b""
    try:
        return bytes(describe())[:LONGEST_DESCRIPTOR]
    except (OSError, ValueError):
        return b""


def _library() -> HidApi:
    """hidapi by the kernel's hidraw where it has that: its wheel's ``hid`` is built on libusb on Linux.

    libusb sees no usage page without taking the device from the kernel, nor scanners on Bluetooth, and the udev rule
    that is advised would not open it (seen with hidapi 0.15 and a scanner that the kernel made up: none was found).
    """
    for name in ("hidraw", "hid"):
        with contextlib.suppress(ImportError):
            library: HidApi = importlib.import_module(name)
            return library
    raise troubles.driver_missing(
        "Scanners in HID POS mode", "Install hidapi: pip install hidapi; or set the scanner to USB COM and use serial:."
    )


def _the_one(wanted: str, plugged: list[dict[str, Any]]) -> dict[str, Any]:
    """The device that is meant. Several that fit are said, and none of them is guessed."""
    fitting = {each["path"]: each for each in plugged if _fits(wanted, each)}
    if not fitting:
        raise troubles.not_there("A scanner in HID POS mode", "Plug it in, and set it to HID POS (USB HID, usage 8C).")
    if len(fitting) > 1:
        names = sorted(f"{each['vendor_id']:04x}:{each['product_id']:04x}" for each in fitting.values())
        raise DeviceError(
            f"Several scanners fit hidpos:{wanted}.", hint=f"Give one of: {', '.join(names)}.", code="which_device"
        )
    return next(iter(fitting.values()))


def _fits(wanted: str, device: dict[str, Any]) -> bool:
    ids = f"{device['vendor_id']:04x}:{device['product_id']:04x}"
    return wanted.casefold() in (ids, "") or wanted.casefold() in str(device.get("product_string", "")).casefold()
