"""Checkpoints: what is signed, what it costs, what proves it, and what becomes of it when the power goes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import AT, KEY, Clinic
from tracker.errors import Refusal, StoreError
from tracker.journal.chain import leaf_of
from tracker.journal.checkpoints import (
    Checkpoint,
    covering,
    events_since,
    inclusion,
    inclusions,
    journal_origin,
    latest,
    make_checkpoint,
)
from tracker.journal.merkle import EMPTY, is_included, root, subtree
from tracker.journal.notes import Why, read_note
from tracker.journal.verifying import verify
from tracker.journal.writing import Journal, open_journal
from tracker.store.database import open_database

OPENING = 9
"""Events of the small clinic's opening stock."""


def checkpoint(clinic: Clinic, why: Why = "asked", journal: Journal | None = None) -> Checkpoint:
    with clinic.database.writing() as connection:
        return make_checkpoint(connection, journal or clinic.journal, AT, why)


def append(clinic: Clinic, *names: str, journal: Journal | None = None) -> None:
    with clinic.database.writing() as connection:
        for name in names:
            (journal or clinic.journal).append(connection, name, "scan", AT, {})


def many(clinic: Clinic, count: int, prefix: str = "e") -> None:
    append(clinic, *[f"{prefix}{number}" for number in range(count)])


def second_station(clinic: Clinic) -> Journal:
    with clinic.database.writing() as connection:
        return open_journal(connection, "lab", bytes(32))


def bodies(clinic: Clinic) -> list[bytes]:
    """In the tree's order, told apart from how the program reads it."""
    with clinic.database.reading() as connection:
        runs = connection.exec_driver_sql("SELECT station_id, seq, events FROM leaf_run ORDER BY position").all()
        return [
            body
            for station, seq, events in runs
            for (body,) in connection.exec_driver_sql(
                "SELECT body FROM journal WHERE station_id = ? AND seq BETWEEN ? AND ? ORDER BY seq",
                (station, seq, seq + events - 1),
            )
        ]


def findings(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [finding.code for finding in verify(connection).findings]


def test_a_checkpoint_covers_every_event_and_is_signed_by_the_station(clinic: Clinic) -> None:
    made = checkpoint(clinic, "shift")
    leaves = [leaf_of(body) for body in bodies(clinic)]
    assert made.size == len(leaves) == OPENING
    assert made.root == root(OPENING, lambda level, number: subtree(leaves, level, number))
    note = read_note(made.note.encode())
    assert (note.size, note.root, note.at, note.why) == (OPENING, made.root, AT, "shift")
    assert note.is_signed_by("front-desk", clinic.journal.key.public_key().public_bytes_raw())
    assert findings(clinic) == []


def test_a_checkpoint_is_no_event_of_the_journal(clinic: Clinic) -> None:
    checkpoint(clinic)
    assert clinic.value("SELECT count(*) FROM journal") == OPENING


def test_each_database_has_a_journal_of_its_own(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        origin = journal_origin(connection)
    assert origin == f"clinic-tracker/{clinic.value('SELECT value FROM setting WHERE name = ?', ('journal_id',))}"
    assert len(origin) == len("clinic-tracker/") + 32


def test_an_event_enters_the_tree_with_the_checkpoint_and_not_before(clinic: Clinic) -> None:
    many(clinic, 5)
    assert clinic.value("SELECT count(*) FROM leaf_run") == 0
    checkpoint(clinic)
    assert clinic.value("SELECT sum(events) FROM leaf_run") == OPENING + 5


def test_an_empty_journal_has_the_empty_root(clinic: Clinic) -> None:
    for statement in ("DELETE FROM posting", "DELETE FROM movement", "DELETE FROM journal", "DELETE FROM journal_head"):
        clinic.execute(statement)
    made = checkpoint(clinic)
    assert (made.size, made.root) == (0, EMPTY)


def test_asking_again_with_nothing_new_signs_the_same_root(clinic: Clinic) -> None:
    first, second = checkpoint(clinic), checkpoint(clinic)
    assert (first.size, first.root) == (second.size, second.root)
    assert findings(clinic) == []


@pytest.mark.parametrize("steps", [(1,), (247, 1, 1), (256,), (300, 0, 212, 1), (2000, 1, 999)])
def test_a_tree_grown_in_steps_has_the_root_of_one_grown_at_once(clinic: Clinic, steps: tuple[int, ...]) -> None:
    """Across the edges of tiles: 256 leaves, and trees of several."""
    made = []
    for number, count in enumerate(steps):
        many(clinic, count, f"step{number}-")
        made.append(checkpoint(clinic))
    leaves = [leaf_of(body) for body in bodies(clinic)]
    for each in made:
        assert each.root == root(each.size, lambda level, number: subtree(leaves, level, number))
    assert made[-1].size == len(leaves) == OPENING + sum(steps)
    assert findings(clinic) == []


def test_events_of_two_stations_keep_each_stations_order(clinic: Clinic) -> None:
    lab = second_station(clinic)
    for turn in range(3):
        append(clinic, f"lab{turn}", f"lab{turn}b", journal=lab)
        append(clinic, f"desk{turn}")
        checkpoint(clinic, journal=lab if turn == 1 else None)
    assert clinic.value("SELECT count(*) FROM leaf_run") == 6
    assert clinic.value("SELECT count(*) FROM checkpoint WHERE station_id = 2") == 1
    assert findings(clinic) == []


def test_making_one_reads_the_new_events_and_not_the_old(clinic: Clinic) -> None:
    """Bodies that stand in whole tiles are not read again: they could be gone, and the root is the same."""
    many(clinic, 3000)
    first = checkpoint(clinic)
    whole = first.size - first.size % 256
    append(clinic, "one more")
    with clinic.database.writing() as connection:
        expected = make_checkpoint(connection, clinic.journal, AT, "asked")
        connection.driver.rollback()
        connection.driver.execute("BEGIN IMMEDIATE")
        connection.exec_driver_sql("UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq <= ?", (whole,))
        assert make_checkpoint(connection, clinic.journal, AT, "asked").root == expected.root


def test_every_covered_event_can_be_proved_and_no_later_one(clinic: Clinic) -> None:
    many(clinic, 600)
    made = checkpoint(clinic)
    append(clinic, "late")
    names = [f"e{number}" for number in range(0, 600, 37)]
    with clinic.database.reading() as connection:
        for name, found in zip(names, inclusions(connection, made, names), strict=True):
            body = connection.exec_driver_sql("SELECT body FROM journal WHERE event_id = ?", (name,)).scalar_one()
            assert is_included(leaf_of(body), found.position, made.size, found.proof, made.root)
        with pytest.raises(Refusal) as late:
            inclusion(connection, made, "late")
        with pytest.raises(Refusal) as unknown:
            inclusion(connection, made, "nobody")
    assert (late.value.code, unknown.value.code) == ("not_covered", "unknown_event")


def test_an_old_checkpoint_proves_its_events_still(clinic: Clinic) -> None:
    many(clinic, 300)
    old = checkpoint(clinic)
    many(clinic, 900, "later")
    checkpoint(clinic)
    with clinic.database.reading() as connection:
        found = inclusion(connection, old, "e299")
        body = connection.exec_driver_sql("SELECT body FROM journal WHERE event_id = 'e299'").scalar_one()
        assert is_included(leaf_of(body), found.position, old.size, found.proof, old.root)
        with pytest.raises(Refusal):
            inclusion(connection, old, "later0")


def test_a_checkpoint_over_events_is_made_only_where_none_covers_them(clinic: Clinic) -> None:
    append(clinic, "a")
    with clinic.database.writing() as connection:
        first = covering(connection, clinic.journal, ["a"], AT)
        again = covering(connection, clinic.journal, ["a"], AT)
        clinic.journal.append(connection, "b", "scan", AT, {})
        newer = covering(connection, clinic.journal, ["a", "b"], AT)
        assert latest(connection) == newer
    assert first == again
    assert newer.size == first.size + 1


def test_what_no_checkpoint_covers_is_counted(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        assert events_since(connection) == OPENING
    checkpoint(clinic)
    append(clinic, "a", "b")
    with clinic.database.reading() as connection:
        assert events_since(connection) == 2


def test_a_checkpoint_that_is_rolled_back_leaves_nothing(clinic: Clinic) -> None:
    """What a power cut in the middle leaves: the transaction's whole, or none of it."""
    many(clinic, 600)
    before = checkpoint(clinic)
    many(clinic, 600, "late")
    state = _tree_state(clinic)

    def cut_off() -> None:
        with clinic.database.writing() as connection:
            make_checkpoint(connection, clinic.journal, AT, "count")
            raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError):
        cut_off()
    assert _tree_state(clinic) == state
    assert findings(clinic) == []
    assert checkpoint(clinic).size == before.size + 600
    assert findings(clinic) == []


def _tree_state(clinic: Clinic) -> list[object]:
    with clinic.database.reading() as connection:
        return [
            connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            for table in ("leaf_run", "merkle_node", "checkpoint")
        ]


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq = 20", id="a covered event changed"),
        pytest.param("UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq = 45", id="a new event changed"),
        pytest.param("DELETE FROM journal WHERE seq = 20", id="a covered event gone"),
        pytest.param("DELETE FROM journal WHERE seq = 45", id="a new event gone"),
        pytest.param("DELETE FROM journal WHERE seq > 47", id="the newest events gone"),
        pytest.param("DELETE FROM journal WHERE seq > 20", id="covered events gone"),
        pytest.param("UPDATE journal SET prev = zeroblob(32) WHERE seq = 45", id="a new event moved"),
        pytest.param("UPDATE journal SET hash = zeroblob(32) WHERE seq = 49", id="the newest hash changed"),
        pytest.param("UPDATE journal_head SET signature = zeroblob(64)", id="an unsigned head"),
        pytest.param("DELETE FROM journal_head", id="no head"),
        pytest.param("UPDATE checkpoint SET root = zeroblob(32)", id="another root"),
        pytest.param("DELETE FROM checkpoint", id="the last checkpoint gone"),
        pytest.param("DELETE FROM leaf_run", id="the order gone"),
        pytest.param("UPDATE leaf_run SET events = events - 1", id="the order shortened"),
        pytest.param("DELETE FROM setting WHERE name = 'journal_id'", id="no identity"),
    ],
)
def test_nothing_is_signed_of_a_journal_that_is_not_as_it_was_written(clinic: Clinic, attack: str) -> None:
    """A log must never sign what contradicts what it signed before (C2SP); nor vouch for a chain that is broken."""
    many(clinic, 30)
    checkpoint(clinic)
    many(clinic, 10, "new")
    clinic.execute(attack)
    with pytest.raises(StoreError) as refused:
        checkpoint(clinic)
    assert refused.value.code == "journal_broken"


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40)), max_size=8))
def test_however_stations_take_turns_the_journal_verifies_and_every_event_is_proved(
    furnished_file: Path, steps: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(shutil.copy(furnished_file, folder)), KEY)
        with database.writing() as connection:
            stations = [open_journal(connection, name, bytes([number]) * 32) for number, name in enumerate("ab")]
            names = []
            for turn, (which, count) in enumerate(steps):
                for number in range(count):
                    names.append(f"{turn}-{number}")
                    stations[which].append(connection, names[-1], "scan", AT, {})
                if turn % 2:
                    make_checkpoint(connection, stations[1 - which], AT, "count")
            made = covering(connection, stations[0], names, AT)
            assert verify(connection).findings == ()
            for found in inclusions(connection, made, names):
                body = connection.exec_driver_sql(
                    "SELECT body FROM journal WHERE event_id = ?", (found.event_id,)
                ).scalar_one()
                assert is_included(leaf_of(body), found.position, made.size, found.proof, made.root)
        database.close()
