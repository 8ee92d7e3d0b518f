"""The terminal's input, proof against a byte that is no UTF-8.

A scanner with a Latin-1 code, or a line with noise on it, sends such bytes. Textual 8.2.8's input thread dies of the
first one and takes the app along (measured: ``run()`` returns, ``return_code`` is None, exit status 0).
"""

from __future__ import annotations

import os

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver


class EnduringDriver(LinuxDriver):
    """Puts U+FFFD for each such byte and reads on: the scan is then refused and recorded, and the next one is read."""

    def run_input_thread(self) -> None:
        while True:
            try:
                super().run_input_thread()
            except UnicodeDecodeError as error:
                for event in XTermParser().feed(bytes(error.object).decode("utf-8", "replace")):
                    self.process_message(event)
            else:
                return


def enduring(chosen: type[Driver]) -> type[Driver]:
    """The enduring form of the driver that Textual chose; any other than the plain Linux one stays as it is."""
    return EnduringDriver if chosen is LinuxDriver and "TEXTUAL_DRIVER" not in os.environ else chosen
