"""Real pictures beside the project, and pictures drawn on the spot."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def _folder(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the real pictures are not at ../shared/{name}")
    return folder


@pytest.fixture
def photos() -> Path:
    return _folder("photos")


@pytest.fixture
def frames() -> Path:
    return _folder("frames")


@pytest.fixture
def manifest(photos: Path) -> list[dict[str, str]]:
    with (photos / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
