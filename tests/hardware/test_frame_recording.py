"""What a camera saw can be seen again, frame by frame and pixel by pixel."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from tests.hardware.drawing import paper, symbol
from tests.hardware.streams import Stream
from tests.hardware.test_serial import Reading
from tracker.errors import DeviceError
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Quality, utc_now
from tracker.hardware.sources import troubles
from tracker.hardware.sources.frame_tape import FRAMES_PER_S, LONGEST_FRAME, TappedFrames, frame_of
from tracker.hardware.sources.live import LiveSource
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.raw import Raw, Tap
from tracker.hardware.sources.recorder import open_recorded
from tracker.hardware.sources.recording import raw_header, raw_line

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHEET = paper(symbol("2600447102", zxingcpp.BarcodeFormat.Code128))


class Clip:
    """Seeded frames of a sheet with a sensor's noise, shifted from one to the next; then the camera is unplugged."""

    may_stand_still = False

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self._noise = np.random.default_rng(7)

    def next_frame(self) -> Grey | None:
        if not self.frames:
            raise troubles.unplugged("The camera")
        time.sleep(0.02)  # the sensor's own pace
        self.frames -= 1
        moved = np.roll(SHEET, self.frames * 3, axis=1)
        return np.clip(moved + self._noise.normal(0, 2, moved.shape), 0, 255).astype(np.uint8)

    def close(self) -> None:
        """There is nothing to let go of."""


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream()
    yield made
    made.close()


def test_a_network_cameras_recording_gives_the_same_scan_as_the_camera_did(stream: Stream, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    stream.picture = SHEET
    live = Reading(open_recorded(stream.url, path, lambda tap: open_source(stream.url, tap=tap)))
    assert len(live.wait(1)) == 1
    live.source.close()
    assert live.ended()
    again = list(open_source(f"recording:{path}", pace="at_once"))
    assert again == live.scans
    assert [(scan.data, scan.quality) for scan in again] == [("2600447102", Quality.READ)]


def test_an_unplugged_cameras_recording_ends_as_the_camera_did_and_names_its_scans_alike(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"

    def opened(tap: Tap | None) -> LiveSource:
        assert tap is not None
        return LiveSource("camera:97", TappedFrames(Clip(100), tap), clock=utc_now)

    live = Reading(open_recorded("camera:97", path, opened))
    assert live.ended()
    assert live.fault is not None
    again = Reading(open_source(f"recording:{path}", pace="at_once"))
    assert again.ended()
    assert again.fault is not None
    assert again.fault.code == live.fault.code == "unplugged"
    assert again.scans == live.scans
    assert [scan.data for scan in live.scans] == ["2600447102"]
    # Without the lines that say what was read live, and the end: the same identity, so that nothing is posted twice.
    lines = path.read_text("ascii").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"kind"' in line or line == lines[0]), "ascii")
    assert [scan.id for scan in open_source(f"recording:{path}", pace="at_once")] == [scan.id for scan in live.scans]


def test_frames_are_kept_to_the_pixel_and_five_a_second_at_most() -> None:
    heard: list[Raw] = []
    frames = TappedFrames(Clip(100), heard.append)
    given = [frames.next_frame() for _ in range(4)]
    for frame, raw in zip(given, heard, strict=True):
        kept = frame_of(raw.data)
        assert raw.kind == "frame"
        assert frame is not None
        assert kept is not None
        assert np.array_equal(kept, frame)
    gaps_s = [after.at_s - before.at_s for before, after in pairwise(heard)]
    assert all(gap_s >= 0.99 / FRAMES_PER_S for gap_s in gaps_s)


def test_half_a_frame_is_none_and_nothing_is_printed_about_it(capfd: pytest.CaptureFixture[str]) -> None:
    """A replay runs under the full screen, which a word printed by a library would spoil."""
    whole = cv2.imencode(".png", SHEET)[1].tobytes()
    for at in range(0, len(whole), 97):
        assert frame_of(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]) is None, at
    for content in (whole[: len(whole) // 2], whole[:40] + whole[60:]):
        assert frame_of(content) is None
    assert capfd.readouterr() == ("", "")


def _png(width_px: int, height_px: int) -> bytes:
    whole = bytearray(cv2.imencode(".png", np.zeros((8, 8), dtype=np.uint8))[1].tobytes())
    whole[16:24] = width_px.to_bytes(4, "big") + height_px.to_bytes(4, "big")
    return bytes(whole)


def test_a_frame_larger_than_any_cameras_is_neither_recorded_nor_looked_at(tmp_path: Path) -> None:
    huge = np.zeros((4096, 4096), dtype=np.uint8)
    path = tmp_path / "r.jsonl"
    png = cv2.imencode(".png", huge)[1].tobytes()
    assert len(png) < LONGEST_FRAME
    path.write_text(raw_header("camera:0", NOON) + raw_line(5, "frame", base64.b64encode(png).decode()))
    looked_at: list[int] = []
    with pytest.raises(DeviceError) as refused:
        list(open_source(f"recording:{path}", pace="at_once", on_frame=looked_at.append))
    assert refused.value.code == "damaged_recording"
    assert "line 2" in refused.value.message
    assert "at most 8.8 million pixels" in refused.value.message
    assert looked_at == []

    class Wall(Clip):
        def next_frame(self) -> Grey | None:
            return huge

    heard: list[Raw] = []
    with pytest.raises(DeviceError) as full:
        TappedFrames(Wall(1), heard.append).next_frame()
    assert (full.value.code, heard) == ("recording_full", [])


def test_how_far_a_recording_has_been_read_is_told_frame_by_frame(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    png = base64.b64encode(cv2.imencode(".png", np.full((60, 80), 255, dtype=np.uint8))[1].tobytes()).decode()
    path.write_text(raw_header("camera:0", NOON) + "".join(raw_line(at, "frame", png) for at in range(0, 1000, 200)))
    looked_at: list[int] = []
    assert list(open_source(f"recording:{path}", pace="at_once", on_frame=looked_at.append)) == []
    assert looked_at == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("frame", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", _png(60_000, 60_000), _png(0, 8), _png(9, 9)])
def test_what_is_no_frame_stops_the_replay_with_its_line(frame: bytes, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(raw_header("camera:0", NOON) + raw_line(5, "frame", base64.b64encode(frame).decode()))
    with pytest.raises(DeviceError) as refused:
        list(open_source(f"recording:{path}", pace="at_once"))
    assert refused.value.code == "damaged_recording"
    assert "line 2" in refused.value.message
