"""Fixtures that several rooms share: a fresh encrypted clinic in a folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.clinic import KEY, Clinic, furnish, open_clinic
from tracker.store.database import create_database

# How long an example takes says more about what else the machine does than about the law that it tries.
settings.register_profile(
    "clinic", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# `make test` says the same of the same code each time; `make explore` looks where it has not looked yet.
settings.register_profile("explore", settings.get_profile("clinic"), derandomize=False, max_examples=2000)
settings.load_profile("clinic")

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    # Programs that tests start would compile the whole package each time, for 0.3 s: they share what the first compiled.
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="tracker-tests-compiled-")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the small clinic in it. Made once: migrating takes as long as twenty tests."""
    path = tmp_path_factory.mktemp("template") / "tracker.db"
    database = create_database(path, KEY)
    furnish(database)
    database.close()
    return path


@pytest.fixture
def clinic_file(furnished_file: Path, tmp_path: Path) -> Path:
    """This test's own copy, closed."""
    return Path(shutil.copy(furnished_file, tmp_path / "tracker.db"))


@pytest.fixture
def clinic(clinic_file: Path) -> Iterator[Clinic]:
    """The small clinic of :mod:`tests.clinic`, open."""
    opened = open_clinic(clinic_file)
    yield opened
    opened.database.close()
