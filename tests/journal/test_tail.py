"""The journal's newest events, checked at each start."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.clinic import AT, Clinic
from tests.journal.test_pace import lived
from tracker.journal.signed import SIGNATURE, TO_SIGN
from tracker.journal.tail import verify_tail
from tracker.journal.turning import turn_key
from tracker.store.connection import Connection

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


def last_hash(connection: Connection) -> str:
    return bytes(connection.exec_driver_sql("SELECT hash FROM journal_head").scalar_one()).hex()


def test_a_key_that_was_changed_among_them_or_before_is_no_finding(long: Clinic) -> None:
    journal = long.journal
    with long.database.writing() as connection:
        for number, seed in enumerate((7, 8)):
            journal = turn_key(connection, journal, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), AT, "B1")
            for more in range(10):
                journal.append(connection, f"behind-{number}-{more}", "noted", AT, {})
    assert [codes(long, events) for events in (5, 10, 11, 12, 21, 22, 23, 1000)] == [[]] * 8


def test_signatures_are_looked_at_with_what_they_sign_wherever_the_end_begins(long: Clinic) -> None:
    with long.database.writing() as connection:
        long.journal.append(connection, "signed", "noted", AT, {TO_SIGN: ["B1", "B2"]})
        digest = last_hash(connection)
        for badge in ("B1", "B2"):
            long.journal.append(connection, badge, SIGNATURE, AT, {"by": badge, "hash": digest, "of": "signed"})
        long.journal.append(connection, "behind", "noted", AT, {})
    assert [codes(long, events) for events in range(1, 7)] == [[]] * 6
