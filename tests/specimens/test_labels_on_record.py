"""What COLLECT says of labels, and LABEL prints, follows from what is on record: also after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.laboratory import ANNE, REQUISITION
from tests.specimens.bench import Scanner, records
from tests.specimens.test_at_the_station import spelt
from tests.specimens.test_labels_again import opened
from tests.specimens.test_labels_in_doubt import in_doubt, papers, printer, say, station
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.jobs.verdict import Verdict
from tracker.labelling.unprinted import unprinted
from tracker.specimens.orders import Label, Reprint
from tracker.station import Station
from tracker.station.errands import Paper

__all__ = ["papers", "printer", "station"]


@contextmanager
def restarted(home: Path, printer: SimulatedPrinter) -> Iterator[Station]:
    made = opened(home, f"zpl://127.0.0.1:{printer.port}")
    try:
        yield made
    finally:
        made.close()


def at_the_side(home: Path, station: Station) -> tuple[Scanner, Verdict]:
    """The patient is identified (anew); what is said then."""
    scan = Scanner(station)
    outcome = scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(records(home)))
    assert outcome.verdict.word == "RIGHT PATIENT"
    return scan, outcome.verdict


def refused_by_its_printer(home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]) -> list[str]:
    printer.trouble = Trouble.PAPER_OUT
    scan, _ = at_the_side(home, station)
    numbers = [order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label)]
    until(lambda: bool(papers) and "out of labels" in papers[-1].words, "the printer took none")
    printer.trouble = Trouble.NONE
    return numbers


def test_labels_that_were_never_printed_are_known_as_such_after_a_restart(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    numbers = refused_by_its_printer(home, station, printer, papers)
    station.close()
    with restarted(home, printer) as again:
        scan, said = at_the_side(home, again)
        assert said.way_out == "3 labels are not printed yet: LABEL. Then stick each on its tube."
        printing = scan(command_code(Command.LABEL))
        assert printing.verdict.word == "LABELS PRINTING", (
            "nobody is asked whether what never was is to be printed again"
        )
        (order,) = printing.orders
        assert isinstance(order, Reprint)
        assert list(order.numbers) == numbers
        until(lambda: len(printer.printed) == 3, "they come out")
        assert len(set(printer.printed)) == 3
        until(lambda: scan(command_code(Command.LABEL)).verdict.word == "PRINT AGAIN?", "now they are out")
        assert scan(command_code(Command.NO)).verdict.tone
        assert "Scan its label once it is full" in scan(REQUISITION).verdict.way_out
    laboratory = records(home)
    with laboratory.database.reading() as connection:
        assert unprinted(connection, numbers) == frozenset()


def test_what_lacks_after_a_yes_and_a_restart_is_all_that_is_printed(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    in_doubt(home, station, printer, Trouble.PAPER_OUT_AFTER)
    station.close()
    with restarted(home, printer) as again:
        until(lambda: again.labels.doubt is not None, "it is asked")
        say(again, Command.YES)
        until(lambda: again.labels.doubt is None, "it is answered")
    with restarted(home, printer) as again:
        scan, said = at_the_side(home, again)
        assert said.way_out.startswith("2 labels are not printed yet: LABEL.")
        scan(command_code(Command.LABEL))
        until(lambda: len(printer.printed) == 3, "the two that lacked")
    assert len(printer.printed) == len(set(printer.printed)) == 3


def test_a_label_that_was_ordered_and_never_sent_is_not_printed(home: Path, station: Station) -> None:
    """The program was killed between the two."""
    laboratory = records(home)
    number = laboratory.labelled(1)
    with laboratory.database.reading() as connection:
        assert unprinted(connection, [number, "2699999900"]) == {number}
    _, said = at_the_side(home, station)
    assert "Print the labels here: LABEL." in said.way_out, "the two others have no number yet"


def test_a_tube_whose_label_never_came_out_is_asked_about_before_it_is_collected(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    first, second, _ = refused_by_its_printer(home, station, printer, papers)
    scan, _ = at_the_side(home, station)
    asked = scan(first)
    assert asked.verdict.word == "NOT PRINTED YET"
    assert asked.orders == ()
    assert scan(first).orders == (), "typed once more it is on no tube either"
    scan(command_code(Command.NO))
    assert state_of(home, first) == "labelled"
    scan(first)
    assert scan(command_code(Command.YES)).verdict.word == "COLLECTED"
    assert state_of(home, first) == "collected"
    scan(command_code(Command.LABEL))
    until(lambda: len(printer.printed) == 2, "the two that lack come out")
    assert scan(second).verdict.word == "COLLECTED", "of what is printed nothing is asked"


def state_of(home: Path, number: str) -> str:
    with records(home).database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT state FROM specimen WHERE number = ?", (number,)).scalar_one())


def test_labels_with_and_without_a_number_come_out_together(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    number = records(home).labelled(1)
    scan, _ = at_the_side(home, station)
    printing = scan(command_code(Command.LABEL))
    assert printing.verdict.headline.startswith("3 ")
    assert [type(order) for order in printing.orders] == [Label, Label, Reprint]
    until(lambda: len(printer.printed) == 3, "they come out")
    with records(home).database.reading() as connection:
        assert unprinted(connection, [number]) == frozenset()


def test_a_second_label_at_the_patients_side_says_that_it_is_one(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    scan, _ = at_the_side(home, station)
    scan(command_code(Command.LABEL))
    until(lambda: len(papers) == 1, "they are out")
    scan(command_code(Command.LABEL), command_code(Command.REASON_DAMAGED))
    until(lambda: len(papers) == 2, "once more")
    scan(command_code(Command.LABEL), command_code(Command.REASON_DAMAGED))
    until(lambda: len(papers) == 3, "and once more")
    assert len(printer.printed) == 9
    assert len(set(printer.printed)) == 9, "none can be mistaken for another"


def test_a_second_label_whose_doubt_is_answered_no_still_says_so(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    scan, _ = at_the_side(home, station)
    scan(command_code(Command.LABEL))
    until(lambda: len(papers) == 1, "they are out")
    printer.trouble = Trouble.DIES_IN_A_LABEL
    scan(command_code(Command.LABEL), command_code(Command.REASON_DAMAGED))
    until(lambda: station.labels.doubt is not None, "it is in doubt")
    printer.trouble = Trouble.NONE
    say(station, Command.NO)
    until(lambda: len(printer.printed) == 6, "they follow")
    assert len(set(printer.printed)) == 6


def test_a_repeated_label_command_orders_nothing_twice(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    """Asked for in the same breath, while the printer has not begun."""
    refused_by_its_printer(home, station, printer, papers)
    scan = Scanner(station)
    printer.trouble = Trouble.SLOW
    scan(command_code(Command.LABEL))
    scan(command_code(Command.LABEL))
    until(lambda: papers[-1].is_out, "they are out")
    assert len(printer.printed) == 3


@pytest.mark.parametrize("count", [1, 2])
def test_labels_that_are_files_are_on_record_too(home: Path, count: int) -> None:
    station = opened(home, "")
    scan, _ = at_the_side(home, station)
    numbers = [order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label)]
    station.close()
    laboratory = records(home)
    with laboratory.database.reading() as connection:
        assert unprinted(connection, numbers[:count]) == frozenset()
