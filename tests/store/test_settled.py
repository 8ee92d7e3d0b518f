"""A database's file copied as it is, while others write: one state of it, whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from tests.clinic import KEY, Clinic, overlook
from tests.waiting import until
from tracker.store.copying import copy_file
from tracker.store.database import Database, open_database

COPIES = 15


@pytest.fixture
def store(clinic: Clinic) -> Database:
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE pair (id INTEGER PRIMARY KEY, one INTEGER, other INTEGER, more BLOB)")
        connection.exec_driver_sql("INSERT INTO pair VALUES (?, 0, 0, randomblob(900))", [(n,) for n in range(200)])
    overlook(clinic.database)
    return clinic.database


@contextmanager
def settled(store: Database) -> Iterator[tuple[int, bool]]:
    """A view that began while nobody could write: the sum that it sees, and whether the file alone holds it."""
    with ExitStack() as held:
        with store.writing():
            view, is_settled = held.enter_context(store.settled())
        yield total(view.exec_driver_sql("SELECT sum(one), sum(other) FROM pair").one()), is_settled


def total(row: tuple[int, ...]) -> int:
    one, other = row
    assert one == other
    return one


@contextmanager
def written_to(store: Database) -> Iterator[list[int]]:
    """By another thread, all the time: each transaction changes both columns of many rows. How many it was."""
    over, written = threading.Event(), [0]

    def write() -> None:
        while not over.is_set():
            with store.writing() as connection:
                connection.exec_driver_sql("UPDATE pair SET one = one + 1, more = randomblob(900) WHERE id % 3 = 0")
                connection.exec_driver_sql("UPDATE pair SET other = other + 1 WHERE id % 3 = 0")
            written[0] += 1
            over.wait(0.005)  # SQLite's lock is not fair: without a pause nobody else would get it

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        over.set()
        thread.join()


def test_every_copy_made_beside_a_writer_is_what_the_view_sees(store: Database, tmp_path: Path) -> None:
    """By the file alone: the copy is opened without any log."""
    settled_copies = 0
    with written_to(store) as written:
        for number in range(COPIES):
            with settled(store) as (seen, is_settled):
                if not is_settled:
                    continue
                settled_copies += 1
                before = written[0]
                target = tmp_path / f"{number}.db"
                copy_file(store.path, target, KEY)
                until(lambda: written[0] >= before + 3)  # noqa: B023 - the log goes on while the view is open
            copy = open_database(target, KEY, is_readonly=True)
            with copy.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
                assert total(connection.exec_driver_sql("SELECT sum(one), sum(other) FROM pair").one()) == seen
            copy.close()
    assert settled_copies > COPIES // 2
    assert written[0] > COPIES


def test_an_older_view_that_is_open_keeps_the_file_from_being_enough(store: Database) -> None:
    with store.reading() as old:
        old.exec_driver_sql("SELECT 1 FROM pair").first()
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE pair SET one = one + 1, other = other + 1")
        with settled(store) as (_, is_settled):
            assert not is_settled
    with settled(store) as (_, is_settled):
        assert is_settled


def test_what_is_committed_while_the_view_is_open_stays_out_of_the_file(store: Database) -> None:
    with settled(store) as (_, is_settled):
        assert is_settled
        before = sha256(store.path.read_bytes()).digest()
        for _ in range(50):
            with store.writing() as connection:
                connection.exec_driver_sql("UPDATE pair SET more = randomblob(900)")
        assert sha256(store.path.read_bytes()).digest() == before, "the log was put into the file under an open view"
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE pair SET more = randomblob(900)")
    assert sha256(store.path.read_bytes()).digest() != before
