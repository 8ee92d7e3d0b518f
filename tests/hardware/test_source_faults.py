"""What a scanner may do to its driver: die, stop, stutter, shout. Nothing of it may become a code."""

from __future__ import annotations

import gc
import os
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.hardware.hid_api import Hid
from tests.hardware.keyboards import ENTER, as_bytes, press, typed
from tests.hardware.lines import PtyScanner, SocketScanner
from tests.hardware.test_hid_pos import reports
from tests.hardware.test_serial import Reading
from tests.waiting import at_once, until
from tracker.hardware.event_framing import EventFramer
from tracker.hardware.framing import Framed, Framer
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.keystrokes import Key, key_of
from tracker.hardware.scan import Quality, utc_now
from tracker.hardware.sources.evdev_keyboard import EventTransport
from tracker.hardware.sources.hid_pos import over_hidapi
from tracker.hardware.sources.line import LineSource
from tracker.hardware.sources.opening import open_source
from tracker.hardware.wedge import Caught, Heard, Wedge
from tracker.hardware.wedge_rules import REPORTED_KEYS

GS1 = "01095011015300031725123110AB-12\x1d21SER9" + "7" * 40


@dataclass(frozen=True)
class Plugged:
    """A device under test, by what its scanner can do."""

    source: LineSource
    scan: Callable[[str], None]
    begin: Callable[[str], None]
    """The first half of a scan."""
    die: Callable[[], None]
    fault: str = "unplugged"


def _line(scanner: PtyScanner | SocketScanner, url: str) -> Plugged:
    source = open_source(url)
    assert isinstance(source, LineSource)
    return Plugged(
        source,
        lambda text: scanner.send(text.encode() + b"\r"),
        lambda text: scanner.send(text.encode()[: len(text) // 2]),
        scanner.unplug,
        "hung_up" if url.startswith("socket:") else "unplugged",
    )


def _serial(folder: Path) -> Plugged:
    scanner = PtyScanner(folder / "ttySCAN")
    return _line(scanner, f"serial:{scanner.link}")


def _socket(folder: Path) -> Plugged:
    scanner = SocketScanner()
    return _line(scanner, scanner.url)


def _evdev(folder: Path) -> Plugged:
    near, far = os.pipe()
    source = LineSource(
        "evdev:a pipe", EventTransport(near, "a pipe"), clock=utc_now, framer=EventFramer(KeyDecoder("de"))
    )

    def send(text: str, is_half: bool = False) -> None:
        whole = as_bytes(typed(text, "de"))
        os.write(far, whole[: len(whole) // 2 // 24 * 24] if is_half else whole)

    return Plugged(source, send, lambda text: send(text, is_half=True), lambda: os.close(far))


def _hid_pos(folder: Path) -> Plugged:
    hid = Hid()
    return Plugged(
        over_hidapi("hidpos:", hid, clock=utc_now),
        lambda text: hid.send(reports(text.encode())),
        lambda text: hid.send(reports(text.encode())[:1]),
        hid.unplug,
    )


@pytest.fixture(params=[_serial, _socket, _evdev, _hid_pos], ids=["serial", "socket", "evdev", "hidpos"])
def plugged(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plugged]:
    made: Plugged = request.param(tmp_path)
    yield made
    made.source.close()


def test_a_device_that_dies_in_the_middle_tells_its_half_as_garbled_and_then_the_fault(plugged: Plugged) -> None:
    before = set(threading.enumerate())
    reading = Reading(plugged.source)
    plugged.scan("2600447102")
    assert len(reading.wait(1)) == 1
    plugged.begin(GS1)
    until(lambda: plugged.source.is_torn)
    plugged.die()
    assert reading.ended()
    assert [scan.quality for scan in reading.scans] == [Quality.READ, Quality.GARBLED]
    assert reading.fault is not None
    assert (reading.fault.code, bool(reading.fault.hint)) == (plugged.fault, True)
    assert set(threading.enumerate()) <= before


def test_a_device_says_at_its_end_whether_a_scan_was_torn(plugged: Plugged) -> None:
    reading = Reading(plugged.source)
    plugged.scan("2600447102")
    assert len(reading.wait(1)) == 1
    assert not plugged.source.is_torn
    plugged.begin(GS1)
    until(lambda: plugged.source.is_torn)
    plugged.die()
    assert reading.ended()
    assert plugged.source.is_torn


def test_a_device_that_goes_between_scans_leaves_nothing_torn(plugged: Plugged) -> None:
    reading = Reading(plugged.source)
    plugged.scan("2600447102")
    assert len(reading.wait(1)) == 1
    plugged.die()
    assert reading.ended()
    assert not plugged.source.is_torn


def test_a_device_closed_in_the_middle_of_a_scan_leaves_it_torn(plugged: Plugged) -> None:
    reading = Reading(plugged.source)
    plugged.begin(GS1)
    until(lambda: plugged.source.is_torn)
    plugged.source.close()
    assert reading.ended(1.0)
    assert plugged.source.is_torn


def test_reports_behind_a_torn_scan_are_read_from_the_second_on() -> None:
    hid = Hid()
    source = over_hidapi("hidpos:", hid, clock=utc_now, is_torn=True)
    hid.send(reports(b"C000453") + reports(b"C000453"))
    assert [scan.quality for scan in Reading(source).wait(2)] == [Quality.GARBLED, Quality.READ]
    source.close()


def test_keys_behind_a_torn_scan_are_read_from_the_second_on() -> None:
    framer = EventFramer(KeyDecoder("de"), is_torn=True)
    found = framer.feed(2 * as_bytes(typed("C000453", "de")), 0.0)
    assert [each.quality for each in found] == [Quality.GARBLED, Quality.READ]


def test_a_line_that_dies_behind_what_looked_like_an_xor_byte_may_have_torn_a_scan() -> None:
    framer = Framer()
    assert [each.data for each in framer.feed(b"C000356\rI", 0.0)] == ["C000356"]
    assert framer.is_torn


def test_half_a_scan_and_silence_is_garbled_once_and_the_next_scan_is_whole(plugged: Plugged) -> None:
    reading = Reading(plugged.source)
    plugged.begin(GS1)
    assert [scan.quality for scan in reading.wait(1)] == [Quality.GARBLED]
    time.sleep(2.1)  # one that came sooner might be its tail
    plugged.scan("2600447102")
    assert [scan.data for scan in reading.wait(2)][1:] == ["2600447102"]
    plugged.source.close()
    assert reading.ended(1.0)


def test_closing_in_the_middle_of_a_scan_ends_within_a_second_without_a_code(plugged: Plugged) -> None:
    reading = Reading(plugged.source)
    plugged.begin(GS1)
    until(lambda: plugged.source.is_torn)
    plugged.source.close()
    assert reading.ended(1.0)
    assert reading.fault is None
    assert not [scan for scan in reading.scans if scan.quality is Quality.READ]


def test_scans_that_came_at_once_bear_the_time_of_their_arrival_however_late_they_are_taken(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    source = open_source(f"serial:{scanner.link}")
    scanner.send(b"2600447102\rI00042379\r")
    seen = iter(source)
    first = next(seen)
    time.sleep(0.2)
    assert next(seen).at == first.at
    source.close()
    scanner.unplug()


def test_answering_a_scanner_that_takes_nothing_up_never_blocks(plugged: Plugged) -> None:
    reading = Reading(plugged.source)

    def answer() -> None:
        for _ in range(10_000):
            plugged.source.answer("refuse")

    at_once(answer, 1.0)
    plugged.scan("2600447102")
    until(lambda: len(reading.scans) == 1)


# Compressed in time: the pure decoders are told how late it is.


def test_ten_thousand_scans_in_a_minute_are_ten_thousand() -> None:
    framer, found = Framer(), list[Framed]()
    sent = [f"{number:010d}" for number in range(10_000)]
    for number, text in enumerate(sent):
        found += framer.feed(f"]C0{text}\r".encode(), number * 0.006)
    assert [each.data for each in found] == sent


def test_two_scans_interleaved_on_one_line_are_no_code() -> None:
    one, other = "]d2" + GS1, "]C12600447102"
    mixed = "".join(a + b for a, b in zip(one, other.ljust(len(one), "7"), strict=True))
    found = Framer().feed(mixed.encode() + b"\r\r", 0.0)
    assert [each.quality for each in found if each.quality is Quality.READ and each.data in (GS1, other[3:])] == []


def test_a_stuck_key_of_a_grabbed_scanner_is_one_press() -> None:
    """The kernel repeats a key that stays down (value 2) some thirty times a second."""
    framer = EventFramer(KeyDecoder("us"))
    held = [(1, 2, 1), (0, 0, 0), *[(1, 2, 2), (0, 0, 0)] * 10_000, (1, 2, 0), (0, 0, 0)]
    assert framer.feed(as_bytes(held), 0.0) == []
    (found,) = framer.pass_time(1.0)
    assert (found.data, found.quality) == ("1", Quality.GARBLED)


def test_a_key_pressed_ten_thousand_times_is_garbled_in_bounded_pieces() -> None:
    framer = EventFramer(KeyDecoder("us"))
    found = framer.feed(as_bytes(press(2) * 10_000 + press(ENTER)), 0.0)
    assert [each.quality for each in found] == [Quality.GARBLED]
    assert len(found[0].data) <= 256


@pytest.mark.parametrize("character", ["7", "]", " "])
def test_a_stuck_key_of_a_keyboard_wedge_is_no_code(character: str) -> None:
    wedge, heard = Wedge(lambda text: False), list[Heard]()
    for number in range(10_000):
        heard += wedge.press(key_of(character, 10 + number * 0.02))
    heard += wedge.press(Key("enter", "\r", 10 + 10_000 * 0.02))
    heard += wedge.pass_time(float("inf"))
    caught = [each for each in heard if isinstance(each, Caught)]
    assert caught
    assert all(each.quality is Quality.GARBLED and len(each.data) <= REPORTED_KEYS for each in caught)


HOUR_BYTES = 115_200 // 10 * 3600
"""41 MB. ``make test`` takes a hundredth of it; TRACKER_WHOLE_HOUR=1 takes all."""
NOISE_BYTES = HOUR_BYTES if os.environ.get("TRACKER_WHOLE_HOUR") else HOUR_BYTES // 100


@pytest.mark.parametrize(
    "made", [Framer, lambda: EventFramer(KeyDecoder("fr")), ReportAssembler], ids=["line", "events", "reports"]
)
def test_an_hour_of_noise_takes_no_memory_and_breaks_nothing(
    made: Callable[[], Framer | EventFramer | ReportAssembler],
) -> None:
    """Seeded. A run of noise may look like a message; what is no text, or has no end, never does.

    Measured from the half of it on: before that, whatever is made once (a compiled pattern, a keymap) is being made.
    """
    decoder, random, piece = made(), Random(20260301), 24 * 48
    pieces = NOISE_BYTES // piece
    held: list[int] = []
    tracemalloc.start()
    try:
        for number in range(pieces):
            noise = random.randbytes(piece)
            for found in decoder.feed(b"\x02" + noise[:63] if made is ReportAssembler else noise, number * 0.1):
                assert found.quality is Quality.GARBLED or found.data.isprintable() or len(found.data) < 64
            if number in (pieces // 2, pieces - 1):
                gc.collect()  # what other tests left is not the decoder's
                held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert held[1] - held[0] < 50_000
