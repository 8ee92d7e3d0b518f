"""Who saw whom: asked by person and by patient, answered without a name; and all that is kept of one, for the patient."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.test_no_names import named_in, texts_of
from tests.cli.test_patients import CMA, Run, run

__all__ = ["run"]

LEAD = "B0000000141"
CORISANDE = "N000000000112"
RECORD = "MR-700091"
"""Of the demo's first patient, whose order this is."""


def shown(run: Run, code: str = CORISANDE, badge: str = CMA, reason: str = "the ordering clinic called") -> None:
    assert run("patient", "show", code, "--reveal", "--reason", reason, "--badge", badge)[0] == 0


def rows(run: Run, *more: str, piped: object = None) -> list[dict[str, object]]:
    status, out, err = run("report", "access", *more, "--format", "json", piped=piped)
    assert status in (0, 1), err
    answer: list[dict[str, object]] = json.loads(out)["rows"]
    return answer


def test_a_look_is_told_with_who_why_when_and_where_and_the_patient_masked(run: Run) -> None:
    shown(run)
    (row,) = (each for each in rows(run) if each["act"] == "name shown")
    assert (row["person"], row["badge"], row["reason"], row["station"]) == (
        "CMA 07",
        CMA,
        "the ordering clinic called",
        "demo",
    )
    assert (row["patient"], row["about"]) == ("M., C. ••/62", CORISANDE)
    assert str(row["at"]).startswith("2026-11-16T"), "the demo's day"


def test_whoever_is_called_otherwise_now_is_told_by_the_name_he_bore_and_by_his_badge(run: Run) -> None:
    """A lead who gives a badge another's name changes nothing of who has looked."""
    shown(run)
    assert run("staff", "rename", CMA, "CMA 12", "--badge", LEAD)[0] == 0
    shown(run)
    looks = [each for each in rows(run) if each["act"] == "name shown"]
    assert {(each["person"], each["badge"]) for each in looks} == {("CMA 12", CMA), ("CMA 07 (now CMA 12)", CMA)}
    told = run("report", "access")[1]
    assert f"CMA 07 (now CMA 12) B…{CMA[-3:]}: name shown" in told


def test_the_whole_of_a_collection_is_told_step_by_step(run: Run) -> None:
    acts = [each["act"] for each in rows(run, CORISANDE)]
    assert acts == ["label printed", "identifiers asked", "opened at COLLECT"], "the newest first"


def test_one_patient_is_asked_for_by_order_or_by_a_record_number_that_stands_on_no_command_line(run: Run) -> None:
    shown(run)
    shown(run, "N000000000209")
    by_code = rows(run, CORISANDE)
    assert rows(run, "--record", piped={"record_number": RECORD}) == by_code
    assert {each["patient_id"] for each in by_code} == {1}
    status, _, err = run("report", "access", "--record", piped={"record_number": "MR-999999"})
    assert status == 1
    assert "MR-999999" not in err
    assert run("report", "access", "--record", piped={})[0] == 2
    status, _, err = run("report", "access", "--record", piped=["x"])
    assert (status, '{"record_number": "..."}' in err, "birth_date" in err) == (2, True, False)
    status, _, err = run("report", "access", "--record", RECORD)
    assert (status, "Leave it out, and it is asked for" in err, RECORD in err) == (2, True, False)
    assert run("report", "stock", "--record", piped={"record_number": RECORD})[0] == 2


def test_one_person_is_asked_for_by_badge(run: Run) -> None:
    shown(run, badge=LEAD)
    assert [each["act"] for each in rows(run, "--person", LEAD)] == ["name shown"]
    (seen,) = rows(run, "--person", LEAD, "--by", "patient")
    assert (seen["patient"], seen["accesses"], seen["people"]) == ("M., C. ••/62", 1, "lead 01")
    assert run("report", "access", "--person", "B0000009942")[0] == 1


def test_people_and_patients_are_counted(run: Run) -> None:
    shown(run)
    people = {str(each["person"]): each for each in rows(run, "--by", "person")}
    assert (people["CMA 07"]["patients"], people["CMA 07"]["shown"]) == (22, 1)
    (patient,) = rows(run, CORISANDE, "--by", "patient")
    assert patient["accesses"] == 4


def test_days_cut_it(run: Run) -> None:
    assert {str(each["at"])[:10] for each in rows(run, "--since", "2026-11-16")} == {"2026-11-16"}
    assert {str(each["at"])[:10] for each in rows(run, "--until", "2026-11-13")} == {"2026-11-13"}


def test_a_label_printed_again_is_one_line_and_not_two(run: Run, tmp_path: Path) -> None:
    number = "2600002066"
    status, _, err = run(
        "label", "specimen", number, "--reason", "smeared", "--badge", CMA, "--to", str(tmp_path / "l.pdf")
    )
    assert status == 0, err
    again = [each for each in rows(run, "--since", "2026-11-16") if each["reason"] == "smeared"]
    assert [(each["act"], each["about"], each["stands_out"]) for each in again] == [
        ("label printed again", number, "specimen label printed again")
    ]


def test_what_stands_out_is_exit_status_1_until_somebody_has_signed_for_it(run: Run, tmp_path: Path) -> None:
    assert run("report", "access")[0] == 0
    taken = ("export", "--to", tmp_path / "out", "--patients", "--badge", CMA, "--reason", "change of system")
    assert run(*map(str, taken))[0] == 0
    status, out, _ = run("report", "access")
    assert status == 1
    assert "all patients taken along, every patient" in out
    assert run("audit", "review")[0] == 1
    status, out, err = run("audit", "review", "--sign-off", "--badge", LEAD, "--note", "the new system has them")
    assert status == 0, err
    assert "all patients taken along" in out
    assert run("audit", "review")[0] == run("report", "access")[0] == 0
    told = json.loads(run("audit", "review", "--since", "2026-11-16", "--format", "json")[1])["rows"]
    assert ("all_exported", "lead 01") in [(each["code"], each["reviewed_by"]) for each in told]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("forget",), 2),
        (("review", "--note", "x"), 2),
        (("review", "--sign-off", "--since", "2026-11-01"), 2),
        (("review", "--format", "doc"), 2),
        (("review", "--sign-off", "--note", "x"), 1),
        (("review", "--sign-off", "--badge", LEAD), 1),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], status: int) -> None:
    assert run("audit", *words)[0] == status


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "pdf"])
def test_a_review_comes_in_every_format_and_names_no_patient(run: Run, tmp_path: Path, form: str) -> None:
    assert exported(run, tmp_path / "copy.json")[0] == 0
    (tmp_path / "copy.json").unlink()
    file = tmp_path / f"review.{form}"
    assert run("audit", "review", "--to", str(file))[0] == 1
    assert file.stat().st_size
    assert [named_in(text) for text in texts_of(file) if named_in(text)] == []


def exported(run: Run, to: Path, *more: str) -> tuple[int, str, str]:
    arguments = ("patient", "export", CORISANDE, "--to", str(to), *(more or ("--badge", LEAD, "--reason", "by letter")))
    return run(*arguments)


@pytest.mark.parametrize("form", ["json", "txt", "pdf"])
def test_all_that_is_kept_of_a_patient_is_handed_out(run: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"{CORISANDE}.{form}"
    status, out, err = exported(run, file)
    assert status == 0, err
    assert named_in(out + err) == set(), "what is printed names nobody"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    texts = [*texts_of(file)]
    for part in ("Marshfeather", "Corisande", "1962-05-19", RECORD, "2600000126", "A1C", "NG-26-1991", "lab 02"):
        assert part in texts[0]
    if form == "pdf":
        assert named_in(texts[1]) == set(), "a viewer shows the title above its window"
    (told,) = (each for each in rows(run) if each["act"] == "data handed out")
    assert (told["person"], told["reason"], told["stands_out"]) == (
        "lead 01",
        "by letter",
        "a patient's data handed out",
    )


def test_nobody_elses_data_is_in_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    assert exported(run, file)[0] == 0
    text = file.read_text("utf-8")
    assert named_in(text) == {"marshfeather", "corisande", "1962-05-19", RECORD.casefold()}
    whole = json.loads(text)
    assert [each["number"] for each in whole["specimens"]] == ["2600000126"]
    assert [step["what"] for step in whole["specimens"][0]["custody"]][:2] == ["label", "collect"]
    assert whole["requisitions"][0]["provider"] == "Dr. Thornbury"


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("copy.json", ("--reason", "by letter"), "somebody's name"),
        ("copy.json", ("--badge", LEAD), "A reason is needed"),
        ("copy.json", ("--badge", LEAD, "--reason", "asked by Marshfeather"), "names a patient"),
        ("marshfeather.json", ("--badge", LEAD, "--reason", "by letter"), "would name the patient"),
        ("MR-700091.txt", ("--badge", LEAD, "--reason", "by letter"), "would name the patient"),
        ("copy.doc", ("--badge", LEAD, "--reason", "by letter"), "in which form"),
    ],
)
def test_what_is_refused_leaves_no_file_and_no_event(
    run: Run, tmp_path: Path, name: str, more: tuple[str, ...], code: str
) -> None:
    status, _, err = exported(run, tmp_path / name, *more)
    assert status in (1, 2)
    assert code in err
    assert not (tmp_path / name).exists()
    assert [each for each in rows(run) if each["act"] == "data handed out"] == []


def test_a_file_that_is_there_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text("mine", "utf-8")
    assert exported(run, tmp_path / "copy.json")[0] == 2
    assert (tmp_path / "copy.json").read_text("utf-8") == "mine"
    assert run("patient", "show", CORISANDE, "--to", str(tmp_path / "x.json"))[0] == 2
    assert run("patient", "export", CORISANDE, "--badge", LEAD, "--reason", "x")[0] == 2


def test_erasing_tells_which_files_beside_the_database_still_name_the_patient(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert exported(run, home / "copy.txt")[0] == 0
    (home / "sent.csv").write_text("family_name\nPebblecroft\n", "utf-8")
    assert run("patient", "erase", CORISANDE, "--badge", LEAD, "--reason", "by letter")[0] == 1, "a tube is still kept"
    disposed(run, home)
    status, out, err = run("patient", "erase", CORISANDE, "--badge", LEAD, "--reason", "by letter")
    assert status == 0, err
    assert f"{home / 'copy.txt'} still names the patient: delete it by hand." in err
    assert "sent.csv" not in err, "that is another patient's"
    assert named_in(out + err) == set()


def disposed(run: Run, home: Path) -> None:
    from tracker.config import load_settings
    from tracker.station.opening import open_store

    store = open_store(load_settings(home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE specimen SET state = 'disposed' WHERE number = '2600000126'")
    store.close()


def test_what_an_act_says_of_itself_is_not_said_again_behind_it(run: Run, tmp_path: Path) -> None:
    number = "2600002066"
    asked = ("label", "specimen", number, "--reason", "smeared", "--badge", CMA, "--to", str(tmp_path / "l.pdf"))
    assert run(*asked)[0] == 0
    told = " ".join(run("report", "access")[1].split())
    assert "label printed again" in told
    assert "because: smeared --" not in told, "the sign at the line's head says that it stands out"
    (row,) = (each for each in rows(run) if each["act"] == "label printed again")
    assert row["stands_out"] == "specimen label printed again", "a file that is sorted by it has the words"
