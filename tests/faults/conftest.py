"""The laboratory of the specimens' tests, for the faults'."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clinic import KEY
from tests.faults.work import make_home
from tests.laboratory import furnish_laboratory
from tracker.store.database import create_database


@pytest.fixture(scope="session")
def laboratory_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the small laboratory in it."""
    path = tmp_path_factory.mktemp("laboratory") / "tracker.db"
    database = create_database(path, KEY)
    furnish_laboratory(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """This test's own copy of the clinic that is worked in, closed."""
    return Path(shutil.copytree(made_home, tmp_path / "home"))
