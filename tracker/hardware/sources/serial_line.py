"""A scanner in serial mode: USB COM (CDC), Bluetooth SPP, or a serial server behind ``socket://``. By pyserial.

The best general choice: byte-exact, GS included, two-way, and no keyboard layout in between.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from tracker.errors import DeviceError
from tracker.hardware.framing import Framer
from tracker.hardware.sources import troubles
from tracker.hardware.sources.holding import Hold
from tracker.hardware.sources.line import WAIT_S, LineSource
from tracker.hardware.sources.options import split_options
from tracker.hardware.sources.raw import Kind, Tap
from tracker.hardware.sources.source import Clock
from tracker.text import without_secrets

if TYPE_CHECKING:
    import serial

    from tracker.hardware.sources.serial_socket import KeptSocket

BAUD_RATES = ("115200", "300", "1200", "2400", "4800", "9600", "19200", "38400", "57600", "230400", "460800", "921600")
_OPTIONS = {"baud": BAUD_RATES, "parity": ("none", "even", "odd"), "beep": ("off", "bel", "honeywell")}
REMOTE = ("socket:", "rfc2217:")
"""What pyserial opens over the network."""
_BEL, _LOW, _MEDIUM, _HIGH, _GREEN = b"\a", b"\x1b4,", b"\x1b5,", b"\x1b6,", b"\x1b1,"
ANSWERS = {
    "off": {},
    "bel": {"accept": _BEL, "note": _BEL, "ask": 2 * _BEL, "refuse": 3 * _BEL},
    "honeywell": {"accept": _HIGH + _GREEN, "note": _MEDIUM, "ask": 2 * _MEDIUM, "refuse": 3 * _LOW},
}
"""One short tone for what was accepted, three low ones for what was refused. Off unless asked for: a scanner that does
not expect them may take them for commands. ``ESC 4/5/6 ,`` are Honeywell's low, medium and high beep, ``ESC 1 ,`` the green
light for 135 ms (Xenon 1900 user's guide, p. 3-38, Host ACK Responses)."""


def open_serial(url: str, *, clock: Clock, tap: Tap | None = None, is_torn: bool = False) -> LineSource:
    """The source behind ``serial:PORT?baud=…`` or ``socket://HOST:PORT``. DeviceError codes as in :mod:`.troubles`."""
    is_socket = url.startswith("socket:")
    target, options = split_options(url if is_socket else url.partition(":")[2], _OPTIONS)
    transport, answers = SerialTransport(target, options, url), ANSWERS[options["beep"]]
    return LineSource(url, transport, clock=clock, answers=answers, framer=Framer(is_torn), tap=tap)


class SerialTransport:
    """An open port. Another program cannot open it as well: two readers would get half of each scan."""

    kind: Kind = "bytes"

    def __init__(self, target: str, options: dict[str, str], url: str) -> None:
        if not target:
            raise _bad_target(target)
        try:
            import serial
        except ImportError:
            raise troubles.driver_missing(
                "Scanners in serial mode", "Install pyserial: pip install pyserial."
            ) from None
        self._is_remote = target.startswith(REMOTE)
        self._what = f"The scanner at {without_secrets(target)}"
        self._fault = serial.SerialException
        further: dict[str, bool] = {} if self._is_remote else {"exclusive": True}
        try:
            self._port = _by_url(
                target,
                baudrate=int(options["baud"]),
                parity=options["parity"][0].upper(),
                timeout=WAIT_S,
                write_timeout=0.2,
                **further,
            )
        except serial.SerialException as error:
            # pyserial keeps the number for ports; for sockets it is on the error underneath.
            below = error.__context__
            number = error.errno or (below.errno if isinstance(below, OSError) else None)
            if number is None and not isinstance(below, TimeoutError):
                raise _bad_target(target) from error
            if self._is_remote:
                raise troubles.not_reached(self._what, below) from error
            raise troubles.not_opened(self._what, number, "tty") from error
        except (ValueError, OSError) as error:
            raise _bad_target(target) from error
        self._hold = self._held(url) if target.startswith("socket:") else None

    def _held(self, url: str) -> Hold | None:
        """Whatever name led there, one scanner's address and port are connected to once. None where it has hung up."""
        try:
            with socket.socket(fileno=socket.dup(self._port.fileno())) as line:
                host, port, *_ = line.getpeername()
        except OSError:
            return None
        try:
            return Hold(f"{host}:{port}", url, self._what)
        except DeviceError:
            self._port.close()
            raise

    def read(self) -> bytes:
        """One byte is waited for and the rest taken as it stands, so that nothing read is lost when the line breaks."""
        try:
            first = bytes(self._port.read(1))
        except (self._fault, OSError, TypeError) as error:
            raise self._ended() from error
        if not first:
            return b""
        try:
            waiting = self._port.in_waiting
            return first + bytes(self._port.read(waiting)) if waiting else first
        except (self._fault, OSError, TypeError):
            return first

    def _ended(self) -> DeviceError:
        return troubles.hung_up(self._what) if self._is_remote else troubles.unplugged(self._what)

    def write(self, data: bytes) -> None:
        """A beep that cannot be sent is no fault: the verdict is on the screen."""
        import contextlib

        with contextlib.suppress(self._fault, OSError):
            self._port.write(data)

    def close(self) -> None:
        self._port.close()
        if self._hold is not None:
            self._hold.let_go()


def _by_url(target: str, **settings: Any) -> serial.Serial | KeptSocket:
    import serial

    if not target.startswith("socket:"):
        return serial.serial_for_url(target, **settings)
    from tracker.hardware.sources.serial_socket import KeptSocket

    port = KeptSocket(None, **settings)
    port.port = target
    port.open()
    return port


def _bad_target(target: str) -> DeviceError:
    return DeviceError(
        f"'{without_secrets(target)}' is not a serial port that can be opened.",
        hint="Write serial:/dev/ttyACM0, serial:/dev/serial/by-id/NAME, serial:COM3 or socket://HOST:PORT.",
        code="bad_source",
    )
