"""Which pure decoder belongs to a source: the driver's own, and the same again for a replay of what the device sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.errors import DeviceError
from tracker.hardware.event_framing import EventFramer
from tracker.hardware.framing import Framer
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.key_framing import KeyFramer
from tracker.hardware.quieting import Quieted
from tracker.hardware.sources.evdev_keyboard import OPTIONS
from tracker.hardware.sources.line import Framing
from tracker.hardware.sources.options import split_options
from tracker.hardware.sources.raw import Kind

_KINDS: Mapping[str, Kind] = {
    "serial": "bytes",
    "socket": "bytes",
    "evdev": "events",
    "hidpos": "report",
    "keyboard": "keys",
    "camera": "frame",
    "mjpeg": "frame",
}


def is_decodable(url: str) -> bool:
    """Whether what the device at ``url`` sends can be recorded, and decoded again by itself."""
    return url.partition(":")[0] in _KINDS


def kind_of(url: str) -> Kind:
    """What the device at ``url`` sends; :func:`is_decodable` says whether that is known."""
    return _KINDS[url.partition(":")[0]]


def framing_of(url: str, vouches: Callable[[str], bool]) -> Framing:
    """The decoder for ``url`` (:mod:`.raw` says what it is fed); ``vouches`` as :class:`~tracker.hardware.wedge.Wedge` asks.

    DeviceError ``bad_source`` for an option that is not known, ``not_a_recording`` for a source that sends nothing raw.
    """
    kind, _, target = url.partition(":")
    if kind == "evdev":
        _, options = split_options(target, OPTIONS)
        return Quieted(EventFramer(KeyDecoder(options["layout"], options["gs"])))
    if kind == "hidpos":
        return Quieted(ReportAssembler())
    if kind == "keyboard":
        return KeyFramer(vouches)
    if kind in ("serial", "socket"):
        return Quieted(Framer())
    raise DeviceError(
        "The recording does not say which scanner it is from.",
        hint="Its first line names the source, as in 'serial:/dev/ttyACM0'.",
        code="not_a_recording",
    )
