"""The journal's newest events, checked at each start."""

from __future__ import annotations

import pytest

from tests.clinic import Clinic
from tests.journal.test_pace import lived
from tracker.journal.tail import verify_tail

LAST = "(SELECT max(seq) FROM journal)"


@pytest.fixture
def long(clinic: Clinic) -> Clinic:
    lived(clinic, days=10, per_day=5)
    return clinic


def codes(clinic: Clinic, events: int = 20) -> list[str]:
    with clinic.database.reading() as connection:
        return [finding.code for finding in verify_tail(connection, events)]


@pytest.mark.parametrize("events", [1, 20, 59, 1000])
def test_a_journal_as_it_was_written_has_no_finding(long: Clinic, events: int) -> None:
    assert codes(long, events) == []


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        (f"UPDATE journal SET body = CAST(body || x'20' AS BLOB) WHERE seq = {LAST} - 3", ["changed"]),
        (f"DELETE FROM journal WHERE seq = {LAST}", ["cut_off"]),
        (f"DELETE FROM journal WHERE seq = {LAST} - 5", ["gap"]),
        ("UPDATE journal_head SET signature = zeroblob(64)", ["bad_signature"]),
    ],
)
def test_what_was_done_to_the_newest_events_is_found(long: Clinic, deed: str, found: list[str]) -> None:
    long.execute(deed)
    assert codes(long) == found


def test_older_events_are_left_to_the_full_check(long: Clinic) -> None:
    long.execute("UPDATE journal SET body = CAST(body || x'20' AS BLOB) WHERE seq = 2")
    assert codes(long) == []
    assert codes(long, 1000) == ["changed"]
