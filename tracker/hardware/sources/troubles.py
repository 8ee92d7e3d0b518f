"""What can be wrong with a scanner that is not just read from, in words, with what to do. One wording for all drivers.

The codes: ``not_there`` (not plugged in), ``no_permission``, ``busy``, ``same_device`` (read already under another name),
``unplugged``, ``silent`` (it answers no more), ``driver_missing``, ``which_device`` (several fit the name); of devices on
the network ``not_reached``, ``hung_up``, ``no_pictures`` (a camera's address answers with something else) and
``has_password``. The supervisor decides by them.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping

from tracker.errors import DeviceError
from tracker.text import safe, without_secrets

_PERMISSION, _BUSY = {errno.EACCES, errno.EPERM}, {errno.EBUSY, errno.EAGAIN}
_OTHER_WAYS = {"tty": "; or join the group that the port has already: usermod -aG dialout USER"}

_REACH = (
    "See that it is switched on and on the same network as this computer, that its app or server runs, and that the "
    "address is right."
)
"""What to do about anything on the network: it has no plug to look at."""

IN_SHORT: Mapping[str, str] = {
    "not_there": "not plugged in",
    "no_permission": "no permission",
    "busy": "in use",
    "same_device": "named twice",
    "unplugged": "unplugged",
    "silent": "silent",
    "not_reached": "not reached",
    "hung_up": "hung up",
    "no_pictures": "no pictures",
    "has_password": "has a password",
    "driver_missing": "no driver",
    "which_device": "which one?",
    "bad_source": "wrong name",
    "unknown_source": "wrong name",
    "keyboard_needs_app": "needs no line",
    "no_such_source": "no such file",
}
"""Each code in as many words as a status bar has room for."""


def in_short(code: str) -> str:
    """Empty where nothing is wrong; also of codes that are not a device's (a damaged recording's)."""
    return IN_SHORT.get(code, "does not work") if code else ""


def no_such_device(what: str, kind: str, what_to_do: str) -> DeviceError:
    """Something is there, and it is no device of the kind (a file, a pipe): no cable mends that."""
    return DeviceError(f"{what} is no {kind}.", hint=what_to_do, code="bad_source")


def not_there(what: str, hint: str = "Plug it in.") -> DeviceError:
    return DeviceError(f"{what} is not there.", hint=hint, code="not_there")


def same_as(what: str, other: str) -> DeviceError:
    """``other`` is the name by which this program reads the device already."""
    return DeviceError(
        f"{what} is the same device as {without_secrets(other)}.",
        hint="It is read by that name already: take one of the two out of the settings.",
        code="same_device",
    )


def unplugged(what: str) -> DeviceError:
    return DeviceError(f"{what} was unplugged, or went to sleep.", hint="Plug it in again.", code="unplugged")


def not_reached(what: str, error: BaseException | None = None) -> DeviceError:
    """Nothing at a network device's address takes the call; ``error`` is the system's own, where it is known."""
    return DeviceError(f"{what} cannot be reached{_why(error)}.", hint=_REACH, code="not_reached")


def _why(error: BaseException | None) -> str:
    if isinstance(error, socket.gaierror):
        return ": nothing on this network has that name"
    if isinstance(error, ConnectionRefusedError):
        return ": something is at that address, and nothing listens at that port"
    return ""


def hung_up(what: str) -> DeviceError:
    """As far as a network tells: it was switched off, left the network, or its program ended."""
    return DeviceError(f"{what} closed the connection.", hint=_REACH, code="hung_up")


def unanswered(opening_for_s: float, *, is_remote: bool) -> DeviceError:
    """A driver may block while a device is busy or a network loses what it is sent."""
    local = "Unplug it and plug it in again; close other programs that may hold it."
    return DeviceError(
        f"does not answer since {opening_for_s:.0f} s", hint=_REACH if is_remote else local, code="silent"
    )


def has_password(without: str = "") -> DeviceError:
    """It would stand in the journal with every scan, and on screens that everybody sees. ``without`` is the URL without."""
    return DeviceError(
        "The camera's address holds a name or a password, which would be kept with every scan.",
        hint=f"Write {without_secrets(without) or 'mjpeg:http://HOST:PORT/PATH'}, without what stands before the @, and "
        "let the camera ask for no password; an @ in the path is written %40.",
        code="has_password",
    )


def no_address() -> DeviceError:
    return DeviceError(
        "mjpeg: needs the address of a stream.",
        hint="Write mjpeg:http://HOST:PORT/PATH, as the camera's own page gives it.",
        code="bad_source",
    )


_STREAM = "Give the address of its MJPEG stream, such as http://HOST:PORT/video"
_ON_AIR = "on the same network as this computer, with its app in the foreground"
START_AGAIN = f"Start its stream again, {_ON_AIR}"


def no_pictures(what: str, why: str, what_to_do: str = f"{_STREAM}, at some 1280 × 720") -> DeviceError:
    """Something answers at a network camera's address, and it is no stream that can be read."""
    return DeviceError(
        f"{what} answers, but sends no pictures that can be read: {why}.",
        hint=f"{what_to_do}.",
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
            hint="Let the camera, or its app, give its stream without one, in a network of its own.",
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
        hint=f"{START_AGAIN}.",
        code="silent",
    )


def driver_missing(what: str, what_to_do: str) -> DeviceError:
    """``what`` are all devices of a kind, in words."""
    return DeviceError(f"{what} cannot be read here.", hint=what_to_do, code="driver_missing")


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
        return DeviceError(f"{what} is in use by another program.", hint="Close that program.", code="busy")
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
