"""Orders and patients at the command line: nothing of a patient on it, and every look is told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.specimens.pages import opened_pages
from tracker.cli import main
from tracker.config import load_settings
from tracker.station.opening import open_store
from tracker.store.keys import Keys

Run = Callable[..., tuple[int, str, str]]
JANE = {"family_name": "Fernwhistle", "given_name": "Odalie", "birth_date": "1981-04-06", "record_number": "MR-990001"}
ORDER = JANE | {"tests": "CBC PT", "provider": "Dr. Thornbury", "priority": "stat", "number": "X-1"}
CMA = "B0000000723"
AS_CMA = ("--badge", CMA)
SECRETS = ("Fernwhistle", "Odalie", "1981", "0406", "MR-990001")


@pytest.fixture
def run(
    demo_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Call the command line in a copy of the demo clinic, with ``piped`` as its standard input."""
    import shutil

    home = tmp_path / "home"
    shutil.copytree(demo_template, home)
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object, piped: object = None) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("" if piped is None else json.dumps(piped)))
        status = main([str(each) for each in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.fixture
def ordered(run: Run) -> Run:
    assert run("requisition", "add", piped=ORDER)[0] == 0
    return run


def test_an_order_is_entered_from_a_pipe_and_shown_masked(run: Run) -> None:
    status, out, err = run("requisition", "add", piped=ORDER)
    assert status == 0
    code = out.strip()
    assert code.startswith("N")
    status, shown, _ = run("requisition", "show", code, "--json")
    answer = json.loads(shown)
    assert (answer["patient"], answer["priority"], answer["number"]) == ("F., O. ••/81", "stat", "X-1")
    assert answer["tests"] == ["CBC", "PT"]
    assert [tube["container"] for tube in answer["tubes"]] == ["Citrate light blue 2.7 mL", "EDTA lavender 4 mL"]
    _, words, _ = run("requisition", "show", "X-1")
    for secret in SECRETS:
        assert secret not in out + err + shown + words


def test_what_is_wrong_with_an_order_is_told_without_the_patient(run: Run) -> None:
    wrong = ORDER | {"birth_date": "04/06/1981", "tests": "CBX"}
    status, out, err = run("requisition", "add", piped=wrong)
    assert (status, out) == (1, "")
    assert "birth_date" in err
    assert "Is CBC meant?" in err
    status, out, _ = run("requisition", "add", "--json", piped=wrong)
    assert status == 1
    assert {fault["column"] for fault in json.loads(out)["faults"]} == {"birth_date", "tests"}
    for secret in SECRETS:
        assert secret not in out + err


@pytest.mark.usefixtures("run")
def test_at_a_terminal_each_answer_is_checked_at_once_and_the_rest_is_kept() -> None:
    answers = ("", "Fern", "Odalie", "1981-02-30", "1981-04-06", "", "CBX", "CBC", "Dr. Thornbury", "", "")
    keys, end = os.openpty()
    try:
        os.write(keys, "".join(f"{answer}\n" for answer in answers).encode())
        run = subprocess.run(
            [sys.executable, "-m", "tracker", "requisition", "add"],
            stdin=end,
            capture_output=True,
            check=False,
        )
    finally:
        os.close(end)
        os.close(keys)
    said = run.stderr.decode()
    assert run.returncode == 0, said
    assert run.stdout.strip().startswith(b"N")
    assert said.count("birth date (YYYY-MM-DD)") == 2
    assert "no such day" in said
    assert "Is CBC meant?" in said
    assert said.count("family name") == 1


@pytest.mark.parametrize("piped", [None, [], "Fernwhistle", {"family_name": 5}, {"family_name": ["Fernwhistle"]}])
def test_what_is_no_object_of_texts_is_refused_and_not_quoted(run: Run, piped: object) -> None:
    status, out, err = run("requisition", "add", piped=piped)
    assert status == 2
    assert "Fernwhistle" not in out + err


def test_a_patient_is_masked_unless_somebody_says_why(ordered: Run) -> None:
    for arguments in (("X-1",), ("X-1", "--json"), ("X-1", "--reason", "curious")):
        status, out, err = ordered("patient", "show", *arguments)
        assert status == 0
        for secret in SECRETS:
            assert secret not in out + err
    status, out, err = ordered("patient", "show", "X-1", "--reveal", *AS_CMA)
    assert status == 1
    assert "Fernwhistle" not in out + err
    status, out, _ = ordered("patient", "show", "X-1", "--reveal", "--reason", "the ordering clinic called", *AS_CMA)
    assert status == 0
    assert "Fernwhistle, Odalie  born 1981-04-06  record MR-990001" in out


def test_the_record_number_comes_through_a_pipe_and_not_on_the_command_line(ordered: Run) -> None:
    status, out, _ = ordered("patient", "show", piped={"record_number": "mr-990001"})
    assert status == 0
    assert "F., O." in out
    status, out, err = ordered("patient", "show", "MR-990001")
    assert status == 1, "a record number is no requisition's"
    assert "MR-990001" not in out + err


def revealed_by(home: Path) -> list[str]:
    store = open_store(load_settings(home))
    with store.reading() as connection:
        bodies = [json.loads(body) for (body,) in connection.exec_driver_sql("SELECT body FROM journal").all()]
    store.close()
    return [body["by"] for body in bodies if body["kind"] == "patient.revealed"]


def test_every_look_is_in_the_journal_under_the_badge(ordered: Run, tmp_path: Path) -> None:
    look = ("patient", "show", "X-1", "--reveal", "--reason", "audit of the week")
    assert ordered(*look, *AS_CMA)[0] == 0
    assert revealed_by(tmp_path / "home") == [CMA]


@pytest.mark.parametrize(
    ("piped", "action"),
    [
        (None, ("show", "X-1", "--reveal", "--reason", "curious")),
        ({"given_name": "Odile"}, ("correct", "X-1")),
        (None, ("erase", "X-1", "--reason", "curious")),
    ],
)
def test_nobody_in_particular_sees_or_changes_a_patient(
    ordered: Run, tmp_path: Path, piped: object, action: tuple[str, ...]
) -> None:
    for badge, said in (((), "--badge"), (("--badge", "B0000000820"), "Nobody has this badge")):
        status, out, err = ordered("patient", *action, *badge, piped=piped)
        assert status == 1
        assert said in err
        assert not [secret for secret in SECRETS if secret in out + err]
    assert revealed_by(tmp_path / "home") == []
    assert "F., O." in ordered("patient", "show", "X-1")[1]


def test_a_patient_is_corrected_from_a_pipe(ordered: Run) -> None:
    status, out, err = ordered("patient", "correct", "X-1", *AS_CMA, piped={"given_name": "Odile"})
    assert status == 0
    assert "Odile" not in out + err
    reveal = ("patient", "show", "X-1", "--reveal", "--reason", "to compare", "--json", *AS_CMA)
    answer = json.loads(ordered(*reveal)[1])
    assert (answer["family_name"], answer["given_name"]) == ("Fernwhistle", "Odile")
    assert ordered("patient", "correct", "X-1", *AS_CMA, piped={"birth_date": "1/2/1981"})[0] == 1
    assert ordered("patient", "correct", "X-1", *AS_CMA, piped={"given_name": "Odile"})[0] == 1
    assert ordered("patient", "correct", *AS_CMA, piped={"given_name": "Odile"})[0] == 2


def test_erasing_leaves_a_clinic_that_verifies(ordered: Run, tmp_path: Path) -> None:
    assert ordered("patient", "erase", "X-1", *AS_CMA)[0] == 1, "without a reason"
    assert ordered("patient", "erase", "X-1", "--reason", "asked for by letter", *AS_CMA)[0] == 0
    assert "erased" in ordered("patient", "show", "X-1")[1]
    assert ordered("verify")[0] == 0
    status, out, _ = ordered("doctor", "--deep", "--json")
    assert status == 0, out
    assert "Patients" in {finding["about"] for finding in json.loads(out)["findings"]}
    key = Keys(tmp_path / "home" / "keys", "file").find("database")
    assert key is not None
    pages = opened_pages(tmp_path / "home" / "tracker.db", key.value)
    assert b"CREATE TABLE patient" in pages
    assert b"Fernwhistle" not in pages


def test_correcting_and_erasing_delete_the_files_of_the_patients_labels(ordered: Run, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "specimen-labels"
    folder.mkdir()
    first, others = labelled_for_odalie(tmp_path / "home", "labelled")
    for number in (first, others):
        (folder / f"specimen-{number}.pdf").write_bytes(b"%PDF Fernwhistle")
    assert ordered("patient", "correct", "X-1", *AS_CMA, piped={"given_name": "Odile"})[0] == 0
    assert [path.name for path in folder.iterdir()] == [f"specimen-{others}.pdf"], "another patient's"
    (folder / f"specimen-{first}.pdf").write_bytes(b"%PDF Fernwhistle")
    labelled_for_odalie(tmp_path / "home", "not_collected")
    status, _, err = ordered("patient", "erase", "X-1", "--reason", "asked for by letter", *AS_CMA)
    assert status == 0
    assert [path.name for path in folder.iterdir()] == [f"specimen-{others}.pdf"]
    for beyond in ("backups", "paper", "other stations"):
        assert beyond in err


def labelled_for_odalie(home: Path, state: str) -> tuple[str, str]:
    """The number of a specimen that is now hers, in this state, and one of somebody else's."""
    store = open_store(load_settings(home))
    with store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE specimen SET requisition_id = (SELECT id FROM requisition WHERE number = 'X-1'), state = ?,"
            " custodian = NULL WHERE id = (SELECT min(id) FROM specimen)",
            (state,),
        )
        first, second = connection.exec_driver_sql("SELECT number FROM specimen ORDER BY id LIMIT 2").scalars()
    store.close()
    return first, second


def test_the_doctor_finds_a_patient_that_was_swapped(ordered: Run, tmp_path: Path) -> None:
    store = open_store(load_settings(tmp_path / "home"))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE requisition SET patient_id = 1 WHERE number = 'X-1'")
    store.close()
    status, out, _ = ordered("doctor", "--deep", "--json")
    assert status == 1
    assert any("another patient" in finding["words"] for finding in json.loads(out)["findings"])


@pytest.mark.parametrize(
    "arguments", [("requisition", "show"), ("requisition", "add", "X-1"), ("requisition", "x"), ("patient", "kiss")]
)
def test_usage_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("patient", "show", "NG-26-2012", "--reveal"),
        ("patient", "export", "NG-26-2012", "--to", "{new}.json"),
        ("export", "--patients", "--to", "{new}"),
    ],
)
def test_nobody_looks_at_patients_in_a_copy_where_the_clinic_has_no_record_of_it(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    copy = tmp_path / "copy.db"
    source = open_store(load_settings())
    source.empty_log()
    source.close()
    copy.write_bytes(load_settings().database.read_bytes())
    said = [word.format(new=tmp_path / "new") for word in words]
    status, out, err = run(*said, *AS_CMA, "--reason", "asked for", "--database", str(copy))
    assert (status, out, "is not this clinic's own database" in err) == (1, "", True)
    assert not list(tmp_path.glob("new*"))
    link = tmp_path / "link.db"
    link.symlink_to(load_settings().database)
    assert (
        run("patient", "show", "NG-26-2012", "--reveal", *AS_CMA, "--reason", "asked", "--database", str(link))[0] == 0
    )
