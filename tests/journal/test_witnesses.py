"""Copies of checkpoints outside: whole or not at all, and never written over what contradicts them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clinic import AT, KEY, STATION_KEY, Clinic
from tracker.journal.checkpoints import Checkpoint, make_checkpoint
from tracker.journal.notes import sign_note
from tracker.journal.witnesses import copy_out, copy_to
from tracker.journal.writing import open_journal
from tracker.store.database import create_database


@pytest.fixture
def made(clinic: Clinic) -> Checkpoint:
    with clinic.database.writing() as connection:
        return make_checkpoint(connection, clinic.journal, AT, "shift")


def test_each_folder_gets_the_note_for_everybody_to_read(made: Checkpoint, tmp_path: Path) -> None:
    folders = [tmp_path / "office", tmp_path / "stick"]
    for folder in folders:
        folder.mkdir()
    before = os.umask(0o077)
    try:
        copied = copy_out(made, folders)
    finally:
        os.umask(before)
    assert copied.troubles == ()
    assert copied.files == tuple(folder / "checkpoint-front-desk-9.txt" for folder in folders)
    for path in copied.files:
        assert path.read_text("utf-8") == made.note
        assert path.stat().st_mode & 0o777 == 0o644
        assert os.listdir(path.parent) == [path.name]


def test_a_folder_that_cannot_be_written_is_told_and_keeps_no_other_from_its_copy(
    made: Checkpoint, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    copied = copy_out(made, [tmp_path / "gone", tmp_path / "a file", tmp_path])
    assert copied.files == (tmp_path / "checkpoint-front-desk-9.txt",)
    assert len(copied.troubles) == 2
    assert f"{tmp_path / 'gone'}: No such file" in copied.troubles[0]


def test_an_earlier_copy_of_the_same_root_stays(made: Checkpoint, clinic: Clinic, tmp_path: Path) -> None:
    """It was signed earlier, and proves more by it."""
    copy_out(made, [tmp_path])
    with clinic.database.writing() as connection:
        again = make_checkpoint(connection, clinic.journal, "2026-11-16T18:00:00.000Z", "asked")
    copied = copy_out(again, [tmp_path])
    assert copied.troubles == ()
    assert copied.files[0].read_text("utf-8") == made.note


def test_a_copy_that_contradicts_is_not_written_over(made: Checkpoint, clinic: Clinic, tmp_path: Path) -> None:
    """An old backup was put back, and work went on to the same number of events: the first copy is the only proof."""
    copy_out(made, [tmp_path])
    origin = made.note.partition("\n")[0]
    note = sign_note(origin, 9, bytes(32), at=AT, why="shift", name="front-desk", key=clinic.journal.key)
    copied = copy_out(replace(made, root=bytes(32), note=note.written()), [tmp_path])
    assert copied.files == ()
    assert "contradicts" in copied.troubles[0]
    assert (tmp_path / "checkpoint-front-desk-9.txt").read_text("utf-8") == made.note


def test_two_clinics_do_not_share_a_folder(made: Checkpoint, tmp_path: Path) -> None:
    other = create_database(tmp_path / "other.db", KEY)
    with other.writing() as connection:
        journal = open_journal(connection, "front-desk", STATION_KEY)
        for number in range(9):
            journal.append(connection, str(number), "scan", AT, {})
        theirs = make_checkpoint(connection, journal, AT, "shift")
    other.close()
    assert copy_out(theirs, [tmp_path]).troubles == ()
    assert "another clinic" in copy_out(made, [tmp_path]).troubles[0]


def test_what_is_no_checkpoint_is_left_alone(made: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sirs", "utf-8")
    copied = copy_to(made, tmp_path / "letter.txt")
    assert "holds no checkpoint" in copied.troubles[0]
    assert (tmp_path / "letter.txt").read_text("utf-8") == "Dear Sirs"


def test_one_file_or_one_folder(made: Checkpoint, tmp_path: Path) -> None:
    assert copy_to(made, tmp_path / "evening.txt").files == (tmp_path / "evening.txt",)
    assert copy_to(made, tmp_path).files == (tmp_path / "checkpoint-front-desk-9.txt",)


def test_a_file_system_that_takes_no_files_is_told(made: Checkpoint) -> None:
    copied = copy_out(made, [Path("/proc/self")])
    assert copied.files == ()
    assert copied.troubles
