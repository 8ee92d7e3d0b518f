"""The program is killed at every step of printing; each label still comes out once, and where it is not known, a person is
asked."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

from labels.loading import own_designs
from labels.stocks import own_stocks
from tests.clinic import AT, Clinic, open_clinic
from tests.labelling.test_queue import events, label, states
from tracker.errors import Refusal
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.hardware.printers.zebra import ZebraPrinter
from tracker.labelling import print_jobs, queue, queue_listing
from tracker.labelling.print_jobs import PrintSetting
from tracker.labelling.printing import Press, print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import Wanted

ROOT = Path(__file__).parents[2]
IN_THE_PROGRAM = ("queued", "claimed", "said out", "between")
ON_THE_WAY = ("asking", "half a label", "not told")


class Line:
    """The network between program and printer; ``stop_at`` is where it stops, and says so by ``is_there``."""

    def __init__(self, printer: int, stop_at: str) -> None:
        self.stop_at, self.is_there = stop_at, threading.Event()
        self._printer = printer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]

    def __enter__(self) -> Line:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                with near, socket.create_connection(("127.0.0.1", self._printer)) as far:
                    threading.Thread(target=self._back, args=(far, near), daemon=True).start()
                    self._forth(near, far)
                    with suppress(OSError):
                        # The other direction's thread would keep it open.
                        far.shutdown(socket.SHUT_RDWR)

    def _forth(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while part := near.recv(65536):
                if self.stop_at == "asking":
                    self.is_there.set()
                    continue
                label_at = part.find(b"^GFA")
                if self.stop_at == "half a label" and label_at >= 0:
                    far.sendall(part[: label_at + 60])
                    self._wait_for_the_end(near)
                    return
                far.sendall(part)

    def _wait_for_the_end(self, near: socket.socket) -> None:
        self.is_there.set()
        while near.recv(65536):
            pass

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        answers = 0
        with suppress(OSError):
            while part := far.recv(65536):
                answers += 1
                if self.stop_at == "not told" and answers > 1:
                    self.is_there.set()
                    continue
                near.sendall(part)


class Stopping:
    """The real driver, in a process that says where it is, and waits there for its end."""

    def __init__(self, printer: ZebraPrinter, stop_at: str) -> None:
        self.url, self.takes = printer.url, printer.takes
        self._printer, self._stop_at, self._sent = printer, stop_at, 0

    def examine(self) -> str:
        return self._printer.examine()

    def require_empty(self) -> None:
        self._printer.require_empty()

    def send(self, content: bytes, title: str) -> bool:
        self.reach("claimed" if not self._sent else "between")
        is_out = self._printer.send(content, title)
        self._sent += 1
        self.reach("said out")
        return is_out

    def reach(self, step: str) -> None:
        if step == self._stop_at:
            sys.stdout.write(f"{step}\n")
            sys.stdout.flush()
            threading.Event().wait()


def printer_at(port: int, answer_s: float) -> ZebraPrinter:
    return ZebraPrinter("127.0.0.1", port, answer_s=answer_s, patience_s=answer_s, poll_s=0.01)


def press_of(clinic: Clinic) -> Press:
    return Press(clinic.database, lambda: QueuePen(clinic.journal, AT), own_designs(), own_stocks())


def print_two(path: Path, port: int, stop_at: str) -> None:
    """What the killed process does: two labels into the queue, and out of it."""
    clinic = open_clinic(path)
    printer = Stopping(printer_at(port, 60.0), stop_at)
    wanted: list[Wanted] = [label(1), label(2)]
    with clinic.database.writing() as connection:
        for one in wanted:
            queue.enqueue(connection, QueuePen(clinic.journal, AT), printer.url, [one], PrintSetting(203))
    printer.reach("queued")
    print_waiting(press_of(clinic), printer)


@pytest.fixture
def device() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as printer:
        yield printer


@pytest.mark.parametrize("step", [*IN_THE_PROGRAM, *ON_THE_WAY])
def test_killed_anywhere_each_label_comes_out_once_and_what_nobody_knows_is_asked(
    step: str, device: SimulatedPrinter, clinic_file: Path
) -> None:
    with Line(device.port, step) as line:
        kill_at(step, line, clinic_file)
        line.stop_at = ""
        clinic = open_clinic(clinic_file)
        out_before = len(device.printed)
        asked = finish(clinic, line.port, device)
        assert states(clinic) == ["confirmed", "confirmed"]
        assert len(device.printed) == len(set(device.printed)) == 2
        # Asked is only what may have come out, and only the one job that was in hand.
        assert asked == ([] if step == "queued" else [2 if step == "between" else 1])
        assert out_before == {"said out": 1, "between": 1, "not told": 1}.get(step, 0)
        assert len(events(clinic, "label.answered")) == len(asked)
        clinic.database.close()


def kill_at(step: str, line: Line, path: Path) -> None:
    program = f"from tests.labelling.test_killed import *; print_two(Path({str(path)!r}), {line.port}, {step!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        if step in ON_THE_WAY:
            assert line.is_there.wait(60)
        else:
            assert process.stdout.readline() == f"{step}\n"
        process.send_signal(signal.SIGKILL)
        process.wait()


def finish(clinic: Clinic, port: int, device: SimulatedPrinter) -> list[int]:
    """As a person does after a restart: print on, look where asked, switch the printer off and on where it says so."""
    asked: list[int] = []
    while "queued" in states(clinic) or not asked_all(clinic):
        try:
            print_waiting(press_of(clinic), printer_at(port, 3.0))
        except Refusal as question:
            if question.code != "print_unknown":
                raise
            asked.append(answer(clinic, device))
        except PrinterFault as fault:
            if fault.code != "printer_half_a_label" or fault.may_have_printed:
                raise
            device.switch_off_and_on()
    return asked


def asked_all(clinic: Clinic) -> bool:
    return not {"unknown", "sending"} & set(states(clinic))


def answer(clinic: Clinic, device: SimulatedPrinter) -> int:
    """The truth: jobs come out in their order, so the n-th is out where n labels lie there."""
    with clinic.database.writing() as connection:
        (one,) = (each for each in queue_listing.open_jobs(connection) if each.state is print_jobs.JobState.UNKNOWN)
        queue.answer(connection, QueuePen(clinic.journal, AT), one.id, has_come_out=len(device.printed) >= one.id)
    return one.id
