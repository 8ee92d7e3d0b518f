"""``zpl://HOST:9100``: a label printer on the network, asked before and after how it is.

Silence is a fault. Zebra's printers do not answer ``~HS`` at all while they are out of labels or ribbon or their head is
open, so "no answer, carry on" would count labels as printed that are not.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.zebra_status import ZebraStatus, fault_of, read_status

PORT = 9100
_LONGEST_ANSWER = 4096
_PIECE = 8192
_CLEAR = "Let it print what it holds, or switch it off and on: then it holds nothing."


@dataclass(frozen=True, slots=True)
class ZebraPrinter:
    """Times are in seconds. ``patience_s`` is how long it may print without getting on before somebody must look;
    ``name`` is what the clinic calls it."""

    host: str
    port: int = PORT
    answer_s: float = 3.0
    patience_s: float = 30.0
    poll_s: float = 0.25
    name: str = ""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"zpl://{host}:{self.port}"

    @property
    def takes(self) -> str:
        return "zpl"

    def send(self, content: bytes, title: str) -> bool:
        """Ask, send, and ask until all of it is out: then True.

        One that still holds labels gets no more: they may be these very ones, sent before, and come out by themselves.

        :raises PrinterFault: unreachable, silent, in need of a hand, holding labels, or stuck. ``may_have_printed`` is False
            only until the first byte of ``content`` has gone.
        """
        with self._connected() as connection:
            status = self._ask(connection, False)
            self._require_ready(status)
            self._require_empty(status)
            self._send(connection, content)
            self._wait(connection)
        return True

    def examine(self) -> str:
        with self._connected() as connection:
            status = self._ask(connection, False)
        self._require_ready(status)
        return "ready" if status.is_idle else f"printing, {status.formats_waiting} waiting in it"

    def require_empty(self) -> None:
        """Only its own word that it holds nothing bears out a NO: one that cannot be reached or is silent may hold it."""
        with self._connected() as connection:
            self._require_empty(self._ask(connection, False))

    def _connected(self) -> socket.socket:
        try:
            return socket.create_connection((self.host, self.port), timeout=self.answer_s)
        except OSError as error:
            raise self._fault(
                "printer_unreachable", f"it cannot be reached ({error})", "Is it switched on?", False, may_hold=True
            ) from error

    def _send(self, connection: socket.socket, content: bytes) -> None:
        """In small pieces, each with the whole patience: a printer with a full buffer takes more as it prints."""
        connection.settimeout(self.patience_s)
        try:
            for start in range(0, len(content), _PIECE):
                connection.sendall(content[start : start + _PIECE])
        except OSError as error:
            raise self._fault("printer_cut_off", f"the connection broke ({error})", "", True) from error
        connection.settimeout(self.answer_s)

    def _wait(self, connection: socket.socket) -> None:
        """Until nothing is left. Every label that comes out is a reason to wait on."""
        best: tuple[int, int] | None = None
        deadline = time.monotonic() + self.patience_s
        while True:
            status = self._ask(connection, True)
            fault = fault_of(status)
            if status.is_idle and fault is None:
                return
            if fault is not None and fault[0] != "printer_busy":
                raise self._fault(*fault, True)
            left = (status.formats_waiting, status.labels_left)
            if best is None or left < best:
                best, deadline = left, time.monotonic() + self.patience_s
            if time.monotonic() > deadline:
                raise self._fault("printer_stuck", "it has taken the labels and does not print on", "", True)
            time.sleep(self.poll_s)

    def _require_ready(self, status: ZebraStatus) -> None:
        fault = fault_of(status)
        if fault is not None:
            code, what, hint = fault
            if held := status.labels_held:
                what, hint = f"{what}, and it still holds {_counted(held)}", f"{hint} {_CLEAR}"
            raise self._fault(code, what, hint, False, may_hold=held > 0)
        if status.has_partial_format:
            hint = "Switch it off and on: a label was cut off on its way to it, from here or another computer."
            raise self._fault("printer_half_a_label", "it waits for the rest of a label", hint, False)

    def _require_empty(self, status: ZebraStatus) -> None:
        if held := status.labels_held:
            raise self._fault("printer_holds_labels", f"it still holds {_counted(held)}", _CLEAR, False, may_hold=True)

    def _ask(self, connection: socket.socket, may_have_printed: bool) -> ZebraStatus:
        """Its status now. Bytes may come in any pieces; what is no status within the time is a fault."""
        answer = b""
        deadline = time.monotonic() + self.answer_s
        has_ended = False
        try:
            connection.sendall(b"~HS")
            while len(answer) < _LONGEST_ANSWER and time.monotonic() < deadline:
                part = connection.recv(_LONGEST_ANSWER)
                if not part:
                    has_ended = True
                    break
                answer += part
                status = read_status(answer)
                if status is not None:
                    return status
        except TimeoutError:
            pass
        except OSError:
            has_ended = True
        except ValueError as error:
            raise self._rubbish(may_have_printed) from error
        if answer:
            raise self._rubbish(may_have_printed)
        if has_ended:
            hint = "Was it switched off, or its cable pulled?"
            raise self._fault("printer_cut_off", "it ended the connection", hint, may_have_printed, may_hold=True)
        hint = "Is it out of labels or ribbon, or is its head open? Then it does not answer."
        raise self._fault("printer_silent", "it does not answer", hint, may_have_printed, may_hold=True)

    def _rubbish(self, may_have_printed: bool) -> PrinterFault:
        hint = "Is this the address of a label printer that speaks ZPL?"
        what = "it answers what no ZPL printer answers"
        return self._fault("printer_not_zpl", what, hint, may_have_printed, may_hold=True)

    def _fault(
        self, code: str, what: str, hint: str, may_have_printed: bool, *, may_hold: bool = False
    ) -> PrinterFault:
        look = "Look which labels came out before you print any again." if may_have_printed else "Nothing was printed."
        did_not = "did not finish" if may_have_printed else "did not print"
        message = f"The printer {self.name or f'{self.host}:{self.port}'} {did_not}: {what}."
        hint = f"{hint} {look}".strip(" ")
        return PrinterFault(message, hint=hint, code=code, may_have_printed=may_have_printed, may_hold=may_hold)


def _counted(labels: int) -> str:
    return f"{labels} label{'s' if labels != 1 else ''}"
