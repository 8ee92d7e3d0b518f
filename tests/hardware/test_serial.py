"""A scanner on a serial line, from a pseudo-terminal's far end: what it may send, and how it may die."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner, SocketScanner
from tests.waiting import PATIENCE_S, comes, until
from tracker.errors import DeviceError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.source import Answering, Source, Tearable

GS1 = b"]d201095011015300031725123110AB-12\x1d21SER9"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[PtyScanner]:
    made = PtyScanner(tmp_path / "ttySCAN")
    yield made
    made.unplug()


class Reading:
    """A source read on a thread of its own."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.scans: list[Scan] = []
        self.fault: DeviceError | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for scan in self.source:
                self.scans.append(scan)
        except DeviceError as error:
            self.fault = error

    def wait(self, count: int) -> list[Scan]:
        comes(lambda: len(self.scans) >= count)
        return self.scans

    def ended(self, within_s: float = PATIENCE_S) -> bool:
        return comes(lambda: not self._thread.is_alive(), within_s)


@pytest.fixture
def reading(scanner: PtyScanner) -> Iterator[Reading]:
    made = Reading(open_source(f"serial:{scanner.link}"))
    yield made
    made.source.close()
    assert made.ended()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_gs1_scan_arrives_byte_for_byte_whatever_ends_it(scanner: PtyScanner, reading: Reading, end: bytes) -> None:
    scanner.send(GS1 + end)
    (scan,) = reading.wait(1)
    assert (scan.aim, scan.data) == ("]d2", GS1[3:].decode())
    assert scan.quality is Quality.READ


def test_a_scan_in_pieces_is_one_scan(scanner: PtyScanner, reading: Reading) -> None:
    scanner.send(*(bytes([byte]) for byte in GS1 + b"\r"), pause_s=0.002)
    assert [scan.data for scan in reading.wait(1)] == [GS1[3:].decode()]


def test_a_saturated_line_loses_nothing(scanner: PtyScanner, reading: Reading) -> None:
    """As much as 115,200 baud carry in 20 seconds, sent as fast as the line takes it."""
    sent = [f"]C0{number:010d}" for number in range(17_000)]
    threading.Thread(target=lambda: scanner.send(*(each.encode() + b"\r" for each in sent)), daemon=True).start()
    assert [scan.aim + scan.data for scan in reading.wait(len(sent))] == sent


def test_half_a_scan_and_silence_is_told_as_garbled(scanner: PtyScanner, reading: Reading) -> None:
    scanner.send(b"01095011")
    (scan,) = reading.wait(1)
    assert (scan.quality, scan.data) == (Quality.GARBLED, "01095011")
    assert "broke off" in scan.evidence


def test_a_device_that_dies_in_the_middle_of_a_scan_says_both(scanner: PtyScanner, reading: Reading) -> None:
    scanner.send(b"2600447102\r", b"01095011")
    source = reading.source
    assert isinstance(source, Tearable)
    until(lambda: source.is_torn)
    scanner.unplug()
    assert reading.ended()
    assert [(scan.quality, scan.data) for scan in reading.scans] == [
        (Quality.READ, "2600447102"),
        (Quality.GARBLED, "01095011"),
    ]
    assert reading.fault is not None
    assert reading.fault.code == "unplugged"


def test_noise_is_never_a_scan_that_is_believed(scanner: PtyScanner, reading: Reading) -> None:
    scanner.send(b"\xff\xfe\x80\r")
    (scan,) = reading.wait(1)
    assert scan.quality is Quality.GARBLED


@pytest.mark.parametrize(
    ("beep", "tone", "sent"),
    [
        ("bel", "accept", b"\a"),
        ("bel", "refuse", b"\a\a\a"),
        ("honeywell", "accept", b"\x1b6,"),
        ("honeywell", "refuse", b"\x1b4,\x1b4,\x1b4,"),
    ],
)
def test_the_verdict_is_sounded_by_the_scanner(scanner: PtyScanner, beep: str, tone: str, sent: bytes) -> None:
    reading = Reading(open_source(f"serial:{scanner.link}?beep={beep}"))
    scanner.send(b"2600447102\r")
    reading.wait(1)
    assert isinstance(reading.source, Answering)
    assert reading.source.answer(tone)
    assert scanner.heard(len(sent)) == sent
    reading.source.close()
    assert reading.ended()


def test_a_scanner_that_was_not_asked_to_beep_gets_no_bytes(reading: Reading) -> None:
    assert isinstance(reading.source, Answering)
    assert not reading.source.answer("refuse")


def test_a_scanner_that_stands_still_is_closed_at_once(reading: Reading) -> None:
    reading.source.close()
    assert reading.ended(0.5)


def test_a_port_that_another_program_reads_is_busy(scanner: PtyScanner, reading: Reading) -> None:
    with pytest.raises(DeviceError) as refused:
        open_source(f"serial:{scanner.link}")
    assert refused.value.code == "busy"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_port_without_permission_names_the_rule_to_install(scanner: PtyScanner) -> None:
    scanner.link.resolve().chmod(0)
    with pytest.raises(DeviceError) as refused:
        open_source(f"serial:{scanner.link}")
    assert refused.value.code == "no_permission"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("serial:/nowhere/ttyACM0", "not_there"),
        ("socket://127.0.0.1:1", "not_reached"),
        ("serial:socket://127.0.0.1:1", "not_reached"),
        ("serial:/dev/null", "bad_source"),
        ("serial:?baud=9600", "bad_source"),
        ("serial:/dev/ttyACM0?baud=fast", "bad_source"),
        ("serial:/dev/ttyACM0?bauds=9600", "bad_source"),
        ("socket://nonsense", "bad_source"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(url: str, code: str) -> None:
    with pytest.raises(DeviceError) as refused:
        open_source(url)
    assert refused.value.code == code
    assert refused.value.hint


def test_a_scan_just_before_the_line_breaks_is_not_lost() -> None:
    scanner = SocketScanner()
    reading = Reading(open_source(scanner.url))
    scanner.send(b"2600447102\r")
    scanner.unplug()
    assert reading.ended()
    assert [scan.data for scan in reading.scans] == ["2600447102"]
    assert reading.fault is not None
    scanner.close()
