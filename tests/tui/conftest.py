"""A demo clinic and a small laboratory, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import LABORATORY
from tests.made_once import MadeOnce
from tests.tui.driving import Clinic
from tests.tui.lab import Lab, build_lab
from tests.tui.past import build_past


@pytest.fixture(scope="session")
def template(demo_template: Path) -> Path:
    return demo_template


@pytest.fixture
def demo(template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()


@pytest.fixture(scope="session")
def lab_template(made_once: MadeOnce) -> Path:
    return made_once("lab", build_lab)


@pytest.fixture
def lab(lab_template: Path, tmp_path: Path) -> Iterator[Lab]:
    """The small laboratory, with its board as the first screen."""
    made = Lab(lab_template, tmp_path / "lab", home_screen="board", partner_code=LABORATORY)
    yield made
    made.close()


@pytest.fixture(scope="session")
def past_template(made_once: MadeOnce) -> Path:
    return made_once("past", build_past)


@pytest.fixture
def past(past_template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(past_template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()
