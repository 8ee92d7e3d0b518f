"""The station is killed while a patient's label is on its way: nothing is lost, and nothing is printed twice unasked."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from labels.loading import own_designs
from labels.resolution import Resolution
from tests.labelling.test_killed import ON_THE_WAY, ROOT, Line
from tests.laboratory import ANNE, NOW, REQUISITION
from tests.specimens.bench import Scanner, records
from tests.specimens.test_at_the_station import spelt
from tests.specimens.test_labels_again import opened
from tests.specimens.test_labels_in_doubt import say
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.cli.specimen_labels import Why
from tracker.cli.specimen_reprint import reprint_specimens
from tracker.config import Settings
from tracker.hardware.printers.opening import open_printer
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.labelling.making import Setting
from tracker.labelling.specimen_doubt import RENEWED_AFTER, open_doubts
from tracker.specimens.orders import Label
from tracker.station.errands import Paper


def collect(home: Path, port: int) -> None:
    """What the killed process does: LABEL at the patient's side."""
    scan = Scanner(opened(home, f"zpl://127.0.0.1:{port}"))
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
    orders = scan(command_code(Command.LABEL)).orders
    sys.stdout.write(" ".join(order.number for order in orders if isinstance(order, Label)) + "\n")
    sys.stdout.flush()
    Event().wait()


def killed(home: Path, line: Line) -> list[str]:
    """The numbers of the labels that were to be printed."""
    program = f"from tests.specimens.test_labels_killed import *; collect(Path({str(home)!r}), {line.port})"
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        numbers = process.stdout.readline().split(" ")
        assert line.is_there.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return [number.rstrip("\n") for number in numbers]


@pytest.mark.parametrize("step", ON_THE_WAY)
def test_what_was_on_its_way_is_asked_about_at_the_next_start(step: str, home: Path) -> None:
    with SimulatedPrinter() as printer, Line(printer.port, step) as line:
        first, *behind = killed(home, line)
        line.stop_at = ""
        station = opened(home, f"zpl://127.0.0.1:{line.port}")
        told: list[Paper] = []
        station.subscribe_papers(told.append)
        try:
            until(lambda: station.labels.doubt is not None, "it is asked")
            doubt = station.labels.doubt
            assert doubt is not None
            assert (doubt.numbers, doubt.rest, doubt.is_left) == ((first,), tuple(behind), True)
            out_before = len(printer.printed)
            assert out_before == (1 if step == "not told" else 0)
            say(station, Command.YES if out_before else Command.NO)
            until(lambda: any("not in front of you" in each.words for each in told), "it is told what lacks")
            words = next(each.words for each in told if "not in front of you" in each.words)
            lacking = behind if out_before else [first, *behind]
            assert all(f"{number[:8]} {number[8:]}" in words for number in lacking)
            assert len(printer.printed) == out_before, "nothing is printed without the patient"
            assert station.labels.doubt is None
        finally:
            station.close()
        again = opened(home, f"zpl://127.0.0.1:{line.port}")
        try:
            assert again.labels.doubts() == (), "it was answered"
            printer.switch_off_and_on()  # of the half of a label, which would swallow what comes next
            scan = Scanner(again)
            scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
            assert scan(command_code(Command.LABEL)).verdict.word == "LABELS PRINTING", "what lacks, without a question"
            until(lambda: len(printer.printed) == 3, "what lacked comes out")
        finally:
            again.close()
        assert len(printer.printed) == len(set(printer.printed)) == 3, "each tube has one label"


def test_a_label_behind_it_that_is_printed_elsewhere_does_not_end_the_question(home: Path) -> None:
    """By the command line, on another printer: of the first one nobody has said whether it came out."""
    with SimulatedPrinter() as printer, Line(printer.port, ON_THE_WAY[0]) as line:
        first, second, third = killed(home, line)
        laboratory = records(home)
        settings = Settings(
            home=home, database=home / "tracker.db", station="front-desk", time_zone="UTC", key_store="file"
        )
        with SimulatedPrinter() as other:
            to = open_printer(f"zpl://127.0.0.1:{other.port}")
            setting = Setting(own_designs(), Resolution.DPI_203)
            reprint_specimens(settings, to, [second, third], Why(ANNE, "lost"), setting)
            assert len(other.printed) == 2
        (doubt,) = open_doubts(laboratory.database)
        assert doubt.numbers == (first,)


def test_what_has_come_out_is_asked_about_no_more(home: Path) -> None:
    with SimulatedPrinter() as printer:
        station = opened(home, f"zpl://127.0.0.1:{printer.port}")
        scan = Scanner(station)
        scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
        scan(command_code(Command.LABEL))
        until(lambda: len(printer.printed) == 3, "they come out")
        station.close()
        again = opened(home, f"zpl://127.0.0.1:{printer.port}")
        again.close()
        assert again.labels.doubt is None


def test_a_question_is_never_too_old_to_be_found(home: Path) -> None:
    with SimulatedPrinter() as printer, Line(printer.port, ON_THE_WAY[0]) as line:
        first, *behind = killed(home, line)
    station = opened(home, f"zpl://127.0.0.1:{line.port}")
    try:
        journal, database = station._handler.journal, station._handler.database
        with database.writing() as connection:
            for _ in range(RENEWED_AFTER):
                journal.append(connection, new_id(), "try", stamp(NOW), {})
        until(lambda: station.labels.doubts() != () and station.labels.doubts()[0].events_ago < 100, "it is renewed")
        (doubt,) = station.labels.doubts()
        assert (doubt.numbers, doubt.rest) == ((first,), tuple(behind))
        say(station, Command.YES)
        until(lambda: station.labels.doubts() == (), "one answer ends it")
    finally:
        station.close()
