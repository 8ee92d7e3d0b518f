"""The scan of a label's own code is its YES: whoever holds it need not say that it came out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, NOW, REQUISITION
from tests.specimens.bench import Scanner, records
from tests.specimens.test_at_the_station import spelt
from tests.specimens.test_labels_again import a_tube, events, opened, sign_on
from tests.specimens.test_labels_in_doubt import in_doubt, say
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import TrackerError
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import KEYS, Scan
from tracker.journal.occasion import stamp
from tracker.labelling.queue import QueuePen
from tracker.labelling.scanned import record_scanned
from tracker.labelling.specimen_doubt import SpecimenDoubt, open_doubts, record_doubt
from tracker.specimens.orders import Label
from tracker.station import Station
from tracker.station.errands import Paper


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


@pytest.fixture
def station(home: Path, printer: SimulatedPrinter) -> Iterator[Station]:
    made = opened(home, f"zpl://127.0.0.1:{printer.port}")
    yield made
    made.close()


@pytest.fixture
def papers(station: Station) -> list[Paper]:
    told: list[Paper] = []
    station.subscribe_papers(told.append)
    return told


def scanned(station: Station, number: str) -> None:
    station.submit(Scan(number, "]C0", source="serial:/dev/ttyACM0", at=NOW))
    assert station.drain(60)


def on_record(home: Path, number: str) -> list[bytes]:
    return [each for each in events(records(home)) if b'"kind":"label.settled"' in each and number.encode() in each]


@pytest.mark.parametrize("trouble", [Trouble.PAPER_OUT_AFTER, Trouble.DIES_IN_A_LABEL])
def test_the_scan_of_the_tube_ends_the_question_and_those_behind_it_follow(
    home: Path, station: Station, printer: SimulatedPrinter, trouble: Trouble
) -> None:
    first, *behind = in_doubt(home, station, printer, trouble)
    before = len(printer.printed)
    scanned(station, first)
    until(lambda: station.labels.doubt is None, "it is asked no more")
    until(lambda: len(printer.printed) == before + len(behind), "the others follow")
    (made,) = on_record(home, first)
    assert b'"is_scanned":true' in made
    assert b'"has_come_out":true' in made
    assert open_doubts(records(home).database) == ()


def test_a_later_no_finds_nothing_to_answer_and_prints_nothing(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    first, *_ = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    station.labels.ask_about(station.labels.doubt)
    scanned(station, first)
    station.submit(Scan(command_code(Command.NO), source="serial:/dev/ttyACM0", at=NOW))
    until(lambda: any("said already" in each.words or "scanned" in each.words for each in papers), "it is told")
    until(lambda: len(printer.printed) == 2, "those behind it follow")
    assert all(first.encode() not in each for each in printer.printed)
    assert len(on_record(home, first)) == 1


def test_in_any_job_and_at_any_station_the_scan_is_its_yes(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    first, *_ = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    other = opened(home, f"zpl://127.0.0.1:{printer.port}", "counter")
    try:
        scan = Scanner(other)
        scan(BEN, command_code(Command.FIND), first)
        until(lambda: on_record(home, first) != [], "it is on record")
        until(lambda: other.labels.doubt is None, "it is not asked there")
        say(station, Command.NO)
        until(lambda: any("said already" in each.words for each in papers), "nobody asks any more")
        assert station.labels.doubt is None
        assert printer.printed == []
    finally:
        other.close()


def test_the_old_label_of_a_full_tube_says_nothing_of_its_new_one(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    number = a_tube(records(home))
    sign_on(station)
    printer.trouble = Trouble.DIES_IN_A_LABEL
    with pytest.raises(PrinterFault):
        station.labels.reprint_specimen(number, "smeared or unreadable")
    scanned(station, number)
    with pytest.raises(TrackerError, match="not known yet"):
        station.labels.reprint_specimen(number, "smeared or unreadable")
    assert on_record(home, number) == []


def test_nor_does_the_first_label_of_a_tube_to_be_drawn_of_its_second(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    """It is printed again since it was spoilt, perhaps; and still at hand."""
    first, *_ = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    say(station, Command.YES)
    until(lambda: len(printer.printed) == 2, "those behind it follow")
    until(lambda: station.labels.doubt is None, "it is answered")
    printer.trouble = Trouble.DIES_IN_A_LABEL
    scan = Scanner(station)
    scan(command_code(Command.LABEL), command_code(Command.REASON_DAMAGED))
    until(lambda: station.labels.doubt is not None, "of the second it is asked")
    scan(first)
    with pytest.raises(TrackerError, match="not known yet"):
        station.labels.reprint_specimen(first, "smeared or unreadable")
    assert len(on_record(home, first)) == 1


def test_a_number_that_was_typed_or_chosen_from_a_list_is_no_label_in_a_hand(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    first, *_ = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    station.submit(Scan(first, source=KEYS, at=NOW))
    assert station.drain(60)
    station.close()
    assert [each.numbers for each in open_doubts(records(home).database)] == [(first,)]


def test_of_a_row_that_a_print_system_took_only_the_scanned_one_is_known_to_be_out(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    """It may have printed some of them, and broken off."""
    numbers = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    say(station, Command.YES)
    until(lambda: station.labels.doubt is None, "it is answered")
    until(lambda: len(printer.printed) == 2, "the others follow")
    laboratory = records(home)
    pen = QueuePen(station._handler.journal, stamp(NOW))
    doubt = SpecimenDoubt(numbers, (), "cups:front", "cups:front", "It broke off.")
    with laboratory.database.writing() as connection:
        record_doubt(connection, pen, doubt)
        record_scanned(connection, pen, numbers[1])
    (left,) = open_doubts(laboratory.database)
    assert left.numbers == (numbers[0], numbers[2])
    assert [each.numbers for each in station.labels.doubts()] == [left.numbers]
    say(station, Command.YES)
    until(lambda: station.labels.doubts() == (), "one answer ends the rest")


def test_while_the_patient_is_asked_the_scan_of_the_tube_is_its_yes_too(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    """It says nothing of the patient; and nothing is printed for whoever was not identified."""
    first, *_ = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    scan = Scanner(station)
    scan(command_code(Command.HOME), command_code(Command.COLLECT), REQUISITION)
    outcome = scan(first)
    assert outcome.verdict.code == "identify_first"
    until(lambda: station.labels.doubt is None, "it is asked no more")
    (made,) = on_record(home, first)
    assert b'"is_scanned":true' in made
    assert printer.printed == []


def a_print_system(folder: Path) -> None:
    """``lp`` and ``lpstat`` of a queue that takes all, and says nothing of it afterwards."""
    for name, lines in (("lp", "cat >/dev/null"), ("lpstat", "echo printer front is idle.")):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
        path.chmod(0o700)


def test_what_a_print_system_took_is_out_once_it_was_scanned(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    a_print_system(tools)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    station = opened(home, "cups:front")
    try:
        scan = Scanner(station)
        scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
        numbers = [order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label)]

        def states() -> list[str]:
            found = station.ask(lambda reader: reader.label_states(numbers))
            return [found[number].value for number in numbers]

        until(lambda: states() == ["taken"] * 3, "the print system has them")
        scan(command_code(Command.FIND), numbers[1])
        until(lambda: states() == ["taken", "out", "taken"], "the one in hand is out")
        (made,) = on_record(home, numbers[1])
        assert b'"is_scanned":true' in made
        scan(numbers[1])
        assert len(on_record(home, numbers[1])) == 1
    finally:
        station.close()
