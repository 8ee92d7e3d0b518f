"""Keys on their way into the app: scans are taken out before any widget or binding can see them.

A scan's Enter presses whatever has focus, its control characters quit the app or open the palette, and an ``Input``
drops GS, so that lot and serial fuse (measured in Textual 8.2.8). Hence this sits in ``on_event``, before focus and
before priority bindings, and reckons by the time at which a key came (:mod:`tracker.tui.driver`), not by when the loop
found time. Silence is told by the driver too; only under one that does not (Windows, tests without a terminal) a timer of
the loop's has to conclude it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from textual import _time, events
from textual.app import App
from textual.timer import Timer

from tracker.barcodes.vouching import vouches
from tracker.hardware.keystrokes import Key, key_of
from tracker.hardware.rush import Rush
from tracker.hardware.wedge import Caught, Heard, Wedge
from tracker.hardware.wedge_rules import GAP_S
from tracker.text import typed_part
from tracker.tui.messages import Pressed, Quiet, TellsQuiet

LATE_S = 0.020
"""A timer that fires this much late says that the loop was blocked, and that keys may still be on their way."""


def _key_of(event: events.Key) -> Key:
    return Key(event.key, event.character, event.time, event.came if isinstance(event, Pressed) else None)


class ScanCapture(App[None]):
    """The mixin. Whoever inherits it receives whole scans in :meth:`caught`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if sys.platform != "win32":
            from tracker.tui.driver import enduring

            self.driver_class = enduring(self.driver_class)
        self._wedge = Wedge(vouches)
        self._rush = Rush()
        self._hold: Timer | None = None
        self._due_s = 0.0
        self.listener: Callable[[Key], None] | None = None
        """Takes every key as it comes, before anything is made of it: while a scanner is tested."""

    def caught(self, scan: Caught) -> None:
        """A whole scan, or a garbled one, came in by the keyboard."""
        raise NotImplementedError

    def refuses_rushed(self) -> bool:
        """Whether what a machine typed goes nowhere now, and that was said: where a PIN is asked for."""
        return False

    def refuses_key(self, key: Key) -> bool:
        """Whether a key that somebody typed goes nowhere: it may be of a PIN that nothing asks for."""
        return False

    async def on_event(self, event: events.Event) -> None:
        if self.listener is not None and isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._hand_to(self.listener, event)
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._hand_on(self._wedge.press(_key_of(event)))
        elif isinstance(event, Quiet):
            await self._hand_on(self._wedge.pass_time(event.at_s))
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            heard = self._wedge.paste(event.text, event.time)
            if heard is None:
                if not self.refuses_rushed():
                    await super().on_event(events.Paste(typed_part(event.text)))
            else:
                await self._hand_on(heard)
        else:
            await super().on_event(event)
            return
        self._arm()

    @staticmethod
    def _hand_to(listener: Callable[[Key], None], event: events.Key | events.Paste) -> None:
        """A paste is what a terminal multiplexer makes of a scan."""
        if isinstance(event, events.Key):
            listener(_key_of(event))
            return
        for character in event.text:
            listener(key_of(character, event.time))

    async def _hand_on(self, heard: list[Heard]) -> None:
        for each in heard:
            if isinstance(each, Caught):
                self.caught(each)
                continue
            if self._rush.is_rushed(each.keys) and self.refuses_rushed():
                continue
            for key in each.keys:
                if self.refuses_key(key):
                    continue
                await super().on_event(events.Key(key.name, key.character))

    def _arm(self, at_least_s: float = 0.0) -> None:
        deadline_s = self._wedge.deadline_s
        if deadline_s is None or self._hold is not None or isinstance(self._driver, TellsQuiet):
            return
        now_s = _time.get_time()
        self._due_s = max(deadline_s, now_s + at_least_s)
        self._hold = self.set_timer(max(0.001, self._due_s - now_s), self._time_is_up, name="wedge")

    async def _time_is_up(self) -> None:
        self._hold = None
        now_s = _time.get_time()
        if now_s - self._due_s > LATE_S:
            self._arm(at_least_s=GAP_S)
            return
        await self._hand_on(self._wedge.pass_time(now_s))
        self._arm()
