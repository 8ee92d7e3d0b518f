"""What is true of every printer, whatever it is: it prints what it is sent once, or says what may have come out."""

from __future__ import annotations

import re
import resource
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from labels.drawing import draw
from labels.loading import own_designs
from labels.output import Format, rendered
from labels.page import roll_page
from labels.resolution import Resolution
from tests.waiting import at_once
from tracker.errors import ConfigurationError
from tracker.hardware.printers.brother import BrotherPrinter
from tracker.hardware.printers.cups import CupsPrinter
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.opening import open_printer
from tracker.hardware.printers.printer import Printer, PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.printers.zebra import ZebraPrinter

ROOT = Path(__file__).parents[2]
KINDS = ("zpl", "cups", "brother-ql", "file", "memory")
BROTHER = "brother-ql://127.0.0.1:{port}/QL-820NWB/62"


@dataclass(frozen=True)
class Bench:
    """A printer with a way to see what came out of it, to break it so that it prints nothing, and to mend it."""

    printer: Printer
    printed: Callable[[], list[bytes]]
    break_it: Callable[[], None]
    mend_it: Callable[[], None]
    is_sure: bool
    """Whether it says itself that paper came out."""


class Listener:
    """A port that keeps what it is sent, one piece for each connection."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.got: list[bytes] = []
        self._heard = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            content = b""
            with connection:
                while part := connection.recv(65536):
                    content += part
            with self._heard:
                self.got += [content] if content else []
                self._heard.notify_all()

    def wait_for(self, count: int) -> list[bytes]:
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.got) >= count, timeout=60)
            return list(self.got)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


def label(kind: str) -> bytes:
    drawn = draw(own_designs()["item"], {"name": "Gauze 4×4", "code": "I00000717"}, Resolution.DPI_300)
    return rendered([roll_page(drawn)], Format(kind))


def script(path: Path, lines: str) -> str:
    path.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    makers = {"zpl": _zpl, "cups": _cups, "brother-ql": _brother, "file": _file, "memory": _memory}
    with ExitStack() as stack:
        yield makers[request.param](stack, tmp_path)


def _zpl(stack: ExitStack, folder: Path) -> Bench:
    device = stack.enter_context(SimulatedPrinter())
    printer = ZebraPrinter("127.0.0.1", device.port, answer_s=20.0, patience_s=20.0, poll_s=0.01)

    def break_it() -> None:
        device.trouble = Trouble.PAPER_OUT

    def mend_it() -> None:
        device.trouble = Trouble.NONE

    return Bench(printer, lambda: device.printed, break_it, mend_it, True)


def _cups(stack: ExitStack, folder: Path) -> Bench:
    """``lp`` keeps each job as a file; ``lpstat`` says what the file ``state`` says."""
    (folder / "state").write_text("printer front is idle.", "utf-8")
    lp = script(folder / "lp", f"n=$(ls {folder} | grep -c job); cat > {folder}/job$n")
    lpstat = script(folder / "lpstat", f"cat {folder}/state")

    def printed() -> list[bytes]:
        return [path.read_bytes() for path in sorted(folder.glob("job*"))]

    def say(state: str) -> Callable[[], None]:
        def write() -> None:
            (folder / "state").write_text(f"printer front {state}", "utf-8")

        return write

    return Bench(CupsPrinter("front", lp, lpstat), printed, say("disabled since x"), say("is idle."), False)


def _brother(stack: ExitStack, folder: Path) -> Bench:
    pytest.importorskip("brother_ql")
    device = Listener()
    stack.callback(device.close)
    printer = open_printer(BROTHER.format(port=device.port))
    sent = 0

    class Counting:
        url, takes = printer.url, printer.takes
        is_broken = False

        def examine(self) -> str:
            return self._now().examine()

        def require_empty(self) -> None:
            self._now().require_empty()

        def send(self, content: bytes, title: str) -> bool:
            nonlocal sent
            is_out = self._now().send(content, title)
            sent += 1
            return is_out

        def _now(self) -> Printer:
            return open_printer(BROTHER.format(port=1)) if self.is_broken else printer

    counting = Counting()

    def set_broken(is_broken: bool) -> Callable[[], None]:
        return lambda: setattr(counting, "is_broken", is_broken)

    return Bench(counting, lambda: device.wait_for(sent), set_broken(True), set_broken(False), False)


def _file(stack: ExitStack, folder: Path) -> Bench:
    path = folder / "out" / "label.zpl"
    path.parent.mkdir()

    def break_it() -> None:
        path.parent.rename(folder / "away")

    def mend_it() -> None:
        (folder / "away").rename(path.parent)

    # A file holds one print: what is sent next stands in its place.
    seen: list[bytes] = []
    real = open_printer(str(path))

    class Kept:
        url, takes = real.url, real.takes

        def examine(self) -> str:
            return real.examine()

        def require_empty(self) -> None:
            real.require_empty()

        def send(self, content: bytes, title: str) -> bool:
            is_out = real.send(content, title)
            seen.append(path.read_bytes())
            return is_out

    return Bench(Kept(), lambda: seen, break_it, mend_it, True)


def _memory(stack: ExitStack, folder: Path) -> Bench:
    faults: list[PrinterFault | None] = []
    printer = MemoryPrinter("zpl", iter(lambda: faults.pop() if faults else None, 0))

    def break_it() -> None:
        hint = "Put in a new roll. Nothing was printed."
        faults.append(PrinterFault("It is out of labels.", hint=hint, code="printer_paper_out", may_have_printed=False))

    return Bench(printer, lambda: printer.printed, break_it, faults.clear, True)


def test_what_is_sent_is_printed_once_and_again_when_it_is_sent_again(bench: Bench) -> None:
    content = label(bench.printer.takes)
    assert bench.printer.send(content, "labels 1") is bench.is_sure
    assert len(bench.printed()) == 1
    assert bench.printer.send(content, "labels 2") is bench.is_sure
    first, second = bench.printed()
    assert first == second


def test_a_printer_that_is_not_ready_prints_nothing_says_what_to_do_and_prints_when_it_was_mended(bench: Bench) -> None:
    content = label(bench.printer.takes)
    bench.break_it()
    with pytest.raises(PrinterFault) as fault:
        bench.printer.send(content, "labels 1")
    assert fault.value.may_have_printed is False
    assert re.fullmatch(r"printer_[a-z_]+", fault.value.code)
    assert fault.value.message
    assert fault.value.hint
    bench.mend_it()
    assert bench.printed() == []
    bench.printer.send(content, "labels 1")
    assert len(bench.printed()) == 1


def test_asking_how_it_is_prints_nothing(bench: Bench) -> None:
    assert bench.printer.examine()
    assert bench.printed() == []


def test_its_url_names_it_and_its_format_is_one_that_labels_are_made_in(bench: Bench) -> None:
    assert Format(bench.printer.takes)
    if not isinstance(bench.printer, CupsPrinter):
        assert open_printer(bench.printer.url).url == bench.printer.url


# CUPS


def test_lp_is_found_on_the_path_and_hears_nothing_of_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "lp", f'for a in "$@"; do echo "$a"; done > {tmp_path}/asked; cat > {tmp_path}/got')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    printer = open_printer("cups:front")
    printer.send(b"%PDF-1.4", "labels; rm -rf $HOME")
    said = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert said == ["-d", "front", "-t", "labels; rm -rf $HOME", "-o", "print-scaling=none", "-"]


def test_a_queue_that_does_not_exist_is_a_fault_when_it_is_asked(tmp_path: Path) -> None:
    lpstat = script(tmp_path / "lpstat", "echo 'lpstat: Invalid destination name in list \"x\".' >&2; exit 1")
    with pytest.raises(PrinterFault) as fault:
        CupsPrinter("x", "lp", lpstat).examine()
    assert fault.value.code == "printer_refused"


def test_what_lp_says_comes_out_harmless_and_short(tmp_path: Path) -> None:
    lp = script(tmp_path / "lp", "cat >/dev/null; printf '\\033[2J\\007bad\\n' >&2; head -c 9000 /dev/zero >&2; exit 1")
    with pytest.raises(PrinterFault) as fault:
        CupsPrinter("front", lp, str(tmp_path / "none")).send(b"%PDF-1.4", "labels")
    assert fault.value.message.isprintable()
    assert len(fault.value.message) < 1200
    assert "bad" in fault.value.message


# Files


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    """A limit on the size of files, in a process of its own: the write itself fails, as on a full disk."""
    path = tmp_path / "label.zpl"
    path.write_bytes(b"the old one")
    program = f"""
import resource, signal
from tracker.hardware.printers.opening import open_printer
from tracker.hardware.printers.printer import PrinterFault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, {resource.RLIM_INFINITY}))
try:
    open_printer({str(path)!r}).send(b"x" * 5000, "labels")
except PrinterFault as fault:
    print(fault.code, fault.may_have_printed)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "printer_file False\n"
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


# Brother


def unpacked_raster(sent: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The rows of Brother's raster command ``g 00 n``, from right to left as its head has them (Raster Command
    Reference, QL-800 series, 'g')."""
    start = sent.index(b"\x1biz")
    rows = []
    at = sent.index(b"\x1bid", start) + 5
    while sent[at : at + 2] == b"M\x00":
        at += 2
    while sent[at : at + 2] == b"g\x00":
        length = sent[at + 2]
        rows.append(np.unpackbits(np.frombuffer(sent[at + 3 : at + 3 + length], np.uint8))[::-1])
        at += 3 + length
    assert sent[at:] == b"\x1a"
    return np.array(rows, np.bool_)


def test_brothers_raster_is_our_dots_in_the_middle_of_the_tape() -> None:
    pytest.importorskip("brother_ql")
    device = Listener()
    content = label("png")
    open_printer(BROTHER.format(port=device.port)).send(content, "labels")
    (sent,) = device.wait_for(1)
    device.close()
    ours = np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)) == 0
    ink = unpacked_raster(sent)
    assert ink.shape == (ours.shape[0], 720)
    left = int(np.argmax(ink.any(axis=0))) - int(np.argmax(ours.any(axis=0)))
    assert (ink[:, left : left + ours.shape[1]] == ours).all()
    assert ink.sum() == ours.sum()
    # 62 mm are 696 of the head's 720 dots, 12 of them free on the right.
    assert abs(left + ours.shape[1] / 2 - (720 - 12 - 696 / 2)) <= 1


def brother_at(port: int) -> BrotherPrinter:
    return BrotherPrinter("127.0.0.1", port, "QL-820NWB", "62", answer_s=0.4)


def test_where_no_brother_answers_nothing_was_printed_and_that_is_said() -> None:
    pytest.importorskip("brother_ql")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with pytest.raises(PrinterFault) as fault:
        brother_at(port).send(label("png"), "labels")
    assert (fault.value.code, fault.value.may_have_printed) == ("printer_unreachable", False)


@pytest.mark.parametrize("says", [b"", b"\x80 B4"], ids=["silent", "talks"])
def test_a_port_that_takes_a_brothers_label_and_never_reads_it_leaves_a_doubt_within_its_time(says: bytes) -> None:
    pytest.importorskip("brother_ql")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            connection, _ = server.accept()
            with suppress(OSError), connection:
                while says and not is_over.is_set():
                    connection.sendall(says)
                    time.sleep(0.02)
                is_over.wait(10)

        is_over = threading.Event()
        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(PrinterFault) as fault:
            at_once(lambda: brother_at(server.getsockname()[1]).send(label("png"), "labels"), 5.0)
        is_over.set()
        thread.join(10)
    assert fault.value.code in ("printer_silent", "printer_cut_off")
    assert fault.value.may_have_printed is True


@pytest.mark.parametrize(("url", "word"), [("QL-9/62", "model"), ("QL-700/63", "roll")])
def test_what_brother_does_not_make_is_refused_with_what_there_is(url: str, word: str) -> None:
    pytest.importorskip("brother_ql")
    with pytest.raises(ConfigurationError, match=word) as refused:
        open_printer(f"brother-ql://127.0.0.1/{url}")
    assert "62" in refused.value.hint or "QL-820NWB" in refused.value.hint


def test_a_label_larger_than_the_roll_is_not_scaled_but_refused() -> None:
    pytest.importorskip("brother_ql")
    with pytest.raises(PrinterFault) as refused:
        open_printer("brother-ql://127.0.0.1:1/QL-820NWB/29").send(label("png"), "labels")
    assert (refused.value.code, refused.value.may_have_printed) == ("printer_roll", False)


def test_without_the_library_it_is_told_what_to_install() -> None:
    program = """
import sys
sys.modules["brother_ql"] = None
from tracker.errors import ConfigurationError
from tracker.hardware.printers.opening import open_printer
try:
    open_printer("brother-ql://10.0.0.7/QL-820NWB/62")
except ConfigurationError as error:
    print(error.code, error.hint)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("printer_no_library pip install 'clinic-tracker[brother-ql]'")


def test_one_that_holds_nothing_bears_out_a_no(bench: Bench) -> None:
    bench.printer.require_empty()
    bench.printer.send(label(bench.printer.takes), "labels 1")
    bench.printer.require_empty()
    assert len(bench.printed()) == 1, "asking prints nothing"
