"""Fixtures that several rooms share: a fresh encrypted clinic in a folder of its own."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.clinic import KEY, Clinic, furnish, open_clinic
from tests.made_once import MadeOnce, shared_folder
from tracker.backups import sealing
from tracker.demo.clinic import build_clinic
from tracker.people import hashing
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is collected is garbage: to look for some in between was a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What collecting made lives until the end: half a million objects need not be looked through for garbage each time.

    With every test collected that was a fifth of the time of a test that drives the app; to look after every 700 new
    objects, as Python does, was another tenth.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


_DEAR = {(hashing, "_TIME_COST"): 1, (hashing, "_MEMORY_KIB"): 8, (sealing, "_COST"): 2}
"""What hinders whoever guesses PINs and passphrases, and the least that the algorithms take in its place."""
_REAL = {(module, name): getattr(module, name) for module, name in _DEAR}


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """PINs and passphrases are hashed as cheaply as can be: the real cost was a quarter of the time of the tests that type
    them. What it is, the tests of the hashes themselves hold (:func:`dear_hashes`)."""
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), least in _DEAR.items():
            patch.setattr(module, name, least)
        yield


@pytest.fixture
def dear_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    for (module, name), real in _REAL.items():
        monkeypatch.setattr(module, name, real)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    return MadeOnce(shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def demo_template(made_once: MadeOnce) -> Path:
    """The demo clinic, closed: for copies (:func:`tests.made_once.copied`)."""
    return made_once("demo", build_clinic)


@pytest.fixture(scope="session")
def lived_template(made_once: MadeOnce) -> Path:
    """The demo clinic after half a year of use, closed: for copies."""
    return made_once("lived", lambda home: build_clinic(home, has_past=True))


@pytest.fixture(scope="session")
def furnished_file(made_once: MadeOnce) -> Path:
    """A closed database with the small clinic in it. Made once: migrating takes as long as twenty tests."""

    def make(folder: Path) -> None:
        database = create_database(folder / "tracker.db", KEY)
        furnish(database)
        database.close()

    return made_once("furnished", make) / "tracker.db"


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
