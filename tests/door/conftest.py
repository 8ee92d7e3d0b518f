"""Clinics whose every text is hostile, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.door.walking import build
from tests.made_once import MadeOnce


@pytest.fixture(scope="session")
def poisoned(made_once: MadeOnce) -> dict[str, Path]:
    """The demo clinic and the laboratory."""

    def make(folder: Path) -> None:
        homes = {name: build(folder, name) for name in ("demo", "lab")}
        text = 'station = "lab"\ntime_zone = "UTC"\nkey_store = "file"\n'
        (homes["lab"] / "settings.toml").write_text(text, "utf-8")

    folder = made_once("poisoned", make)
    return {name: folder / name for name in ("demo", "lab")}


@pytest.fixture
def demo_home(poisoned: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(poisoned["demo"], tmp_path / "home" / "demo"))


@pytest.fixture
def lab_home(poisoned: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(poisoned["lab"], tmp_path / "home" / "lab"))
