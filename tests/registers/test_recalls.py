"""Recalls: what a notice names of ours, for sure or perhaps, and what is held back for it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registers.releases import notice, recalls
from tracker.cli import main
from tracker.errors import ConfigurationError
from tracker.registers import recalls as register
from tracker.registers.facts import TakenIn
from tracker.registers.lots_named import Lots
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


def test_notices_of_one_number_are_one_that_names_all_that_they_name(tmp_path: Path) -> None:
    both = (notice("D-1", "Tablets, NDC 0143-1473-01", "Lot 69403A"), notice("D-1", "NDC 0143-1473-10", "All lots"))
    assert taken(recalls(tmp_path / "r.json", *both), tmp_path).rows == 1
    assert all(named(tmp_path, token) == {"D-1"} for token in ("69403A", "0143147301", "0143147310"))
    with connected(tmp_path / "recalls.db") as connection:
        assert naming(connection, ["69403A"])["D-1"].lots is Lots.UNCLEAR


def test_two_lots_with_a_stroke_between_and_a_number_as_on_bills_are_found(tmp_path: Path) -> None:
    taken(recalls(tmp_path / "r.json", notice("Z-1", "NDC 00409-4276-11", "Lots 2K417/2K418")), tmp_path)
    assert all(named(tmp_path, token) == {"Z-1"} for token in ("2K417", "2K418", "0409427611"))


def test_letters_of_several_bytes_survive_wherever_the_file_is_cut(tmp_path: Path) -> None:
    many = [notice(f"Z-{number}", "é" * (number + 1), "Lot LOT1234", recalling_firm="Müller") for number in range(700)]
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"results": many}, ensure_ascii=False), "utf-8")
    assert path.stat().st_size > 2 * 256 * 1024, "it is read in several pieces"
    taken(path, tmp_path)
    with connected(tmp_path / "recalls.db") as connection:
        found = naming(connection, ["LOT1234"]).values()
    assert {each.firm for each in found} == {"Müller"}
    assert all(set(each.product) == {"é"} for each in found)


@pytest.mark.parametrize("packed", [b" " * 50_000_000, b'{"results": [' + b'{"recall_number": "Z-1"},' * 2_000_000])
def test_a_packed_file_that_would_unpack_without_end_is_refused_before_it_is_read(
    packed: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("r.json", packed)
    with pytest.raises(ConfigurationError) as refused:
        taken(path, tmp_path)
    assert refused.value.code == "not_a_register"
    assert not (tmp_path / "recalls.db").exists()


def test_a_file_before_that_cannot_be_read_is_told_and_the_new_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "recalls.db").write_bytes(b"no database")
    found = taken(recalls(tmp_path / "r.json", notice("Z-1", "Syringe", "Lot AB1234")), tmp_path)
    assert (found.rows, found.broken) == (1, 1)
    assert named(tmp_path, "AB1234") == {"Z-1"}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), length=st.integers(1, 2000))
def test_whatever_of_a_file_before_is_damaged_the_new_notices_are_all_there(
    place: float, bits: int, length: int, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    whole = tmp_path / "whole.db"
    if not whole.exists():
        notices = [notice(f"Z-{number}", "Syringe", f"Lot AB{number:04}") for number in range(300)]
        taken(recalls(old, *notices), tmp_path)
        whole.write_bytes((tmp_path / "recalls.db").read_bytes())
        recalls(new, *(notice(f"Z-{number}", "Syringe", f"Lot CD{number:04}") for number in range(100, 400)))
    content = bytearray(whole.read_bytes())
    start = int(place * len(content))
    content[start : start + length] = bytes(each ^ bits for each in content[start : start + length])
    (tmp_path / "recalls.db").write_bytes(bytes(content))
    found = taken(new, tmp_path)
    assert all(named(tmp_path, f"CD{number:04}") == {f"Z-{number}"} for number in range(100, 400))
    assert not named(tmp_path, "AB0150"), "what the newer word no longer names"
    with sqlite3.connect(tmp_path / "recalls.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {str(number) for (number,) in connection.execute("SELECT number FROM notice")}
    assert {f"Z-{number}" for number in range(100, 400)} <= kept
    assert found.broken in (0, 1)


def test_hostile_words_of_a_notice_are_one_line_without_control_characters(tmp_path: Path) -> None:
    words = "\x1b]52;c;SGFjaw==\x07 [red]x[/] \u202e \ud800 a\0b\r\n" + "x" * 5000
    taken(
        recalls(tmp_path / "r.json", notice("Z-1\x1b[2J", words, f"Lot AB1234 {words}", recalling_firm=words)), tmp_path
    )
    with connected(tmp_path / "recalls.db") as connection:
        ((number, found),) = naming(connection, ["AB1234"]).items()
    for text in (number, found.product, found.firm):
        assert text.isprintable()
        assert len(text) <= 300


def test_every_file_of_a_zip_is_taken(tmp_path: Path) -> None:
    first = recalls(tmp_path / "a.json", notice("Z-1", "Syringe", "Lot AB1234"))
    second = recalls(tmp_path / "b.json", {}, notice("D-1", "Lidocaine", "Lot CD5678"))
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(first, "part-0001-of-0002.json")
        archive.writestr("__MACOSX/._part-0001-of-0002.json", b"\0\5\x16\7")
        archive.write(second, "deep/part-0002-of-0002.JSON")
    seen: list[tuple[int, int]] = []
    found = register.take_in(path, tmp_path, TODAY, lambda done, total: seen.append((done, total)))
    assert (found.rows, found.broken, found.faults) == (2, 1, ("notice 2: no recall_number",))
    assert named(tmp_path, "AB1234", "CD5678") == {"Z-1", "D-1"}
    assert seen == sorted(seen)
    assert seen[-1][0] <= seen[-1][1]


def test_a_zip_with_one_file_that_is_none_of_openfdas_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(recalls(tmp_path / "a.json", notice("Z-1", "Syringe", "Lot AB1234")), "a.json")
        archive.writestr("b.json", '{"other": 1}')
    with pytest.raises(ConfigurationError) as refused:
        taken(path, tmp_path)
    assert (refused.value.code, refused.value.message.split()[0]) == ("not_a_register", "b.json")
    assert not (tmp_path / "recalls.db").exists()


# In a clinic


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    demo_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The command line in a copy of the demo clinic."""
    home = tmp_path / "home"
    shutil.copytree(demo_template, home)
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


@pytest.mark.parametrize("codes", ["Lots 2K410 through 2K420", "Serial numbers 1001, 1002", "2J001, 2J002"])
def test_where_the_lots_cannot_be_told_ours_is_perhaps_named_and_not_held_back(
    run: Run, codes: str, tmp_path: Path
) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", codes))
    status, _, said = run("import", "recalls", path, "--quarantine", "--badge", "B0000000723")
    assert status == 1
    assert "held back:" not in said
    found = rows(run)
    assert SYRINGE_LOT in {row["lot"] for row in found}
    assert {(row["certain"], row["state"], row["status"]) for row in found} == {("perhaps", "usable", "Ongoing")}


@pytest.mark.parametrize(
    "codes", ["", "UDI-DI 09520101000408", "Lots 2K410-430", "Lots 2K410, 11, 17, 18", "Lots 2K4##"]
)
def test_where_a_text_says_nothing_or_not_all_no_lot_is_held_back_and_every_one_is_perhaps(
    run: Run, codes: str, tmp_path: Path
) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", codes))
    _, _, said = run("import", "recalls", path, "--quarantine", "--badge", "B0000000723")
    assert "held back:" not in said
    found = rows(run)
    assert len({row["lot"] for row in found}) > 1
    assert {(row["certain"], row["state"]) for row in found} == {("perhaps", "usable")}


def test_a_lot_that_is_named_as_one_that_is_not_meant_is_perhaps_and_not_held_back(run: Run, tmp_path: Path) -> None:
    codes = f"All lots except {SYRINGE_LOT}"
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", codes))
    _, _, said = run("import", "recalls", path, "--quarantine", "--badge", "B0000000723")
    assert "held back:" not in said
    assert {row["certain"] for row in rows(run)} == {"perhaps"}


@pytest.mark.parametrize("codes", ["Lots 4171, 4172", "Lot AB2K417", "Lots 2K417B, 2K418B", "Lot 02K417"])
def test_where_lots_of_another_shape_are_listed_ours_may_be_one_of_them(run: Run, codes: str, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", codes))
    assert run("import", "recalls", path)[0] == 1
    found = rows(run)
    assert SYRINGE_LOT in {row["lot"] for row in found}
    assert {row["certain"] for row in found} == {"perhaps"}


def test_where_other_lots_are_listed_ours_is_not_named(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", "Lots 2J001, 2J002"))
    assert run("import", "recalls", path)[0] == 0
    assert rows(run) == []


def test_a_badge_that_nobody_has_is_refused_before_anything_is_taken_in(run: Run, tmp_path: Path) -> None:
    path = recalls(tmp_path / "r.json", notice("Z-1", f"GTIN {SYRINGE_GTIN}", f"Lot {SYRINGE_LOT}"))
    assert run("import", "recalls", path, "--quarantine", "--badge", "B0000009999")[0] == 1
    assert states(tmp_path / "home" / "registers") == ()


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
    status, told, _ = run("report", "recalls")
    assert status == 0
    assert "tracker import recalls" in told


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


def test_registers_are_taken_in_and_asked_without_a_clinic_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.registers.releases import BOX, DEVICES, gudid

    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))
    release = gudid(tmp_path / "release")
    assert main(["import", "gudid", str(release)]) == 0
    assert main(["import", "recalls", str(recalls(tmp_path / "r.json", notice("Z-1", "Syringe", "Lot AB1234")))]) == 0
    assert main(["import", "gudid", str(gudid(tmp_path / "update", DEVICES[:1]))]) == 0
    assert "GUDID: 1 row; 3 before" in capsys.readouterr().err
    assert main(["explain", f"(01){BOX}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["register"]["name"] == "Glide Syringe 3 mL 25G"
    assert [each.name for each in (tmp_path / "home").iterdir()] == ["registers"]


WORDY = {
    "recalling_firm": "Acme Medical Devices and Consumables of North America " * 3,
    "reason_for_recall": "Leaks. " * 40,
}


def test_the_report_fits_a_terminal_of_80_columns_and_says_all(run: Run, tmp_path: Path) -> None:
    sure = notice("Z-1", f"Syringe GTIN {SYRINGE_GTIN}", f"Lot {SYRINGE_LOT}", **WORDY)
    unclear = notice("Z-2", f"Syringe GTIN {SYRINGE_GTIN}", "\x1b[2J Lots 2K410-430", status="\u202ex")
    run("import", "recalls", recalls(tmp_path / f"{'long' * 20}.json", sure, unclear))
    status, out, _ = run("report", "recalls")
    assert status == 1
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line.isprintable() for line in lines)
    shown = " ".join(out.split())
    for row in rows(run):
        sure_word = "yes" if row["certain"] == "yes" else "perhaps"
        assert f"{sure_word} {row['recall_class']}, {row['notice']}" in shown
        assert f"{row['quantity']} {row['base_unit']} of {row['item']}" in shown
        assert f"lot {row['lot']}, {row['state']}, in {row['location']}; named by {row['matched']}" in shown
    assert "2 recalls looked through" in shown


def test_where_nothing_is_found_the_report_says_what_was_looked_through(run: Run, tmp_path: Path) -> None:
    run("import", "recalls", recalls(tmp_path / "devices.json", notice("Z-1", "Catheter", "Lot 2J001"), {}))
    run("import", "recalls", recalls(tmp_path / "drugs.json", notice("D-1", "Pill", ""), notice("D-2", "Pill", "")))
    status, out, _ = run("report", "recalls")
    assert status == 0
    shown = " ".join(out.split())
    assert "3 recalls looked through, none of which names what stands here, from:" in shown
    for name, count in (("devices.json", 1), ("drugs.json", 2)):
        assert re.search(rf"{name}, [0-9-]{{10}}: {count}\b", shown)
    assert max(map(len, out.splitlines())) <= 80
    _, written, _ = run("report", "recalls", "--format", "json")
    assert json.loads(written)["notes"][0].startswith("3 recalls looked through, none of which")
    run("import", "recalls", recalls(tmp_path / "drugs.json", notice("D-3", "Pill", "")))  # the next week's
    _, out, _ = run("report", "recalls")
    assert out.count("drugs.json") == 1
    assert "4 recalls looked through" in " ".join(out.split())
