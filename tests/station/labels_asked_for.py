"""A printer that does what it is told to, and labels asked for at a station that prints on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.waiting import until
from tracker.barcodes import house
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling.offering import Offered
from tracker.labelling.print_jobs import JobState, PrintJob
from tracker.station import Station
from tracker.station.errands import Paper

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


def in_doubt(station: Station, printer: SimulatedPrinter) -> int:
    """A label that broke off in the printer, whose fault is mended then."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    job = station.labels.print_label(room(station), 1, url_of(printer))
    until(lambda: states(station) == [JobState.UNKNOWN], "the label is in doubt")
    printer.trouble = Trouble.NONE
    return job
