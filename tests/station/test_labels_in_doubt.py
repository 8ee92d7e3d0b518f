"""A label of which nobody knows whether it came out is asked about at the station, and answered once."""

from __future__ import annotations

import threading

import pytest

from tests.station.conftest import NOON
from tests.station.labels_asked_for import in_doubt, jobs, papers, printer, room, states, url_of
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling.counting import QueueCounts
from tracker.labelling.offering import wanted_of
from tracker.labelling.print_jobs import JobState, PrintSetting
from tracker.labelling.queue import QueuePen, enqueue
from tracker.station import Station, open_station
from tracker.station.errands import Paper
from tracker.station.opening import open_pen

__all__ = ["papers", "printer"]


def said(command: Command, source: str = "serial:/dev/ttyACM0") -> Scan:
    return Scan(command_code(command), source=source, at=NOON)


def in_doubt_or_out(station: Station, printer: SimulatedPrinter) -> None:
    """A label that breaks off in the printer."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    station.labels.print_label(room(station), 1, url_of(printer))


def test_yes_by_any_scanner_answers_the_label_that_is_asked_about_and_nothing_of_the_work(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    job = in_doubt(station, printer)
    station.labels.ask_about(job)
    station.submit(said(Command.YES))
    until(lambda: states(station) == [JobState.CONFIRMED], "it is answered")
    assert station.counts.scanned == 0
    assert printer.printed == []
    until(lambda: papers[-1].words == "it is out", "it is told")


def test_what_was_answered_meanwhile_is_not_told_as_in_doubt_afterwards(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    """By another window, say, before this one has told of it: a notice that comes behind its answer asks for nothing."""
    answered = threading.Event()

    def answer(counts: QueueCounts) -> None:
        if counts.doubtful and not answered.is_set():
            answered.set()
            station.labels.answer(jobs(station)[0].id, has_come_out=True)

    station.labels.subscribe(answer)
    in_doubt_or_out(station, printer)
    until(answered.is_set, "it is answered as soon as it is in doubt")
    printer.trouble = Trouble.NONE
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: any(paper.is_out for paper in papers), "the next one comes out")
    assert [paper for paper in papers if not paper.is_out] == []
    assert jobs(station)[0].id == job


def test_no_prints_it_again_and_once(station: Station, printer: SimulatedPrinter) -> None:
    station.labels.ask_about(in_doubt(station, printer))
    station.submit(said(Command.NO))
    station.submit(said(Command.NO))
    until(lambda: states(station) == [JobState.CONFIRMED], "it is printed again")
    assert len(printer.printed) == 1
    assert station.drain(60)
    assert station.counts.refused == 1, "the second NO answers nothing that is asked"


def test_without_a_question_about_a_label_yes_belongs_to_the_work(station: Station, printer: SimulatedPrinter) -> None:
    job = in_doubt(station, printer)
    station.submit(said(Command.YES))
    station.labels.ask_about(job)
    station.labels.ask_about(None)
    station.submit(said(Command.NO))
    assert station.drain(60)
    assert station.counts.scanned == 2
    assert states(station) == [JobState.UNKNOWN]


def test_a_question_of_the_work_that_the_screen_does_not_show_yet_gets_its_answer_first(
    station: Station, printer: SimulatedPrinter
) -> None:
    station.labels.ask_about(in_doubt(station, printer))
    station.submit(Scan("VENDOR 4711", source="serial:/dev/ttyACM0", at=NOON))
    station.submit(said(Command.NO))
    assert station.drain(60)
    assert station.counts.scanned == 2
    assert states(station) == [JobState.UNKNOWN]


def test_nothing_is_printed_behind_a_label_in_doubt_until_it_is_answered(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    job = in_doubt(station, printer)
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: any("may have come out" in paper.words for paper in papers), "it is told why it waits")
    assert printer.printed == []
    station.labels.answer(job, has_come_out=True)
    until(lambda: states(station) == [JobState.CONFIRMED] * 2, "what waited goes on")
    assert len(printer.printed) == 1


def test_what_was_on_its_way_when_the_program_died_is_in_doubt_when_it_opens_again(settings: Settings) -> None:
    database, journal = open_pen(settings)
    first = open_station(settings, clock=lambda: NOON)
    try:
        with database.reading() as connection:
            wanted = wanted_of(connection, room(first))
        with database.writing() as connection:
            pen = QueuePen(journal, "2026-11-16T18:00:00.000Z")
            enqueue(connection, pen, "zpl://127.0.0.1:9", wanted, PrintSetting(203))
            connection.exec_driver_sql("UPDATE print_job SET state = 'sending'")
    finally:
        first.close()
        database.close()
    second = open_station(settings, clock=lambda: NOON)
    try:
        until(lambda: states(second) == [JobState.UNKNOWN], "it is asked about")
        assert second.labels.counts().doubtful == 1
    finally:
        second.close()


def held(station: Station, printer: SimulatedPrinter) -> int:
    """A label whose roll ended under it: the printer keeps it; the job's number."""
    printer.trouble = Trouble.PAPER_OUT_UNDER_A_LABEL
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.UNKNOWN], "it is in doubt")
    return job


def test_a_no_is_never_on_record_before_the_printer_has_borne_it_out(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    """Else the program may be closed in between, and the label come out by itself and once more at the next start."""
    job = held(station, printer)
    with pytest.raises(PrinterFault) as fault:
        station.labels.answer(job, has_come_out=False)
    assert fault.value.code == "printer_holds_labels"
    assert states(station) == [JobState.UNKNOWN]
    station.labels.ask_about(job)
    station.submit(said(Command.NO))
    until(lambda: bool(papers) and papers[-1].failed == "in doubt" and "say NO again" in papers[-1].hint, "it is told")
    assert states(station) == [JobState.UNKNOWN]
    printer.switch_off_and_on()
    printer.trouble = Trouble.NONE
    station.labels.ask_about(job)
    station.submit(said(Command.NO))
    until(lambda: states(station) == [JobState.CONFIRMED], "it is printed")
    assert len(printer.printed) == 1
