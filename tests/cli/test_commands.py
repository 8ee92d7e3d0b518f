"""The command line as a script sees it: what it prints, where, and with which exit status."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tests.made_once import MadeOnce
from tracker.cli import main
from tracker.cli.verbs import VERBS
from tracker.config import load_settings
from tracker.demo import SHIFT, TABLES
from tracker.station.opening import open_store

Run = Callable[..., tuple[int, str, str]]
SETTINGS = 'station = "desk-1"\ntime_zone = "UTC"\nkey_store = "file"\n'


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in a home of its own; gives exit status, stdout and stderr."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def furnished(home: Path) -> None:
    """A clinic that has the demo's tables, in a home of its own, by the command line."""
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        patch.setenv("TRACKER_HOME", str(home))
        for arguments in (
            ("init", "--clinic", "Northgate", "--no-sign-in"),
            *(("import", kind, str(path)) for kind, path in TABLES),
        ):
            assert main(arguments) == 0


@pytest.fixture
def clinic(run: Run, made_once: MadeOnce, tmp_path: Path) -> Run:
    """The same, with a clinic that has the demo's tables."""
    shutil.copytree(made_once("cli-clinic", furnished), tmp_path / "home", dirs_exist_ok=True)
    return run


def test_help_names_every_verb_of_the_design(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for verb in ("init", "demo", "read", "explain", "run", "import", "report", "label", "verify", "doctor"):
        assert f"\n  {verb} " in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_that_is_named_is_there(run: Run, verb: str) -> None:
    status, out, _ = run(verb, "--help")
    assert status == 0
    assert f" {verb} " in out


def test_a_command_without_a_clinic_says_how_to_make_one(run: Run) -> None:
    status, out, err = run("report", "stock")
    assert (status, out) == (4, "")
    assert "tracker init" in err


@pytest.mark.parametrize("name", ["", "  ", "North\x1b[31m", "a\nb", "\u202ex", "x" * 81])
def test_a_clinic_has_a_name_that_a_screen_can_show(run: Run, tmp_path: Path, name: str) -> None:
    assert run("init", "--clinic", name, "--no-sign-in")[0] == 2
    assert not (tmp_path / "home" / "tracker.db").exists()


def test_a_second_init_touches_nothing(clinic: Run, tmp_path: Path) -> None:
    before = (tmp_path / "home" / "tracker.db").read_bytes()
    status, _, err = clinic("init", "--clinic", "Other", "--no-sign-in")
    assert status == 4
    assert "already" in err
    assert (tmp_path / "home" / "tracker.db").read_bytes() == before


def test_importing_again_changes_nothing(clinic: Run) -> None:
    for kind, path in TABLES:
        status, out, _ = clinic("import", kind, path, "--json")
        answer = json.loads(out)
        assert status == 0
        assert (answer["added"], answer["changed"]) == (0, 0)
        assert answer["unchanged"] > 0


def test_a_dry_run_says_what_would_happen_and_leaves_the_clinic_empty(run: Run) -> None:
    run("init", "--clinic", "Northgate", "--no-sign-in")
    kind, path = TABLES[0]
    assert json.loads(run("import", kind, path, "--dry-run", "--json")[1])["added"] > 100
    assert json.loads(run("import", kind, path, "--json")[1])["added"] > 100


def test_a_faulty_file_is_told_by_line_and_nothing_of_it_is_kept(clinic: Run, tmp_path: Path) -> None:
    file = tmp_path / "par.csv"
    file.write_bytes(b"\xef\xbb\xbflocation_code;item_code;par\r\nL0101128;I00010474;30\r\nL0101128;I00099999;5\r\n")
    before = clinic("report", "restock", "--format", "json")[1]
    status, out, err = clinic("import", "par", file)
    assert status == 1
    assert "line 3" in out
    assert "nothing was imported" in err
    assert clinic("report", "restock", "--format", "json")[1] == before


def test_one_cause_on_every_line_is_said_once_with_the_count_and_the_first_lines(run: Run, tmp_path: Path) -> None:
    """The tests before their containers: one thing to do, whatever the file's length."""
    run("init", "--clinic", "Northgate", "--no-sign-in")
    header = "code,name,container,min_volume_ml,transport,retention_days,witness"
    rows = [f"T{number},Test {number},C{number},1,ambient,2,no" for number in range(40)]
    file = tmp_path / "tests.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    status, out, err = run("import", "tests", file)
    assert status == 1
    assert "40 lines, first 2, 3, 4, container: No container is known yet." in out
    assert len(out.splitlines()) == 2
    assert "40 faults" in err


def test_a_badge_is_given_to_a_person_and_nothing_else_is_taken_for_one(clinic: Run) -> None:
    assert clinic("staff", "B0000000820", "CMA 08")[0] == 0
    assert clinic("staff", "I00010474", "CMA 08")[0] == 2
    assert clinic("staff", "CMA 08", "B0000000820")[0] == 2
    assert clinic("staff", "B0000000821", "CMA 08")[0] == 1
    assert clinic("staff", "B0000000820", "\x1b[31mred")[0] == 1
    assert clinic("verify")[0] == 0


def test_two_badges_never_bear_one_name(clinic: Run) -> None:
    assert clinic("staff", "B0000000820", "CMA 08")[0] == 0
    status, _, err = clinic("staff", "B0000000917", "CMA 08")
    assert status == 1
    assert "B0000000820 bears this name" in err
    assert clinic("staff", "B0000000917", "CMA 09")[0] == 0
    assert clinic("staff", "B0000000917", "CMA 08")[0] == 1, "neither at first nor by a new name"


def test_the_journal_knows_whose_badge_it_is_and_was(clinic: Run, tmp_path: Path) -> None:
    for name in ("CMA 08", "CMA 08", "CMA 18"):
        assert clinic("staff", "B0000000820", name)[0] == 0
    store = open_store(load_settings(tmp_path / "home"))
    with store.reading() as connection:
        told = [
            json.loads(body)
            for (body,) in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid")
            if b"B0000000820" in body
        ]
    store.close()
    assert [(each["kind"], each["name"], each.get("before"), each["by"]) for each in told] == [
        ("staff.enrolled", "CMA 08", None, "command line"),
        ("staff.renamed", "CMA 18", "CMA 08", "command line"),
    ]


def test_who_gave_out_a_badge_is_in_the_journal_if_it_is_said(clinic: Run) -> None:
    assert clinic("staff", "B0000000723", "Lead", "--badge", "B0000000820")[0] == 1
    assert clinic("staff", "B0000000820", "CMA 08")[0] == 0
    assert clinic("staff", "B0000000723", "Lead", "--badge", "B0000000820")[0] == 0
    store = open_store(load_settings())
    with store.reading() as connection:
        bodies = [json.loads(body) for (body,) in connection.exec_driver_sql("SELECT body FROM journal").all()]
    store.close()
    told = [(body["badge"], body["by"]) for body in bodies if body["kind"] == "staff.enrolled"]
    assert told == [("B0000000820", "command line"), ("B0000000723", "B0000000820")]


def test_reports_have_stable_keys_and_quote_formulas(clinic: Run) -> None:
    status, out, _ = clinic("report", "stock", "--format", "json")
    answer = json.loads(out)
    assert status == 0
    assert answer["report"] == "stock"
    assert set(answer["rows"][0]) >= {"item_code", "location_code", "lot", "expiry", "quantity", "base_unit"}
    _, csv, _ = clinic("report", "stock", "--format", "csv")
    assert csv.startswith("item_code,item,")
    assert len(csv.split("\r\n")) == len(answer["rows"]) + 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("report", "nonsense"), 2),
        (("report", "stock", "--format", "papyrus"), 2),
        (("import", "nonsense", "x.csv"), 2),
        (("import", "items", "no-such-file.csv"), 2),
        (("run", "nonsense", "--from", "images:."), 2),
        (("run", "restock", "--from", "images:/no/such/folder"), 3),
        (("run", "restock", "--from", "teleport:moon"), 3),
        (("explain", "2600447103"), 1),
        (("nonsense",), 2),
        (("explain",), 2),
        (("--database", "postgresql:///x", "report", "stock"), 2),
        (("verify", "--database", "/no/such/file.db"), 4),
    ],
)
def test_exit_statuses_follow_the_table(clinic: Run, arguments: tuple[str, ...], status: int) -> None:
    assert clinic(*arguments)[0] == status


@pytest.mark.parametrize(
    "arguments", [("report", "nonsense", "--format", "json"), ("verify", "--json", "--database", "/no/such.db")]
)
def test_a_script_that_asked_for_objects_gets_one_when_refused(clinic: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = clinic(*arguments)
    assert status > 0
    assert set(json.loads(out)) == {"error", "code", "hint"}
    assert err, "the person at the terminal is told, too"


def test_a_fresh_clinic_verifies_and_the_doctor_finds_it_sound(clinic: Run) -> None:
    status, out, _ = clinic("verify", "--json")
    assert status == 0
    assert json.loads(out)["findings"] == []
    status, out, _ = clinic("doctor", "--deep", "--json")
    assert status == 0, out


def test_the_doctor_looks_at_the_scanners_that_the_settings_name(clinic: Run, tmp_path: Path) -> None:
    with (tmp_path / "home" / "settings.toml").open("a") as file:
        file.write(f'sources = ["teleport:moon", "images:{tmp_path}/none", "recording:{SHIFT}"]\n')
    status, out, _ = clinic("doctor", "--json")
    assert status == 1
    assert [f["state"] for f in json.loads(out)["findings"] if f["about"] == "Scanner"] == ["fault", "fault", "ok"]


def test_what_a_code_contained_cannot_drive_the_terminal(run: Run) -> None:
    hostile = "A\x1b]52;c;aGk=\x07[@click=app.quit]x[/]\u202e"
    for arguments in (("explain", hostile), ("explain", hostile, "--json"), ("report", hostile), (hostile,)):
        _, out, err = run(*arguments)
        assert not set("\x1b\x07\u202e") & set(out + err)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE lot SET state = 'usable' WHERE state = 'recalled'", "lot"),
        ("UPDATE lot SET expiry = '2099-01-01' WHERE id = 1", "lot"),
        ("UPDATE movement SET kind = 'adjust' WHERE id = 1", "movement"),
        ("UPDATE movement SET reason = 'lost' WHERE id = 1", "movement"),
        ("UPDATE movement SET at = '2020-01-01T00:00:00.000Z' WHERE id = 1", "movement"),
        ("UPDATE posting SET day = '2020-01-01' WHERE movement_id = 1 AND line = 2", "movement"),
        ("UPDATE identifier SET item_id = 2 WHERE item_id = 1 AND kind = 'gtin'", "identifier"),
        (
            "UPDATE package_level SET factor = 7 WHERE id = (SELECT min(id) FROM package_level WHERE factor = 100)",
            "package",
        ),
        ("UPDATE par_level SET par = par + 1 WHERE item_id = 1", "par"),
        ("DELETE FROM par_level WHERE item_id = 1", "par"),
        ("UPDATE item SET tracks_lot = 0, tracks_expiry = 0 WHERE id = 1", "item"),
        (
            "INSERT INTO month_balance SELECT max(month), 1, (SELECT id FROM location WHERE kind = 'room'),"
            " (SELECT id FROM lot WHERE item_id = 1), 7 FROM month_end",
            "end",
        ),
        *(
            (f"UPDATE journal SET body = {body} WHERE seq = (SELECT max(seq) - {back} FROM journal)", "event")
            for body in ("x'00ff'", "CAST('[1]' AS BLOB)", "CAST('{\"changes\":5}' AS BLOB)")
            for back in (0, 1)
        ),
    ],
)
def test_the_doctor_notices_what_somebody_with_the_key_has_changed(
    demo_template: Path, run: Run, tmp_path: Path, statement: str, word: str
) -> None:
    shutil.copytree(demo_template, tmp_path / "home", dirs_exist_ok=True)
    assert run("doctor", "--deep")[0] == 0
    store = open_store(load_settings(tmp_path / "home"))
    with store.writing() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(statement)
    store.close()
    status, out, _ = run("doctor", "--deep", "--json")
    faults = [f["words"] for f in json.loads(out)["findings"] if f["state"] == "fault"]
    assert status == 1
    assert any(f" {word} " in fault for fault in faults), faults


@pytest.mark.parametrize("verb", [[], ["demo"], ["demo", "--lab"]])
def test_the_app_in_a_pipe_is_refused_and_says_what_scripts_use(verb: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *verb],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TRACKER_HOME": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "tracker run" in done.stderr


def test_a_demo_is_not_built_where_a_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("something")
    assert main(["demo", "--headless", "--home", str(tmp_path / "file")]) == 2
    assert "No clinic can be built in" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "something"
