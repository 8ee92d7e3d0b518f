"""Tubes of patients who do not exist, put into the clinic of the command line, and somebody who prints their labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from tests.cli.labels_made import CMA
from tests.cli.test_commands import Run, clinic
from tests.clinic import Clinic
from tests.labelling.patients import NUMBER, put_requisition, put_tube
from tracker.barcodes.house import specimen_code
from tracker.config import load_settings
from tracker.specimens.patients import Patient
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen, open_vault

__all__ = ["clinic"]


@contextmanager
def _opened() -> Iterator[tuple[Clinic, Vault]]:
    settings = load_settings()
    database, journal = open_pen(settings)
    yield Clinic(settings.database, database, journal), open_vault(settings)
    database.close()


@pytest.fixture
def tube(clinic: Run) -> str:
    with _opened() as (here, vault):
        number = put_tube(here, NUMBER, put_requisition(here, number=90_031, vault=vault))
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    return number


@pytest.fixture
def tubes_of_two(tube: str) -> tuple[str, str]:
    """One tube each of two patients."""
    other = Patient("Roe", "Rita", date(1971, 1, 2), "00559900")
    with _opened() as (here, vault):
        return tube, put_tube(here, specimen_code(26_004_999), put_requisition(here, other, 90_032, vault))
