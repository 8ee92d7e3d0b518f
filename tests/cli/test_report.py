"""Any report, in any format, for anybody's question: what it knows, what it refuses, and what a script can rely on."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from labels.card import Paper
from tests.cli.test_patients import Run, run
from tests.reports.papers import words_of
from tracker.cli.report_asked import BYTES, FILTERS, FORMATS, PAPERS
from tracker.cli.report_kinds import KINDS
from tracker.text import counted

__all__ = ["run"]

BEHIND = {
    "custody": ("2600002066",),
    "manifest": ("T0000000000191",),
    "lot": ("EDTA tube", "2K417"),
    "trace": ("Tube SST gold 5 mL", "6Q402"),
}
ELSEWHERE = ("custody", "manifest", "lot")
"""What needs a tube or a trip; other tests have clinics with such."""
ASKABLE = [name for name in KINDS if name not in ELSEWHERE]


def test_the_help_names_every_report(run: Run) -> None:
    said = " ".join(run("report", "--help")[1].split())
    assert [name for name in KINDS if not re.search(rf"\b{name}\b", said)] == []


def test_there_are_as_many_papers_as_can_be_drawn_on() -> None:
    assert sorted(PAPERS) == sorted(Paper)


def test_where_no_recalls_were_imported_the_report_is_empty_and_says_so(run: Run) -> None:
    status, out, _ = run("report", "recalls", "--format", "json")
    answer = json.loads(out)
    assert (status, answer["rows"]) == (0, [])
    assert "No recalls have been imported" in answer["notes"][0]
    assert "tracker import recalls FILE" in run("report", "recalls")[1]


@pytest.mark.parametrize("name", ASKABLE)
def test_every_report_is_the_same_answer_in_every_format(run: Run, tmp_path: Path, name: str) -> None:
    asked = ("report", name, *BEHIND.get(name, ()))
    status, out, _ = run(*asked, "--format", "json")
    answer = json.loads(out)
    assert answer["report"] == name
    assert status in (0, 1)
    lines = list(csv.reader(io.StringIO(run(*asked, "--format", "csv")[1])))
    assert len(lines) == len(answer["rows"]) + 1
    if answer["rows"]:
        assert lines[0] == list(answer["rows"][0])
    assert counted(len(answer["rows"]), "line") in run(*asked)[1]
    for form in BYTES:
        file = tmp_path / f"{name}.{form}"
        assert run(*asked, "--to", file)[0] == status, "the format changes no finding"
        content = file.read_bytes()
        if form == "pdf":
            assert any(counted(len(answer["rows"]), "line") in word for word in words_of(content))
        else:
            sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
            assert sheet.count(b"<row ") == len(lines)


@pytest.mark.parametrize("name", KINDS)
def test_a_filter_that_a_report_does_not_know_is_refused_by_name(run: Run, name: str) -> None:
    values = {"as_of": "2026-11-15", "since": "2026-11-01", "until": "2026-11-16", "days": "5", "by": "item"}
    for filter_name in FILTERS:
        flag = "--" + filter_name.replace("_", "-")
        status, out, err = run("report", name, *BEHIND.get(name, ()), flag, values.get(filter_name, "x"))
        if filter_name in KINDS[name].filters:
            assert f"knows no {flag}" not in err
        else:
            assert (status, out) == (2, "")
            if filter_name == "as_of" and KINDS[name].has_no_past:
                assert f"The report '{name}' has no past day: missing specimens, labels in doubt" in err
                continue
            assert f"The report '{name}' knows no {flag}." in err
            assert all("--" + known.replace("_", "-") in err for known in KINDS[name].filters)


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("stock", "--as-of", "16.11.2026"), 2, "no_day"),
        (("stock", "--as-of", "\x1b[2J"), 2, "no_day"),
        (("stock", "--as-of", "2026-11-17"), 2, "day_to_come"),
        (("today", "--as-of", "2026-11-15"), 2, "no_past"),
        (("usage", "--since", "2026-11-10", "--until", "2026-11-09"), 2, "no_day"),
        (("dead", "--days", "-1"), 2, "absurd_days"),
        (("usage", "--days", "7", "--since", "2026-11-01"), 2, "configuration"),
        (("expiring", "--days", "99999999"), 2, "absurd_days"),
        (("usage", "--by", "cat"), 2, "configuration"),
        (("parked", "--room", "Exam 1"), 2, "unknown_filter"),
        (("stock", "--room", "Exam 99"), 1, "unknown_place"),
        (("stock", "--site", "nowhere"), 1, "unknown_place"),
        (("stock", "--item", "no such thing"), 1, "label_no_such_item"),
        (("trace", "Tube SST gold 5 mL", "NEVER"), 1, "unknown_lot"),
        (("trace", "Tube SST gold 5 mL"), 2, "configuration"),
        (("trace", "", ""), 2, "configuration"),
    ],
)
def test_what_cannot_be_asked_is_an_object_for_a_script_too(
    run: Run, arguments: tuple[str, ...], status: int, code: str
) -> None:
    found, out, err = run("report", *arguments, "--format", "json")
    assert (found, json.loads(out)["code"]) == (status, code)
    assert "\x1b" not in out + err


def test_a_period_is_the_last_so_many_days(run: Run) -> None:
    said = {days: run("report", "usage", "--days", str(days))[1].split("\n")[0] for days in (1, 7, 0)}
    assert "2026-11-16 to 2026-11-16" in said[1]
    assert "2026-11-10 to 2026-11-16" in said[7]
    assert said[0] == said[1], "no days are today"


def test_yesterdays_stock_in_one_room(run: Run) -> None:
    rows = json.loads(run("report", "stock", "--as-of", "2026-11-15", "--room", "exam 1", "--format", "json")[1])
    assert rows["as_of"] == "2026-11-15"
    assert rows["rows"]
    assert all(row["location"].startswith("Exam 1") for row in rows["rows"])
    assert json.loads(run("report", "stock", "--as-of", "2020-01-01", "--format", "json")[1])["rows"] == []


def test_a_traced_tube_lot_names_the_specimens_that_were_drawn_with_it(run: Run) -> None:
    traced = json.loads(run("report", "trace", "Tube SST gold 5 mL", "6q402", "--format", "json")[1])["rows"]
    drawn = json.loads(run("report", "lot", "Tube SST gold 5 mL", "6Q402", "--format", "json")[1])["rows"]
    assert drawn
    named = [(row["to"], row["note"]) for row in traced if row["part"] == "specimen"]
    assert named == [(row["number"], row["state"]) for row in drawn]


@pytest.mark.parametrize("form", BYTES)
def test_bytes_go_down_a_pipe_and_not_to_a_terminal(run: Run, form: str) -> None:
    command = [sys.executable, "-m", "tracker", "report", "stock", "--format", form]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stdout[:2] in (b"%P", b"PK")
    terminal, end = os.openpty()
    try:
        refused = subprocess.run(command, stdout=end, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(end)
        os.close(terminal)
    assert refused.returncode == 2
    assert f"--to FILE.{form}" in refused.stderr.decode()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "table"])
def test_a_report_that_cannot_be_made_leaves_the_file_that_was_there(run: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"x.{form}"
    file.write_bytes(b"before")
    assert run("report", "stock", "--to", file)[0] == 2
    assert run("report", "stock", "--room", "Exam 99", "--to", file, "--force")[0] == 1
    assert file.read_bytes() == b"before"
    assert run("report", "stock", "--to", file, "--force")[0] == 0
    assert file.read_bytes() != b"before"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".x")] == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_expired_stock_on_a_shelf_and_an_empty_store_are_status_1(run: Run) -> None:
    assert run("report", "expiring")[0] == 1
    rows = json.loads(run("report", "expiring", "--format", "json")[1])["rows"]
    room = min({row["room"] for row in rows} - {row["room"] for row in rows if row["days_left"] < 0})
    assert run("report", "expiring", "--room", room)[0] == 0
    assert run("report", "stock")[0] == 0
    status, out, _ = run("report", "stockouts", "--format", "json")
    assert status == (1 if any(row["is_out_now"] == "yes" for row in json.loads(out)["rows"]) else 0)


def test_an_item_that_is_not_named_whole_is_not_guessed_but_those_it_may_be_are_named(run: Run) -> None:
    status, _, said = run("report", "stock", "--item", "edta")
    assert status == 1
    assert "There is no item 'edta'" in said
    assert "Tube EDTA lavender 4 mL (I00011541)" in said
