"""The terminal's input: each key with the time at which it came, and silence told by the one who listens.

Textual 8.2.8's own input thread stamps a key when it gets round to it, so that a stall of our process looks like a pause of
the scanner's; see :mod:`tracker.hardware.key_clock`. It also dies of the first byte that is no UTF-8 (a scanner with a
Latin-1 code, a line with noise on it) and takes the app along (measured: ``run()`` returns, ``return_code`` is None, exit
status 0).
"""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Iterable
from select import select

from textual import _time, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tracker.hardware.key_clock import KeyClock
from tracker.tui.messages import Pressed, Quiet, TellsQuiet

_READ_BYTES = 65536
"""More than a terminal's buffer holds: what is read is all that was there."""


class EnduringDriver(TellsQuiet, LinuxDriver):
    """Puts U+FFFD for each such byte and reads on: the scan is then refused and recorded, and the next one is read.

    Keys and silence come to the app in one row: what was read before a silence is judged before it.
    """

    def run_input_thread(self) -> None:
        parser, decoder = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace")
        clock = KeyClock(_time.get_time())
        while not self.exit_event.is_set():
            begun_s = _time.get_time()
            if not select([self.fileno], [], [], clock.wait_s)[0]:
                clock.pass_silence(begun_s)
                self._tell(parser.tick(), clock)
                continue
            looked_s = _time.get_time()
            if data := os.read(self.fileno, _READ_BYTES):
                clock.take_input(_time.get_time(), looked_s)
                text = decoder.decode(data)
                self._tell(parser.feed(text) if text else (), clock)
            else:
                return

    def _tell(self, messages: Iterable[Message], clock: KeyClock) -> None:
        for message in messages:
            if isinstance(message, events.Key):
                self.process_message(Pressed(message, clock.came, clock.at_s))
                clock.note_key()
                continue
            if isinstance(message, events.Paste):
                message.time = clock.at_s
                clock.note_key()
            self.process_message(message)
        if clock.take_news():
            self.process_message(Quiet(clock.at_s))


def enduring(chosen: type[Driver]) -> type[Driver]:
    """The enduring form of the driver that Textual chose; any other than the plain Linux one stays as it is."""
    return EnduringDriver if chosen is LinuxDriver and "TEXTUAL_DRIVER" not in os.environ else chosen
