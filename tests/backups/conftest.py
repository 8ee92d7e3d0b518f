"""The small clinic with a folder for its backups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clinic import AT, KEY, Clinic
from tracker.backups.making import Made, Source, make_backup, source_of
from tracker.backups.rotating import Keeping

MONDAY = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
Backs = Callable[..., Made]


@pytest.fixture
def source(clinic: Clinic) -> Source:
    return source_of(clinic.database, KEY, clinic.journal, lambda: datetime.fromisoformat(AT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def back_up(source: Source, folder: Path) -> Backs:
    """Make a backup at a time, in the folder."""

    def make(at: datetime = MONDAY, keeping: Keeping | None = None) -> Made:
        return make_backup(source, folder, keeping or Keeping(), at)

    return make
