"""Room that is kept back for a full disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tracker.store.ballast import Ballast

SIZE = 1_000_000


@pytest.fixture
def ballast(tmp_path: Path) -> Ballast:
    return Ballast(tmp_path / "tracker.db", SIZE)


def test_it_takes_its_room_on_the_disk_and_is_the_owners_alone(ballast: Ballast) -> None:
    assert ballast.make(2 * SIZE)
    about = ballast.path.stat()
    assert ballast.kept() == SIZE
    assert about.st_blocks * 512 >= SIZE, "a file with holes keeps nothing back"
    assert stat.S_IMODE(about.st_mode) == 0o600


def test_given_up_its_room_is_free_and_a_second_time_there_is_none(ballast: Ballast) -> None:
    ballast.make(2 * SIZE)
    assert ballast.give_up() == SIZE
    assert not ballast.path.exists()
    assert ballast.give_up() == 0


def test_it_is_not_made_of_the_last_room_there_is(ballast: Ballast) -> None:
    """Else giving it up would make the room of which it is made again."""
    assert not ballast.make(2 * SIZE - 1)
    assert not ballast.path.exists()


def test_of_another_size_it_is_made_anew_and_of_none_it_goes(ballast: Ballast) -> None:
    ballast.make(2 * SIZE)
    larger = Ballast(ballast.of, 3 * SIZE)
    assert larger.make(10 * SIZE)
    assert larger.kept() == 3 * SIZE
    assert not Ballast(ballast.of, 0).make(10 * SIZE)
    assert not ballast.path.exists()


def test_a_folder_that_is_not_there_takes_none(tmp_path: Path) -> None:
    assert not Ballast(tmp_path / "gone" / "tracker.db", SIZE).make(10 * SIZE)
