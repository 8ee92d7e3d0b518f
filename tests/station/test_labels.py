"""Labels asked for at a workstation: queued at once, printed beside the work, lost by no fault and printed twice by none."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest

from tests.clinic import SYRINGE_GTIN
from tests.station.conftest import NOON
from tests.station.labels_asked_for import EXAM_2, jobs, offered, papers, printer, room, states, url_of
from tests.waiting import until
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import Refusal, TrackerError
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling.print_jobs import JobState
from tracker.station import Station, open_station
from tracker.station.errands import Paper

__all__ = ["papers", "printer"]


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
