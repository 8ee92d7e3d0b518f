"""What stands where a small file of the program's is to be keeps nobody from a day's work: it is put away and made anew, or
named with what mends it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.recording import ROOT, program
from tests.faults.test_permissions import AS_ANYBODY
from tests.faults.work import record_codes
from tests.made_once import MadeOnce
from tracker.config import Settings, load_settings
from tracker.demo import BADGE, LEAD
from tracker.demo.signing import PIN, ask_pins
from tracker.people.spare_tries import SpareTries
from tracker.station.own_files import examine_files, leave_to_owner
from tracker.store.ballast import Ballast

SOMEBODY = 12_345
SMALL = (
    *("tracker.db.tries", "tracker.db.checked", "tracker.db.ballast", "tracker.db.backup-lock"),
    *("tracker.specimens", "tracker.printing", "tracker.log", "keys/rotating"),
)
DAY = """
import io, json, sys
from tracker.cli import main
from tracker.config import load_settings
from tracker.people.proofs import Proof
from tracker.station import open_station

badge, pin, commands = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
station = open_station(load_settings(), sources=())
try:
    print(json.dumps(["signed in", 0 if station.signing.sign_in(badge, Proof(pin)).badge == badge else 1]))
finally:
    station.close()
for words in commands:
    sys.stdin = io.StringIO(f"{pin}\\n" * 3)
    status = main([*words, "--badge", badge, "--pin-stdin"] if words[0] != "doctor" else words)
    print("\\n" + json.dumps([words[0], status]), flush=True)
"""


def folder(path: Path) -> None:
    path.mkdir()


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "somebody's.txt").write_text("kept", "utf-8")


def link(path: Path) -> None:
    other = path.parent / f"{path.name}-somebody's"
    other.write_text("kept", "utf-8")
    path.symlink_to(other)


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def of_somebody(path: Path) -> None:
    path.touch(0o600)
    os.chown(path, SOMEBODY, SOMEBODY)


def bytes_of_anything(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)
    path.chmod(0o600)


def shut(path: Path) -> None:
    path.touch()
    path.chmod(0o000)


WAYS: tuple[Callable[[Path], None], ...] = (
    *(folder, full_folder, link, link_to_nothing),
    *(pipe, of_somebody, bytes_of_anything, shut),
)


@pytest.fixture(scope="session")
def made(made_once: MadeOnce, demo_template: Path) -> Path:
    def make(there: Path) -> None:
        shutil.copytree(demo_template, there / "home")
        ask_pins(load_settings(there / "home"))

    return made_once("asking-demo", make) / "home"


@pytest.fixture
def clinic(made: Path, tmp_path: Path) -> Settings:
    return load_settings(Path(shutil.copytree(made, tmp_path / "home")))


def spoil(path: Path, way: Callable[[Path], None]) -> None:
    path.unlink(missing_ok=True)
    way(path)


def worked_through(settings: Settings, folder: Path) -> tuple[dict[str, int], str]:
    """A day's commands by their status, and all that was said."""
    (folder / "copies").mkdir()
    shift = record_codes(folder / "shift.jsonl", ("L0010142",), seed=1)
    commands = [
        ["report", "open"],
        ["run", "restock", "--from", f"recording:{shift}"],
        ["queue", "list"],
        ["doctor"],
        ["backup", "--to", str(folder / "copies")],
        ["keys", "rotate", "station"],
    ]
    as_anybody = AS_ANYBODY.replace('"-m", "tracker"', f'"-c", {DAY!r}')
    done = subprocess.run(
        [sys.executable, "-c", as_anybody, LEAD, PIN, json.dumps(commands)],
        cwd=ROOT,
        env=program(settings.home),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('["')]
    return dict(told), done.stdout + done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another account's files")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_day_is_worked_through_whatever_stands_in_the_place_of_small_files(
    clinic: Settings, tmp_path: Path, way: Callable[[Path], None]
) -> None:
    for name in SMALL:
        spoil(clinic.home / name, way)
    named = {clinic.home / name for name in SMALL}
    before = [each.words for each in examine_files(clinic)]
    statuses, said = worked_through(clinic, tmp_path)
    assert "This is a bug" not in said
    assert list(clinic.home.glob("crash-*")) == []
    wanted = {"signed in": 0, "report": 1, "run": 0, "queue": 0, "doctor": 1, "backup": 0, "keys": 0}
    assert statuses | {"doctor": 1} == wanted, said
    assert len(list((tmp_path / "copies").glob("*.db"))) == 1
    if way is of_somebody:
        assert all(any(path.name in words for words in before) for path in named)
    elif way not in (bytes_of_anything, shut):
        assert {path for path in named for words in before if str(path) in words} == named
    kept = [each for each in clinic.home.rglob("*somebody's*") if each.is_file()]
    assert all(each.read_text("utf-8") == "kept" for each in kept)
    assert len(kept) == (len(SMALL) if way in (full_folder, link) else 0), "what is somebody's stays"


SPOILT_TRIES = (
    '{"B": {"failed": Infinity, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": 1e21, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": 100000000000000000000000, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": -50, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": true, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": "9", "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": 1, "boot": "\\ud800", "steady_ms": 1}}',
    '{"B": {"failed": 1, "boot": "x", "steady_ms": NaN}}',
    '{"B": {"failed": 1, "boot": "x", "steady_ms": -1}}',
    '{"B": {"failed": 1, "boot": null, "steady_ms": 1}}',
    '{"\\ud800": {"failed": 1, "boot": "x", "steady_ms": 1}}',
    '{"B": {"failed": 1}}',
    '{"B": 7}',
    "[1, 2]",
    "null",
    "[" * 9_000,
)


@pytest.mark.parametrize("spoilt", SPOILT_TRIES)
def test_tries_that_no_sign_in_writes_shut_nobody_out(clinic: Settings, spoilt: str) -> None:
    from tracker.people.proofs import Proof
    from tracker.station import open_station

    path = SpareTries(clinic.database).path
    path.unlink(missing_ok=True)
    path.write_bytes(spoilt.replace('"B"', f'"{LEAD}"').encode().ljust(16_384))
    assert any(str(path) in each.words for each in examine_files(clinic))
    station = open_station(clinic, sources=())
    try:
        assert station.signing.sign_in(LEAD, Proof(PIN)).badge == LEAD
        assert station.signing.sign_in(BADGE, Proof(PIN)).badge == BADGE
    finally:
        station.close()
    assert SpareTries(clinic.database).counted() == {}
    assert path.stat().st_size == 16_384
    assert list(examine_files(clinic)) == []


def test_the_ballast_never_frees_room_through_a_link(tmp_path: Path) -> None:
    other = tmp_path / "somebody's"
    other.write_text("kept", "utf-8")
    ballast = Ballast(tmp_path / "tracker.db", 4096)
    ballast.path.symlink_to(other)
    assert ballast.make(1 << 30)
    assert other.read_text("utf-8") == "kept"
    assert ballast.kept() == 4096


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another account's files")
def test_what_another_account_has_made_in_the_home_is_named_with_the_command_that_mends_it(clinic: Settings) -> None:
    (clinic.home / "orders").mkdir()
    spoilt = [clinic.home / name for name in ("tracker.log", "orders", "orders/26-1.pdf", "crash-1.json")]
    for path in spoilt:
        path.touch()
        os.chown(path, SOMEBODY, SOMEBODY)
    (found,) = examine_files(clinic)
    assert all(path.name in found.words for path in spoilt)
    subprocess.run(["sh", "-c", found.hint.removeprefix("As root: ")], check=True)
    assert list(examine_files(clinic)) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a program as root")
def test_what_root_makes_in_somebody_elses_home_is_left_to_its_owner(clinic: Settings, tmp_path: Path) -> None:
    (clinic.home / "tracker.specimens").unlink(missing_ok=True)
    for path in (clinic.home, *clinic.home.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)
    roots_own = tmp_path / "roots.txt"
    roots_own.touch()
    (clinic.home / "crash-1.json").symlink_to(roots_own)
    (clinic.home / "crash-2.json").hardlink_to(roots_own)
    words = [sys.executable, "-m", "tracker", "queue", "list", "--badge", LEAD, "--pin-stdin"]
    done = subprocess.run(words, input=f"{PIN}\n", cwd=ROOT, env=program(clinic.home), text=True, check=False)
    assert done.returncode == 0
    assert SpareTries(clinic.database).path.stat().st_uid == SOMEBODY
    assert (clinic.home / "tracker.specimens").stat().st_uid == SOMEBODY
    leave_to_owner(clinic)
    assert roots_own.stat().st_uid == 0, "neither through a link nor by a second name"
