"""Printers with every trouble they have: nothing is lost, and nobody is told that paper came out when it may not have."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import ConfigurationError
from tracker.hardware.printers.cups import CupsPrinter
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.opening import open_printer
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.printers.zebra import ZebraPrinter
from tracker.hardware.printers.zebra_status import read_status

LABEL = b"^XA^PW8^LL1^FO0,0^GFA,1,1,1,FF^FS^XZ\n"
READY = b"\x02030,0,0,0203,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"


NO_ANSWER = (Trouble.SILENT, Trouble.SILENT_AFTER, Trouble.NEVER_READS, Trouble.RUBBISH)


def zebra(port: int, trouble: Trouble = Trouble.NONE) -> ZebraPrinter:
    """Impatient only where nothing comes: an answer that a busy machine holds up is no silence."""
    answer_s = 1.5 if trouble in NO_ANSWER else 20.0
    patience_s = 0.6 if trouble is Trouble.STUCK else 20.0
    return ZebraPrinter("127.0.0.1", port, answer_s=answer_s, patience_s=patience_s, poll_s=0.01)


def test_a_label_is_out_when_the_printer_says_so() -> None:
    with SimulatedPrinter() as printer:
        assert zebra(printer.port).send(LABEL * 3, "labels") is True
        assert zebra(printer.port).send(LABEL.replace(b"^XZ", b"^PQ4^XZ"), "labels") is True
        assert len(printer.printed) == 7


def test_a_slow_printer_is_waited_for_as_long_as_it_gets_on() -> None:
    with SimulatedPrinter(Trouble.SLOW) as printer:
        assert zebra(printer.port).send(LABEL * 8, "labels") is True
        assert len(printer.printed) == 8


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.SILENT, "printer_silent"),
        (Trouble.NEVER_READS, "printer_silent"),
        (Trouble.RUBBISH, "printer_not_zpl"),
        (Trouble.PAPER_OUT, "printer_paper_out"),
        (Trouble.HEAD_OPEN, "printer_head_open"),
        (Trouble.RIBBON_OUT, "printer_ribbon_out"),
        (Trouble.PAUSED, "printer_paused"),
        (Trouble.HALF_A_LABEL, "printer_half_a_label"),
    ],
)
def test_a_printer_that_is_not_ready_gets_no_label(trouble: Trouble, code: str) -> None:
    with SimulatedPrinter(trouble) as printer:
        with pytest.raises(PrinterFault) as fault:
            zebra(printer.port, trouble).send(LABEL, "labels")
        assert (fault.value.code, fault.value.may_have_printed) == (code, False)
        assert "Nothing was printed." in fault.value.hint
        printer.trouble = Trouble.NONE
        assert zebra(printer.port).send(LABEL, "labels") is True
        assert len(printer.printed) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.SILENT_AFTER, "printer_silent"),
        (Trouble.PAPER_OUT_AFTER, "printer_paper_out"),
        (Trouble.DIES_IN_A_LABEL, "printer_cut_off"),
        (Trouble.STUCK, "printer_stuck"),
    ],
)
def test_a_printer_that_fails_on_the_way_leaves_the_question_open(trouble: Trouble, code: str) -> None:
    with SimulatedPrinter(trouble) as printer:
        with pytest.raises(PrinterFault) as fault:
            zebra(printer.port, trouble).send(LABEL * 2, "labels")
        assert (fault.value.code, fault.value.may_have_printed) == (code, True)
        assert "Look which labels came out" in fault.value.hint


@pytest.mark.parametrize("trouble", [Trouble.STUCK, Trouble.PAUSED, Trouble.PAPER_OUT, Trouble.HEAD_OPEN])
def test_a_printer_that_still_holds_labels_is_given_no_more(trouble: Trouble) -> None:
    with SimulatedPrinter(Trouble.STUCK) as printer:
        with pytest.raises(PrinterFault):
            zebra(printer.port, Trouble.STUCK).send(LABEL * 2, "labels")
        printer.trouble = trouble
        with pytest.raises(PrinterFault) as fault:
            zebra(printer.port).send(LABEL, "labels")
        assert (fault.value.may_have_printed, fault.value.may_hold) == (False, True)
        assert "still holds 2 labels" in fault.value.message
        assert "off and on" in fault.value.hint
        printer.trouble = Trouble.NONE
        assert len(printer.printed) == 2, "what it held came out by itself, and nothing else"


def test_a_printer_that_was_switched_off_and_on_holds_nothing() -> None:
    with SimulatedPrinter(Trouble.STUCK) as printer:
        with pytest.raises(PrinterFault):
            zebra(printer.port, Trouble.STUCK).send(LABEL, "labels")
        printer.switch_off_and_on()
        printer.trouble = Trouble.NONE
        assert zebra(printer.port).send(LABEL, "labels") is True
        assert len(printer.printed) == 1


def test_a_printer_is_called_what_the_clinic_calls_it() -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT) as printer:
        with pytest.raises(PrinterFault) as fault:
            open_printer(f"zpl://127.0.0.1:{printer.port}", "tubes").send(LABEL, "labels")
        assert fault.value.message == "The printer tubes did not print: it is out of labels."


def test_a_printer_that_is_off_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(PrinterFault) as fault:
        zebra(port).send(LABEL, "labels")
    assert (fault.value.code, fault.value.may_have_printed) == ("printer_unreachable", False)


@pytest.fixture
def hangs_up_after_status() -> Iterator[int]:
    """Ready, and gone as soon as it is sent something."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(100)
            connection.sendall(READY)
            connection.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    thread.join(5)
    server.close()


def test_a_connection_that_breaks_while_printing_leaves_the_question_open(hangs_up_after_status: int) -> None:
    with pytest.raises(PrinterFault) as fault:
        zebra(hangs_up_after_status).send(LABEL * 200_000, "labels")
    assert (fault.value.code, fault.value.may_have_printed) == ("printer_cut_off", True)


@given(st.lists(st.integers(1, len(READY) - 1), max_size=5).map(sorted))
def test_a_status_that_comes_in_pieces_is_read_when_it_is_whole(cuts: list[int]) -> None:
    for cut in cuts:
        assert read_status(READY[:cut]) is None or cut > READY.rindex(b"\x03")
    status = read_status(READY)
    assert status is not None
    assert status.is_idle


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_rubbish_is_never_a_status(answer: bytes) -> None:
    try:
        assert read_status(answer) is None
    except ValueError as fault:
        assert "host status" in str(fault)  # noqa: PT017 (either answer will do)


def test_the_memory_printer_fails_as_told_and_prints_what_it_was_sent_once() -> None:
    fault = PrinterFault("no paper", code="printer_paper_out", may_have_printed=False)
    printer = MemoryPrinter("zpl", iter([fault, None]))
    with pytest.raises(PrinterFault):
        printer.send(LABEL, "labels")
    assert printer.send(LABEL, "labels") is True
    assert printer.printed == [LABEL]


def script(path: Path, lines: str) -> str:
    path.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_cups_gets_the_pdf_at_its_actual_size_and_its_answer_is_no_proof_of_paper(tmp_path: Path) -> None:
    program = script(tmp_path / "lp", f'echo "$@" > {tmp_path}/asked; cat > {tmp_path}/got')
    assert CupsPrinter("front_desk", program).send(b"%PDF-1.4", "labels: item") is False
    assert (tmp_path / "got").read_bytes() == b"%PDF-1.4"
    assert (tmp_path / "asked").read_text("utf-8") == "-d front_desk -t labels: item -o print-scaling=none -\n"


@pytest.mark.parametrize(
    ("lines", "code", "may_have_printed"),
    [
        ("cat > /dev/null; kill -9 $$", "printer_ended", True),
        ("sh -c 'cat > /dev/null; kill -15 $$'; exit $?", "printer_ended", True),
        ("cat > /dev/null; echo 'lp: The printer or class does not exist.' >&2; exit 1", "printer_refused", False),
        ("exit 1", "printer_refused", False),
        ("exec sleep 60", "printer_slow", True),
    ],
)
def test_what_cups_does_not_take_is_told(tmp_path: Path, lines: str, code: str, may_have_printed: bool) -> None:
    printer = CupsPrinter("front_desk", script(tmp_path / "lp", lines), timeout_s=0.3 if "sleep" in lines else 60.0)
    with pytest.raises(PrinterFault) as fault:
        printer.send(b"%PDF-1.4", "labels")
    assert (fault.value.code, fault.value.may_have_printed) == (code, may_have_printed)


def test_a_machine_without_lp_says_so(tmp_path: Path) -> None:
    with pytest.raises(PrinterFault) as fault:
        CupsPrinter("front_desk", str(tmp_path / "lp")).send(b"%PDF-1.4", "labels")
    assert fault.value.code == "printer_no_lp"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("echo front_desk-7 anne 2048 Mon; echo front_desk-8 anne 2048 Mon", "printer_holds_labels"),
        ("exit 1", "printer_refused"),
        ("exec sleep 60", "printer_slow"),
    ],
)
def test_a_queue_that_holds_jobs_or_does_not_say_bears_out_no_no(tmp_path: Path, lines: str, code: str) -> None:
    lpstat = script(tmp_path / "lpstat", lines)
    timeout_s = 0.3 if "sleep" in lines else 60.0
    with pytest.raises(PrinterFault) as fault:
        CupsPrinter("front_desk", status_program=lpstat, timeout_s=timeout_s).require_empty()
    assert (fault.value.code, fault.value.may_hold) == (code, True)


def test_an_empty_queue_bears_out_a_no_and_where_nothing_tells_a_persons_word_does(tmp_path: Path) -> None:
    CupsPrinter("front_desk", status_program=script(tmp_path / "lpstat", "true")).require_empty()
    CupsPrinter("front_desk", status_program=str(tmp_path / "none")).require_empty()


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.RUBBISH, Trouble.PAPER_OUT_UNDER_A_LABEL])
def test_a_label_printer_that_holds_labels_or_does_not_say_bears_out_no_no(trouble: Trouble) -> None:
    with SimulatedPrinter(trouble) as device:
        if trouble is Trouble.PAPER_OUT_UNDER_A_LABEL:
            with pytest.raises(PrinterFault):
                zebra(device.port).send(b"^XA^XZ", "labels")
        with pytest.raises(PrinterFault) as fault:
            zebra(device.port, trouble).require_empty()
        assert fault.value.may_hold is True
        device.switch_off_and_on()
        device.trouble = Trouble.PAPER_OUT
        zebra(device.port).require_empty()


def test_a_folder_that_takes_no_file_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(PrinterFault) as fault:
        open_printer(str(tmp_path / "none" / "x.zpl")).send(LABEL, "labels")
    assert (fault.value.code, fault.value.may_have_printed) == ("printer_file", False)
    (tmp_path / "x.zpl").mkdir()
    with pytest.raises(PrinterFault):
        open_printer(str(tmp_path / "x.zpl")).send(LABEL, "labels")
    assert [path.name for path in tmp_path.iterdir()] == ["x.zpl"]


@pytest.mark.parametrize(
    ("url", "known", "takes"),
    [
        ("zpl://10.0.0.7", "zpl://10.0.0.7:9100", "zpl"),
        ("zpl://label-printer.clinic:6101/", "zpl://label-printer.clinic:6101", "zpl"),
        ("zpl://Label-Printer.CLINIC.:6101", "zpl://label-printer.clinic:6101", "zpl"),
        ("zpl://LOCALHOST", "zpl://127.0.0.1:9100", "zpl"),
        ("zpl://127.0.1.1:9100/", "zpl://127.0.0.1:9100", "zpl"),
        ("zpl://[FE80::0:1]:9100", "zpl://[fe80::1]:9100", "zpl"),
        ("cups:Front_Desk", "cups:Front_Desk", "pdf"),
        ("file:a b.svg", "file:a b.svg", "svg"),
        ("labels.PDF", "file:labels.PDF", "pdf"),
        ("memory:pdf", "memory:pdf", "pdf"),
    ],
)
def test_every_printer_has_a_url(url: str, known: str, takes: str) -> None:
    printer = open_printer(url)
    assert (printer.url, printer.takes) == (known, takes)


NO_PRINTERS = (
    *("", "zpl:", "zpl://", "zpl://h:0", "zpl://h:70000", "zpl://a b", "zpl://u@h", "cups:", "cups:-o", "cups:a b"),
    *("ftp:x", "x", "x.docx", "file:", "memory:doc", "file:~\0", "~\0.pdf", "a\0.pdf"),
)


@pytest.mark.parametrize("url", NO_PRINTERS)
def test_what_names_no_printer_is_refused_before_anything_is_drawn(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_printer(url)
