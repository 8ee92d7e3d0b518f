"""evdev: a keyboard scanner, read below the keyboard."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
from collections.abc import Iterator
from queue import SimpleQueue

from tests.devices.kernel_keyboard import KernelKeyboard
from tests.devices.listening import PATIENCE_S, Listener, refusal, wait_for
from tests.hardware.keyboards import CAPS_LOCK, as_bytes, press, printable, typed
from tracker.hardware.scan import Scan, utc_now
from tracker.station.devices import Devices

NAME = "Symbol Bar Code Scanner"
URL = f"evdev:{NAME}"
GS1 = "010950600013435217261231" + "10ABC-12/x\x1d" + "21Zy09\x1d" + "3010"
_GRAB = 0x40044590
"""``EVIOCGRAB`` (linux/input.h)."""
_EV_LED, _LED_CAPS_LOCK = 17, 1
_SET_KEYMAP_ENTRY, _SET_LOCKS = 0x4B47, 0x4B65
"""``KDSKBENT`` and ``KDSKBLED`` of ``linux/kd.h``: the console's layout and its Caps Lock."""
_KEY_Y, _CAPS_LOCK_FLAG = 21, 4


@contextlib.contextmanager
def plugged(name: str = NAME) -> Iterator[KernelKeyboard]:
    keyboard = KernelKeyboard(name)
    try:
        yield keyboard
    finally:
        with contextlib.suppress(OSError):
            keyboard.unplug()


def must_read_a_gs1_payload_exactly() -> None:
    """every printable character and a GS1 payload with GS come exactly"""
    with plugged() as keyboard, Listener(URL) as listener:
        for text in (GS1, printable()):
            keyboard.type(typed(text))
            assert listener.scan().data == text


def must_not_mind_the_host() -> None:
    """the host's layout and Caps Lock (key, LED and lock) are without effect"""
    with plugged() as keyboard:
        console = os.open("/dev/tty0", os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(console, _SET_KEYMAP_ENTRY, struct.pack("BBH", 0, _KEY_Y, ord("z")))
        fcntl.ioctl(console, _SET_LOCKS, _CAPS_LOCK_FLAG)
        os.close(console)
        led = os.open(keyboard.node, os.O_WRONLY)
        os.write(led, as_bytes([(_EV_LED, _LED_CAPS_LOCK, 1), (0, 0, 0)]))
        os.close(led)
        with Listener(URL) as listener:
            keyboard.type(typed("Yz-aA1"))
            assert listener.scan().data == "Yz-aA1"
            keyboard.type([*press(CAPS_LOCK), *typed("Yz-aA1")])
            assert listener.scan().data == "Yz-aA1"


def must_keep_scans_to_itself() -> None:
    """another program's grab is told as busy, our own second name as the same device; another reader sees nothing"""
    with plugged() as keyboard:
        grabbed = os.open(keyboard.node, os.O_RDONLY | os.O_NONBLOCK)
        fcntl.ioctl(grabbed, _GRAB, 1)
        assert refusal(URL).code == "busy"
        os.close(grabbed)
    with plugged() as keyboard, Listener(URL) as listener:
        assert refusal(URL).code == "same_device"
        other = os.open(keyboard.node, os.O_RDONLY | os.O_NONBLOCK)
        try:
            keyboard.type(typed(GS1))
            assert listener.scan().data == GS1
            with contextlib.suppress(BlockingIOError):
                raise AssertionError(f"another reader got {os.read(other, 4096)!r}")
        finally:
            os.close(other)


def must_tell_unplugging() -> None:
    """unplugged in the middle of a scan: half of it comes as garbled or not at all, then the fault"""
    with plugged() as keyboard, Listener(URL) as listener:
        keyboard.type(typed("12345")[:-4])
        keyboard.unplug()
        code, within_s = listener.fault()
        assert (code, within_s < 2) == ("unplugged", True), (code, within_s)


def must_come_back_by_name() -> None:
    """the supervisor opens a replugged scanner by its name, under another event number"""
    scans: SimpleQueue[Scan] = SimpleQueue()
    devices = Devices(scans.put, utc_now)
    try:
        with plugged() as keyboard:
            first = keyboard.node
            devices.attach(URL)
            wait_for(lambda: devices.states()[0].state == "live", "the supervisor has opened it")
            keyboard.type(typed("BEFORE"))
            assert scans.get(timeout=PATIENCE_S).data == "BEFORE"
        wait_for(lambda: devices.states()[0].state == "waiting", "the supervisor tells that it is gone")
        with plugged("Some Other Keyboard") as other, plugged() as keyboard:
            assert other.node == first != keyboard.node, (first, other.node, keyboard.node)
            wait_for(lambda: devices.states()[0].state == "live", "the supervisor has opened it again")
            keyboard.type(typed(GS1))
            assert scans.get(timeout=PATIENCE_S).data == GS1
    finally:
        devices.close()
