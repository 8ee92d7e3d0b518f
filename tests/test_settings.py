"""settings.toml: every verb begins with it, so that nothing in its place may hold the program up."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.cli import main
from tracker.config import LARGEST, load_settings
from tracker.errors import ConfigurationError
from tracker.hardware.printers.opening import open_printer
from tracker.home import home_folder
from tracker.station.opening import count_rules_of

IN_THE_WAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "it is no file"),
    "a folder": (Path.mkdir, "it is no file"),
    "what has no end": (lambda file: file.symlink_to("/dev/zero"), "it is no file"),
    "a terminal": (lambda file: file.symlink_to("/dev/ptmx"), "it is no file"),
    "too much": (lambda file: file.write_bytes(b"#" * (LARGEST + 1)), f"it has more than {LARGEST} bytes"),
    "brackets without an end": (lambda file: file.write_text("a = " + "[" * 60_000), "recursion"),
    "no text": (lambda file: file.write_bytes(b"\xff\xfe"), "'utf-8'"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", IN_THE_WAY)
def test_what_is_no_settings_file_is_refused_at_once_and_in_words(tmp_path: Path, name: str) -> None:
    put, told = IN_THE_WAY[name]
    put(tmp_path / "settings.toml")
    with pytest.raises(ConfigurationError) as refused:
        load_settings(tmp_path)
    assert f"{tmp_path / 'settings.toml'} cannot be read: " in refused.value.message
    assert told in refused.value.message
    assert refused.value.hint


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "verb", [("doctor",), ("scanner", "list"), ("report", "stock"), ("label", "commands", "--preview")]
)
def test_a_pipe_in_its_place_holds_no_verb_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "settings.toml")
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    assert main(list(verb)) == 2
    assert "it is no file" in capsys.readouterr().err


def test_a_folder_of_somebody_who_is_not_here_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text('backup_to = ["~nobody-of-this-name/backups"]\n')
    with pytest.raises(ConfigurationError, match="write folders in full"):
        load_settings(tmp_path)
    monkeypatch.setenv("TRACKER_HOME", "~nobody-of-this-name")
    assert home_folder() == Path("~nobody-of-this-name")
    with pytest.raises(ConfigurationError):
        open_printer("~nobody-of-this-name")


@pytest.mark.parametrize(
    "line", ['backup_to = ["/mnt/a\\u0000"]', 'sources = ["images:~\\u0007"]', 'manifest_printer = "\\u001b[2J"']
)
def test_a_path_or_address_with_a_control_character_is_refused_where_it_is_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(f"{line}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"line 1: .*a control character stands in it"):
        load_settings(tmp_path)


def test_the_largest_file_is_read_whole(tmp_path: Path) -> None:
    setting = b'station = "desk-7"\n'
    (tmp_path / "settings.toml").write_bytes(b"#" * (LARGEST - len(setting) - 1) + b"\n" + setting)
    assert load_settings(tmp_path).station == "desk-7"


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path).database == tmp_path / "tracker.db"


@pytest.mark.parametrize(
    "line",
    [
        "count_tolerance_percent = [0, 2]",
        "count_tolerance_percent = [0, 2, 101]",
        "count_tolerance_percent = 5",
        'count_due_days = "30"',
        "count_due_days = [30, 60, 0]",
        "count_due_days = [30, 60, true]",
    ],
)
def test_what_holds_by_class_is_three_numbers(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(line)
    with pytest.raises(ConfigurationError, match=r"three numbers from . to .* belong here, for the classes A, B and C"):
        load_settings(tmp_path)


def test_a_clinic_counts_as_often_and_as_exactly_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        "count_due_days = [7, 30, 60]\ncount_tolerance_percent = [0, 0, 2]\ncount_second_person = 100\n"
    )
    rules = count_rules_of(load_settings(tmp_path))
    assert [rules.days(grade) for grade in "ABC"] == [7, 30, 60]
    assert [rules.tolerance(grade, 200) for grade in "ABC"] == [0, 0, 4]
    assert rules.second_person_micros == 100_000_000
