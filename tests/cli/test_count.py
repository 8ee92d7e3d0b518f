"""Counts from the command line: opened by a lead, counted at a station, closed once, and told to cron by an exit status."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_patients import CMA, Run, run
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import load_settings
from tracker.hardware.scan import Scan
from tracker.station import open_station

__all__ = ["run"]

LEAD = "B0000000141"
DRAWER = "L0106366"
BOOKED = {"I00015421": 6, "I00015518": 6, "I00015615": 4, "I00015712": 4, "I00015809": 4, "I00015906": 3}
FLUSH = "I00016003"
"""20 of it are in the drawer by the books, at 0.39 each."""


def counted(number: int = 20, *, others: bool = True) -> None:
    """Somebody counts the drawer: all as it is booked, and ``number`` of the saline flush, said twice."""
    station = open_station(load_settings(Path(os.environ["TRACKER_HOME"])))
    at = station.now()
    said = [(item, many) for item, many in BOOKED.items() if others] + [(FLUSH, number)] * 2
    codes = [CMA, command_code(Command.COUNT), DRAWER]
    codes += [code for item, many in said for code in (item, str(many))]
    for place, code in enumerate(codes):
        station.submit(Scan(code, "]C0", source="usb:1", at=at + timedelta(milliseconds=place)))
    assert station.drain(60)
    station.close()


def rows_of(run: Run, *asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("report", "count", *asked, "--format", "json")[1])["rows"]
    return found


def test_a_count_from_its_opening_to_its_closing_and_back(run: Run) -> None:
    status, out, err = run("count", "open", DRAWER, "--badge", LEAD)
    assert (status, err.startswith("✔ C2026-001 is open: Procedure · Medicine drawer")) == (0, True), out
    assert run("count", "list")[0] == 1
    counted(9)
    status, out, err = run("count", "close", "C2026-001", "--badge", LEAD, "--reason", "not-booked")
    assert status == 0
    assert "C2026-001 is closed; 1 line differs" in err
    assert "9 then 9 counted, 20 by the books: 11 each too few, worth 4.29; not booked." in out
    assert run("count", "list")[0] == 0
    status, _, err = run("count", "close", "C2026-001", "--badge", LEAD)
    assert (status, "closed before; nothing was booked again" in err) == (0, True)
    assert run("count", "reverse", "C2026-001", "--badge", LEAD)[0] == 0
    assert run("count", "reverse", "C2026-001", "--badge", LEAD)[0] == 1
    assert run("doctor", "--deep")[1].count("Counts") == 1


def test_counts_are_told_to_scripts_and_one_of_them_as_its_report(run: Run) -> None:
    assert json.loads(run("count", "list", "--json")[1]) == {"counts": []}
    run("count", "open", DRAWER, "--badge", LEAD)
    status, out, _ = run("count", "list", "--json")
    (one,) = json.loads(out)["counts"]
    assert (status, one["number"], one["state"], one["lines"], one["done"]) == (1, "C2026-001", "open", 7, 0)
    status, out, _ = run("count", "show", "C2026-001", "--json")
    told = json.loads(out)
    assert (status, len(told["rows"]), told["rows"][0]["expected"]) == (1, 7, None), "blind for scripts, too"
    assert run("count", "cancel", "C2026-001", "--badge", LEAD, "--json")[0] == 2


def test_what_another_count_has_is_left_out_and_both_tell_it(run: Run) -> None:
    assert run("count", "open", "Procedure", "--class", "A", "--badge", LEAD)[0] == 0
    status, out, err = run("count", "open", "Northgate clinic", "--badge", LEAD)
    assert status == 0
    assert "without class A of Procedure: C2026-001" in out + err
    assert "Without class A of Procedure: C2026-001." in run("count", "show", "C2026-002")[1]
    assert any(row["where"] == "Procedure · Medicine drawer" for row in rows_of(run, "C2026-002"))


def test_what_the_books_have_is_not_told_while_somebody_counts(run: Run) -> None:
    run("count", "open", DRAWER, "--badge", LEAD)
    counted(9, others=False)
    for asked in (("count", "show", "C2026-001"), ("report", "count", "C2026-001", "--format", "csv")):
        status, out, _ = run(*asked)
        assert status == 1
        assert "by the books" not in out
        assert ",20," not in out
    (line,) = [row for row in rows_of(run, "C2026-001") if row["item_code"] == FLUSH]
    assert (line["first"], line["second"], line["expected"], line["difference"]) == (9, 9, None, None)
    status, _, err = run("count", "close", "C2026-001", "--badge", LEAD)
    assert (status, "6 not counted" in err) == (1, True)


def test_the_report_tells_accuracy_by_class_and_what_is_due(run: Run) -> None:
    before = [row for row in rows_of(run) if row["part"] == "due"]
    assert run("report", "count")[0] == 1
    drawer = [row["item_code"] for row in before if row["where"] == "Procedure · Medicine drawer"]
    assert sorted(drawer) == sorted([*BOOKED, FLUSH])
    run("count", "open", DRAWER, "--badge", LEAD)
    counted(9)
    run("count", "close", "C2026-001", "--badge", LEAD)
    rows = rows_of(run)
    assert not [row for row in rows if row["part"] == "due" and row["where"] == "Procedure · Medicine drawer"]
    (case,) = [row for row in rows if row["part"] == "case"]
    assert (case["number"], case["lines"], case["within"], case["accuracy_percent"]) == ("C2026-001", 7, 6, 85.7)
    assert (case["gain"], case["loss"]) == (0.0, 4.29)
    classes = {row["class"]: row for row in rows if row["part"] == "class"}
    assert sum(row["lines"] for row in classes.values()) == 7
    assert sum(row["loss"] for row in classes.values()) == 4.29
    run("count", "reverse", "C2026-001", "--badge", LEAD)
    classes = {row["class"]: row for row in rows_of(run) if row["part"] == "class"}
    assert [row["lines"] for row in classes.values()] == [0, 0, 0], "what was taken back was no count"
    assert len([row for row in rows_of(run, "--room", "Procedure") if row["part"] == "due"]) == 73


def test_the_columns_are_those_that_scripts_rely_on(run: Run) -> None:
    run("count", "open", DRAWER, "--badge", LEAD)
    lines = list(csv.reader(io.StringIO(run("report", "count", "--format", "csv")[1])))
    assert lines[0][:8] == ["part", "number", "state", "where", "class", "item_code", "item", "last_counted"]
    assert lines[1][:4] == ["case", "C2026-001", "open", "Procedure · Medicine drawer"]


def test_a_class_is_counted_in_chosen_rooms(run: Run) -> None:
    _, _, err = run("count", "open", "Exam 1", "Exam 2", "--class", "a", "--badge", LEAD)
    assert "C2026-001 is open: class A in Exam 1, Exam 2" in err
    assert {row["class"] for row in rows_of(run, "C2026-001")} <= {"A"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("open",), 2, "What is to be counted?"),
        (("open", "Exam 1"), 2, "in somebody's name"),
        (("open", "Exam 1", "--badge", "B0000000820"), 1, "Nobody has this badge"),
        (("open", "Exam 9", "--badge", LEAD), 1, "There is no place 'Exam 9'"),
        (("open", "Supply cart", "--badge", LEAD), 1, "Several places"),
        (("open", "--class", "X", "--badge", LEAD), 1, "There is no class 'X'"),
        (("show", "C2026-009"), 1, "There is no count C2026-009"),
        (("close",), 2, "other words behind it"),
        (("close", "C2026-001", "--badge", LEAD, "--reason", "magic"), 2, "There is no reason 'magic'"),
        (("count",), 2, "There is no action 'count'"),
        (("cancel", "C2026-001", "--reason", "lost", "--badge", LEAD), 2, "--reason to close"),
    ],
)
def test_what_is_no_count_is_refused_in_words(run: Run, words: tuple[str, ...], status: int, said: str) -> None:
    found, _, err = run("count", *words)
    assert (found, said in err) == (status, True), err


def test_one_count_takes_no_filter(run: Run) -> None:
    run("count", "open", DRAWER, "--badge", LEAD)
    status, _, err = run("report", "count", "C2026-001", "--room", "Procedure")
    assert (status, "told whole" in err) == (2, True)


def test_what_a_spot_check_has_booked_stands_in_the_report_with_item_and_amount(run: Run) -> None:
    """Nobody else looks at it: a small one is booked at once, and is asked after by whoever reads the report."""
    counted(18, others=False)
    (booked,) = [each for each in rows_of(run) if each["part"] == "spot_check"]
    assert (booked["item_code"], booked["by"]) == (FLUSH, CMA)
    assert booked["state"].startswith("-2 each")
    assert (booked["gain"], booked["loss"]) == (0.0, 0.78)
    assert "checked  Saline" in run("report", "count")[1]
    assert "Spot checks that found a difference and booked it: 1, gain 0.00, loss 0.78." in run("report", "count")[1]


def test_a_controlled_substance_that_a_spot_check_misses_waits_in_the_report(run: Run, tmp_path: Path) -> None:
    items = tmp_path / "items.csv"
    items.write_text(
        f"code,name,base_unit,tracks_lot,tracks_expiry,controlled\n{FLUSH},Saline flush,each,yes,yes,yes\n"
    )
    run("import", "items", str(items))
    counted(19, others=False)
    (waits,) = [each for each in rows_of(run) if each["class"] == "spot check"]
    assert (waits["number"], waits["state"], waits["lines"], waits["done"]) == ("S2026-001", "open", 1, 1)
    assert not [each for each in rows_of(run) if each["part"] == "spot_check"], "nothing is booked"
    status, _, err = run("count", "close", "S2026-001", "--badge", CMA, "--reason", "lost")
    assert (status, "controlled substance" in err) == (1, True)
    assert run("count", "close", "S2026-001", "--badge", LEAD, "--reason", "lost")[0] == 0
