"""A laboratory whose tubes are labelled by a printer that does what it is told to, faults included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.lab import Lab
from tracker.hardware.printers.simulated import SimulatedPrinter


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


@pytest.fixture
def lab(lab_template: Path, tmp_path: Path, printer: SimulatedPrinter) -> Iterator[Lab]:
    made = Lab(lab_template, tmp_path / "lab", specimen_printer=f"zpl://127.0.0.1:{printer.port}")
    yield made
    made.close()
