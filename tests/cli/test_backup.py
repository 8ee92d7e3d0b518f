"""Backup, restore, drill and export as a person at a terminal, a script and cron see them."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_no_names import IDENTIFIERS, SHORTEST_ENCRYPTED, named_in
from tests.cli.test_patients import CMA
from tests.cli.test_patients import run as run_demo
from tracker.backups.folders import listed
from tracker.config import load_settings
from tracker.journal.verifying import verify
from tracker.station.clinic_keys import own_key
from tracker.station.opening import open_store

__all__ = ["run", "run_demo"]
WORDS = "gauze over 7 lamps"


@pytest.fixture
def clinic(run: Run) -> Run:
    assert run("init", "--clinic", "Northgate", "--no-sign-in")[0] == 0
    return run


@pytest.fixture
def to(tmp_path: Path) -> Path:
    made = tmp_path / "office"
    made.mkdir()
    return made


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What comes through the pipe: this is the process's own input, and no code of ours."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_backup_says_what_it_is_and_where_the_keys_must_be_kept(clinic: Run, to: Path, tmp_path: Path) -> None:
    status, out, err = clinic("backup", "--to", to)
    assert status == 0
    assert out.startswith(f"✔ {to}/tracker-")
    assert "read through: whole" in out
    assert f"They are in\n  the file {tmp_path}/home/keys/database.key" in err
    assert "--with-keys FILE" in err
    assert {path.suffix for path in to.iterdir()} == {".db", ".json"}


def test_a_script_gets_an_object(clinic: Run, to: Path) -> None:
    status, out, _ = clinic("backup", "--to", to, "--json")
    answer = json.loads(out)
    assert status == 0
    assert [Path(each["file"]).parent for each in answer["backups"]] == [to]
    assert {"sha256", "size", "schema", "events", "at", "counts", "deleted", "warnings"} <= set(answer["backups"][0])


def test_without_a_folder_it_says_how_to_name_one(clinic: Run, tmp_path: Path) -> None:
    status, _, err = clinic("backup")
    assert status == 2
    assert "backup_to = [" in err
    status, out, err = clinic("backup", "--to", tmp_path / "mnt", "--json")
    assert status == 2
    assert json.loads(out)["code"] == "backup_folder"
    assert not (tmp_path / "mnt").exists()


def test_the_settings_folders_each_get_one_and_one_that_is_gone_does_not_keep_it_from_the_others(
    clinic: Run, to: Path, tmp_path: Path
) -> None:
    file = tmp_path / "home" / "settings.toml"
    file.write_text(f'backup_to = ["{tmp_path}/gone", "{to}"]\n' + file.read_text())
    status, out, err = clinic("backup")
    assert status == 2
    assert f"✔ {to}/tracker-" in out
    assert f"There is no folder {tmp_path}/gone" in err
    status, out, _ = clinic("doctor")
    assert f"✖ Backups: There is no folder {tmp_path}/gone" in out
    assert f"✔ Backups: 1 copy in {to}, the last of" in out


def test_put_back_elsewhere_by_file_of_keys_and_passphrase(
    clinic: Run, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.json"
    before = own_key(load_settings(tmp_path / "home"))
    typed(monkeypatch, WORDS, WORDS)
    status, _, err = clinic("backup", "--to", to, "--with-keys", keys)
    assert status == 0
    assert "Without the passphrase nobody opens it" in err
    assert WORDS not in err + keys.read_text()
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "another-machine"))
    status, _, err = clinic("restore", to, "--to", tmp_path / "new")
    assert status == 4
    assert "--keys FILE" in err
    typed(monkeypatch, "another passphrase")
    assert clinic("restore", to, "--to", tmp_path / "new", "--keys", keys)[0] == 1
    assert not (tmp_path / "new").exists()
    typed(monkeypatch, WORDS)
    status, out, err = clinic("restore", to, "--to", tmp_path / "new", "--keys", keys)
    assert status == 0
    assert "What came after it is not known" in out
    assert f"TRACKER_HOME={tmp_path}/new" in err
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "new"))
    # The keyring of this machine, if it has one, or files: the new home opens without more ado.
    settings = load_settings(tmp_path / "new")
    assert settings.station == "desk-1"
    assert own_key(settings) == before or before is None
    store = open_store(settings)
    with store.reading() as connection:
        assert verify(connection, own=own_key(settings)).findings == ()
    store.close()
    assert clinic("backup", "--to", to)[0] == 0


def test_passphrases_that_differ_seal_nothing(
    clinic: Run, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, WORDS, WORDS + "s")
    assert clinic("backup", "--to", to, "--with-keys", tmp_path / "keys.json")[0] == 2
    typed(monkeypatch, "short", "short")
    assert clinic("backup", "--to", to, "--with-keys", tmp_path / "keys.json")[0] == 1
    typed(monkeypatch)
    assert clinic("backup", "--to", to, "--with-keys", tmp_path / "keys.json")[0] == 2
    assert not (tmp_path / "keys.json").exists()
    assert list(to.iterdir()) == []


def test_put_back_beside_the_present_one_it_says_what_is_only_there(clinic: Run, to: Path, tmp_path: Path) -> None:
    clinic("backup", "--to", to)
    assert clinic("staff", CMA, "CMA 07")[0] == 0
    status, out, _ = clinic("restore", to, "--to", tmp_path / "new")
    assert status == 0
    assert "1 event of after it is only in" in out
    assert "    desk-1: 1 event, 20" in out
    status, _, err = clinic("restore", to, "--to", tmp_path / "new")
    assert status == 4
    assert "none is ever written over" in err


def test_a_drill_is_one_line_and_0_or_1(clinic: Run, to: Path, tmp_path: Path) -> None:
    status, out, _ = clinic("restore", "--drill", to)
    assert (status, out.count("\n")) == (1, 1)
    assert out.startswith("✖ drill: There is no backup in")
    clinic("backup", "--to", to)
    status, out, err = clinic("restore", "--drill", to)
    assert (status, out.count("\n"), err) == (0, 1, "")
    assert out.startswith("✔ drill: tracker-")
    assert "0 newer here" in out
    file = listed(to).backups[0].file
    content = bytearray(file.read_bytes())
    content[5000] ^= 255
    file.write_bytes(content)
    status, out, _ = clinic("restore", "--drill", to)
    assert (status, out.count("\n")) == (1, 1)
    assert out.startswith("✖ drill: tracker-")
    assert json.loads(clinic("restore", "--drill", to, "--json")[1])["code"] == "backup_damaged"
    assert list((tmp_path / "home").glob("tracker-drill-*")) == []


def test_restore_asks_for_a_place(clinic: Run, to: Path) -> None:
    status, _, err = clinic("restore", to)
    assert status == 2
    assert "--to HOME" in err


def test_no_other_sqlite_opens_it(clinic: Run, to: Path) -> None:
    clinic("backup", "--to", to)
    file = listed(to).backups[0].file
    other = sqlite3.connect(file)
    with pytest.raises(sqlite3.DatabaseError):
        other.execute("SELECT * FROM sqlite_master").fetchall()
    other.close()


def test_an_export_takes_patients_along_only_with_a_badge_and_a_reason(run_demo: Run, tmp_path: Path) -> None:
    assert run_demo("export", "--to", tmp_path / "a")[0] == 0
    status, _, err = run_demo("export", "--to", tmp_path / "b", "--patients")
    assert status == 1
    assert "--badge" in err
    assert run_demo("export", "--to", tmp_path / "b", "--patients", "--badge", CMA)[0] == 1
    assert not (tmp_path / "b").exists()
    done = run_demo("export", "--to", tmp_path / "b", "--patients", "--badge", CMA, "--reason", "change of system")
    assert done[0] == 0
    assert "in the clear" in done[2]
    journal = (tmp_path / "b" / "journal.jsonl").read_text()
    assert "patients.exported" in journal
    assert "patients.exported" not in (tmp_path / "a" / "journal.jsonl").read_text()


def test_neither_a_stolen_backup_nor_what_the_verbs_say_names_a_patient(
    run_demo: Run, to: Path, tmp_path: Path
) -> None:
    said = [*run_demo("backup", "--to", str(to))[1:]]
    said += run_demo("restore", str(to), "--to", str(tmp_path / "new"))[1:]
    said += run_demo("restore", "--drill", str(to), "--json")[1:]
    said += run_demo("export", "--to", str(tmp_path / "out"))[1:]
    assert named_in("\n".join(said)) == set()
    assert named_in("\n".join(path.name for path in tmp_path.rglob("*"))) == set()
    for path in (*to.iterdir(), tmp_path / "new" / "tracker.db"):
        content = path.read_bytes().decode("latin-1").casefold()
        assert [name for name in IDENTIFIERS if len(name) >= SHORTEST_ENCRYPTED and name in content] == [], path
