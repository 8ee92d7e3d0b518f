"""A scanner in keyboard mode, read below the keyboard: Linux's event devices, grabbed, with a keymap of our own.

The host's layout, Caps Lock and whatever window has focus play no part, and nobody else sees the scans. The kernel's
interface is two calls and a fixed structure (``linux/input.h``), so that nothing needs to be compiled for it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import sys
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware import keymaps
from tracker.hardware.event_framing import EVENT, EventFramer
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.sources import troubles
from tracker.hardware.sources.holding import Hold
from tracker.hardware.sources.line import WAIT_S, LineSource
from tracker.hardware.sources.options import split_options
from tracker.hardware.sources.raw import Kind, Tap
from tracker.hardware.sources.source import Clock

_EVIOCGRAB = 0x40044590
OPTIONS = {"layout": keymaps.NAMES, "gs": ("", *keymaps.FUNCTION_KEYS)}
SYSFS, NODES = Path("/sys/class/input"), Path("/dev/input")
_NO_KEYBOARD = {errno.ENOTTY, errno.EINVAL}
"""What files, pipes and other devices answer to a call that only event devices know."""
_KEY_1, _KEY_ENTER = 2, 28


def open_evdev(
    url: str, *, clock: Clock, tap: Tap | None = None, sysfs: Path = SYSFS, nodes: Path = NODES
) -> LineSource:
    """The source behind ``evdev:NAME?layout=us&gs=f12``, or ``evdev:/dev/input/by-id/…``. Codes: :mod:`.troubles`."""
    if not sys.platform.startswith("linux"):
        raise troubles.driver_missing(
            "Keyboards by themselves", "It is Linux's own. Set the scanner to USB COM and use serial:."
        )
    target, options = split_options(url.partition(":")[2], OPTIONS)
    node = Path(target) if target.startswith("/") else find_keyboard(target, sysfs, nodes)
    framer = EventFramer(KeyDecoder(options["layout"], options["gs"]))
    hold = Hold(os.path.realpath(node), url, f"The scanner at {node}")
    try:
        transport = EventTransport(open_node(node, sysfs), target, hold)
    except DeviceError:
        hold.let_go()
        raise
    return LineSource(url, transport, clock=clock, framer=framer, tap=tap)


def find_keyboard(name: str, sysfs: Path = SYSFS, nodes: Path = NODES) -> Path:
    """The event device of the one keyboard whose name holds ``name``. The number behind ``event`` changes; names do not."""
    named = {node: called for node, called in keyboards(sysfs) if name.casefold() in called.casefold()}
    exact = {node: called for node, called in named.items() if called == name}
    fitting = exact or named
    if not name or len(fitting) > 1:
        names = ", ".join(sorted(set(fitting.values())))
        raise DeviceError(
            f"evdev:{name} does not say which device.",
            hint=f"Give one whole name: {names}; or a path under /dev/input/by-id." if names else "Plug it in.",
            code="which_device",
        )
    if not fitting:
        raise troubles.not_there(
            f"A keyboard scanner called '{name}'", "Plug it in, or compare the name: tracker scanner list shows them."
        )
    return nodes / next(iter(fitting))


def open_node(node: Path, sysfs: Path = SYSFS) -> int:
    """An open, grabbed event device as a file descriptor."""
    import fcntl

    what = f"The scanner at {node}"
    try:
        handle = os.open(node, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        identity = sysfs / node.resolve().name / "device" / "id"
        ids = [_line(identity / part) for part in ("vendor", "product")]
        raise troubles.not_opened(what, error.errno, "input", *(ids if all(ids) else ())) from error
    try:
        fcntl.ioctl(handle, _EVIOCGRAB, 1)
    except OSError as error:
        os.close(handle)
        if error.errno in _NO_KEYBOARD:
            raise troubles.no_such_device(what, "keyboard", "Give evdev:NAME, or a path under /dev/input.") from error
        raise troubles.not_opened(what, error.errno, "input") from error
    return handle


class EventTransport:
    """Key events from an open descriptor; each read gives whole structures. ``hold`` is let go with it."""

    kind: Kind = "events"

    def __init__(self, handle: int, what: str, hold: Hold | None = None) -> None:
        self._handle: int | None = handle
        self._hold = hold
        self._what = f"The scanner {what}"
        self._rest = b""

    def read(self) -> bytes:
        if self._handle is None:
            return b""
        try:
            if not select.select([self._handle], [], [], WAIT_S)[0]:
                return b""
            raw = os.read(self._handle, 64 * EVENT.size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise troubles.unplugged(self._what) from error
        if not raw:
            raise troubles.unplugged(self._what)
        raw = self._rest + raw
        whole = len(raw) - len(raw) % EVENT.size
        self._rest = raw[whole:]
        return raw[:whole]

    def write(self, data: bytes) -> None:
        """A keyboard cannot be answered."""

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)
        if self._hold is not None:
            self._hold.let_go()


def keyboards(sysfs: Path) -> list[tuple[str, str]]:
    """(event node, name) of every device that has digits and Enter."""
    found = []
    for folder in sorted(sysfs.glob("event*")):
        words = _line(folder / "device" / "capabilities" / "key")
        keys = int(words.rpartition(" ")[2] or "0", 16)
        if keys >> _KEY_1 & 1 and keys >> _KEY_ENTER & 1:
            found.append((folder.name, _line(folder / "device" / "name")))
    return found


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").rstrip("\n")
    except OSError:
        return ""
