"""The register of devices: any size, somebody else's mistakes, and what it says of a code."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registers.releases import (
    BOX,
    CASE,
    DEVICES,
    GAUZE,
    IDENTIFIERS,
    KIT,
    SYRINGE,
    device,
    gudid,
    package,
    packed,
)
from tracker.barcodes.understanding import understand
from tracker.errors import ConfigurationError, StoreError
from tracker.registers import gudid as register
from tracker.registers.facts import Registered
from tracker.registers.reading import registered, states

TODAY = date(2026, 11, 25)


def quiet(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "registers"


def told(folder: Path, text: str) -> Registered | None:
    return registered(folder, understand(text, today=TODAY))


@pytest.mark.parametrize("form", ["folder", "zip", "device.txt"])
def test_the_release_is_taken_as_it_was_downloaded(form: str, tmp_path: Path, folder: Path) -> None:
    given = gudid(tmp_path / "release")
    path = {"folder": given, "zip": packed(given), "device.txt": given / "device.txt"}[form]
    taken = register.take_in(path, folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (3, 0)
    (state,) = states(folder)
    assert (state.name, state.rows, state.imported, state.fault) == ("GUDID", 3, "2026-11-25", "")
    found = told(folder, f"(01){SYRINGE}(17)290101(10)L1")
    assert found is not None
    assert (found.name, found.maker) == ("Glide Syringe 3 mL 25G", "Acme")


def test_package_levels_are_multiplied_up_from_the_single_device(tmp_path: Path, folder: Path) -> None:
    register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
    found = told(folder, f"(01){CASE}")
    assert found is not None
    assert [(level.name, level.factor, level.code) for level in found.levels] == [
        ("each", 1, SYRINGE),
        ("box", 100, BOX),
        ("case", 1000, CASE),
    ]
    assert found.level is not None
    assert found.level.factor == 1000


def test_a_primary_pack_of_two_has_the_single_device_below_it_and_what_is_no_longer_sold_says_so(
    tmp_path: Path, folder: Path
) -> None:
    register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
    found = told(folder, f"(01){GAUZE}")
    assert found is not None
    assert [(level.name, level.factor) for level in found.levels] == [("each", 1), ("pack of 2", 2)]
    assert found.note == "Not in Commercial Distribution"


def test_a_hibc_label_is_found_by_its_identifier_without_plus_and_check_character(tmp_path: Path, folder: Path) -> None:
    register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
    found = told(folder, "+A123BJC5D6E71G")
    assert found is not None
    assert (found.name, found.code) == ("Suture Kit CAT-1", KIT)


def test_a_broken_row_is_left_out_and_told_by_its_line(tmp_path: Path, folder: Path) -> None:
    rows = (
        *DEVICES,
        "too|few",
        device("", "Nameless"),
        device("09521234500014", "X", count="many"),
        device(SYRINGE, "Twice"),
    )
    taken = register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (3, 4)
    lines = [f"device.txt, line {line}" for line in (5, 6, 7)]
    assert [fault.partition(":")[0] for fault in taken.faults] == [*lines, "device.txt"]


def test_packages_in_a_circle_or_of_billions_end(tmp_path: Path, folder: Path) -> None:
    circle = (
        package(SYRINGE, BOX, CASE, "10"),
        package(SYRINGE, CASE, BOX, "10"),
        package(SYRINGE, KIT, SYRINGE, "99999999"),
    )
    huge = (*circle, package(SYRINGE, "39520101000409", KIT, "99999999"))
    register.take_in(gudid(tmp_path / "release", devices=DEVICES[:2], identifiers=huge), folder, TODAY, quiet)
    found = told(folder, f"(01){SYRINGE}")
    assert found is not None
    assert [level.factor for level in found.levels] == [1, 99_999_999]


HOSTILE = ("\x1b]52;c;SGFjaw==\x07", "[red]x[/]", "\u202eabc", "=cmd()", '"quoted', "x" * 5000, "a\0b")


def test_hostile_cells_are_one_short_line_without_control_characters(tmp_path: Path, folder: Path) -> None:
    rows = [device(f"{number:014d}", text, maker=text) for number, text in enumerate(HOSTILE)]
    register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    with sqlite3.connect(folder / "gudid.db") as connection:
        kept = [cell for row in connection.execute("SELECT brand, maker FROM device") for cell in row]
    assert len(kept) == 2 * len(HOSTILE)
    assert all(cell.isprintable() and len(cell) <= 300 for cell in kept)


def test_a_line_without_an_end_takes_no_memory_and_ends_with_itself(tmp_path: Path, folder: Path) -> None:
    given = gudid(tmp_path / "release", devices=[DEVICES[0], "x" * 1_000_000, DEVICES[1]])
    taken = register.take_in(given, folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (2, 1)


def test_columns_may_stand_in_any_order_behind_a_byte_order_mark(tmp_path: Path, folder: Path) -> None:
    given = gudid(tmp_path / "release")
    lines = "\ufeffcompanyName|deviceCount|brandName|PrimaryDI|new\nAcme|1|Other|09520101000408|?\n"
    (given / "device.txt").write_text(lines, "utf-8")
    register.take_in(given, folder, TODAY, quiet)
    found = told(folder, f"(01){SYRINGE}")
    assert found is not None
    assert found.name == "Other"


def quoted(di: str, brand: str) -> str:
    """A row whose brand is written as it stands here."""
    return device(di, "BRAND").replace("BRAND", brand, 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"Glide | Pro"', "Glide | Pro"),
        ('"3"" needle"', '3" needle'),
        ('3" needle', '3" needle'),
        ('"open', '"open'),
        ('"two\r\nlines"', "two lines"),
        ('"two\nlines | ""and"" a stroke"', 'two lines | "and" a stroke'),
        ('""', ""),
    ],
)
def test_quoted_cells_are_read_as_csv_and_inch_signs_as_they_are(
    written: str, read: str, tmp_path: Path, folder: Path
) -> None:
    rows = (DEVICES[1], quoted(SYRINGE, written), DEVICES[2])
    taken = register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (3, 0)
    with sqlite3.connect(folder / "gudid.db") as connection:
        assert connection.execute("SELECT brand FROM device WHERE di = ?", (SYRINGE,)).fetchone() == (read,)


def test_a_quote_that_never_closes_costs_its_own_row_and_none_behind_it(tmp_path: Path, folder: Path) -> None:
    many = [device(f"{number:014d}", "Many") for number in range(50)]
    rows = (*many[:25], 'x|"never closed', *many[25:])
    taken = register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (50, 1)
    assert taken.faults[0].startswith("device.txt, line 27:")


@pytest.mark.parametrize("line", [b"0" * 80_000_000, b"x|y\n" * 20_000_000], ids=["one line", "many lines"])
def test_a_packed_table_that_would_unpack_without_end_is_refused_before_it_is_read(
    line: bytes, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("device.txt", line)
        archive.writestr("identifiers.txt", "\n".join(IDENTIFIERS))
    with pytest.raises(ConfigurationError) as refused:
        register.take_in(path, folder, TODAY, quiet)
    assert "would unpack to 80,000,000 bytes" in refused.value.message
    assert not folder.exists()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), length=st.integers(1, 64))
def test_whatever_byte_of_a_register_is_damaged_nothing_is_raised(
    place: float, bits: int, length: int, tmp_path: Path
) -> None:
    folder = tmp_path / "registers"
    whole = tmp_path / "whole.db"
    if not whole.exists():
        register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
        whole.write_bytes((folder / "gudid.db").read_bytes())
    content = bytearray(whole.read_bytes())
    start = int(place * len(content))
    content[start : start + length] = bytes(each ^ bits for each in content[start : start + length])
    (folder / "gudid.db").write_bytes(bytes(content))
    for text in (f"(01){SYRINGE}", f"(01){CASE}", "+A123BJC5D6E71G"):
        found = told(folder, text)
        assert found is None or isinstance(found, Registered)
    states(folder)


@pytest.mark.parametrize("what", ["nothing", "text", "empty zip", "other columns", "no identifiers"])
def test_what_is_no_release_is_refused_and_the_register_from_before_stays(
    what: str, tmp_path: Path, folder: Path
) -> None:
    given = gudid(tmp_path / "release")
    register.take_in(given, folder, TODAY, quiet)
    path = tmp_path / "other"
    if what == "text":
        path.write_text("hello")
    elif what == "empty zip":
        zipfile.ZipFile(path, "w").close()
    elif what == "other columns":
        (gudid(path) / "device.txt").write_text("a|b\n1|2\n")
    elif what == "no identifiers":
        (gudid(path) / "identifiers.txt").unlink()
    with pytest.raises(ConfigurationError) as refused:
        register.take_in(path, folder, TODAY, quiet)
    assert refused.value.code in ("not_a_register", "no_such_file")
    assert told(folder, f"(01){SYRINGE}") is not None
    assert [each.name for each in folder.iterdir()] == ["gudid.db"]


def test_a_zip_that_breaks_off_leaves_the_register_from_before(tmp_path: Path, folder: Path) -> None:
    given = gudid(tmp_path / "release")
    register.take_in(given, folder, TODAY, quiet)
    path = packed(given)
    broken = bytearray(path.read_bytes())
    broken[60] ^= 0xFF
    path.write_bytes(bytes(broken))
    with pytest.raises((ConfigurationError, StoreError)):
        register.take_in(path, folder, TODAY, quiet)
    assert told(folder, f"(01){SYRINGE}") is not None


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_register_answers_nothing_and_says_so(content: bytes, folder: Path) -> None:
    folder.mkdir()
    (folder / "gudid.db").write_bytes(content)
    assert told(folder, f"(01){SYRINGE}") is None
    assert states(folder)[0].fault


def test_an_import_that_is_killed_leaves_the_register_from_before(tmp_path: Path, folder: Path) -> None:
    register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
    program = (
        "import os, signal, sys; from datetime import date; from pathlib import Path; from tracker.registers import gudid\n"
        "def die(done, total): os.kill(os.getpid(), signal.SIGKILL)\n"
        "gudid.take_in(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 11, 26), die)"
    )
    many = [device(f"{number:014d}", "Many") for number in range(6000)]
    given = gudid(tmp_path / "new", devices=many)
    ended = subprocess.run([sys.executable, "-c", program, str(given), str(folder)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert states(folder)[0].imported == "2026-11-25"
    assert told(folder, f"(01){SYRINGE}") is not None
    register.take_in(gudid(tmp_path / "release"), folder, TODAY, quiet)
    assert os.listdir(folder) == ["gudid.db"]  # what the killed one left is gone


def test_identifiers_of_a_release_name_levels_once(tmp_path: Path, folder: Path) -> None:
    twice = (*IDENTIFIERS, *IDENTIFIERS)
    register.take_in(gudid(tmp_path / "release", identifiers=twice), folder, TODAY, quiet)
    found = told(folder, f"(01){BOX}")
    assert found is not None
    assert len(found.levels) == 3


def test_a_package_code_that_two_devices_claim_names_both_and_offers_no_quantity(tmp_path: Path, folder: Path) -> None:
    claimed = (package(SYRINGE, BOX, SYRINGE, "10"), package(GAUZE, BOX, GAUZE, "20"))
    register.take_in(gudid(tmp_path / "release", identifiers=claimed), folder, TODAY, quiet)
    found = told(folder, f"(01){BOX}")
    assert found is not None
    assert sorted(found.name.split(" or ")) == ["Glide Syringe", "Soft Gauze"]
    assert (found.levels, found.level) == ((), None)
    assert "2 devices have this package code" in found.note


def test_two_devices_of_one_primary_code_are_told_and_neither_is_chosen(tmp_path: Path, folder: Path) -> None:
    rows = (*DEVICES, device(SYRINGE, "Other", count="50"), DEVICES[1])  # the last says what another says already
    taken = register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    assert (taken.rows, taken.broken, taken.faults) == (3, 1, (f"device.txt: {SYRINGE} is 2 devices",))
    assert states(folder)[0].rows == 3
    for code in (SYRINGE, BOX, CASE):
        found = told(folder, f"(01){code}")
        assert found is not None
        assert sorted(found.name.split(" or ")) == ["Glide Syringe", "Other"]
        assert (found.levels, found.level) == ((), None)
    gauze = told(folder, f"(01){GAUZE}")
    assert gauze is not None
    assert len(gauze.levels) == 2


def test_two_devices_of_one_code_and_one_brand_are_told_apart_by_their_models(tmp_path: Path, folder: Path) -> None:
    rows = (device(SYRINGE, "Glide", "3 mL"), device(SYRINGE, "Glide", "5 mL"))
    register.take_in(gudid(tmp_path / "release", devices=rows), folder, TODAY, quiet)
    found = told(folder, f"(01){SYRINGE}")
    assert found is not None
    assert sorted(found.name.split(" or ")) == ["Glide 3 mL", "Glide 5 mL"]


@pytest.mark.parametrize(
    "again",
    [
        package(SYRINGE, BOX, SYRINGE, "50"),
        package(SYRINGE, BOX, KIT, "100"),
        package(SYRINGE, BOX, SYRINGE, "100").replace("|Package|", "|Secondary|"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_package_that_is_told_in_two_ways_is_counted_and_has_no_quantity(
    again: str, is_first: bool, tmp_path: Path, folder: Path
) -> None:
    identifiers = (again, *IDENTIFIERS) if is_first else (*IDENTIFIERS, again)
    taken = register.take_in(gudid(tmp_path / "release", identifiers=identifiers), folder, TODAY, quiet)
    assert (taken.rows, taken.broken) == (3, 1)
    assert taken.faults[0].startswith(f"identifiers.txt: package {BOX} of {SYRINGE} is told in 2 ways")
    for code in (BOX, CASE):  # the case is ten boxes: of how many?
        found = told(folder, f"(01){code}")
        assert found is not None
        assert found.name.startswith("Glide Syringe")
        assert (found.levels, found.level) == ((), None)
    single = told(folder, f"(01){SYRINGE}")
    assert single is not None
    assert [(level.factor, level.code) for level in single.levels] == [(1, SYRINGE)]
    assert BOX in single.note


@pytest.mark.parametrize("kind", ["Package", "Secondary", "Previous", "Direct Marking", "Unit of Use"])
def test_a_code_that_is_one_devices_own_and_anothers_package_names_both_and_offers_no_quantity(
    kind: str, tmp_path: Path, folder: Path
) -> None:
    claim = package(SYRINGE, GAUZE, SYRINGE, "10").replace("|Package|", f"|{kind}|")
    register.take_in(gudid(tmp_path / "release", identifiers=(*IDENTIFIERS, claim)), folder, TODAY, quiet)
    found = told(folder, f"(01){GAUZE}")
    assert found is not None
    assert sorted(found.name.split(" or ")) == ["Glide Syringe", "Soft Gauze"]
    assert (found.levels, found.level) == ((), None)
    syringe = told(folder, f"(01){BOX}")
    assert syringe is not None
    assert [level.code for level in syringe.levels] == [SYRINGE, BOX, CASE]
    assert GAUZE in syringe.note


def test_a_code_that_is_a_package_of_itself_has_no_quantity(tmp_path: Path, folder: Path) -> None:
    itself = package(SYRINGE, SYRINGE, SYRINGE, "10")
    register.take_in(gudid(tmp_path / "release", identifiers=(*IDENTIFIERS, itself)), folder, TODAY, quiet)
    for code in (SYRINGE, BOX):
        found = told(folder, f"(01){code}")
        assert found is not None
        assert found.levels == ()


def test_a_mark_on_the_device_that_is_its_own_code_says_nothing_new(tmp_path: Path, folder: Path) -> None:
    mark = f"{SYRINGE}|{SYRINGE}|Direct Marking|GS1|||||"
    register.take_in(gudid(tmp_path / "release", identifiers=(*IDENTIFIERS, mark)), folder, TODAY, quiet)
    found = told(folder, f"(01){BOX}")
    assert found is not None
    assert (len(found.levels), found.note) == (3, "")
