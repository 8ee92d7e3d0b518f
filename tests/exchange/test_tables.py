"""A table is found in whatever a spreadsheet wrote; what is no table says so in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import ConfigurationError
from tracker.exchange import read_items
from tracker.inventory.entries import ItemRow

HEADER = "name,base_unit,tracks_lot,tracks_expiry"
PLAIN = f'{HEADER}\n"Syringe 3 mL, 25G × 1""",each,yes,yes\nGauze ½",pack,no,no\n'


def items(data: bytes) -> tuple[ItemRow, ...]:
    checked = read_items(data)
    assert checked.faults == ()
    return checked.rows


def only_fault(text: str) -> tuple[int, str, str, str]:
    checked = read_items(text.encode())
    assert checked.rows == ()
    assert checked.fault_count == 1
    fault = checked.faults[0]
    return fault.line, fault.column, fault.message, fault.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_all_dialects_of_one_table_are_the_same_rows(encoding: str, ending: str, separator: str) -> None:
    text = PLAIN.replace("mL,", "mL\0").replace(",", separator).replace("\0", ",")
    rows = items(text.replace("\n", ending).encode(encoding))
    assert [(row.name, row.base_unit, row.tracks_lot, row.line) for row in rows] == [
        ('Syringe 3 mL, 25G × 1"', "each", True, 2),
        ('Gauze ½"', "pack", False, 3),
    ]


def test_excels_separator_line_and_blank_lines_are_passed_over_and_still_counted() -> None:
    rows = items(b"sep=;\r\nname;base_unit;tracks_lot;tracks_expiry\r\n;;;\r\n\r\nGauze;pack;no;no;;\r\n")
    assert [(row.name, row.line) for row in rows] == [("Gauze", 5)]


def test_a_line_break_inside_a_cell_is_a_space_and_lines_are_counted_as_the_editor_does() -> None:
    rows = items(f'{HEADER},category\nGauze,pack,no,no,"Wound\ncare"\nTape,roll,no,no,\n'.encode())
    assert [(row.name, row.category, row.line) for row in rows] == [("Gauze", "Wound care", 2), ("Tape", "", 4)]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\t"])
@pytest.mark.parametrize("cell", ["Gauze{}4×4", "{}Gauze", "Gauze{}"])
def test_a_name_is_one_line(sign: str, cell: str) -> None:
    line, column, message, _ = only_fault(f'{HEADER}\n"{cell.format(sign)}",pack,no,no\n')
    assert (line, column) == (2, "name")
    assert "line break" in message


def test_an_unclosed_quotation_mark_in_the_header_is_named() -> None:
    line, _, message, _ = only_fault('"name,base_unit\nGauze,pack\n')
    assert line == 1
    assert "never closed" in message


def test_lines_of_spaces_alone_are_blank() -> None:
    assert len(items(f"{HEADER}\n , , , \nGauze,pack,no,no\n".encode())) == 1


def test_column_names_may_be_written_with_spaces_and_capitals() -> None:
    assert len(items(b"Name,Base unit,Tracks-Lot,TRACKS EXPIRY\nGauze,pack,no,no\n")) == 1


def test_a_misspelt_column_is_named_with_the_nearest_one() -> None:
    line, column, message, hint = only_fault(f"{HEADER},packge_1\nGauze,pack,no,no,\n")
    assert (line, column) == (1, "packge_1")
    assert "packge_1" in message
    assert "package_1" in hint


def test_a_missing_column_is_named_once_and_the_rows_are_not_judged_by_it() -> None:
    line, column, message, _ = only_fault("name,base_unit,tracks_lot\nGauze,pack,perhaps\n")
    assert (line, column) == (1, "tracks_expiry")
    assert "missing" in message


def test_a_column_twice_is_a_fault() -> None:
    assert "twice" in only_fault(f"{HEADER},name\nGauze,pack,no,no,Tape\n")[2]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Syringe 3 mL, 25G,each,yes,yes", "5 cells"),
        ("Syringe,each,yes", "3 cells"),
        ('"25G" needle,each,yes,yes', "closing quotation mark"),
        ('"25G needle,each,yes,yes', "never closed"),
    ],
)
def test_a_line_that_falls_apart_says_how(row: str, words: str) -> None:
    line, _, message, hint = only_fault(f"{HEADER}\n{row}\n")
    assert line == 2
    assert words in message
    assert hint


def test_good_lines_after_a_broken_one_are_still_judged() -> None:
    checked = read_items(f'{HEADER}\n"25G" needle,each,yes,yes\nTape,roll,perhaps,no\n'.encode())
    assert [(fault.line, fault.column) for fault in checked.faults] == [(2, ""), (3, "tracks_lot")]


def test_all_faults_are_counted_and_a_hundred_shown() -> None:
    text = HEADER + "\n" + "".join(f"Item {n},each,perhaps,no\n" for n in range(250))
    checked = read_items(text.encode())
    assert checked.rows == ()
    assert checked.fault_count == 250
    assert [fault.line for fault in checked.faults] == list(range(2, 102))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_empty"),
        (b"\xef\xbb\xbf", "import_empty"),
        (b"\n\n", "import_empty"),
        (HEADER.encode(), "import_no_rows"),
        (HEADER.encode() + b"\n,,,\n", "import_no_rows"),
        (b"PK\x03\x04 the rest of a workbook", "import_not_text"),
        (b"%PDF-1.7", "import_not_text"),
        (bytes(range(1, 32)) * 20, "import_not_text"),
        (b"name;Gr\xc3\xb6\xc3\x9fe\nbad \x81\x8d", "import_not_text"),
        (b"name\xc3\xb6\nM\xfcller", "import_not_text"),
        (b"\xff\xfen\x00a", "import_not_text"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_items(data)
    assert caught.value.code == code
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as missing:
        read_items(tmp_path / "items.csv")
    with pytest.raises(ConfigurationError) as folder:
        read_items(tmp_path)
    assert (missing.value.code, folder.value.code) == ("import_missing", "import_unreadable")
    assert "items.csv" in missing.value.message


def test_progress_comes_now_and_then_and_ends_at_the_total(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text(HEADER + "\n" + "".join(f"Item {n},each,no,no\n" for n in range(9000)), "utf-8")
    calls: list[tuple[int, int]] = []
    read_items(path, progress=lambda done, total: calls.append((done, total)))
    assert len(calls) > 2
    assert calls == sorted(calls)
    assert calls[-1][0] == calls[-1][1]
