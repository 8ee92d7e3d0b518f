"""What a camera on the network may answer and send: each fault in words, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import count, repeat

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.streams import OK, BadStream, claiming, jpeg, part
from tests.hardware.test_serial import Reading
from tests.waiting import at_once, until
from tracker.errors import DeviceError
from tracker.hardware.reading.jpegs import MOST_SCANS, grey_of, size_px
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.network_camera import NetworkCamera, open_mjpeg
from tracker.hardware.sources.opening import open_source

WHOLE = jpeg()


def opened(camera: BadStream) -> NetworkCamera:
    return open_mjpeg(camera.url.partition(":")[2])


def paced(pictures: Iterable[bytes], pause_s: float = 0.01) -> Iterator[bytes]:
    yield OK
    for each in pictures:
        time.sleep(pause_s)
        yield part(each)


def seen_by(frames: NetworkCamera) -> Grey:
    """The next frame, though none came while this process was kept waiting."""
    for _ in range(100):
        if (frame := frames.next_frame()) is not None:
            return frame
    raise AssertionError("no frame comes")


def refusal(said: Iterable[bytes]) -> DeviceError:
    with closing(BadStream(lambda: said)) as camera, pytest.raises(DeviceError) as refused:
        opened(camera)
    assert "127.0.0.1" in refused.value.message
    assert refused.value.hint
    return refused.value


@pytest.mark.parametrize(
    ("head", "code", "says"),
    [
        ("401 Unauthorized\r\nWWW-Authenticate: Basic", "no_permission", "name and password"),
        ("403 Forbidden", "no_permission", "name and password"),
        ("404 Not Found", "no_pictures", "nothing under this path"),
        ("503 Service Unavailable", "no_pictures", "fault of its own (503)"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/elsewhere", "no_pictures", "another address"),
        ("204 No Content", "no_pictures", "204"),
        ("200 OK\r\nContent-Type: text/html; charset=utf-8", "no_pictures", "a page"),
        ("200 OK\r\nContent-Type: image/jpeg", "no_pictures", "single one"),
        ("200 OK\r\nContent-Type: video/\x1b[2Jmp4", "no_pictures", "video/\\x1b[2jmp4"),
        ("200 OK\r\nX: " + "x" * 70_000, "no_pictures", "no HTTP"),
        ("200 OK" + "\r\nX: 1" * 101, "no_pictures", "no HTTP"),
    ],
)
def test_an_answer_that_is_no_stream_is_told_in_words(head: str, code: str, says: str) -> None:
    fault = refusal([f"HTTP/1.1 {head}\r\n\r\n".encode()])
    assert (fault.code, says in fault.message) == (code, True), fault.message


@pytest.mark.parametrize("kind", ["multipart/x-mixed-replace; boundary=--frame", "application/octet-stream", ""])
def test_a_stream_in_chunks_or_without_a_kind_is_a_stream(kind: str) -> None:
    """HTTP/1.1 may cut a body where it likes (RFC 9112, 7.1), and some cameras do not say what they send."""

    def said() -> Iterator[bytes]:
        yield (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
            + (f"Content-Type: {kind}\r\n" if kind else "").encode()
        )
        yield b"\r\n"
        for piece in paced(repeat(WHOLE), 0.02):
            for half in (piece[:100], piece[100:]) if piece != OK else ():
                yield b"%x\r\n%b\r\n" % (len(half), half)

    with closing(BadStream(said)) as camera, closing(opened(camera)) as frames:
        seen = [seen_by(frames) for _ in range(5)]
    assert [frame.shape for frame in seen] == [(64, 64)] * 5


def test_a_camera_that_hangs_up_without_a_word_is_no_page() -> None:
    assert "hangs up" in refusal([]).message


def test_a_redirect_is_not_followed() -> None:
    with closing(BadStream(lambda: [OK, part(WHOLE)], holds=True)) as other:
        location = other.url.partition(":")[2].encode()
        refusal([b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n"])
        assert other.calls == 0


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (claiming(WHOLE, 12_000, 12_000), "12000 × 12000"),
        (claiming(WHOLE, 65_535, 136), "too large"),
        (b"\xff\xd8\xff\xd9", "broken"),
        (WHOLE[: len(WHOLE) // 2], "broken"),
    ],
)
def test_pictures_that_are_too_large_or_broken_are_refused(picture: bytes, says: str) -> None:
    fault = refusal(paced(repeat(picture), 0.05))
    assert (fault.code, says in fault.message) == ("no_pictures", True), fault.message


def test_a_broken_picture_among_whole_ones_is_left_out() -> None:
    def said() -> Iterator[bytes]:
        return paced(WHOLE if number % 3 else WHOLE[:99] for number in count())

    with closing(BadStream(said)) as camera, closing(opened(camera)) as frames:
        seen = [frames.next_frame() for _ in range(30)]
    assert sum(frame is not None for frame in seen) > 10


def drip() -> Iterator[bytes]:
    yield OK + part(WHOLE)
    for _ in range(60):
        time.sleep(1.0)
        yield b"-"


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        (lambda: [OK, part(WHOLE)], True),
        (lambda: [OK, part(WHOLE), part(WHOLE)[:300]], False),
        (drip, False),
    ],
    ids=["stalls", "hangs up in the middle", "a byte a second"],
)
def test_a_stream_that_stops_is_told_as_a_networks_and_its_reader_ends(
    said: Callable[[], Iterable[bytes]], holds: bool
) -> None:
    with closing(BadStream(said, holds=holds)) as camera:
        reading = Reading(open_source(camera.url))
        assert reading.ended()
        assert reading.fault is not None
        assert reading.fault.code == "silent"
        assert "same network" in reading.fault.hint
        until(lambda: not streams(), within_s=1.0)


def streams() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("stream of")]


def test_closing_from_another_thread_ends_a_read_that_waits_at_once() -> None:
    until(lambda: not streams())
    with closing(BadStream(lambda: [OK, part(WHOLE)], holds=True)) as camera:
        frames = opened(camera)
        assert len(streams()) == 1

        def close() -> None:
            frames.close()
            frames.close()
            until(lambda: not streams(), "no thread is left")

        at_once(close, 0.5)


def test_a_slow_reader_gets_the_newest_frame_and_the_picture_does_not_lag() -> None:
    """The shade tells when a frame was sent: 200 a second, of which four a second are taken."""
    sent = 0

    def pictures() -> Iterator[bytes]:
        nonlocal sent
        for sent in range(240):
            yield jpeg(sent)
        yield from repeat(jpeg(240))

    with closing(BadStream(lambda: paced(pictures(), 0.005))) as camera, closing(opened(camera)) as frames:
        frames.next_frame()
        for _ in range(4):
            time.sleep(0.25)
            before = sent
            frame = seen_by(frames)
            assert int(frame.mean()) >= before - 20


HOSTILE = """
import resource, sys
from tracker.errors import DeviceError
from tracker.hardware.sources.network_camera import open_mjpeg
import tracker.hardware.sources.live
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
for url in sys.argv[1:]:
    try: open_mjpeg(url)
    except DeviceError as error: print(error.code)
print(round(peak() - before))
"""


def endless(begins: bytes, goes_on: bytes) -> Callable[[], Iterator[bytes]]:
    def said() -> Iterator[bytes]:
        yield OK + begins
        yield from repeat(goes_on)

    return said


def test_nothing_that_a_camera_sends_takes_much_memory() -> None:
    """In a process of its own, behind a shell: else the largest size of the one that started it would count."""
    bad = [
        BadStream(lambda: [OK, part(claiming(WHOLE, 12_000, 12_000))], holds=True),
        BadStream(endless(b"--frame\r\n\r\n\xff\xd8", b"x" * 65_536)),
        BadStream(endless(b"--frame\r\n", b"X-Nothing: 1\r\n" * 999)),
        BadStream(endless(b"", b"x" * 65_536)),
    ]
    urls = [each.url.partition(":")[2] for each in bad]
    command = ["sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-c", HOSTILE, *urls]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    finally:
        for each in bad:
            each.close()
    *codes, grown_mb = done.stdout.split()
    assert codes == ["no_pictures"] * len(bad)
    assert int(grown_mb) < 40


@pytest.mark.parametrize("address", ["http://a b/", "http://[::1/", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"])
def test_what_is_no_address_is_no_camera(address: str) -> None:
    with pytest.raises(DeviceError) as refused:
        open_mjpeg(address)
    assert refused.value.code == "bad_source"


def test_an_address_whose_far_end_speaks_no_https_is_told() -> None:
    with (
        closing(BadStream(lambda: [b"HTTP/1.0 400 Bad Request\r\n\r\n"])) as camera,
        pytest.raises(DeviceError) as told,
    ):
        open_mjpeg(camera.url.partition(":")[2].replace("http:", "https:"))
    assert "https" in told.value.message


@given(st.binary(max_size=200) | st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4)).map(
    lambda change: WHOLE[: change[0]] + change[1] + WHOLE[change[0] + len(change[1]) :]
))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_picture_of_the_size_that_they_say_or_none(content: bytes) -> None:
    if 0 < (np.prod(size_px(content) or (0, 0))) < 10**6:
        frame = grey_of(content)
        assert frame is None or frame.shape == (size_px(content) or (0, 0))[::-1]


def test_a_progressive_picture_is_read_and_one_of_thousands_of_passes_is_not() -> None:
    sheet = np.random.default_rng(5).integers(0, 255, (64, 80), dtype=np.uint8)
    progressive = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    assert size_px(progressive) == (80, 64)
    frame = grey_of(progressive)
    assert frame is not None
    assert frame.shape == (64, 80)
    last = progressive.rindex(b"\xff\xda")
    assert grey_of(progressive[:-2] + progressive[last:-2] * MOST_SCANS + b"\xff\xd9") is None
