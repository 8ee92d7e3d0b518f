"""Live cameras: a network stream that is real, and frames from a sensor that hangs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
import zxingcpp

from tests.hardware.drawing import paper, symbol
from tests.hardware.streams import Stream
from tests.hardware.test_serial import Reading
from tests.waiting import until
from tracker.errors import DeviceError
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Quality, utc_now
from tracker.hardware.sources.live import LiveSource, Mailbox
from tracker.hardware.sources.opening import open_source

CODE_128 = zxingcpp.BarcodeFormat.Code128
SHEET = paper(symbol("2600447102", CODE_128))
OTHER = paper(symbol("I00042379", CODE_128), width_px=800, height_px=600)


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream()
    yield made
    made.close()


@pytest.fixture
def reading(stream: Stream) -> Iterator[Reading]:
    made = Reading(open_source(stream.url))
    yield made
    made.source.close()
    assert made.ended()


def test_a_code_held_before_the_camera_is_one_scan(stream: Stream, reading: Reading) -> None:
    stream.picture = SHEET
    (scan,) = reading.wait(1)
    time.sleep(1.5)
    assert (scan.data, scan.quality) == ("2600447102", Quality.READ)
    assert scan.device == stream.url
    assert len(reading.scans) == 1


def test_a_code_that_was_gone_is_scanned_again(stream: Stream, reading: Reading) -> None:
    for count in (1, 2):
        stream.picture = SHEET
        assert len(reading.wait(count)) == count
        stream.picture = paper()
        time.sleep(3.0)
    assert [scan.data for scan in reading.scans] == ["2600447102"] * 2


def test_a_stall_is_no_absence_and_no_second_scan(stream: Stream) -> None:
    stream.picture = SHEET
    first = Reading(open_source(stream.url))
    assert len(first.wait(1)) == 1
    stream.is_stalled = True
    assert first.ended()
    assert first.fault is not None
    assert first.fault.code in ("silent", "unplugged")
    stream.is_stalled = False
    again = Reading(open_source(stream.url))
    time.sleep(1.5)
    again.source.close()
    assert again.ended()
    assert again.scans == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mjpeg:", "bad_source"),
        ("mjpeg:/dev/video0", "bad_source"),
        ("camera:", "bad_source"),
        ("camera:x", "bad_source"),
        ("mjpeg:http://user:opensesame@127.0.0.1/", "has_password"),
        ("mjpeg:http://user:open/sesame@127.0.0.1/", "has_password"),
        ("mjpeg:http://user:1?opensesame@127.0.0.1/", "has_password"),
    ],
)
def test_an_address_that_is_none_is_refused_without_being_asked(url: str, code: str) -> None:
    with pytest.raises(DeviceError) as refused:
        open_source(url)
    assert refused.value.code == code
    assert "sesame" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    ("url", "code"), [("mjpeg:http://127.0.0.1:9/video", "not_reached"), ("camera:97", "not_there")]
)
def test_a_camera_that_is_off_is_waited_for(url: str, code: str) -> None:
    with pytest.raises(DeviceError) as refused:
        open_source(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "said", [b"\x00\xff" * 400, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>a page</html>"]
)
def test_an_address_that_answers_without_pictures_is_not_called_absent(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    with client:
                        client.recv(4096)
                        client.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(DeviceError) as refused:
            open_source(f"mjpeg:http://127.0.0.1:{listening.getsockname()[1]}/")
    assert refused.value.code == "no_pictures"
    assert "answers, but sends no pictures" in refused.value.message


def test_a_stream_that_stopped_is_not_called_unplugged(stream: Stream, reading: Reading) -> None:
    stream.picture = SHEET
    assert len(reading.wait(1)) == 1
    stream.close()
    assert reading.ended()
    assert reading.fault is not None
    assert "unplug" not in f"{reading.fault.message} {reading.fault.hint}".lower()


class Sensor:
    """Frames from a list, then whatever the last one was, or nothing at all."""

    may_stand_still = False

    def __init__(self, frames: list[Grey], then: str) -> None:
        self._frames = frames
        self._then = then
        self.is_closed = threading.Event()

    def next_frame(self) -> Grey | None:
        time.sleep(0.02)
        if len(self._frames) > 1:
            return self._frames.pop(0)
        if self._then == "blocks":
            self.is_closed.wait(30)
        return self._frames[0] if self._then == "repeats" else None

    def close(self) -> None:
        self.is_closed.set()


@pytest.mark.parametrize("then", ["repeats", "blocks", "is empty"])
def test_a_camera_that_hangs_is_given_up_with_a_hint(then: str) -> None:
    reading = Reading(LiveSource(f"camera:{then}", Sensor([SHEET, SHEET], then), clock=utc_now))
    assert reading.ended()
    assert reading.fault is not None
    assert (reading.fault.code, bool(reading.fault.hint)) == ("silent", True)


def test_frames_of_changing_size_black_and_white_do_no_harm() -> None:
    noise = np.random.default_rng(3)
    shapes = [(480, 640), (720, 1280), (1, 1), (3, 2000), (600, 800)]
    frames = [np.full(shape, shade, dtype=np.uint8) for shape in shapes for shade in (0, 255)]
    frames += [noise.integers(0, 255, shape, dtype=np.uint8) for shape in shapes]
    frames += [OTHER, OTHER.copy(), SHEET, SHEET.copy()] * 3
    sensor = Sensor(frames, "is empty")
    reading = Reading(LiveSource("camera:sizes", sensor, clock=utc_now))
    assert reading.ended()
    assert {scan.data for scan in reading.scans if scan.quality is Quality.READ} <= {"2600447102", "I00042379"}
    assert reading.fault is not None
    assert reading.fault.code == "silent"


def test_the_mailbox_keeps_the_newest_frame_only() -> None:
    mailbox: Mailbox[Grey] = Mailbox()
    for shade in range(5):
        mailbox.put(np.full((1, 1), shade, dtype=np.uint8))
    newest = mailbox.take(0.0)
    assert newest is not None
    assert newest[0, 0] == 4
    assert mailbox.take(0.0) is None


def test_closing_frees_the_camera() -> None:
    sensor = Sensor([SHEET], "is empty")
    source = LiveSource("camera:free", sensor, clock=utc_now)
    reading = Reading(source)
    time.sleep(0.1)
    source.close()
    assert reading.ended(1)
    until(sensor.is_closed.is_set)
