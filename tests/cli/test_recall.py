"""A recall at the command line, from the notice to the closing, and its report for cron."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.test_patients import CMA, Run, run
from tests.registers.releases import notice, recalls

__all__ = ["run"]

ITEM, LOT = "Tube EDTA lavender 4 mL", "6E310"
"""In the demo it stands in the lab's draw room and in the storeroom."""
AS_CMA = ("--badge", CMA)


def opened(run: Run) -> None:
    assert run("recall", "open", ITEM, LOT, "--reason", "stopper leaks", *AS_CMA)[0] == 0


def cases(run: Run) -> list[dict[str, Any]]:
    """The recalls, without what is held back and none means."""
    rows: list[dict[str, Any]] = json.loads(run("report", "recall", "--format", "json")[1])["rows"]
    return [row for row in rows if row["number"]]


def pull_list(run: Run) -> dict[str, tuple[str, int]]:
    status, out, _ = run("report", "recall", "R2026-001", "--format", "json")
    assert status == 1, "an open recall is something to do"
    return {row["where"]: (row["state"], row["stands"]) for row in json.loads(out)["rows"] if row["part"] == "pull"}


def test_a_recall_opened_by_hand_is_a_pull_list_until_every_room_has_signed(run: Run) -> None:
    status, out, _ = run("report", "recall")
    assert (status, "no recall open" in out, "R2026-001" in out) == (1, True, False), "recalled before the first day"
    opened(run)
    assert pull_list(run) == {"Lab draw": ("pull", 60), "Storeroom": ("pull", 300)}
    status, _, err = run("recall", "sign", "R2026-001", "Lab draw", "--pulled", "60", *AS_CMA)
    assert (status, "still holds 60 each" in err) == (1, True)
    status, _, err = run("recall", "close", "R2026-001", *AS_CMA)
    assert (status, "Lab draw, Storeroom" in err) == (1, True)
    (row,) = [each for each in json.loads(run("recall", "list", "--json")[1])["recalls"] if each["number"]]
    assert (row["number"], row["state"]) == ("R2026-001", "open")
    assert {each["part"] for each in json.loads(run("recall", "show", "R2026-001", "--json")[1])["rows"]} >= {"pull"}
    assert run("recall", "list")[0] == run("recall", "show", "r2026-001")[0] == run("report", "recall")[0] == 1


def test_a_lot_that_was_never_here_is_recalled_only_where_that_is_said(run: Run) -> None:
    asked = ("recall", "open", ITEM, "6E31O", "--reason", "stopper leaks", *AS_CMA)
    status, _, err = run(*asked)
    assert (status, "was never here" in err, LOT in err) == (1, True, True)
    assert "6E31O" not in run("recall", "list")[1]
    assert run(*asked, "--anyway")[0] == 0
    assert "6E31O" in run("recall", "list")[1]


def test_what_was_recalled_by_mistake_is_let_go_and_the_rooms_sign_for_nothing(run: Run) -> None:
    opened(run)
    assert run("recall", "release", "R2026-001", LOT, "--reason", "another maker", *AS_CMA)[0] == 0
    assert pull_list(run) == {"Lab draw": ("to sign", 0), "Storeroom": ("to sign", 0)}
    for room in ("Lab draw", "Storeroom"):
        assert run("recall", "sign", "R2026-001", room, "--pulled", "0", *AS_CMA)[0] == 0
    assert run("recall", "close", "R2026-001", *AS_CMA)[0] == 0
    assert run("report", "recall", "R2026-001")[0] == 0
    assert run("verify")[0] == 0


def test_nobody_recalls_without_a_badge_or_a_reason_and_no_half_command_is_guessed(run: Run) -> None:
    for wrong in (
        ("open", ITEM, LOT, "--reason", "leaks"),
        ("open", ITEM, LOT, *AS_CMA),
        ("open", ITEM, "--reason", "leaks", *AS_CMA),
        ("open", ITEM, LOT, "--all", "--reason", "leaks", *AS_CMA),
        ("open", ITEM, LOT, "--reason", "leaks", "--badge", "B0000009999"),
        ("sign", "R2026-001", "Lab draw", *AS_CMA),
        ("reopen", "R2026-001", *AS_CMA),
    ):
        assert run("recall", *wrong)[0] != 0, wrong
    assert cases(run) == []


def test_a_notice_from_a_file_opens_a_recall_of_its_number_and_imported_again_none(run: Run, tmp_path: Path) -> None:
    file = recalls(tmp_path / "r.json", notice("Z-1234-2026", "Syringe GTIN 09520101000408", "Lot 2K417"))
    asked = ("import", "recalls", str(file), "--quarantine", *AS_CMA)
    assert "1 lot is held back" in run(*asked)[2]
    answer = cases(run)
    assert [(row["number"], row["lot"], row["opened_by"]) for row in answer] == [("Z-1234-2026", "2K417", CMA)]
    assert answer[0]["unsigned"] > 0
    said = ("--reason", "not our maker", *AS_CMA)
    assert run("recall", "release", "Z-1234-2026", "2K417", *said)[0] == 0
    assert "held back:" not in run(*asked)[2], (
        "what a person let go from an open recall is not held again by its notice"
    )
    assert len(cases(run)) == 1


def test_each_shelf_of_the_pull_list_stands_under_its_room(run: Run) -> None:
    opened(run)
    rows = json.loads(run("report", "recall", "R2026-001", "--format", "json")[1])["rows"]
    shelves = [(row["where"], row["lot"], row["stands"]) for row in rows if row["part"] == "shelf"]
    assert shelves == [("Lab draw · Tube rack", LOT, 60), ("Storeroom · C · 1", LOT, 300)]
