"""A demo clinic and a small laboratory, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import LABORATORY
from tests.tui.driving import Clinic
from tests.tui.lab import Lab, build_lab
from tracker.demo.clinic import build_clinic


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clinic")
    build_clinic(home)
    return home


@pytest.fixture
def demo(template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()


@pytest.fixture(scope="session")
def lab_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("lab")
    build_lab(home)
    return home


@pytest.fixture
def lab(lab_template: Path, tmp_path: Path) -> Iterator[Lab]:
    """The small laboratory, with its board as the first screen."""
    made = Lab(lab_template, tmp_path / "lab", home_screen="board", partner_code=LABORATORY)
    yield made
    made.close()
