"""Recalls: what a notice names of ours, for sure or perhaps, and what is held back for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.registers.releases import notice, recalls
from tracker.cli import main
from tracker.demo.clinic import build_clinic
from tracker.errors import ConfigurationError
from tracker.registers import recalls as register
from tracker.registers.facts import TakenIn
from tracker.registers.reading import connected, states
from tracker.registers.recalls import naming

TODAY = date(2026, 11, 25)
SYRINGE_GTIN, SYRINGE_LOT = "09520101000408", "2K417"
"""In the demo's catalogue, and on its shelves."""


def taken(path: Path, folder: Path) -> TakenIn:
    return register.take_in(path, folder, TODAY, lambda done, total: None)


def named(folder: Path, *tokens: str) -> set[str]:
    with connected(folder / "recalls.db") as connection:
        return set(naming(connection, tokens))


def test_codes_and_lots_are_found_as_whole_words_however_they_are_written(tmp_path: Path) -> None:
    text = "UDI-DI: 00812345678901; Lot #s: AB-1234,CD5678; NDC 0409-4276-01"
    path = recalls(tmp_path / "r.json", notice("Z-1", "Syringe, Cat. No. SY-300", text))
    assert taken(path, tmp_path).rows == 1
    assert named(tmp_path, "00812345678901", "AB-1234") == {"Z-1"}
    assert all(named(tmp_path, token) == {"Z-1"} for token in ("CD5678", "0409427601", "SY-300"))
    assert not any(named(tmp_path, token) for token in ("AB-123", "1234", "CD567", "812345678901", "D5678"))


def test_devices_and_drugs_come_in_two_files_and_a_newer_word_replaces_an_older(tmp_path: Path) -> None:
    taken(recalls(tmp_path / "a.json", notice("Z-1", "Syringe", "Lot AB1234")), tmp_path)
    newer = notice("Z-1", "Syringe", "Lot CD5678", status="Terminated")
    state = taken(recalls(tmp_path / "b.json", newer, notice("D-1", "Lidocaine", "Lot L5520")), tmp_path)
    assert state.rows == 2
    assert named(tmp_path, "AB1234") == set()
    assert named(tmp_path, "CD5678", "L5520") == {"Z-1", "D-1"}


@pytest.mark.parametrize(
    "text", ["", "{}", '{"results": 7}', '{"results": [{"recall_number": "Z-1"}', '{"results": [' * 3]
)
def test_what_is_no_whole_download_is_refused_and_the_register_from_before_stays(text: str, tmp_path: Path) -> None:
    taken(recalls(tmp_path / "a.json", notice("Z-1", "Syringe", "Lot AB1234")), tmp_path)
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ConfigurationError) as refused:
        taken(tmp_path / "b.json", tmp_path)
    assert refused.value.code == "not_a_register"
    assert named(tmp_path, "AB1234") == {"Z-1"}


def test_a_notice_without_a_number_or_of_another_shape_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"results": [7, {}, {"recall_number": ["x"]}, notice("Z-1", "Syringe", "Lot AB1234")]}))
    found = taken(path, tmp_path)
    assert (found.rows, found.broken) == (1, 3)


def test_a_file_larger_than_a_chunk_is_read_notice_by_notice(tmp_path: Path) -> None:
    many = [notice(f"Z-{number}", "Syringe " + "é" * 200, f"Lot LOT{number:06d}") for number in range(3000)]
    assert taken(recalls(tmp_path / "r.json", *many), tmp_path).rows == 3000
    assert named(tmp_path, "LOT002999") == {"Z-2999"}


# In a clinic


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in the demo clinic's home."""
    home = tmp_path / "home"
    home.mkdir()
    build_clinic(home)
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def rows(run: Run) -> list[dict[str, object]]:
    status, out, _ = run("report", "recalls", "--format", "json")
    found = json.loads(out)["rows"]
    assert status == (1 if found else 0)
    assert isinstance(found, list)
    return found


def test_a_named_lot_is_reported_where_it_stands_and_another_lot_of_the_item_is_not(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", f"Lot: {SYRINGE_LOT.lower()}"))
    assert run("import", "recalls", path)[0] == 1
    found = rows(run)
    assert {(row["certain"], row["lot"], row["notice"]) for row in found} == {("yes", SYRINGE_LOT, "Z-1")}
    assert all(row["item_code"] == found[0]["item_code"] and row["location"] for row in found)


def test_a_notice_without_lots_holds_for_the_whole_product(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe {SYRINGE_GTIN[1:]}", "All lots"))
    run("import", "recalls", path)
    found = rows(run)
    assert len({row["lot"] for row in found}) > 1
    assert {row["certain"] for row in found} == {"yes"}


def test_another_makers_lot_of_the_same_number_is_only_perhaps_ours(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", "Catheter", "Lots LOT-771204"))
    run("import", "recalls", path)
    assert rows(run) == []
    _, out, _ = run("report", "stock", "--format", "json")
    lots = [str(row["lot"]) for row in json.loads(out)["rows"] if row["lot"]]
    long_lots = [lot for lot in lots if len(lot) >= 6 and lot[-1].isdigit()]
    assert long_lots, "the demo has such a lot"
    run("import", "recalls", recalls(tmp_path / "s.json", notice("Z-2", "Catheter", f"Lots {long_lots[0]}")))
    assert {row["certain"] for row in rows(run)} == {"perhaps"}


def test_what_is_sure_is_held_back_on_demand_in_the_journal_and_stops_every_scan(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", f"Lot {SYRINGE_LOT}"))
    _, _, said = run("import", "recalls", path, "--quarantine", "--badge", "B0000000723")
    assert "1 lot is held back" in said
    assert {row["state"] for row in rows(run)} == {"quarantined"}
    assert run("doctor", "--deep")[0] == 0
    assert run("verify")[0] == 0


@pytest.mark.parametrize("more", [["--quarantine"], ["--quarantine", "--badge", "B0000009999"], ["--dry-run"]])
def test_nothing_is_held_back_without_a_known_badge(run: Run, more: list[str], tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"GTIN {SYRINGE_GTIN}", f"Lot {SYRINGE_LOT}"))
    assert run("import", "recalls", path, *more)[0] in (1, 2)
    _, out, _ = run("report", "stock", "--format", "json")
    assert {row["state"] for row in json.loads(out)["rows"] if row["lot"] == SYRINGE_LOT} == {"usable"}


def test_without_recalls_the_report_says_how_to_get_them(run: Run) -> None:
    status, _, said = run("report", "recalls")
    assert status == 2
    assert "tracker import recalls" in said


def test_a_release_is_journalled_and_the_doctor_tells_its_day(run: Run, tmp_path: Path) -> None:
    from tests.registers.releases import gudid

    assert run("import", "gudid", gudid(tmp_path / "release"))[0] == 0
    _, out, _ = run("doctor", "--json")
    told = [each for each in json.loads(out)["findings"] if each["about"] == "Register: GUDID"]
    assert told[0]["state"] == "ok"
    assert told[0]["words"].startswith("3 rows")
    assert [state.name for state in states(tmp_path / "home" / "registers")] == ["GUDID"]
    assert run("verify")[0] == 0


def test_explain_adds_what_the_register_knows(run: Run, tmp_path: Path) -> None:
    from tests.registers.releases import BOX, gudid

    _, before, _ = run("explain", f"(01){BOX}", "--json")
    assert "register" not in json.loads(before)
    run("import", "gudid", gudid(tmp_path / "release"))
    _, out, _ = run("explain", f"(01){BOX}", "--json")
    found = json.loads(out)["register"]
    assert (found["name"], found["maker"]) == ("Glide Syringe 3 mL 25G", "Acme")
    assert [level["factor"] for level in found["levels"]] == [1, 100, 1000]
    _, words, _ = run("explain", f"(01){BOX}")
    assert "← this code" in words
