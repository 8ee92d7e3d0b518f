"""A printer in trouble, or off, or unknown, holds up its own labels and nothing else; what waits for it can be cancelled."""

from __future__ import annotations

import pytest

from tests.station.conftest import NOON
from tests.station.labels_asked_for import EXAM_2, in_doubt, jobs, papers, printer, room, states, url_of
from tests.waiting import until
from tracker.barcodes import house
from tracker.config import Settings
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling.print_jobs import JobState
from tracker.media import LabelKind, PrinterSetting
from tracker.station import Outcome, Station, open_station
from tracker.station.errands import Paper
from tracker.station.opening import open_pen

__all__ = ["papers", "printer"]


def test_a_printer_that_takes_nothing_holds_up_neither_a_scan_nor_who_asked(
    station: Station, printer: SimulatedPrinter
) -> None:
    printer.trouble = Trouble.NEVER_READS
    outcomes: list[Outcome] = []
    station.subscribe(outcomes.append)
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.SENDING], "the printer is being waited for")
    station.submit(Scan(EXAM_2, source="keyboard:", at=NOON))
    assert station.drain(60)
    assert [each.scan.data for each in outcomes] == [EXAM_2]
    assert states(station) == [JobState.SENDING]
    until(lambda: states(station) == [JobState.QUEUED], "it is silent, so that nothing has come out")


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (Trouble.PAPER_OUT, "labels"),
        (Trouble.HEAD_OPEN, "head"),
        (Trouble.RIBBON_OUT, "ribbon"),
        (Trouble.PAUSED, "paused"),
        (Trouble.RUBBISH, "ZPL"),
        (Trouble.HALF_A_LABEL, "rest of a label"),
    ],
)
def test_a_printer_in_trouble_is_told_in_words_and_its_label_waits(
    station: Station, printer: SimulatedPrinter, papers: list[Paper], trouble: Trouble, word: str
) -> None:
    printer.trouble = trouble
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: bool(papers), "it is told")
    assert not papers[0].is_out
    assert word in papers[0].words
    (job,) = jobs(station)
    assert job.state is JobState.QUEUED
    assert word in job.fault
    printer.trouble = Trouble.NONE
    station.labels.go_on()
    until(lambda: states(station) == [JobState.CONFIRMED], "it is printed as soon as it can be")
    assert len(printer.printed) == 1


def test_a_printer_that_is_off_keeps_no_other_ones_labels_waiting(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    with SimulatedPrinter() as gone:
        off = url_of(gone)
    station.labels.print_label(room(station), 1, off)
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: len(printer.printed) == 1, "the other one prints")
    until(lambda: sorted(states(station)) == [JobState.CONFIRMED, JobState.QUEUED], "each has its own fate")
    until(lambda: any("switched on" in paper.words for paper in papers), "of the one that is off it is told")


def test_what_waits_can_be_cancelled_and_what_is_out_cannot(station: Station, printer: SimulatedPrinter) -> None:
    printer.trouble = Trouble.PAPER_OUT
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: bool(jobs(station)[0].fault), "the printer has refused it")
    assert station.labels.cancel(job).state is JobState.CANCELLED
    printer.trouble = Trouble.NONE
    other = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: len(printer.printed) == 1, "the other one comes out")
    with pytest.raises(Refusal):
        station.labels.cancel(other)


def test_all_that_waits_for_one_printer_is_cancelled_and_no_other_ones(
    station: Station, printer: SimulatedPrinter
) -> None:
    in_doubt(station, printer)
    for _ in range(2):
        station.labels.print_label(room(station), 1, url_of(printer))
    with SimulatedPrinter() as other:
        station.labels.print_label(room(station), 1, url_of(other))
        assert station.labels.cancel_waiting(url_of(printer)) == 2
        until(lambda: len(other.printed) == 1, "the other printer's comes out")
    until(
        lambda: (
            sorted(states(station)) == [JobState.CANCELLED, JobState.CANCELLED, JobState.CONFIRMED, JobState.UNKNOWN]
        ),
        "only what waited behind the one in doubt is cancelled",
    )


@pytest.mark.parametrize("url", ["", "labels.pdf", "file:/etc/passwd", "zpl://", "cups:-o x", "javascript:alert(1)"])
def test_what_is_no_printer_is_refused_before_anything_waits(station: Station, url: str) -> None:
    with pytest.raises(ConfigurationError):
        station.labels.print_label(room(station), 1, url)
    assert jobs(station) == ()


def test_a_printer_of_the_settings_is_offered_by_name_and_its_roll_decides_on_the_label(
    settings: Settings, printer: SimulatedPrinter
) -> None:
    supply = PrinterSetting(
        name="bench", url=url_of(printer), labels=(LabelKind.SUPPLY,), width_mm=38.1, height_mm=12.7
    )
    bedside = PrinterSetting(name="bedside", url="zpl://127.0.0.1:9", labels=(LabelKind.SPECIMEN,))
    opened = open_station(settings.model_copy(update={"printers": (bedside, supply)}), clock=lambda: NOON)
    try:
        assert opened.labels.printers() == ("bench",), "what is kept for patients is not offered for supplies"
        (item,) = opened.ask(lambda reader: reader.labels_of(house.item_code(1), ""))
        assert opened.labels.picture(item).width_mm == pytest.approx(38.1, abs=0.2)
        opened.labels.print_label(item, 1, "bench")
        until(lambda: states(opened) == [JobState.CONFIRMED], "it comes out")
        assert jobs(opened)[0].printer == url_of(printer)
        assert opened.labels.printers() == ("bench",), "one printer is named once"
    finally:
        opened.close()


def test_a_job_that_cannot_be_read_is_shown_told_once_and_keeps_no_other_from_the_printer(
    station: Station, settings: Settings, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    printer.trouble = Trouble.PAPER_OUT
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: jobs(station)[0].fault != "", "the printer was asked")
    database, _ = open_pen(settings)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE print_job SET labels = '{' WHERE id = ?", (job,))
    database.close()
    printer.trouble = Trouble.NONE
    for _ in range(2):
        station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station).count(JobState.CONFIRMED) == 2, "the others come out")
    (shown,) = (each for each in jobs(station) if each.id == job)
    assert shown.is_to_cancel
    with pytest.raises(Refusal, match="not known"):
        station.labels.picture(job)
    until(lambda: any("cannot be read" in paper.words for paper in papers), "it is told")
    station.labels.go_on()
    station.labels.cancel(job)
    assert sum("cannot be read" in paper.words for paper in papers) == 1
