"""``tracker doctor --bundle``: what helps whoever helps, and nothing of anybody. Everything is planted that could get in."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_no_names import named_in
from tests.cli.test_patients import Run, run
from tests.tui.process import HOSTILE, poison
from tracker.config import load_settings
from tracker.diagnostics.log import append
from tracker.station.opening import open_store

__all__ = ["run"]

SECRET = "Wombatsdaughter"
"""A name that is nowhere else."""
CODES = re.compile(r"\b(B\d{10}|26000\d{5}|N\d{12}|NG-26-\d{4}|0?\d{13,14})\b")
"""Badges, tubes, requisitions and their numbers, products."""


@pytest.fixture
def bundle(run: Run, tmp_path: Path) -> dict[str, str]:
    """Of a clinic in which somebody has written whatever there was to write to; its deep examination finds much."""
    home = tmp_path / "home"
    poison(home)
    with (home / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(f'\nsources = ["mjpeg:http://{SECRET}:{SECRET}@127.0.0.1:1/x?key={SECRET}"]\n')
        file.write(f'backup_to = ["/mnt/{SECRET}"]\ncheckpoint_to = ["/mnt/{SECRET}"]\n')
        file.write(f'[[printers]]\nname = "{SECRET}"\nurl = "zpl://127.0.0.1:1"\n')
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = ? WHERE id = 1", (SECRET,))
        connection.exec_driver_sql("UPDATE scan SET data = ?", (SECRET,))
        connection.exec_driver_sql("UPDATE balance SET quantity = quantity + 1")
    store.close()
    for text in (SECRET, *HOSTILE):
        append(home, json.dumps({"text": text, "patient": text, "code": text, "error": text, "from": text}))
        append(home, text.replace("\n", ""))
    (home / "crash-20261116T000000-1.json").write_text(
        json.dumps({"at": SECRET, "errors": [{"error": SECRET, "places": [SECRET, *HOSTILE], "locals": SECRET}]}),
        "utf-8",
    )
    (home / "labels").mkdir()
    (home / "labels" / f"{SECRET}.toml").write_text(SECRET, "utf-8")
    path = tmp_path / "help.zip"
    status, _, err = run("doctor", "--deep", "--bundle", str(path))
    assert status == 1
    assert f"✔ {path}" in err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name).decode("ascii") for name in zipped.namelist()}


def test_nothing_that_was_planted_is_in_it(bundle: dict[str, str]) -> None:
    for name, content in bundle.items():
        plain = content + json.dumps(json.loads(content), ensure_ascii=False)
        assert named_in(plain) == set(), name
        assert SECRET.casefold() not in plain.casefold(), name
        assert CODES.findall(plain) == [], name
        for text in HOSTILE:
            assert text not in plain, name
            assert json.dumps(text)[1:-1] not in content, name


def test_what_helps_is_in_it(bundle: dict[str, str]) -> None:
    told = {name: json.loads(content) for name, content in bundle.items()}
    assert set(told) == {
        "about.json",
        "crashes.json",
        "database.json",
        "doctor.json",
        "log.json",
        "settings.json",
    }
    assert {"tracker", "python", "sqlite", "packages", "system", "made_at"} == set(told["about.json"])
    assert told["settings.json"]["sources"] == ["mjpeg"]
    assert told["settings.json"]["printers"] == ["zpl"]
    assert told["settings.json"]["backup_to"] == 1
    assert told["database.json"]["rows"]["journal"] > 10
    assert told["database.json"]["schema"].isdigit()
    answers = {(each["about"], each["state"]) for each in told["doctor.json"]}
    assert {("SQLite", "ok"), ("Balances", "fault"), ("Printer", "fault"), ("Label design", "fault")} <= answers
    assert "other" not in {about for about, _ in answers}, "a question whose name is not known here"
    assert told["log.json"]
    assert told["crashes.json"]


def test_a_file_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "help.zip"
    path.write_bytes(b"mine")
    status, _, err = run("doctor", "--bundle", str(path))
    assert status == 2
    assert "it is there already" in err
    assert path.read_bytes() == b"mine"


def test_without_a_clinic_it_can_be_made_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "new"))
    path = tmp_path / "help.zip"
    run("doctor", "--bundle", str(path))
    with zipfile.ZipFile(path) as zipped:
        assert json.loads(zipped.read("database.json")) == {"code": "store_missing"}
