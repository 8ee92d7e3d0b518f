"""Checkpoints and bundles as a script, and somebody without the clinic's database, sees them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tracker.config import Settings, load_settings
from tracker.errors import ConfigurationError
from tracker.journal.bundles import write_bundle
from tracker.journal.chain import fingerprint, public_key_of
from tracker.journal.checkpoints import covering
from tracker.journal.notes import read_note
from tracker.journal.writing import open_journal
from tracker.station.clinic_keys import STATION_KEY, keys_of
from tracker.station.opening import open_pen, open_store

__all__ = ["run"]
AT = "2026-11-16T15:00:00.000Z"


@pytest.fixture
def home(demo_template: Path, run: Run, tmp_path: Path) -> Path:
    """The demo's clinic as this test's own; its commands are run by ``run``."""
    return Path(shutil.copytree(demo_template, tmp_path / "home", dirs_exist_ok=True))


def settings_line(home: Path, line: str) -> None:
    file = home / "settings.toml"
    file.write_text(f"{line}\n{file.read_text('utf-8')}", "utf-8")


def execute(home: Path, *statements: str) -> None:
    store = open_store(load_settings(home))
    with store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    store.close()


def own_fingerprint(home: Path) -> str:
    secret = keys_of(load_settings(home)).find(STATION_KEY)
    assert secret is not None
    return fingerprint(public_key_of(secret.value))


def test_a_checkpoint_is_printed_as_it_is_signed(run: Run, home: Path) -> None:
    status, out, err = run("checkpoint")
    assert (status, err) == (0, "")
    note = read_note(out.encode())
    assert note.why == "asked"
    assert note.signatures[0].name == load_settings(home).station


def test_a_checkpoint_goes_where_it_is_told_and_where_the_settings_say(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    settings_line(home, f'checkpoint_to = ["{tmp_path}/office", "{tmp_path}/gone"]')
    status, out, err = run("checkpoint", "--to", tmp_path / "evening.txt", "--json")
    answer = json.loads(out)
    assert status == 1
    assert "gone" in err
    assert len(answer["troubles"]) == 1
    assert [Path(file).read_text("utf-8") for file in answer["files"]] == [answer["note"]] * 2
    assert set(answer) == {"at", "files", "note", "root", "size", "station", "troubles", "why"}


def test_verify_takes_a_checkpoint_that_was_kept_and_finds_an_old_copy_put_back(
    run: Run, home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    shutil.copy(home / "tracker.db", tmp_path / "old.db")
    assert run("staff", "B0000000820", "CMA 08")[0] == 0
    assert run("checkpoint", "--to", kept)[0] == 0
    status, out, _ = run("verify", "--checkpoint", kept)
    assert status == 0
    assert "kept outside" in out
    for part in ("-wal", "-shm"):
        (home / f"tracker.db{part}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "old.db", home / "tracker.db")
    assert run("verify")[0] == 0, "inside, an old copy is a true state of an earlier day"
    status, out, _ = run("verify", "--checkpoint", kept, "--json")
    assert status == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["checkpoint_tail"]


def test_verify_says_what_only_a_checkpoint_shows(run: Run, home: Path) -> None:
    _, out, err = run("verify")
    assert "nothing was changed" in out
    assert "--checkpoint" in err


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda note: "x", "checkpoint_malformed"),
        (lambda note: note.replace("why asked", "why shift"), "checkpoint_signature"),
        (lambda note: note.replace("clinic-tracker/", "clinic-tracker/0")[:32] + note[33:], "checkpoint_malformed"),
    ],
)
def test_a_checkpoint_that_was_altered_is_a_finding(
    run: Run, home: Path, tmp_path: Path, change: Callable[[str], str], code: str
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(change(run("checkpoint")[1]), "utf-8")
    status, out, _ = run("verify", "--checkpoint", kept, "--json")
    assert status == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == [code]


def test_stored_checkpoints_are_verified_too(run: Run, home: Path) -> None:
    before = json.loads(run("verify", "--json")[1])["checkpoints"]
    assert run("checkpoint")[0] == 0
    status, out, _ = run("verify", "--json")
    assert (status, json.loads(out)["checkpoints"]) == (0, before + 1)
    execute(home, "UPDATE checkpoint SET root = zeroblob(32)")
    status, out, _ = run("verify")
    assert status == 1
    assert "stored checkpoint" in out


@pytest.fixture
def bundle(home: Path, tmp_path: Path) -> Path:
    """A bundle of three events, taken elsewhere; the clinic it came from is not there any more."""
    store, journal = open_pen(load_settings(home))
    with store.writing() as connection:
        names = [name for (name,) in connection.exec_driver_sql("SELECT event_id FROM journal WHERE seq IN (1, 3, 5)")]
        checkpoint = covering(connection, journal, names, AT)
        data = write_bundle(
            connection, journal, names, checkpoint, title="Custody of 2600447102", extra_files={"custody.pdf": b"%PDF"}
        )
    store.close()
    (tmp_path / "kept.txt").write_text(checkpoint.note, "utf-8")
    (tmp_path / "key.txt").write_text(own_fingerprint(home), "utf-8")
    shutil.rmtree(home)
    path = tmp_path / "elsewhere" / "bundle.zip"
    path.parent.mkdir()
    path.write_bytes(data)
    return path


def test_a_bundle_verifies_where_there_is_no_clinic_and_says_what_to_compare(
    run: Run, bundle: Path, tmp_path: Path
) -> None:
    status, out, err = run("verify", bundle)
    assert status == 0
    assert "Custody of 2600447102: 3 events" in out
    assert (tmp_path / "key.txt").read_text("utf-8") in out
    assert "The keys are the bundle's own" in err


def test_a_bundle_with_a_compared_key_leaves_no_doubt(run: Run, bundle: Path, tmp_path: Path) -> None:
    key = (tmp_path / "key.txt").read_text("utf-8")
    status, _, err = run("verify", bundle, "--key", key)
    assert (status, err) == (0, "")
    assert run("verify", bundle, "--key", key.removeprefix("SHA256:").replace("-", " ").upper())[0] == 0
    status, out, _ = run("verify", bundle, "--key", "0" * 32, "--json")
    assert status == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["key_unknown"]


def test_a_bundle_with_a_checkpoint_that_came_on_another_way(run: Run, bundle: Path, tmp_path: Path) -> None:
    status, out, err = run("verify", bundle, "--checkpoint", tmp_path / "kept.txt", "--json")
    answer = json.loads(out)
    assert (status, answer["events_pinned"], answer["files_pinned"]) == (0, True, False)
    assert set(answer) == {
        "checkpoint",
        "events",
        "events_pinned",
        "files",
        "files_pinned",
        "findings",
        "keys",
        "title",
    }
    _, _, err = run("verify", bundle, "--checkpoint", tmp_path / "kept.txt")
    assert "For the other files only that key does" in err


def test_a_changed_bundle_is_a_finding_and_a_missing_one_a_usage_error(run: Run, bundle: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    status, out, _ = run("verify", bundle)
    assert status == 1
    assert "changed" in out
    status, out, _ = run("verify", bundle, "--json")
    assert (status, json.loads(out)["checkpoint"]) == (1, None)
    assert run("verify", bundle.with_name("none.zip"))[0] == 2
    assert run("verify", bundle, "--checkpoint", bundle.with_name("none.txt"))[0] == 2


def test_a_key_must_be_one_and_belongs_to_a_bundle(run: Run, bundle: Path) -> None:
    assert run("verify", bundle, "--key", "SHA256:nonsense")[0] == 2
    assert run("verify", "--key", "0" * 32)[0] == 2


def test_the_doctor_tells_the_stations_key_and_whether_checkpoints_leave(run: Run, home: Path, tmp_path: Path) -> None:
    def told(about: str) -> list[tuple[str, str]]:
        answers = json.loads(run("doctor", "--json")[1])["findings"]
        return [(each["state"], each["words"]) for each in answers if each["about"] == about]

    assert own_fingerprint(home) in told("Signing key")[0][1]
    assert [state for state, _ in told("Checkpoints")] == ["warning"]
    settings_line(home, f'checkpoint_to = ["{tmp_path}", "{tmp_path}/gone"]')
    assert [state for state, _ in told("Checkpoints")] == ["ok", "fault"]


def test_a_foreign_station_shows_once_it_is_said_which_are_the_clinics_own(run: Run, home: Path) -> None:
    def stations() -> list[str]:
        answers = json.loads(run("doctor", "--json")[1])["findings"]
        return [each["state"] for each in answers if each["about"] == "Stations"]

    assert stations() == []
    store = open_store(load_settings(home))
    with store.writing() as connection:
        open_journal(connection, "lab-bench", bytes([66]) * 32).append(connection, "f" * 32, "scan", AT, {})
    store.close()
    assert stations() == ["warning"]
    status, out, err = run("verify")
    assert status == 0
    assert own_fingerprint(home) in out
    assert "lab-bench" in out
    assert "1 event\n" in out
    assert "stations = " in err
    settings_line(home, f'stations = ["{own_fingerprint(home)}"]')
    assert stations() == ["fault"]
    status, out, _ = run("verify", "--json")
    assert (status, [finding["code"] for finding in json.loads(out)["findings"]]) == (1, ["station_unknown"])
    (home / "settings.toml").write_text('stations = ["my own"]\n', "utf-8")
    with pytest.raises(ConfigurationError, match="fingerprints"):
        load_settings(home)


def test_folders_for_checkpoints_are_written_in_full(home: Path) -> None:
    settings_line(home, 'checkpoint_to = ["~/checkpoints"]\ncheckpoint_every = 50')
    settings: Settings = load_settings(home)
    assert settings.checkpoint_to == (Path.home() / "checkpoints",)
    assert settings.checkpoint_every == 50
    (home / "settings.toml").write_text('checkpoint_to = ["office"]\n', "utf-8")
    with pytest.raises(ConfigurationError, match="in full"):
        load_settings(home)


def test_events_under_a_clock_that_was_set_back_are_counted_and_are_no_fault(run: Run, home: Path) -> None:
    settings = load_settings(home)
    store, journal = open_pen(settings)
    with store.writing() as connection:
        journal.append(connection, "1" * 32, "note", AT, {"clock_back_s": 3600})
        journal.append(connection, "2" * 32, "note", AT, {"text": '"clock_back_s":'})
    store.close()
    status, out, _ = run("verify")
    assert (status, out.count("1 event was stored under a clock that had been set back")) == (0, 1)
    assert json.loads(run("verify", "--json")[1])["clock_back"] == 1
