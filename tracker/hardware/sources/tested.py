"""A source as a test hears it: what arrived, sign by sign, instead of the scans that were made of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Literal, cast, get_args

from tracker.errors import DeviceError
from tracker.hardware.learning.learned import Channel
from tracker.hardware.learning.raws import RawStrokes
from tracker.hardware.learning.session import Session
from tracker.hardware.learning.strokes import Stroke, of_text
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.evdev_keyboard import OPTIONS
from tracker.hardware.sources.opening import is_live, open_source
from tracker.hardware.sources.options import split_options
from tracker.hardware.sources.raw import Kind, Raw
from tracker.hardware.sources.recording import entry_of, raw_of, read_header, read_lines
from tracker.hardware.sources.stable_names import stable_url

WAIT_S = 0.05
Arrived = tuple[list[Stroke], float]
"""What arrived, and up to when: seconds on a clock that never goes back."""
CAMERAS = ("camera:", "mjpeg:")
_End = Literal["end"]


class Listened:
    """The test of one device that somebody else reads: what it sent goes in piece by piece."""

    def __init__(self, url: str) -> None:
        channel = channel_by_url(url)
        self.session = Session(channel, keys_by_url(url)[0] if channel is Channel.EVDEV else None)
        self._has_whole_scans = url.startswith(CAMERAS)
        self._strokes = RawStrokes(*keys_by_url(url))

    def strokes(self, piece: Raw | Scan) -> list[Stroke]:
        """A scanner was heard before its scan was made; of a camera the scan is all there is."""
        if isinstance(piece, Raw):
            return self._strokes.feed(piece)
        if piece.quality is not Quality.READ or not self._has_whole_scans:
            return []
        return of_text(piece.aim + piece.data, monotonic())


class DeviceHeard:
    """A device that is plugged in. Scanners are heard undecoded; a camera's scans are whole."""

    is_live = True

    def __init__(self, url: str) -> None:
        self.url = url
        self._listened = Listened(url)
        self.session = self._listened.session
        self._arrived: queue.SimpleQueue[Raw | Scan | DeviceError | _End] = queue.SimpleQueue()
        self._source = open_source(url, tap=self._arrived.put)
        self.url = stable_url(url)  # its profile must not be another device's that gets this number tomorrow

    def __iter__(self) -> Iterator[Arrived]:
        """Also while nothing arrives, so that time is told. Raises :class:`DeviceError` where the device fails."""
        threading.Thread(target=self._read, name=f"test {self.url}", daemon=True).start()
        while True:
            try:
                piece = self._arrived.get(timeout=WAIT_S)
            except queue.Empty:
                yield [], monotonic()
                continue
            if isinstance(piece, DeviceError):
                raise piece
            if piece == "end":
                return
            yield self._listened.strokes(piece), piece.at_s if isinstance(piece, Raw) else monotonic()

    def close(self) -> None:
        with suppress(DeviceError):
            self._source.close()

    def _read(self) -> None:
        try:
            for scan in self._source:
                self._arrived.put(scan)
        except DeviceError as error:
            self._arrived.put(error)
        else:
            self._arrived.put("end")


class FileHeard:
    """A recording of scans, pictures or a video, to its end, one scan a second."""

    is_live = False

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = Session(Channel.WHOLE)
        self._source = open_source(url, pace="at_once")

    def __iter__(self) -> Iterator[Arrived]:
        for number, scan in enumerate(self._source):
            self.url = scan.device or self.url  # A recording is judged as the device that it was made of.
            if scan.quality is Quality.READ:
                yield of_text(scan.aim + scan.data, float(number)), float(number)
        yield [], float("inf")

    def close(self) -> None:
        self._source.close()


class RawsHeard:
    """A recording of what a device sent, which is tested as that device is, up to where it failed."""

    is_live = False

    def __init__(self, path: Path, source: str) -> None:
        self.url = source
        self._path = path
        self._listened = Listened(source)
        self.session = self._listened.session

    def __iter__(self) -> Iterator[Arrived]:
        lines = read_lines(self._path)
        next(lines, b"")
        for number, line in enumerate(lines, start=2):
            entry = entry_of(self._path, number, line)
            if entry is None or "fault" in entry[1]:
                break
            t_ms, said = entry
            kind = str(said.get("kind", ""))
            if kind in get_args(Kind):
                named = cast("Kind", kind)
                raw = Raw(named, raw_of(self._path, number, said, named), t_ms / 1000)
                yield self._listened.strokes(raw), raw.at_s
        yield [], float("inf")

    def close(self) -> None:
        """Nothing stays open."""


def heard_from(url: str) -> DeviceHeard | FileHeard | RawsHeard:
    """What a test hears of ``url``; raises :class:`DeviceError` as :func:`open_source` does."""
    if is_live(url):
        return DeviceHeard(url)
    path = Path(url.removeprefix("recording:"))
    if path.suffix.casefold() == ".jsonl" and path.is_file():
        header = read_header(path, next(read_lines(path), b""))
        if header.begun is not None and not header.source.startswith(CAMERAS):
            return RawsHeard(path, header.source)
    return FileHeard(url)


def channel_by_url(url: str) -> Channel:
    """How codes come from the device behind ``url``."""
    kinds = {
        "keyboard": Channel.KEYBOARD,
        "evdev": Channel.EVDEV,
        "serial": Channel.LINE,
        "socket": Channel.LINE,
    }
    return kinds.get(url.partition(":")[0], Channel.WHOLE)


def keys_by_url(url: str) -> tuple[str, str]:
    """The layout and the key for GS that an ``evdev:`` URL asks for; the usual ones for every other."""
    if not url.startswith("evdev:"):
        return "us", ""
    options = split_options(url.partition(":")[2], OPTIONS)[1]
    return options["layout"], options["gs"]
