"""The small laboratory, fresh for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic import KEY
from tests.laboratory import Laboratory, furnish_laboratory, open_laboratory
from tracker.store.database import create_database


@pytest.fixture(scope="session")
def laboratory_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the small laboratory in it. Made once: migrating takes as long as twenty tests."""
    path = tmp_path_factory.mktemp("laboratory") / "tracker.db"
    database = create_database(path, KEY)
    furnish_laboratory(database)
    database.close()
    return path


@pytest.fixture
def laboratory(laboratory_file: Path, tmp_path: Path) -> Iterator[Laboratory]:
    """The small laboratory of :mod:`tests.laboratory`, open."""
    opened = open_laboratory(Path(shutil.copy(laboratory_file, tmp_path / "tracker.db")))
    yield opened
    opened.database.close()
