"""What other accounts of the machine may write to is named, with the command that mends it; a new clinic is its owner's."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_patients import Run, run
from tracker.config import load_settings
from tracker.station import found_clinic, open_station
from tracker.station.open_to_others import make_private, open_to_others, readable_by_others

__all__ = ["run"]


def test_what_stands_open_is_named_by_the_doctor_and_on_the_screen_until_it_is_mended(run: Run) -> None:
    settings = load_settings()
    file = settings.home / "settings.toml"
    file.touch()
    for path, mode in ((settings.home, 0o777), (settings.database, 0o666), (file, 0o664)):
        path.chmod(mode)
    _, out, _ = run("doctor")
    for each in ("chmod 700 " + str(settings.home), f"chmod 600 {settings.database}", f"chmod 600 {file}"):
        assert each in out.replace("\n", " ")
    station = open_station(settings, sources=())
    try:
        assert "files ! open" in station.upkeep.warnings_in_short()
        assert any("chmod 700" in each for each in station.upkeep.warnings_told())
    finally:
        station.close()
    for one in open_to_others(settings):
        subprocess.run(shlex.split(one.mends), check=True)
    assert open_to_others(settings) == ()
    assert "other accounts" not in run("doctor")[1]
    station = open_station(settings, sources=())
    assert "files" not in station.upkeep.warnings_in_short()
    station.close()


def test_what_others_may_read_is_named_where_they_can_come_to_it(run: Run) -> None:
    settings = load_settings()
    labels = settings.home / "specimen-labels"
    labels.mkdir(exist_ok=True)
    label = labels / "2600001387.pdf"
    label.touch()
    for path, mode in ((labels, 0o755), (label, 0o644), (settings.database, 0o644), (settings.home / "keys", 0o755)):
        path.chmod(mode)
    settings.home.chmod(0o700)
    assert "other accounts" not in run("doctor")[1], "they cannot enter the home folder"
    settings.home.chmod(0o755)
    said = run("doctor")[1].replace("\n", " ")
    for path in (settings.home, labels, label, settings.database, settings.home / "keys"):
        assert f"other accounts may read {path}" in " ".join(said.split())
    for one in readable_by_others(settings):
        subprocess.run(shlex.split(one.mends), check=True)
    assert "other accounts" not in run("doctor")[1]


def test_a_key_that_others_may_read_is_told_by_the_doctor_as_it_is_by_whoever_uses_it(run: Run) -> None:
    key = load_settings().home / "keys" / "patients.key"
    key.chmod(0o644)
    status, out, _ = run("doctor")
    assert status == 1
    assert "Protection" in out
    assert "patients.key" in out


@pytest.mark.parametrize("is_there", [False, True])
def test_a_new_clinics_folder_is_its_owners_alone(tmp_path: Path, is_there: bool) -> None:
    home = tmp_path / "clinics" / "home"
    if is_there:
        home.mkdir(parents=True, mode=0o755)
    before = os.umask(0o022)
    try:
        found_clinic(load_settings(home), "Northgate")
    finally:
        os.umask(before)
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_everybodys_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "others.txt").touch()
    tmp_path.chmod(0o755)
    make_private(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
