"""Clinics whose every text is hostile, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.door.walking import build


@pytest.fixture(scope="session")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demo clinic and the laboratory."""
    folder = tmp_path_factory.mktemp("poisoned")
    homes = {name: build(folder, name) for name in ("demo", "lab")}
    (homes["lab"] / "settings.toml").write_text('station = "lab"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")
    return homes


@pytest.fixture
def demo_home(poisoned: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(poisoned["demo"], tmp_path / "home" / "demo"))


@pytest.fixture
def lab_home(poisoned: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(poisoned["lab"], tmp_path / "home" / "lab"))
