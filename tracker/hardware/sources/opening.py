"""From a URL or a path to a source. What cannot be opened is said here and now, not at the first scan."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.reading.formats import DEFAULT, Formats, Judging, Unjudged
from tracker.hardware.scan import utc_now
from tracker.hardware.sources import troubles
from tracker.hardware.sources.raw import Tap
from tracker.hardware.sources.source import Clock, OnFrame, Pace, Source
from tracker.hardware.sources.spelling import right_spelling
from tracker.text import HIDDEN, without_secrets

VIDEO_SUFFIXES = frozenset({".avi", ".mp4", ".mkv", ".mov", ".webm", ".m4v", ".mjpg", ".mjpeg"})
LIVE_KINDS = frozenset({"serial", "socket", "evdev", "hidpos", "camera", "mjpeg"})
"""Devices that may come and go; everything else is played to its end."""
_HINT = (
    "Give images:FOLDER, video:FILE, recording:FILE.jsonl, or the path of a picture, a video or a folder; "
    "a scanner: serial:/dev/ttyACM0, socket://HOST:PORT, evdev:NAME or hidpos:; "
    "a camera: camera:0 or mjpeg:http://HOST/PATH."
)


_ONLY_MJPEG = "Of cameras on the network only MJPEG over HTTP is read: mjpeg:http://HOST:PORT/PATH."
_PACKAGES = {"cv2": "opencv-python-headless", "zxingcpp": "zxing-cpp", "numpy": "numpy"}


@contextmanager
def _libraries() -> Iterator[None]:
    """Pictures are read by libraries that may be missing, or lack one of the system's own; other sources go on."""
    try:
        yield
    except ImportError as error:
        package = _PACKAGES.get((error.name or "").partition(".")[0])
        what_to_do = f"Install {package}: pip install {package}." if package else f"The system says: {error}."
        raise troubles.driver_missing("Pictures, videos and cameras", what_to_do) from error


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
    judging: Judging | None = None,
    pace: Pace = "own",
    tap: Tap | None = None,
    on_frame: OnFrame | None = None,
    is_torn: bool = False,
) -> Source:
    """The source behind ``url``; raises :class:`DeviceError` where there is none, with a hint of what may be given.

    ``judging`` is what the floor of meanings says of codes; ``tap`` hears what a scanner sends, undecoded, and a
    camera's frames, slowed down; files have nothing to be heard. ``on_frame`` hears how far a video or a camera's recording
    has been read. ``is_torn``: the scanner ended before in the middle of a scan
    (:class:`~.source.Tearable`), whose rest is not believed.
    """
    judging = judging or Unjudged()
    if is_live(url):
        _require_text(url)
    right = right_spelling(url)
    if right and not _is_file(url):
        raise _unknown(url, right)
    if is_camera(url):
        return _open_camera(url, clock, formats, judging, tap)
    if is_live(url):
        return _open_scanner(url, clock, tap, is_torn)
    return _open_file(url, clock, formats, judging, pace, on_frame)


def _open_file(
    url: str, clock: Clock, formats: Formats, judging: Judging, pace: Pace, on_frame: OnFrame | None
) -> Source:
    kind, path = _kind_and_path(url)
    if kind == "recording":
        from tracker.hardware.sources.replay import open_recording

        return open_recording(path, url=url, pace=pace, judging=judging, formats=formats, on_frame=on_frame)
    may_be, arrange = judging.is_plausible, judging.arrange
    if kind == "video":
        from tracker.hardware.sources.video import VideoSource

        return VideoSource(
            path,
            url=url,
            clock=clock,
            formats=formats,
            is_plausible=may_be,
            arrange=arrange,
            pace=pace,
            on_frame=on_frame,
        )
    from tracker.hardware.sources.images import ImagesSource

    return ImagesSource(path, url=url, clock=clock, formats=formats, is_plausible=may_be, arrange=arrange, pace=pace)


def is_live(url: str) -> bool:
    """Whether ``url`` names a device, which may be unplugged and come back, and not a file."""
    kind, colon, _ = url.partition(":")
    return bool(colon) and kind in LIVE_KINDS


def is_remote(url: str) -> bool:
    """Whether the device is reached over the network: it has no plug to look at."""
    return url.startswith(("mjpeg:", "socket:", "serial:socket:", "serial:rfc2217:"))


def is_camera(url: str) -> bool:
    """Whether ``url`` names a camera: to hear its frames (``tap``) slows it down."""
    return url.startswith(("camera:", "mjpeg:"))


def _open_camera(
    url: str,
    clock: Clock,
    formats: Formats,
    judging: Judging,
    tap: Tap | None,
) -> Source:
    from tracker.hardware.sources.live import FrameTransport, LiveSource

    kind, _, target = url.partition(":")
    transport: FrameTransport
    if kind == "camera":
        from tracker.hardware.sources.camera import open_camera

        transport = open_camera(target)
    else:
        from tracker.hardware.sources.network_camera import open_mjpeg

        transport = open_mjpeg(target)
    if tap is not None:
        from tracker.hardware.sources.frame_tape import TappedFrames

        transport = TappedFrames(transport, tap)
    may_be, arrange = judging.is_plausible, judging.arrange
    return LiveSource(url, transport, clock=clock, formats=formats, is_plausible=may_be, arrange=arrange)


def _open_scanner(url: str, clock: Clock, tap: Tap | None, is_torn: bool) -> Source:
    if url.startswith("evdev:"):
        from tracker.hardware.sources.evdev_keyboard import open_evdev

        return open_evdev(url, clock=clock, tap=tap, is_torn=is_torn)
    if url.startswith("hidpos:"):
        from tracker.hardware.sources.hid_pos import open_hid_pos

        return open_hid_pos(url, clock=clock, tap=tap, is_torn=is_torn)
    from tracker.hardware.sources.serial_line import open_serial

    return open_serial(url, clock=clock, tap=tap, is_torn=is_torn)


def _kind_and_path(url: str) -> tuple[str, Path]:
    scheme, colon, rest = url.partition(":")
    if colon and scheme in {"images", "video", "recording"}:
        return scheme, _existing(rest, url)
    if colon and scheme == "keyboard":
        raise DeviceError(
            "A keyboard can be read only by the app, which owns the keys.",
            hint=f"Start 'tracker' and scan there: it needs no line in the settings. Else: {_HINT}",
            code="keyboard_needs_app",
        )
    if colon and scheme.isalpha() and len(scheme) > 1 and not _is_there(url):
        raise _unknown(url, "")
    path = _existing(url, url)
    if path.suffix.casefold() == ".jsonl":
        return "recording", path
    return ("video" if path.suffix.casefold() in VIDEO_SUFFIXES else "images"), path


def _require_text(url: str) -> None:
    """A NUL ends the system's names, and half a character (a byte that is no UTF-8) goes over no line."""
    if "\0" in url or any("\ud800" <= each <= "\udfff" for each in url):
        raise DeviceError(
            f"'{without_secrets(url)}' holds a character that no address has.",
            hint=_HINT,
            code="unknown_source",
        )


def _unknown(url: str, right: str) -> DeviceError:
    if right:
        hint = f"Write {without_secrets(right).replace(f'{HIDDEN}@', '')}, if that is meant."
    else:
        hint = _ONLY_MJPEG if url.startswith(("rtsp:", "rtmp:")) else _HINT
    return DeviceError(
        f"'{without_secrets(url)}' does not begin with a kind of source that is known.",
        hint=hint,
        code="unknown_source",
    )


def _existing(name: str, url: str) -> Path:
    if not _is_there(name):
        raise DeviceError(
            f"{without_secrets(url) or 'An empty name'}: there is no such file or folder.",
            hint=_HINT,
            code="no_such_source",
        )
    return Path(name)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _is_there(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False
