"""A printer that does what it is told to, and labels that wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import wait_for
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.labelling.print_jobs import JobState
from tracker.station import Station

SYRINGE = "(01)09520101000408(17)270930(10)2K417"
EXAM_3 = "L0010336"
VENDOR = "VENDOR 4711"


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


def url_of(printer: SimulatedPrinter) -> str:
    return f"zpl://127.0.0.1:{printer.port}"


def states(station: Station) -> list[JobState]:
    return [job.state for job in station.ask(lambda reader: reader.print_jobs())]


async def asked_for(pilot: Pilot[Any], station: Station, printer: SimulatedPrinter, code: str, state: JobState) -> None:
    """A label, and what the printer made of it."""
    offered = station.ask(lambda reader: reader.labels_of(code, ""))[0]
    before = len(states(station))
    station.labels.print_label(offered, 1, url_of(printer))
    await wait_for(
        pilot, lambda: len(states(station)) > before and states(station).count(state) > 0, f"the label is {state}"
    )
