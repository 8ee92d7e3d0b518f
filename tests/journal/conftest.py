"""A bundle of the small clinic's custody."""

from __future__ import annotations

import pytest

from tests.clinic import AT, Clinic
from tests.journal.bundle_steps import FOR_PEOPLE, TITLE, steps
from tracker.journal.bundles import write_bundle
from tracker.journal.checkpoints import covering


@pytest.fixture
def bundle(clinic: Clinic) -> bytes:
    names = steps(clinic)
    with clinic.database.writing() as connection:
        checkpoint = covering(connection, clinic.journal, names, AT)
        return write_bundle(connection, clinic.journal, names, checkpoint, title=TITLE, extra_files=FOR_PEOPLE)
