"""What can be wrong with a scanner that is not just read from, in words, with what to do. One wording for all drivers.

The codes: ``not_there`` (not plugged in), ``no_permission``, ``busy``, ``unplugged``, ``silent`` (it answers no more),
``no_pictures`` (a network camera's address answers with something else), ``driver_missing``, ``which_device`` (several
fit the name). The supervisor decides by them.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping

from tracker.errors import DeviceError
from tracker.text import safe

_PERMISSION, _BUSY = {errno.EACCES, errno.EPERM}, {errno.EBUSY, errno.EAGAIN}
_OTHER_WAYS = {"tty": "; or join the group that the port has already: usermod -aG dialout USER"}

IN_SHORT: Mapping[str, str] = {
    "not_there": "not plugged in",
    "no_permission": "no permission",
    "busy": "in use",
    "unplugged": "unplugged",
    "silent": "silent",
    "no_pictures": "no pictures",
    "driver_missing": "no driver",
    "which_device": "which one?",
    "bad_source": "wrong name",
    "unknown_source": "wrong name",
    "no_such_source": "no such file",
}
"""Each code in as many words as a status bar has room for."""


def in_short(code: str) -> str:
    """Empty where nothing is wrong; also of codes that are not a device's (a damaged recording's)."""
    return IN_SHORT.get(code, "does not work") if code else ""


def no_such_device(what: str, kind: str, what_to_do: str) -> DeviceError:
    """Something is there, and it is no device of the kind (a file, a pipe): no cable mends that."""
    return DeviceError(f"{what} is no {kind}.", hint=what_to_do, code="bad_source")


def not_there(what: str, hint: str = "Plug it in; it is opened by itself.") -> DeviceError:
    return DeviceError(f"{what} is not there.", hint=hint, code="not_there")


def same_as(what: str, other: str) -> DeviceError:
    """``other`` is the name by which this program reads the device already."""
    return DeviceError(
        f"{what} is the same device as {other}.", hint="Take one of the two out of the settings.", code="busy"
    )


def unplugged(what: str) -> DeviceError:
    return DeviceError(
        f"{what} was unplugged, or went to sleep.", hint="Plug it in again; it is opened by itself.", code="unplugged"
    )


_STREAM = "Give the address of its MJPEG stream, such as http://HOST:PORT/video"
_ON_AIR = "in this same network, with its app in the foreground"
START_AGAIN = f"Start its stream again, {_ON_AIR}"


def no_answer(what: str) -> DeviceError:
    """Nothing listens at a network camera's address."""
    return not_there(what, f"Start its stream, {_ON_AIR}, and compare the address; it is opened by itself.")


def no_pictures(what: str, why: str, what_to_do: str = f"{_STREAM}, at some 1280 × 720") -> DeviceError:
    """Something answers at a network camera's address, and it is no stream that can be read."""
    return DeviceError(
        f"{what} answers, but sends no pictures that can be read: {why}.",
        hint=f"{what_to_do}; it is opened by itself.",
        code="no_pictures",
    )


def no_stream(what: str, kind: str) -> DeviceError:
    """``kind`` is the media type of what came, from outside."""
    if kind.startswith("image/"):
        return no_pictures(what, "it gives a single one at a call", f"{_STREAM}, not of one picture (shot.jpg)")
    if kind.startswith("text/"):
        return no_pictures(what, "it is a page to be looked at", f"{_STREAM}, not of its page")
    return no_pictures(what, f"it sends {safe(kind, 60)}")


def too_large(what: str, width_px: int, height_px: int) -> DeviceError:
    return no_pictures(
        what, f"they are {width_px} × {height_px}, which is too large", "Set the camera to some 1280 × 720"
    )


def refused_call(what: str, status: int) -> DeviceError:
    """An answer of HTTP that is no 200."""
    if status in (401, 403, 407):
        return DeviceError(
            f"{what} asks for a name and password, which this program does not take in an address.",
            hint="Let the camera, or its app, give its stream without one, in a network of its own; it is opened by itself.",
            code="no_permission",
        )
    if 300 <= status < 400:
        return no_pictures(
            what, "it sends on to another address", "Give that address, as a browser shows it in the end"
        )
    if status in (404, 410):
        return no_pictures(what, "it has nothing under this path")
    if status >= 500:
        return no_pictures(what, f"it has a fault of its own ({status})", "Start the camera, or its app, again")
    return no_pictures(what, f"it answers with HTTP status {status}")


def untrusted(what: str) -> DeviceError:
    return no_pictures(
        what,
        "its certificate is not one that this machine trusts",
        "Give its http: address, or have its certificate trusted by this machine",
    )


def stream_ended(what: str) -> DeviceError:
    """As far as a network tells: it may have been switched off, or have closed the connection."""
    return DeviceError(
        f"{what} sends no more: its stream ended.",
        hint=f"{START_AGAIN}; it is opened by itself.",
        code="silent",
    )


def driver_missing(kind: str, what_to_do: str) -> DeviceError:
    return DeviceError(f"{kind} sources cannot be read here.", hint=what_to_do, code="driver_missing")


def not_opened(
    what: str, number: int | None, subsystem: str, vendor: str = "VVVV", product: str = "PPPP"
) -> DeviceError:
    """Why the operating system would not open a device; ``number`` is its errno."""
    if number in _PERMISSION:
        return DeviceError(
            f"{what} may not be opened by this user.",
            hint=udev_hint(subsystem, vendor, product),
            code="no_permission",
        )
    if number in _BUSY:
        return DeviceError(
            f"{what} is in use by another program.", hint="Close that program; it is opened by itself.", code="busy"
        )
    return not_there(what)


def udev_hint(subsystem: str, vendor: str, product: str) -> str:
    """The udev rule to install. Never one for all devices of a kind, and never mode 0666: that would be a keylogger."""
    rule = (
        f'SUBSYSTEM=="{subsystem}", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
        'MODE="0660", GROUP="scanners"'
    )
    other = _OTHER_WAYS.get(subsystem, "")
    ids = "" if vendor != "VVVV" else " (VVVV and PPPP as 'lsusb' shows them)"
    return (
        f"As root, put into /etc/udev/rules.d/70-scanner.rules: {rule}{ids}; make the group (groupadd scanners), "
        f"add this user to it (usermod -aG scanners USER), plug it in again and sign in again{other}."
    )
