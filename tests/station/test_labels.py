"""Labels asked for at a workstation: queued at once, printed beside the work, lost by no fault and printed twice by none."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from tests.clinic import SYRINGE_GTIN
from tests.station.conftest import NOON
from tests.waiting import until
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import ConfigurationError, Refusal, TrackerError
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling.counting import QueueCounts
from tracker.labelling.offering import Offered, wanted_of
from tracker.labelling.print_jobs import JobState, PrintJob, PrintSetting
from tracker.labelling.queue import QueuePen, enqueue
from tracker.media import LabelKind, PrinterSetting
from tracker.station import Outcome, Station, open_station
from tracker.station.errands import Paper
from tracker.station.opening import open_pen

EXAM_2 = house.location_code(8)


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


@pytest.fixture
def papers(station: Station) -> list[Paper]:
    told: list[Paper] = []
    station.subscribe_papers(told.append)
    return told


def url_of(printer: SimulatedPrinter) -> str:
    return f"zpl://127.0.0.1:{printer.port}"


def offered(station: Station, text: str, aim: str = "") -> tuple[Offered, ...]:
    return station.ask(lambda reader: reader.labels_of(text, aim))


def jobs(station: Station) -> tuple[PrintJob, ...]:
    return station.ask(lambda reader: reader.print_jobs())


def states(station: Station) -> list[JobState]:
    return [job.state for job in jobs(station)]


def room(station: Station) -> Offered:
    return offered(station, EXAM_2)[0]


def said(command: Command, source: str = "serial:/dev/ttyACM0") -> Scan:
    return Scan(command_code(command), source=source, at=NOON)


def in_doubt_or_out(station: Station, printer: SimulatedPrinter) -> None:
    """A label that breaks off in the printer."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    station.labels.print_label(room(station), 1, url_of(printer))


def in_doubt(station: Station, printer: SimulatedPrinter) -> int:
    """A label that broke off in the printer, whose fault is mended then."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.UNKNOWN], "the label is in doubt")
    printer.trouble = Trouble.NONE
    return job


class JustOver(threading.Event):
    """Each time that a waiting for it is over in vain, it is set in the very next moment."""

    def wait(self, timeout: float | None = None) -> bool:
        has_come = super().wait(min(timeout or 0.0, 0.05))
        if not has_come:
            self.set()
        return has_come


def test_what_is_asked_for_in_the_moment_in_which_the_waiting_ends_is_printed(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    """F4 did nothing then, and a label that was asked for stayed in the queue until the next one was."""
    printer.trouble = Trouble.PAPER_OUT
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: bool(papers), "it is told")
    printer.trouble = Trouble.NONE
    station.labels._press._is_wanted = JustOver()
    until(lambda: states(station) == [JobState.CONFIRMED], "it is printed", within_s=10)


def test_a_label_comes_out_in_as_many_copies_as_were_asked_for(
    station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    station.labels.print_label(room(station), 3, url_of(printer))
    until(lambda: bool(papers), "it is told")
    assert states(station) == [JobState.CONFIRMED] * 3, "each copy is a job of its own"
    assert {job.about for job in jobs(station)} == {"Exam 2, 1 of 3", "Exam 2, 2 of 3", "Exam 2, 3 of 3"}
    assert len(printer.printed) == 3
    assert (papers[0].is_out, papers[0].about) == (True, "Exam 2 × 3")


def test_what_a_scan_names_has_its_labels(station: Station) -> None:
    pack = offered(station, f"01{SYRINGE_GTIN}1727063010LATE", "]C1")
    assert [(one.kind, one.lot, one.expiry) for one in pack] == [
        ("lot", "LATE", date(2027, 6, 30)),
        ("item", "", None),
    ]
    assert [one.kind for one in offered(station, EXAM_2)] == ["location", "shelf"]
    assert [one.kind for one in offered(station, house.badge_code(7))] == ["own_badge"]
    for nothing in (house.badge_code(99), command_code(Command.YES), "no code of ours", house.location_code(999)):
        assert offered(station, nothing) == ()


LOT_ALONE = """
name = "lot"
title = "Ours, with the lot's number alone in its symbol"
width_mm = 50.8
height_mm = 25.4
needs = ["name", "lot"]
[[text]]
value = "{name}"
x_mm = 2.0
y_mm = 1.0
width_mm = 46.0
height_mm = 5.0
size_mm = 3.0
smallest_mm = 2.0
weight = 500
fit = "shorten"
[[symbol]]
kind = "code128"
value = "{lot}"
x_mm = 2.0
y_mm = 8.0
width_mm = 46.0
height_mm = 14.0
smallest_module_mm = 0.2
largest_module_mm = 0.4
"""


def test_a_lots_label_whose_symbol_would_be_another_things_code_waits_in_no_queue(
    settings: Settings, printer: SimulatedPrinter
) -> None:
    """A maker's lot may have the very number of a room here. By its form alone nothing is wrong with it."""
    (settings.home / "labels").mkdir()
    (settings.home / "labels" / "lot.toml").write_text(LOT_ALONE, "utf-8")
    station = open_station(settings, clock=lambda: NOON)
    try:
        for lot, is_rooms in ((house.location_code(999), False), (EXAM_2, True)):
            pack = offered(station, f"01{SYRINGE_GTIN}1727063010{lot}", "]C1")[0]
            assert (pack.kind, pack.lot) == ("lot", lot)
            if not is_rooms:
                station.labels.print_label(pack, 1, url_of(printer))
                continue
            with pytest.raises(Refusal) as refused:
                station.labels.print_label(pack, 1, url_of(printer))
            assert refused.value.code == "label_anothers"
            assert "Exam 2" in refused.value.message
        assert len(jobs(station)) == 1
    finally:
        station.close()


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


def test_a_reprint_has_its_number_and_its_reason(station: Station, printer: SimulatedPrinter) -> None:
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.CONFIRMED], "it is out")
    with pytest.raises(Refusal) as refused:
        station.labels.reprint(job, " ")
    assert refused.value.code == "reprint_without_reason"
    for number, reason in enumerate(station.labels.reasons, start=1):
        made = station.labels.reprint(job, reason)
        assert (made.reprint, made.reprint_of, made.reason) == (number, job, reason)
    until(lambda: len(printer.printed) == 1 + len(station.labels.reasons), "they all come out")


@pytest.mark.parametrize("url", ["", "labels.pdf", "file:/etc/passwd", "zpl://", "cups:-o x", "javascript:alert(1)"])
def test_what_is_no_printer_is_refused_before_anything_waits(station: Station, url: str) -> None:
    with pytest.raises(ConfigurationError):
        station.labels.print_label(room(station), 1, url)
    assert jobs(station) == ()


@pytest.mark.parametrize("copies", [0, -1, 100, 10_000])
def test_a_foolish_number_of_labels_is_refused(station: Station, printer: SimulatedPrinter, copies: int) -> None:
    with pytest.raises(Refusal):
        station.labels.print_label(room(station), copies, url_of(printer))
    assert jobs(station) == ()


def test_a_label_that_cannot_be_drawn_is_told_to_who_asked_and_never_waits(
    station: Station, settings: Settings, printer: SimulatedPrinter
) -> None:
    (settings.home / "labels").mkdir()
    (settings.home / "labels" / "room.toml").write_text('name = "room"\nwidth_mm = -1\n', "utf-8")
    with pytest.raises(TrackerError):
        station.labels.print_label(room(station), 1, url_of(printer))
    assert jobs(station) == ()


def test_who_is_signed_on_answers_for_it(station: Station, printer: SimulatedPrinter) -> None:
    station.submit(Scan(house.badge_code(7), source="keyboard:", at=NOON))
    assert station.drain(60)
    station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.CONFIRMED], "it is out")
    with station.read() as reader:
        bodies = [bytes(row[0]) for row in reader.connection.exec_driver_sql("SELECT body FROM journal")]
    (queued,) = [body for body in bodies if b'"kind":"label.queued"' in body]
    assert re.search(rb'"by":"([^"]+)"', queued) is not None
    assert f'"by":"{house.badge_code(7)}"'.encode() in queued


def test_a_station_that_closes_loses_no_label_and_the_next_one_prints_each_once(
    settings: Settings, printer: SimulatedPrinter
) -> None:
    first = open_station(settings, clock=lambda: NOON)
    try:
        for _ in range(12):
            first.labels.print_label(room(first), 1, url_of(printer))
    finally:
        first.close()
    assert not any(thread.name == "labels" and thread.is_alive() for thread in threading.enumerate())
    second = open_station(settings, clock=lambda: NOON)
    try:
        assert not set(states(second)) - {JobState.CONFIRMED, JobState.QUEUED}
        second.labels.go_on()
        until(lambda: states(second) == [JobState.CONFIRMED] * 12, "all are out")
    finally:
        second.close()
    assert len(printer.printed) == 12


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


def test_an_item_in_hand_has_its_shelf_of_the_room_in_hand_and_a_room_all_of_its_own(
    station: Station, printer: SimulatedPrinter
) -> None:
    exam_1 = station.ask(lambda reader: reader.place(house.location_code(5)))
    assert exam_1 is not None
    in_hand = station.ask(lambda reader: reader.labels_of(house.item_code(1), "", exam_1.id))
    assert [(one.kind, one.about) for one in in_hand] == [
        ("item", "Syringe 3 mL"),
        ("shelf", "par 20, Exam 1 · Cart"),
        ("shelf", "par 10, Exam 1 · Wall"),
    ]
    of_room = offered(station, exam_1.code)
    assert [(one.kind, one.about) for one in of_room] == [("location", "Exam 1"), ("shelf", "all 2 shelves of Exam 1")]
    station.labels.print_label(of_room[1], 1, url_of(printer))
    until(lambda: states(station) == [JobState.CONFIRMED] * 2, "both come out, each a job of its own")
    assert len(printer.printed) == 2


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
