"""A demo clinic, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.driving import Clinic
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
