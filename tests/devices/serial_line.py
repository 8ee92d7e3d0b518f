"""serial: a scanner in USB COM mode."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from queue import SimpleQueue

from serial.tools.list_ports import comports

from tests.devices.kernel_scanner import PORT, PRODUCT, SERIAL, VENDOR, KernelScanner
from tests.devices.listening import PATIENCE_S, Listener, refusal, wait_for
from tracker.hardware.scan import Scan, utc_now
from tracker.hardware.sources.source import Answering
from tracker.station.devices import Devices

URL = f"serial:{PORT}?beep=bel"
GS1 = "010950600013435217261231" + "10ABC-12/x\x1d" + "21Zy09"


@contextlib.contextmanager
def plugged() -> Iterator[KernelScanner]:
    scanner = KernelScanner()
    scanner.plug_in()
    try:
        yield scanner
    finally:
        scanner.unplug()


def must_be_found_by_its_numbers() -> None:
    """the port is listed with the scanner's vendor, product and serial number"""
    with plugged():
        (port,) = [each for each in comports() if each.device == str(PORT)]
        assert (port.vid, port.pid, port.serial_number) == (VENDOR, PRODUCT, SERIAL)


def must_read_frames_exactly() -> None:
    """frames in STX and ETX and lines with CR come exactly, GS and AIM identifier included"""
    with plugged() as scanner, Listener(URL) as listener:
        for before, after in ((b"\x02", b"\x03"), (b"", b"\r"), (b"", b"\r\n")):
            scanner.send(before + b"]d2" + GS1.encode() + after)
            scan = listener.scan()
            assert (scan.aim, scan.data) == ("]d2", GS1)


def must_lose_nothing_of_a_flood() -> None:
    """500 scans as fast as the line takes them: all come, in order"""
    with plugged() as scanner, Listener(URL) as listener:
        sent = [f"{number:05d}{GS1}" for number in range(500)]
        scanner.send("".join(f"\x02{each}\x03" for each in sent).encode())
        assert [listener.scan().data for _ in sent] == sent


def must_answer_the_scanner() -> None:
    """a verdict's BEL reaches the scanner"""
    with plugged() as scanner, Listener(URL) as listener:
        assert isinstance(listener.source, Answering)
        assert listener.source.answer("refuse")
        assert scanner.hear(3) == b"\a\a\a"


def must_be_alone() -> None:
    """a second opener is told busy"""
    with plugged(), Listener(URL):
        assert refusal(URL).code == "busy"


def must_tell_unplugging() -> None:
    """unplugging ends the read"""
    with plugged() as scanner, Listener(URL) as listener:
        scanner.send(b"half a sc")
        scanner.unplug()
        code, within_s = listener.fault()
        assert (code, within_s < 2) == ("unplugged", True), (code, within_s)


def must_come_back_under_the_same_name() -> None:
    """the supervisor lets go, so that a replugged scanner is ttyACM0 again, and is opened again"""
    scans: SimpleQueue[Scan] = SimpleQueue()
    devices = Devices(scans.put, utc_now)
    scanner = KernelScanner()
    try:
        scanner.plug_in()
        devices.attach(URL)
        for text in ("BEFORE", GS1, "AND AGAIN"):
            wait_for(lambda: devices.states()[0].state == "live", "the supervisor has opened it")
            scanner.send(f"\x02{text}\x03".encode())
            assert scans.get(timeout=PATIENCE_S).data == text
            scanner.unplug()
            wait_for(lambda: devices.states()[0].state == "waiting", "the supervisor tells that it is gone")
            wait_for(lambda: not any(PORT.parent.glob("ttyACM*")), "the port is gone")
            scanner.plug_in()
            assert [each.name for each in PORT.parent.glob("ttyACM*")] == ["ttyACM0"]
    finally:
        devices.close()
        scanner.unplug()
