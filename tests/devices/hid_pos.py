"""hidpos: a scanner in HID POS mode."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from tests.devices.kernel_hid import PRODUCT, VENDOR, KernelHidScanner
from tests.devices.listening import PATIENCE_S, Listener, refusal, wait_for
from tests.hardware.test_hid_pos import reports
from tracker.hardware.hid_reports import ERROR_BEEP
from tracker.hardware.scan import Quality, Scan, utc_now
from tracker.hardware.sources.source import Answering
from tracker.station.devices import Devices

GS1 = "010950600013435217261231" + "10ABC-12/x\x1d" + "21" + "Zy09" * 5 + "\x1d" + "24012345678901234567890"
"""Longer than the 56 bytes of one report."""
URL = "hidpos:"


@contextlib.contextmanager
def plugged() -> Iterator[KernelHidScanner]:
    scanner = KernelHidScanner()
    try:
        yield scanner
    finally:
        scanner.unplug()


def scan(scanner: KernelHidScanner, text: str) -> None:
    for report in reports(text.encode()):
        scanner.report(report)


def must_read_messages_of_several_reports() -> None:
    """a GS1 payload over two reports comes exactly, with GS and AIM identifier, by any of its names"""
    with plugged() as scanner:
        for url in (URL, f"hidpos:{VENDOR:04x}:{PRODUCT:04x}", "hidpos:in HID POS mode"):
            with Listener(url) as listener:
                scan(scanner, GS1)
                found = listener.scan()
                assert (found.aim, found.data, found.quality) == ("]d2", GS1, Quality.READ)


def must_sound_the_error_beep() -> None:
    """a refusal reaches the scanner as the output report of the error beep; an acceptance sends nothing"""
    with plugged() as scanner, Listener(URL) as listener:
        assert isinstance(listener.source, Answering)
        assert not listener.source.answer("accept")
        assert listener.source.answer("refuse")
        assert scanner.outputs.get(timeout=PATIENCE_S) == ERROR_BEEP
        with contextlib.suppress(Empty):
            raise AssertionError(f"more was sent: {scanner.outputs.get(timeout=0.2)!r}")


def must_lose_nothing_of_a_flood() -> None:
    """50 scans of two reports, each sent when the one before has come: all come, in order"""
    with plugged() as scanner, Listener(URL) as listener:
        for number in range(50):
            scan(scanner, f"{number:05d}{GS1}")
            assert listener.scan().data == f"{number:05d}{GS1}"


def must_tell_unplugging() -> None:
    """unplugged in the middle of a scan: garbled, then the fault"""
    with plugged() as scanner, Listener(URL) as listener:
        scanner.report(reports(GS1.encode())[0])
        scanner.unplug()
        code, within_s = listener.fault()
        assert (code, within_s < 2) == ("unplugged", True), (code, within_s)


def must_say_that_none_is_there() -> None:
    """without a scanner it is waited for, in words"""
    assert refusal(URL).code == "not_there"


def must_come_back() -> None:
    """the supervisor opens a replugged scanner again"""
    scans: SimpleQueue[Scan] = SimpleQueue()
    devices = Devices(scans.put, utc_now)
    try:
        with plugged():
            devices.attach(URL)
            wait_for(lambda: devices.states()[0].state == "live", "the supervisor has opened it")
        wait_for(lambda: devices.states()[0].state == "waiting", "the supervisor tells that it is gone")
        with plugged() as scanner:
            wait_for(lambda: devices.states()[0].state == "live", "the supervisor has opened it again")
            scan(scanner, GS1)
            assert scans.get(timeout=PATIENCE_S).data == GS1
    finally:
        devices.close()
