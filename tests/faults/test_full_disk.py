"""The disk runs full under the real program: it says so and waits, nothing acknowledged is lost, and with room again it goes
on by itself; or it is ended, and goes on from the file that it kept."""

from __future__ import annotations

import resource
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.checking import losses
from tests.faults.running import Running, run
from tests.faults.work import record, settings_of, tubes_of
from tests.waiting import PATIENCE_S
from tracker.inventory.auditing import ledger_digest
from tracker.station.opening import open_store
from tracker.store.ballast import Ballast

SCANS = 250
ROOM = 900_000
"""Bytes. The log of such a shift takes five times that."""
KEPT_BACK = 16_000_000


def digest_of(home: Path) -> str:
    store = open_store(settings_of(home))
    try:
        with store.reading() as connection:
            return ledger_digest(connection)
    finally:
        store.close()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of its own of so many bytes."""
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("a small disk can be mounted by root only; see the test of a file that may not grow")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def shift(made_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("shift") / "shift.jsonl", tubes_of(made_home), SCANS, seed=4)


@pytest.fixture(scope="module")
def undisturbed(made_home: Path, shift: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    home = Path(shutil.copytree(made_home, tmp_path_factory.mktemp("undisturbed") / "home"))
    run(home, shift)
    return digest_of(home)


def test_a_full_disk_is_waited_for_and_nothing_is_lost(
    home: Path, shift: Path, undisturbed: str, tmp_path: Path
) -> None:
    used = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    with small_disk(tmp_path / "disk", used + ROOM + 20_000_000) as disk:
        there = Path(shutil.copytree(home, disk / "home"))
        ballast = disk / "ballast"
        with ballast.open("wb") as file:
            file.write(bytes(20_000_000))
        said_full: list[str] = []

        def make_room(line: str) -> None:
            if "disk" in line and ballast.exists():
                said_full.append(line)
                ballast.unlink()

        with Running(there, shift, make_room) as running:
            assert running.wait() == 1, "some scans of the shift are refused, none is lost"
        assert said_full
        assert "Storing works again." in running.words
        assert len(running.said.acknowledged) >= SCANS
        assert losses(there, running.said.acknowledged) == []
        assert digest_of(there) == undisturbed


def test_what_is_kept_back_is_given_up_and_the_work_goes_on(
    home: Path, shift: Path, undisturbed: str, tmp_path: Path
) -> None:
    """Nobody frees anything: the shift is finished in the room that was kept back for it, and it is said."""
    used = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    with small_disk(tmp_path / "disk", used + KEPT_BACK + 2 * ROOM) as disk:
        there = Path(shutil.copytree(home, disk / "home"))
        with (there / "settings.toml").open("a") as file:
            file.write(f"ballast_mb = {KEPT_BACK // 1_000_000}\n")
        kept = Ballast(there / "tracker.db", KEPT_BACK)
        assert kept.make(2 * KEPT_BACK)
        with Running(there, shift) as running:
            assert running.wait() == 1, "some scans of the shift are refused, none is lost"
        assert "The disk is full" in running.words
        assert "16 MB were kept back for this. Finish what is in hand" in running.words
        assert kept.kept() == 0
        assert losses(there, running.said.acknowledged) == []
        assert digest_of(there) == undisturbed


def test_a_file_that_may_not_grow_is_waited_for_and_nothing_is_lost(home: Path, shift: Path, undisturbed: str) -> None:
    """The same without a disk of its own, for which one must be root."""
    full = threading.Event()
    with Running(home, shift, lambda line: full.set() if "disk" in line else None) as running:
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
        assert full.wait(PATIENCE_S)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert running.wait() == 1
    assert "Storing works again." in running.words
    assert losses(home, running.said.acknowledged) == []
    assert digest_of(home) == undisturbed


def test_ended_while_the_disk_is_full_it_keeps_the_rest_in_a_file_that_goes_on(
    home: Path, shift: Path, undisturbed: str, tmp_path: Path
) -> None:
    full = threading.Event()
    with Running(
        home, shift, lambda line: full.set() if "disk" in line else None, more={"TMPDIR": str(tmp_path)}
    ) as running:
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
        assert full.wait(PATIENCE_S)
        running.interrupt()
        status = running.wait()
    assert status in (4, 130), running.words
    assert losses(home, running.said.acknowledged) == []
    (kept,) = [*home.glob("unsaved-*.jsonl"), *tmp_path.glob("unsaved-*.jsonl")]
    run(home, kept)
    run(home, shift)
    assert losses(home, running.said.acknowledged) == []
    assert digest_of(home) == undisturbed
