"""NO to a patient's label is believed only where its printer holds nothing: else that label and a second one come out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, clinic, run
from tests.clinic import Clinic
from tests.labelling.patients import NUMBER, put_requisition, put_tube
from tests.specimens.bench import records
from tests.specimens.test_at_the_station import in_rack
from tests.specimens.test_labels_again import events, opened, sign_on
from tests.specimens.test_labels_in_doubt import in_doubt, papers, printer, say, station
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.station import Station
from tracker.station.errands import Paper
from tracker.station.opening import open_pen, open_vault

__all__ = ["clinic", "papers", "printer", "run", "station"]

CMA = "B0000000820"


def holding(home: Path, station: Station, printer: SimulatedPrinter) -> tuple[str, ...]:
    """LABEL, and the printer's roll ends under the first label, which it keeps."""
    numbers = in_doubt(home, station, printer, Trouble.PAPER_OUT_UNDER_A_LABEL, is_mended=False)
    assert printer.printed == []
    return numbers


def test_a_no_while_the_printer_holds_the_label_asks_again_and_says_what_to_do(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    holding(home, station, printer)
    until(lambda: bool(papers), "it is told")
    say(station, Command.NO)
    until(lambda: len(papers) == 2, "the printer was asked")
    assert papers[-1].failed == "in doubt"
    assert "still holds 1 label" in papers[-1].words
    assert "off and on" in papers[-1].hint
    assert not any(b'"label.settled"' in body for body in events(records(home)))
    printer.trouble = Trouble.NONE
    assert len(printer.printed) == 1, "it came out by itself"
    say(station, Command.YES)
    until(lambda: len(printer.printed) == 3, "the other two follow")
    assert len(set(printer.printed)) == 3, "no tube has two labels"


def test_nor_is_it_believed_after_a_restart(home: Path, station: Station, printer: SimulatedPrinter) -> None:
    holding(home, station, printer)
    station.close()
    again = opened(home, f"zpl://127.0.0.1:{printer.port}")
    told: list[Paper] = []
    again.subscribe_papers(told.append)
    try:
        until(lambda: again.labels.doubt is not None, "it is asked again")
        say(again, Command.NO)
        until(lambda: any("still holds" in each.words for each in told), "the printer was asked")
        assert again.labels.doubt is not None
        assert "still holds" in again.labels.doubt.cause
        printer.switch_off_and_on()
        printer.trouble = Trouble.NONE
        say(again, Command.NO)
        until(lambda: again.labels.doubt is None, "now it is believed")
    finally:
        again.close()
    assert printer.printed == []


def test_what_was_answered_elsewhere_is_not_answered_a_second_time(
    home: Path, station: Station, printer: SimulatedPrinter, papers: list[Paper]
) -> None:
    """At the screen and in a terminal: the later answer would print a label that came out by the first one's."""
    in_doubt(home, station, printer, Trouble.DIES_IN_A_LABEL)
    until(lambda: bool(papers), "it is told")
    asked = station.labels.doubt
    assert asked is not None
    station._papers._specimens.settle(asked, has_come_out=True)
    station._papers.settle(asked, has_come_out=False)
    until(lambda: papers[-1].failed == "not answered", "it is told")
    assert "said already" in papers[-1].words
    assert printer.printed == []


def test_a_label_that_is_made_again_and_held_comes_out_once(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    number = in_rack(records(home))[0].number
    sign_on(station)
    printer.trouble = Trouble.PAPER_OUT_UNDER_A_LABEL
    with pytest.raises(Exception, match="out of labels"):
        station.labels.reprint_specimen(number, "lost")
    told: list[Paper] = []
    station.subscribe_papers(told.append)
    say(station, Command.NO)
    until(lambda: any("still holds" in each.words for each in told), "the printer was asked")
    printer.trouble = Trouble.NONE
    assert len(printer.printed) == 1
    say(station, Command.YES)
    until(lambda: station.labels.doubt is None, "it is answered")
    assert len(printer.printed) == 1


@pytest.fixture
def tube(clinic: Run) -> Iterator[str]:
    settings = load_settings()
    database, journal = open_pen(settings)
    here = Clinic(settings.database, database, journal)
    number = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=open_vault(settings)))
    database.close()
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    yield number
    assert clinic("verify")[0] == 0


def test_on_the_command_line_too_the_printer_is_asked_first(clinic: Run, tube: str) -> None:
    with SimulatedPrinter(Trouble.PAPER_OUT_UNDER_A_LABEL) as printer:
        again = ("--reason", "lost", "--badge", CMA, "--to", f"zpl://127.0.0.1:{printer.port}")
        assert clinic("label", "specimen", tube, *again)[0] == 3
        status, _, err = clinic("queue", "no", tube)
        assert status == 3
        assert "still holds 1 label" in err
        assert "say NO again" in err
        assert clinic("queue", "no", tube, "--gone")[0] == 3, "what answers is not gone"
        assert f"tracker queue yes {tube}" in clinic("queue")[1], "it is in doubt still"
        printer.trouble = Trouble.NONE
        assert len(printer.printed) == 1
        assert clinic("label", "specimen", tube, *again)[0] == 1
        assert clinic("queue", "yes", tube)[0] == 0
        assert len(printer.printed) == 1


def test_a_printer_that_is_gone_for_good_is_not_asked_for_ever(clinic: Run, tube: str) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        again = ("--reason", "lost", "--badge", CMA, "--to")
        assert clinic("label", "specimen", tube, *again, f"zpl://127.0.0.1:{printer.port}")[0] == 3
    status, _, err = clinic("queue", "no", tube)
    assert (status, "cannot be reached" in err, "--gone" in err) == (3, True, True)
    assert clinic("queue", "yes", tube, "--gone")[0] == 2
    assert clinic("queue", "no", tube, "--gone")[0] == 0
    with SimulatedPrinter() as other:
        assert clinic("label", "specimen", tube, *again, f"zpl://127.0.0.1:{other.port}")[0] == 0
        assert len(other.printed) == 1


def test_a_printer_that_is_silent_is_not_gone_and_its_label_comes_out_once(clinic: Run, tube: str) -> None:
    """Zebra's printers do not answer while they are out of labels; a new roll, and what they hold comes out."""
    with SimulatedPrinter(Trouble.PAPER_OUT_UNDER_A_LABEL) as printer, SimulatedPrinter() as other:
        again = ("--reason", "lost", "--badge", CMA, "--to", f"zpl://127.0.0.1:{printer.port}")
        assert clinic("label", "specimen", tube, *again)[0] == 3
        printer.trouble = Trouble.SILENT
        status, _, err = clinic("queue", "no", tube, "--gone", "--to", f"zpl://127.0.0.1:{other.port}")
        assert (status, "does not answer" in err, "it is not gone" in err) == (3, True, True)
        assert f"tracker queue yes {tube}" in clinic("queue")[1], "it is in doubt still"
        printer.trouble = Trouble.NONE
        assert (len(printer.printed), other.printed) == (1, [])


def test_that_nobody_could_ask_the_printer_is_looked_at_by_a_reviewer(clinic: Run, tube: str) -> None:
    with SimulatedPrinter(Trouble.DIES_IN_A_LABEL) as printer:
        again = ("--reason", "lost", "--badge", CMA, "--to", f"zpl://127.0.0.1:{printer.port}")
        assert clinic("label", "specimen", tube, *again)[0] == 3
    assert clinic("queue", "no", tube, "--gone")[0] == 0
    database, _ = open_pen(load_settings())
    with database.reading() as connection:
        assert "printer_gone" in [each.code for each in unsigned(connection, Looked())]
    database.close()


def test_a_tube_that_is_no_more_gets_no_label_on_the_command_line_either(
    clinic: Run, tube: str, tmp_path: Path
) -> None:
    database, _ = open_pen(load_settings())
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE specimen SET state = 'disposed' WHERE number = ?", (tube,))
    database.close()
    again = ("--reason", "lost", "--badge", CMA, "--to", tmp_path / "x.pdf")
    status, _, err = clinic("label", "specimen", tube, *again)
    assert (status, "nothing is to be labelled" in err) == (1, True)
    assert not (tmp_path / "x.pdf").exists()
