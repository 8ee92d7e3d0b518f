"""A mistake in a file that a person has written is named by its line, as it was written, and with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import LabelError
from labels.loading import read_design
from labels.stocks import read_stock
from labels.toml_lines import line_of, nearest
from tracker.config import load_settings
from tracker.errors import ConfigurationError
from tracker.hardware.profile_files import load_profile, profile_file

SETTINGS = """# a clinic's choices
station = "desk-7"

time_zone = "UTC"
backup_to = [
    "/mnt/office",
]
"""
PRINTER = '\n[[printers]]\nname = "bench"\nurl = "zpl://127.0.0.1"\n'


@pytest.mark.parametrize(
    ("more", "line", "named", "hint"),
    [
        ("stationn = 1\n", 8, "stationn: there is no such setting", "Did you mean station?"),
        ("Paper = 'a4'\n", 8, "Paper: there is no such setting", "Did you mean paper?"),
        ('colour = "red"\n', 8, "colour: there is no such setting", "Known settings: "),
        ('paper = "a5"\n', 8, "paper: Input should be 'letter' or 'a4'", "Known settings: "),
        ("keep_days = -1\n", 8, "keep_days: ", "Known settings: "),
        (f"{PRINTER}wdth_mm = 50\n", 12, "printer bench: wdth_mm: there is no such setting", "Did you mean width_mm?"),
        (f"{PRINTER}{PRINTER}dpi = 204\n", 16, "printer bench: dpi: ", "Known settings: "),
        ('\n[[printers]]\nurl = "zpl://127.0.0.1"\n', 9, "name: Field required", "Known settings: "),
    ],
)
def test_a_setting_is_named(tmp_path: Path, more: str, line: int, named: str, hint: str) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS + more, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_settings(tmp_path)
    assert refused.value.message.startswith(f"{tmp_path / 'settings.toml'}, line {line}: ")
    assert named in refused.value.message
    assert hint in refused.value.hint


def test_what_is_no_toml_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f"{SETTINGS}station: desk\n", "utf-8")
    with pytest.raises(ConfigurationError, match="at line 8, column"):
        load_settings(tmp_path)


DESIGN = (Path(__file__).parents[1] / "labels" / "designs" / "badge.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "named", "hint"),
    [
        ("title", "titel", "'title' is missing, and 'titel' is unknown", "Did you mean title?"),
        ("size_mm", "size_m", "'size_mm' is missing, and 'size_m' is unknown", "Did you mean size_mm?"),
        ("width_mm = ", "width_mm = -", "'width_mm' is -", "Correct the file."),
    ],
)
def test_a_design_is_named(written: str, instead: str, named: str, hint: str) -> None:
    changed = DESIGN.replace(written, instead, 1)
    line = 1 + next(at for at, each in enumerate(changed.split("\n")) if instead in each)
    with pytest.raises(LabelError) as refused:
        read_design(changed, "badge.toml")
    assert f", line {line}: {named}" in refused.value.message
    assert refused.value.message.startswith("badge.toml")
    assert hint in refused.value.hint


def test_a_key_too_many_in_a_design_is_named() -> None:
    with pytest.raises(LabelError) as refused:
        read_design(f"dimeter_mm = 3\n{DESIGN}", "badge.toml")
    assert refused.value.message == "badge.toml, line 1: unknown: dimeter_mm."
    assert "Did you mean diameter_mm?" in refused.value.hint


def test_a_sheet_is_named() -> None:
    with pytest.raises(LabelError) as refused:
        read_stock('name = "own"\nbased_on = "5160"\nofset_x_mm = 1.0\n', "own.toml")
    assert refused.value.message == "own.toml, line 3: unknown: ofset_x_mm."
    assert "Did you mean offset_x_mm?" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('gs = "kept"\n\nadim = "sent"\n', "line 3: 'adim' is unknown. Did you mean aim?"),
        ('gs = "kept"\ncolour = "red"\n', "line 2: 'colour' is unknown."),
        ('gs = "kept"\n', ": missing: aim, case, "),
    ],
)
def test_a_scanners_profile_is_named(tmp_path: Path, text: str, told: str) -> None:
    profile_file(tmp_path, "serial:/dev/ttyACM0").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_profile(tmp_path, "serial:/dev/ttyACM0")
    assert told in refused.value.message


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("# b = 1\nb = 2\n", ("b",), 2),
        ('a = """\nb = 1\n"""\nb = 2\n', ("b",), 4),
        ("[one]\nb = 1\n[two]\nb = 2\n", ("two", "b"), 4),
        ("[[p]]\nb = 1\n\n[[p]]\nb = 2\n", ("p", 1, "b"), 5),
        ("[[p]]\nb = 1\n\n[[p]]\nc = 2\n", ("p", 1), 4),
        ("a = [\n1,\n2]\nb = 2\n", ("a",), 1),
        ('"b" = 2\n', ("b",), 1),
        ("a = 1\n", ("b",), None),
    ],
)
def test_a_line_is_the_one_where_it_begins(text: str, path: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(text, *path) == line


@given(st.text(max_size=60), st.text(max_size=4))
def test_no_text_has_a_line_that_it_has_not(text: str, key: str) -> None:
    line = line_of(text, key)
    assert line is None or 1 <= line <= text.count("\n") + 1


def test_what_is_like_nothing_is_like_nothing() -> None:
    assert nearest("time_zon", ["time_zone", "station"]) == "time_zone"
    assert nearest("\x1b]2;x\x07", ["time_zone", "station"]) == ""
