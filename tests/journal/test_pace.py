"""How fast a journal grows, found without reading it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.clinic import AT, Clinic
from tracker.journal.occasion import stamp
from tracker.journal.pace import share_per_day

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def lived(clinic: Clinic, days: int, per_day: int, until: datetime = NOW) -> int:
    """So many more events a day until then; how many there are in the end."""
    with clinic.database.writing() as connection:
        for number in range(days * per_day):
            at = until - timedelta(days=days) + timedelta(days=1) * (number + 0.5) / per_day
            clinic.journal.append(connection, f"e{number}", "noted", stamp(at), {})
        return int(connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one())


def test_a_day_brings_the_last_months_share_of_all_events(clinic: Clinic) -> None:
    total = lived(clinic, days=60, per_day=10)
    with clinic.database.reading() as connection:
        assert share_per_day(connection) == pytest.approx(10 / total, rel=0.02)


def test_the_day_of_the_imports_is_no_measure_for_a_young_clinic(clinic: Clinic) -> None:
    begun = datetime.fromisoformat(AT)
    lived(clinic, days=6, per_day=10, until=begun + timedelta(days=7))
    with clinic.database.reading() as connection:
        assert share_per_day(connection) is None
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, "later", "noted", stamp(begun + timedelta(days=11)), {})
    with clinic.database.reading() as connection:
        total = int(connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one())
        assert share_per_day(connection) == pytest.approx(61 / total / 10)


def test_a_body_that_somebody_has_put_there_is_no_fault_of_the_disk(clinic: Clinic) -> None:
    clinic.execute("UPDATE journal SET body = x'7b'")
    with clinic.database.reading() as connection:
        assert share_per_day(connection) is None
