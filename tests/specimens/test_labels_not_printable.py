"""A patient whose name no label can bear is collected from all the same, with labels of a roll."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.laboratory import ANNE, NOW, ROLL
from tests.specimens.bench import Scanner, records
from tests.specimens.test_labels_again import opened
from tests.specimens.test_labels_in_doubt import printer, station
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, specimen_code, spelling_code
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.specimens.challenging import challenge_for
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patients import Patient
from tracker.station import Station

__all__ = ["printer", "station"]

ARABIC = Patient("شهد", "ليلى", date(1990, 7, 1), "MRN-4712")


def at_the_side(home: Path, station: Station, patient: Patient) -> Scanner:
    laboratory = records(home)
    with laboratory.database.writing() as connection:
        pen = Pen(laboratory.journals[0], stamp(NOW))
        code = create_requisition(connection, laboratory.vault, pen, NewRequisition(patient, ("CBC", "PT"), "Dr. T"))
    scan = Scanner(station)
    letters = "".join(question.answer for question in challenge_for(patient).questions)
    said = scan(command_code(Command.COLLECT), ANNE, code, *map(spelling_code, letters))
    assert said.verdict.word == "RIGHT PATIENT"
    return scan


@pytest.mark.parametrize("family", ["شهد", "王"])
def test_label_gives_no_numbers_and_says_what_to_do_and_a_rolls_label_is_bound(
    home: Path, station: Station, printer: SimulatedPrinter, family: str
) -> None:
    scan = at_the_side(home, station, Patient(family, "ليلى", date(1990, 7, 1), "MRN-4712"))
    laboratory = records(home)
    before = laboratory.value("SELECT count(*) FROM specimen")
    refused = scan(command_code(Command.LABEL))
    assert (refused.verdict.word, refused.orders) == ("NOT PRINTABLE", ())
    assert "roll" in refused.verdict.way_out
    assert family not in refused.verdict.headline
    assert laboratory.value("SELECT count(*) FROM specimen") == before, "no tube has got a number"
    scan(command_code(Command.NO))
    for number in map(specimen_code, ROLL[:2]):
        assert scan(number).verdict.word == "BOUND"
        assert scan(number).verdict.word in ("COLLECTED", "COMPLETE")
    assert printer.printed == []


def test_a_name_that_can_be_printed_is(home: Path, station: Station, printer: SimulatedPrinter) -> None:
    scan = at_the_side(home, station, Patient("Ökonomidis", "Ιωάννα", date(1990, 7, 1), "MRN-4712"))
    assert scan(command_code(Command.LABEL)).verdict.word == "LABELS PRINTING"
    until(lambda: len(printer.printed) == 2, "they come out")


def test_a_station_that_writes_files_tries_as_well(home: Path) -> None:
    made = opened(home, "")
    try:
        scan = at_the_side(home, made, ARABIC)
        assert scan(command_code(Command.LABEL)).verdict.word == "NOT PRINTABLE"
    finally:
        made.close()
