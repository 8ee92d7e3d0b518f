"""What every source of scans must do, whatever stands behind it."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from tests.hardware.drawing import film, paper, save, symbol
from tests.hardware.keyboards import as_bytes, typed
from tests.hardware.lines import PtyScanner, SocketScanner, later
from tests.hardware.streams import Stream
from tests.hardware.test_hid_pos import reports
from tests.waiting import comes, until
from tracker.errors import DeviceError
from tracker.hardware.event_framing import EventFramer
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.keystrokes import key_of
from tracker.hardware.reading.pictures import load_picture
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.evdev_keyboard import EventTransport
from tracker.hardware.sources.line import LineSource
from tracker.hardware.sources.live import LiveSource
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.raw import Kind
from tracker.hardware.sources.recorder import keep, open_recorded
from tracker.hardware.sources.source import Source
from tracker.hardware.wedge import Caught, Wedge

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LOT = "01095011015300031725123110AB-12\x1d21SER9"
TEXTS = ("2600447102", LOT, "I00042379")

Opened = Callable[[Path, bool], Source]


def _pictures(folder: Path) -> Path:
    folder.mkdir()
    code_128, matrix = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix
    save(folder / "scan9.png", paper(symbol(TEXTS[0], code_128)))
    save(folder / "scan10.png", paper(symbol("(01)09501101530003(17)251231(10)AB-12(21)SER9", matrix, 5, is_gs1=True)))
    save(folder / "scan11.png", paper(symbol(TEXTS[2], code_128)))
    return folder


def _clock() -> datetime:
    return NOON


def _images(folder: Path, is_slow: bool) -> Source:
    return open_source(f"images:{_pictures(folder / 'in')}", clock=_clock, pace="own" if is_slow else "at_once")


def _video(folder: Path, is_slow: bool) -> Source:
    sheets = _pictures(folder / "in")
    pictures = [load_picture(sheets / name) for name in ("scan9.png", "scan10.png", "scan11.png")]
    path = film(folder / "film.avi", pictures)
    return open_source(f"video:{path}", clock=_clock, pace="own" if is_slow else "at_once")


def _recording(folder: Path, is_slow: bool) -> Source:
    path = folder / "shift.jsonl"
    later = (NOON.replace(second=second) for second in (0, 30, 59))
    keep([Scan(text, source="images:in", at=at) for text, at in zip(TEXTS, later, strict=True)], path)
    return open_source(f"recording:{path}", pace="own" if is_slow else "at_once")


def _recorded(folder: Path, is_slow: bool) -> Source:
    return open_recorded("images:in", folder / "kept.jsonl", lambda _: _images(folder, is_slow))


def _serial(folder: Path, is_slow: bool) -> Source:
    scanner = PtyScanner(folder / "ttySCAN")
    source = open_source(f"serial:{scanner.link}?baud=9600", clock=_clock)
    later(_SENT, scanner, 0.6 if is_slow else 0.01)
    return source


def _socket(folder: Path, is_slow: bool) -> Source:
    scanner = SocketScanner()
    source = open_source(scanner.url, clock=_clock)
    later(_SENT, scanner, 0.6 if is_slow else 0.01)
    return source


def _evdev(folder: Path, is_slow: bool) -> Source:
    near, far = os.pipe()
    transport = EventTransport(near, "a pipe")

    def scan() -> None:
        for text in TEXTS:
            time.sleep(0.6 if is_slow else 0.01)
            with contextlib.suppress(BrokenPipeError):  # the host may have hung up meanwhile
                os.write(far, as_bytes(typed(text, "fr")))

    threading.Thread(target=scan, daemon=True).start()
    return LineSource("evdev:a pipe", transport, clock=_clock, framer=EventFramer(KeyDecoder("fr")))


class _ReportPipe:
    """HID reports through a pipe, one at each read."""

    kind: Kind = "report"

    def __init__(self, near: int) -> None:
        self._near: int | None = near

    def read(self) -> bytes:
        if self._near is None or not select.select([self._near], [], [], 0.02)[0]:
            return b""
        return os.read(self._near, 64)

    def write(self, data: bytes) -> None:
        raise AssertionError("nothing was to be answered")

    def close(self) -> None:
        near, self._near = self._near, None
        if near is not None:
            os.close(near)


def _hid_pos(folder: Path, is_slow: bool) -> Source:
    near, far = os.pipe()

    def scan() -> None:
        for text in TEXTS:
            time.sleep(0.6 if is_slow else 0.01)
            for report in reports(text.encode()):
                with contextlib.suppress(BrokenPipeError):  # the host may have hung up meanwhile
                    os.write(far, report)

    threading.Thread(target=scan, daemon=True).start()
    return LineSource("hidpos:a pipe", _ReportPipe(near), clock=_clock, framer=ReportAssembler())


def _mjpeg(folder: Path, is_slow: bool) -> Source:
    sheets = _pictures(folder / "in")
    stream = Stream()
    source = open_source(stream.url, clock=_clock)

    def show() -> None:
        for name in ("scan9.png", "scan10.png", "scan11.png"):
            time.sleep(1.0)
            stream.picture = load_picture(sheets / name)

    threading.Thread(target=show, daemon=True).start()
    return source


class _Camera:
    """A sensor: thirty frames a second, no two alike; whoever comes late gets the newest. Each sheet is held before it
    for so many frames, counted from the first that is taken, and the last one stays."""

    may_stand_still = False
    FRAMES_EACH = 40

    def __init__(self, sheets: list[Grey], frames_before: int) -> None:
        self._sheets = sheets
        self._frames = -frames_before
        self._noise = np.random.default_rng(3)
        self._due_s = 0.0

    def next_frame(self) -> Grey:
        self._due_s = max(self._due_s + 1 / 30, time.monotonic())
        time.sleep(self._due_s - time.monotonic() if self._due_s > time.monotonic() else 0.0)
        held = min(self._frames // self.FRAMES_EACH, len(self._sheets) - 1)
        self._frames += 1
        sheet = paper() if held < 0 else self._sheets[held]
        return np.clip(sheet * 0.85 + self._noise.normal(0, 3, sheet.shape), 0, 255).astype(np.uint8)

    def close(self) -> None:
        """Nothing is held."""


def _camera(folder: Path, is_slow: bool) -> Source:
    """Each with a name of its own: under one name it is one camera, opened again, before which the code still lies."""
    sheets = _pictures(folder / "in")
    shown = [load_picture(sheets / name) for name in ("scan9.png", "scan10.png", "scan11.png")]
    camera = _Camera(shown, frames_before=20 if is_slow else 0)
    return LiveSource(f"camera:{folder}", camera, clock=_clock)


class _Typing:
    """A keyboard wedge: its keys through the app's assembler, with the times at which a scanner presses them."""

    name = "keyboard:"

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._closed = threading.Event()
        self._is_read = False

    def __iter__(self) -> Iterator[Scan]:
        if self._is_read:
            return
        self._is_read = True
        wedge, at_s = Wedge(lambda text: True), 10.0
        for text in TEXTS:
            if self._closed.wait(self._pause_s):
                return
            for character in f"{text}\r":
                at_s += 0.001
                for heard in wedge.press(key_of(character, at_s)):
                    assert isinstance(heard, Caught)
                    yield Scan(heard.data, heard.aim, self.name, _clock(), heard.quality, evidence=heard.evidence)

    def close(self) -> None:
        self._closed.set()


def _keyboard(folder: Path, is_slow: bool) -> Source:
    return _Typing(0.6 if is_slow else 0.0)


_SENT = tuple(text.encode() + b"\r\n" for text in TEXTS)


def all_of(source: Source) -> list[Scan]:
    """All scans to the end; a device has none, and is closed once nothing more comes."""
    told: list[Scan] = []
    reading = threading.Thread(target=lambda: told.extend(source), daemon=True)
    reading.start()
    comes(lambda: not reading.is_alive() or len(told) >= len(TEXTS))
    comes(lambda: not reading.is_alive(), 0.3)  # whether one too many comes
    source.close()
    until(lambda: not reading.is_alive(), "it ends once it is closed")
    return told


@pytest.fixture(
    params=[_images, _video, _recording, _recorded, _serial, _socket, _evdev, _hid_pos, _camera, _mjpeg, _keyboard],
    ids=[
        "images",
        "video",
        "recording",
        "recorder",
        "serial",
        "socket",
        "evdev",
        "hidpos",
        "camera",
        "mjpeg",
        "keyboard",
    ],
)
def opened(request: pytest.FixtureRequest) -> Opened:
    return request.param  # type: ignore[no-any-return]  # pytest's own


def test_every_code_comes_once_in_order_and_exact(opened: Opened, tmp_path: Path) -> None:
    scans = all_of(opened(tmp_path, False))
    assert [scan.data for scan in scans] == list(TEXTS)
    assert all(scan.quality is Quality.READ for scan in scans)


def test_a_source_that_has_ended_leaves_no_thread_behind(opened: Opened, tmp_path: Path) -> None:
    source = opened(tmp_path, False)
    seen = iter(source)
    next(seen)
    source.close()
    assert list(seen) == []
    until(
        lambda: not [each for each in threading.enumerate() if each.name.startswith(("capture", "source"))],
        within_s=2.0,
    )


def test_every_scan_has_its_own_identity_a_time_with_zone_and_its_source(opened: Opened, tmp_path: Path) -> None:
    scans = all_of(opened(tmp_path, False))
    assert len({scan.id for scan in scans}) == len(TEXTS)
    assert all(scan.at.tzinfo is not None and scan.source for scan in scans)


def test_closing_again_and_again_ends_the_iteration(opened: Opened, tmp_path: Path) -> None:
    source = opened(tmp_path, False)
    seen = iter(source)
    assert next(seen).data == TEXTS[0]
    source.close()
    source.close()
    assert list(seen) == []


def test_a_closed_source_yields_nothing(opened: Opened, tmp_path: Path) -> None:
    source = opened(tmp_path, False)
    source.close()
    assert list(source) == []


def test_what_was_scanned_is_not_scanned_again(opened: Opened, tmp_path: Path) -> None:
    source = opened(tmp_path, False)
    assert len(all_of(source)) == len(TEXTS)
    assert list(source) == []


def test_closing_from_another_thread_ends_a_waiting_source_within_a_second(opened: Opened, tmp_path: Path) -> None:
    source = opened(tmp_path, True)
    seen: list[Scan] = []
    reading = threading.Thread(target=lambda: seen.extend(source))
    reading.start()
    time.sleep(0.3)
    source.close()
    until(lambda: not reading.is_alive(), "it ends", within_s=1.0)
    assert len(seen) < len(TEXTS)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "no_such_source"),
        ("images:", "no_such_source"),
        ("images:nowhere", "no_such_source"),
        ("video:nowhere.avi", "no_such_source"),
        ("recording:nowhere.jsonl", "no_such_source"),
        ("nowhere.png", "no_such_source"),
        ("x" * 5000, "no_such_source"),
        ("a\0b", "no_such_source"),
        ("keyboard:", "keyboard_needs_app"),
        ("teleport:home", "unknown_source"),
        ("evdev:///dev/input/event\0", "unknown_source"),
        ("mjpeg:http://127.0.0.1/\udcff", "unknown_source"),
    ],
)
def test_what_cannot_be_opened_is_said_with_what_may_be_given(url: str, code: str) -> None:
    with pytest.raises(DeviceError) as refused:
        open_source(url)
    assert refused.value.code == code
    assert "images:FOLDER" in refused.value.hint


def test_a_folder_without_pictures_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see")
    with pytest.raises(DeviceError) as refused:
        open_source(f"images:{tmp_path}")
    assert refused.value.code == "no_pictures"


def test_a_plain_path_says_by_itself_what_it_is(tmp_path: Path) -> None:
    folder = _pictures(tmp_path / "in")
    keep([Scan("2600447102", at=NOON)], tmp_path / "shift.jsonl")
    assert [scan.data for scan in open_source(str(folder / "scan9.png"))] == ["2600447102"]
    assert [scan.data for scan in open_source(str(tmp_path / "shift.jsonl"))] == ["2600447102"]
    assert len(list(open_source(str(folder), pace="at_once"))) == len(TEXTS)


def test_the_scan_leads_back_to_its_picture_and_carries_the_given_time(tmp_path: Path) -> None:
    scans = list(_images(tmp_path, False))
    assert scans[1].source == f"images:{tmp_path / 'in'}#scan10.png"
    assert {scan.at for scan in scans} == {NOON}


def test_one_code_held_before_the_camera_is_one_scan(tmp_path: Path) -> None:
    sheet = paper(symbol("2600447102", zxingcpp.BarcodeFormat.Code128))
    path = film(tmp_path / "held.avi", [sheet], frames_each=60)
    assert [scan.data for scan in open_source(str(path), pace="at_once")] == ["2600447102"]


def test_the_same_code_shown_again_after_a_while_is_a_second_scan(tmp_path: Path) -> None:
    sheet = paper(symbol("2600447102", zxingcpp.BarcodeFormat.Code128))
    path = film(tmp_path / "twice.avi", [sheet, sheet], frames_each=8)
    assert [scan.data for scan in open_source(str(path), pace="at_once")] == ["2600447102"] * 2


def test_a_video_without_a_code_says_so_once(tmp_path: Path) -> None:
    path = film(tmp_path / "white.avi", [paper()], frames_each=1)
    (scan,) = open_source(str(path), pace="at_once")
    assert (scan.data, scan.quality) == ("", Quality.UNREADABLE)


def test_a_file_that_is_no_video_is_refused_without_a_word_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"not a film" * 100)
    program = (
        "import sys; from tracker.errors import DeviceError; from tracker.hardware.sources.opening import open_source\n"
        "try: open_source(sys.argv[1])\n"
        "except DeviceError as error: print(error.code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "film.mp4")], capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("not_a_video\n", "")
