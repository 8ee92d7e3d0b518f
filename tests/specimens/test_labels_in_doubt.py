"""At the patient's side: where nobody can know whether a label came out the station asks, and no tube gets two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.labelling.test_queue import label
from tests.laboratory import ANNE, NOW, REQUISITION
from tests.specimens.bench import Scanner, records
from tests.specimens.test_at_the_station import in_rack, spelt
from tests.specimens.test_labels_again import events, opened, sign_on
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import TrackerError
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling import queue
from tracker.labelling.print_jobs import JobState, PrintSetting
from tracker.labelling.queue import QueuePen
from tracker.specimens.auditing import audit_steps
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


def in_doubt(
    home: Path, station: Station, printer: SimulatedPrinter, trouble: Trouble, *, is_mended: bool = True
) -> tuple[str, ...]:
    """LABEL at the patient's side, and the printer fails on the way; the numbers of the three tubes."""
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
    printer.trouble = trouble
    numbers = tuple(order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label))
    until(lambda: station.labels.doubt is not None, "it is in doubt")
    if is_mended:
        printer.trouble = Trouble.NONE
    return numbers


def say(station: Station, command: Command) -> None:
    """By any scanner, to what the screen asks."""
    station.labels.ask_about(station.labels.doubt)
    station.submit(Scan(command_code(command), source="serial:/dev/ttyACM0", at=NOW))


def test_only_the_label_in_hand_is_in_doubt_and_yes_prints_those_behind_it(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    numbers = in_doubt(home, station, printer, Trouble.PAPER_OUT_AFTER)
    doubt = station.labels.doubt
    assert doubt is not None
    assert (doubt.numbers, doubt.rest) == (numbers[:1], numbers[1:])
    until(lambda: bool(papers) and papers[-1].failed == "in doubt", "it is told as such")
    say(station, Command.YES)
    until(lambda: len(printer.printed) == 3, "the other two follow")
    assert len(set(printer.printed)) == 3, "no tube has two labels"
    until(lambda: bool(papers) and papers[-1].is_out, "it is told")
    assert station.labels.doubt is None


def test_no_prints_it_and_those_behind_it_once(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    say(station, Command.NO)
    until(lambda: len(printer.printed) == 3, "all three come out")
    assert len(set(printer.printed)) == 3
    assert station.ask(lambda reader: reader.print_jobs()) == (), "no name waits in the queue"


@pytest.mark.parametrize("answer", [Command.YES, Command.NO])
def test_the_custody_stands_its_check_whatever_became_of_labels(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper], answer: Command
) -> None:
    """They name their specimens in the journal, to which nothing happened."""
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    say(station, answer)
    until(lambda: bool(papers) and papers[-1].is_out and len(printer.printed) >= 2, "the others come out")
    scan = Scanner(station)
    scan(command_code(Command.LABEL), command_code(Command.REASON_DAMAGED))
    until(lambda: len(printer.printed) >= 5, "and all of them once more")
    laboratory = records(home)
    with laboratory.database.reading() as connection:
        assert [each for each in audit_steps(connection) if each.code in ("event_unreadable", "step_changed")] == []


def test_a_no_that_the_printer_cannot_bear_out_asks_again(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    until(lambda: bool(papers), "it is told")
    printer.trouble = Trouble.SILENT
    say(station, Command.NO)
    until(lambda: len(papers) == 2, "the printer was asked")
    assert papers[-1].failed == "in doubt"
    assert station.labels.doubt is not None
    assert printer.printed == []


def test_label_asks_first_while_one_is_in_doubt(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    until(lambda: bool(papers), "it is told")
    Scanner(station)(command_code(Command.LABEL), command_code(Command.YES))
    until(lambda: len(papers) == 2, "it is refused")
    assert "not known yet" in papers[-1].words
    assert printer.printed == []


def test_without_the_patient_nothing_follows(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    Scanner(station)(command_code(Command.HOME))
    say(station, Command.NO)
    until(lambda: bool(papers) and papers[-1].words.startswith("their patient"), "it is told")
    assert "LABEL" in papers[-1].hint
    assert printer.printed == []


@pytest.mark.parametrize("answer", [Command.YES, Command.NO])
def test_while_a_paper_is_entered_nobody_stands_before_the_patient_and_nothing_follows(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper], answer: Command
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    scan = Scanner(station)
    scan(command_code(Command.NO), command_code(Command.FROM_PAPER), "14:50", command_code(Command.COLLECT), ANNE)
    assert scan(REQUISITION, *spelt(records(home))).verdict.word == "RIGHT PATIENT"
    assert station.desk.paper is not None
    say(station, answer)
    until(lambda: any(each.words.startswith("their patient") for each in papers), "it is told")
    assert printer.printed == []


def test_the_next_start_still_asks_and_the_journal_holds_numbers_alone(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    numbers = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    laboratory = records(home)
    until(lambda: any(b'"label.doubted"' in body for body in events(laboratory)), "it is on record")
    (body,) = [each for each in events(laboratory) if b'"label.doubted"' in each]
    assert numbers[0].encode() in body
    assert b"DOE" not in body.upper()
    station.close()
    again = opened(home, f"zpl://127.0.0.1:{printer.port}")
    try:
        until(lambda: again.labels.doubt is not None, "it is asked again")
        doubt = again.labels.doubt
        assert doubt is not None
        assert (doubt.numbers, doubt.rest) == (numbers[:1], numbers[1:])
        say(again, Command.YES)
        until(lambda: again.labels.doubt is None, "it is answered")
    finally:
        again.close()
    last = opened(home, f"zpl://127.0.0.1:{printer.port}")
    last.close()
    assert last.labels.doubt is None


def test_a_station_that_got_another_name_still_asks_prints_nothing_meanwhile_and_its_answer_holds(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    numbers = in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    until(lambda: any(b'"label.doubted"' in body for body in events(records(home))), "it is on record")
    station.close()
    url = f"zpl://127.0.0.1:{printer.port}"
    renamed = opened(home, url, "reception")
    try:
        told: list[Paper] = []
        renamed.subscribe_papers(told.append)
        until(lambda: renamed.labels.doubt is not None, "it is asked again")
        scan = Scanner(renamed)
        scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
        scan(command_code(Command.LABEL))
        # That it is in doubt may be told as well, and first.
        until(lambda: any("not known yet" in each.words for each in told), "it is refused")
        assert printer.printed == []
        (doubt,) = renamed.labels.doubts()
        assert doubt.numbers == numbers[:1]
        say(renamed, Command.YES)
        until(lambda: renamed.labels.doubt is None, "it is answered")
    finally:
        renamed.close()
    first = opened(home, url)
    first.close()
    assert first.labels.doubt is None, "the answer of one is every station's"


def test_those_that_certainly_did_not_come_out_are_the_only_ones_that_label_prints_again(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.PAPER_OUT_AFTER)
    printer.trouble = Trouble.PAPER_OUT
    say(station, Command.YES)
    until(lambda: bool(papers) and "out of labels" in papers[-1].words, "the rest is refused by the printer")
    assert papers[-1].about == "2 labels"
    printer.trouble = Trouble.NONE
    assert Scanner(station)(command_code(Command.LABEL)).verdict.word == "LABELS PRINTING"
    until(lambda: papers[-1].is_out and papers[-1].about == "2 labels", "it is told")
    assert len(printer.printed) == len(set(printer.printed)) == 3


def test_a_job_of_the_queue_in_doubt_on_that_printer_is_answered_before_a_patients_label(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    laboratory = records(home)
    with laboratory.database.writing() as connection:
        pen = QueuePen(station._handler.journal, "2026-11-16T18:00:00.000Z")
        url = f"zpl://LOCALHOST:{printer.port}"
        job = queue.enqueue(connection, pen, url, [label(1)], PrintSetting(203))
        connection.exec_driver_sql("UPDATE print_job SET state = ? WHERE id = ?", (JobState.UNKNOWN.value, job))
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    scan(command_code(Command.LABEL))
    until(lambda: bool(papers), "it is told")
    assert "may have come out" in papers[0].words
    assert "F12" in papers[0].hint
    assert printer.printed == []


def test_a_label_that_is_made_again_is_asked_about_as_well(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    number = in_rack(records(home))[0].number
    sign_on(station)
    printer.trouble = Trouble.DIES_IN_A_LABEL
    with pytest.raises(TrackerError):
        station.labels.reprint_specimen(number, "lost")
    printer.trouble = Trouble.NONE
    with pytest.raises(TrackerError) as refused:
        station.labels.reprint_specimen(number, "lost")
    assert refused.value.code == "print_unknown"
    say(station, Command.NO)
    until(lambda: len(printer.printed) == 1, "it comes out once")


def test_supplies_labels_wait_behind_a_patients_label_in_doubt_and_follow_it(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    (own_badge,) = station.ask(lambda reader: reader.labels_of(ANNE, ""))
    station.labels.print_label(own_badge, 1, f"zpl://localhost:{printer.port}")
    until(
        lambda: bool(papers) and "may have come out" in papers[-1].words and "F12" in papers[-1].hint,
        "it is told why it waits",
    )
    assert printer.printed == []
    say(station, Command.NO)
    until(lambda: len(printer.printed) == 4, "the patient's three, then the badge")
    assert len(set(printer.printed)) == 4
