"""``tracker backtest``: from a file of issues to a table of methods, and clear words for what is no such file."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.cli import main

Done = tuple[int, str, str]
Run = Callable[..., Done]
FIRST = date(2024, 1, 1)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit status, stdout and stderr. No clinic and no database is needed."""

    def call(*arguments: object) -> Done:
        status = main(["backtest", *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def issues(days: int = 400) -> str:
    chance = random.Random(1)
    lines = [f"{FIRST + timedelta(days=day)},Syringe,{chance.randint(0, 9)},north,w1" for day in range(days)]
    return "\n".join(["date,item,quantity,site,ward", *lines, ""])


def test_every_method_is_told_and_the_shipped_one_is_marked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "issues.csv"
    path.write_text(issues())
    status, told, said = run(path)
    assert status == 0
    assert "fixed par from the warm-up" in told
    assert sum(line.startswith("▸") for line in told.split("\n")) == 1
    assert "1 series of an item at a site" in said


def test_a_compressed_file_and_past_orders_give_an_object_for_scripts(run: Run, tmp_path: Path) -> None:
    path, leads = tmp_path / "issues.csv.gz", tmp_path / "leads.csv"
    path.write_bytes(gzip.compress(issues().encode()))
    leads.write_text(
        "item,ordered,received\nX,2026-01-01,2026-01-04\nX,2026-01-01,2026-01-06\nX,2026-01-01,2026-12-01\n"
    )
    told = json.loads(run(path, "--lead-times", leads, "--json")[1])
    assert (told["mean_lead_days"], told["fill_rate"], told["series"]) == (4.0, 0.95, 1)
    assert {each["method"] for each in told["methods"]} >= {"fixed_par", "croston", "own_swings"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("date,item,quantity\n2026-01-01,X,1\n", "long enough"),
        ("date,item,quantity\n01/02/2026,X,1\n", "line 2, date"),
        ("date,item,quantity\n2026-01-01,X,many\n", "line 2, quantity"),
        ("date,item,quantity\n2026-01-01,X,-9999999\n", "cannot be right"),
        ("date,item,quantity\n,X,1\n", "column date is empty"),
        ("day,item,quantity\n2026-01-01,X,1\n", "column date is missing"),
        ("", "empty"),
    ],
)
def test_what_is_no_history_is_refused_with_its_line(run: Run, content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "issues.csv"
    path.write_text(content)
    status, told, said = run(path)
    assert status != 0
    assert words in told + said


def test_an_order_received_before_it_was_ordered_and_a_damaged_archive_are_refused(run: Run, tmp_path: Path) -> None:
    path, leads = tmp_path / "issues.csv", tmp_path / "leads.csv"
    path.write_text(issues())
    leads.write_text("ordered,received\n2026-01-05,2026-01-01\n")
    status, told, _ = run(path, "--lead-times", leads)
    assert (status != 0, "before it was ordered" in told) == (True, True)
    path.write_bytes(gzip.compress(issues().encode())[:40] + b"spoilt" * 9)
    assert "damaged" in run(path)[2]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1999-12-31", "1999-12-31 cannot be right for date"),
        ("03/04/2026", "can be two days"),
        ("2026-02-30", "There is no day 2026-02-30"),
        ("2026-00-10", "no day"),
        ("11/2026", "names no day"),
        ("yesterday", "is not a date"),
    ],
)
def test_a_wrong_day_of_issue_is_named_as_what_it_is(run: Run, tmp_path: Path, cell: str, words: str) -> None:
    path = tmp_path / "issues.csv"
    path.write_text(f"date,item,quantity\n2026-01-01,Syringe,3\n{cell},Syringe,3\n", "utf-8")
    status, told, _ = run(path)
    said = told.replace("\n", " ")
    assert (status, words in said) == (1, True), said
    assert "expiry" not in said
    assert "package" not in said
