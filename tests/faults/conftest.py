"""The laboratory of the specimens' tests, for the faults'."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.work import make_home
from tests.made_once import MadeOnce
from tests.specimens.conftest import laboratory_file

__all__ = ["laboratory_file"]


@pytest.fixture(scope="session")
def made_home(made_once: MadeOnce) -> Path:
    return made_once("worked-in", lambda folder: make_home(folder / "home")) / "home"


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """This test's own copy of the clinic that is worked in, closed."""
    return Path(shutil.copytree(made_home, tmp_path / "home"))
