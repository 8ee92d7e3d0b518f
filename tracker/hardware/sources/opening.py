"""From a URL or a path to a source. What cannot be opened is said here and now, not at the first scan."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.reading.formats import DEFAULT, Arrange, Formats, Plausible
from tracker.hardware.scan import utc_now
from tracker.hardware.sources import troubles
from tracker.hardware.sources.raw import Tap
from tracker.hardware.sources.source import Clock, Pace, Source

VIDEO_SUFFIXES = frozenset({".avi", ".mp4", ".mkv", ".mov", ".webm", ".m4v", ".mjpg", ".mjpeg"})
LIVE_KINDS = frozenset({"serial", "socket", "evdev", "hidpos", "camera", "mjpeg"})
"""Devices that may come and go; everything else is played to its end."""
_HINT = (
    "Give images:FOLDER, video:FILE, recording:FILE.jsonl, or the path of a picture, a video or a folder; "
    "a scanner: serial:/dev/ttyACM0, socket://HOST:PORT, evdev:NAME or hidpos:; "
    "a camera: camera:0 or mjpeg:http://HOST/PATH."
)


_PACKAGES = {"cv2": "opencv-python-headless", "zxingcpp": "zxing-cpp", "numpy": "numpy"}


def _vouches_for_nothing(data: str) -> bool:
    return False


@contextmanager
def _libraries() -> Iterator[None]:
    """Pictures are read by libraries that may be missing, or lack one of the system's own; other sources go on."""
    try:
        yield
    except ImportError as error:
        package = _PACKAGES.get((error.name or "").partition(".")[0])
        what_to_do = f"Install {package}: pip install {package}." if package else f"The system says: {error}."
        raise troubles.driver_missing("Picture, video and camera", what_to_do) from error


def reading_fault() -> DeviceError | None:
    """What keeps pictures from being read here; None where they can be."""
    try:
        with _libraries():
            for name in _PACKAGES:
                importlib.import_module(name)
    except DeviceError as error:
        return error
    return None


@_libraries()
def open_source(
    url: str,
    *,
    clock: Clock = utc_now,
    formats: Formats = DEFAULT,
    is_plausible: Plausible | None = None,
    arrange: Arrange | None = None,
    pace: Pace = "own",
    tap: Tap | None = None,
    vouches: Callable[[str], bool] = _vouches_for_nothing,
) -> Source:
    """The source behind ``url``; raises :class:`DeviceError` where there is none, with a hint of what may be given.

    ``is_plausible`` and ``arrange`` are what the floor of meanings says of codes in a picture: whether a text can be
    right, and which of several in view are told. ``tap`` hears what a scanner sends, undecoded, and a camera's frames,
    slowed down; files have nothing to be heard. ``vouches`` is asked where the keys of a keyboard are played back
    (:class:`tracker.hardware.wedge.Wedge`).
    """
    if is_camera(url):
        return _open_camera(url, clock, formats, is_plausible, arrange, tap)
    if is_live(url):
        return _open_scanner(url, clock, tap)
    kind, path = _kind_and_path(url)
    if kind == "recording":
        from tracker.hardware.sources.replay import open_recording

        return open_recording(
            path,
            url=url,
            pace=pace,
            vouches=vouches,
            formats=formats,
            is_plausible=is_plausible,
            arrange=arrange,
        )
    if kind == "video":
        from tracker.hardware.sources.video import VideoSource

        return VideoSource(
            path, url=url, clock=clock, formats=formats, is_plausible=is_plausible, arrange=arrange, pace=pace
        )
    from tracker.hardware.sources.images import ImagesSource

    return ImagesSource(
        path, url=url, clock=clock, formats=formats, is_plausible=is_plausible, arrange=arrange, pace=pace
    )


def is_live(url: str) -> bool:
    """Whether ``url`` names a device, which may be unplugged and come back, and not a file."""
    return url.partition(":")[0] in LIVE_KINDS


def is_camera(url: str) -> bool:
    """Whether ``url`` names a camera: to hear its frames (``tap``) slows it down."""
    return url.startswith(("camera:", "mjpeg:"))


def _open_camera(
    url: str,
    clock: Clock,
    formats: Formats,
    is_plausible: Plausible | None,
    arrange: Arrange | None,
    tap: Tap | None,
) -> Source:
    from tracker.hardware.sources.camera import open_camera, open_mjpeg
    from tracker.hardware.sources.live import FrameTransport, LiveSource

    kind, _, target = url.partition(":")
    transport: FrameTransport = open_camera(target) if kind == "camera" else open_mjpeg(target)
    if tap is not None:
        from tracker.hardware.sources.frame_tape import TappedFrames

        transport = TappedFrames(transport, tap)
    return LiveSource(url, transport, clock=clock, formats=formats, is_plausible=is_plausible, arrange=arrange)


def _open_scanner(url: str, clock: Clock, tap: Tap | None) -> Source:
    if url.startswith("evdev:"):
        from tracker.hardware.sources.evdev_keyboard import open_evdev

        return open_evdev(url, clock=clock, tap=tap)
    if url.startswith("hidpos:"):
        from tracker.hardware.sources.hid_pos import open_hid_pos

        return open_hid_pos(url, clock=clock, tap=tap)
    from tracker.hardware.sources.serial_line import open_serial

    return open_serial(url, clock=clock, tap=tap)


def _kind_and_path(url: str) -> tuple[str, Path]:
    scheme, colon, rest = url.partition(":")
    if colon and scheme in {"images", "video", "recording"}:
        return scheme, _existing(rest, url)
    if colon and scheme == "keyboard":
        raise DeviceError(
            "A keyboard can be read only by the app, which owns the keys.",
            hint=f"Start 'tracker' and scan there. Here: {_HINT}",
            code="keyboard_needs_app",
        )
    if colon and scheme.isalpha() and len(scheme) > 1 and not _is_there(url):
        raise DeviceError(f"'{scheme}:' is not a kind of source that is known.", hint=_HINT, code="unknown_source")
    path = _existing(url, url)
    if path.suffix.casefold() == ".jsonl":
        return "recording", path
    return ("video" if path.suffix.casefold() in VIDEO_SUFFIXES else "images"), path


def _existing(name: str, url: str) -> Path:
    if not _is_there(name):
        raise DeviceError(
            f"{url or 'An empty name'}: there is no such file or folder.", hint=_HINT, code="no_such_source"
        )
    return Path(name)


def _is_there(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False
