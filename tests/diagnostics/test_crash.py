"""What is kept of a fault that nobody foresaw: where it was, and nothing of what was being worked on."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tracker.barcodes import house
from tracker.diagnostics.crash import KEPT, crash_words, keep_crash, last_reports, place_of, report_of
from tracker.errors import StoreError

SECRET = "Tobias Pebblecroft 1981-06-04"


def fault(text: str = SECRET) -> Exception:
    """As it comes out of the program's own code, with the scan in its text and in its locals."""
    try:
        try:
            house.location_code(text)  # type: ignore[arg-type]
        except Exception as error:
            raise ValueError(text) from error
    except ValueError as error:
        return error
    raise AssertionError


def test_it_says_which_errors_and_where_and_quotes_none_of_them(tmp_path: Path) -> None:
    path = keep_crash(tmp_path, fault())
    assert path is not None
    content = path.read_text()
    for part in SECRET.split(" "):
        assert part not in content
    told = json.loads(content)
    assert [each["error"] for each in told["errors"]] == ["ValueError", type(fault().__cause__).__name__]
    assert any(place.startswith("tracker/barcodes/house.py:") for place in told["errors"][1]["places"])
    assert str(Path.home()) not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_place_is_the_last_of_our_own_lines() -> None:
    error = fault().__cause__
    assert error is not None
    assert place_of(error).startswith("tracker/barcodes/")
    assert place_of(ValueError()) == "an unknown place"


def test_an_error_of_ours_is_told_by_its_code_alone() -> None:
    error = StoreError(SECRET, hint=SECRET, code="store_full")
    assert "store_full" in json.dumps(report_of(error))
    assert "Pebblecroft" not in json.dumps(report_of(error))


def test_errors_that_cause_each_other_end(tmp_path: Path) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert keep_crash(tmp_path, first) is not None


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        (tmp_path / f"crash-2020010{number % 10}T000000-{number}.json").write_text("{}")
    path = keep_crash(tmp_path, fault())
    assert path is not None
    assert path.exists()
    assert len(list(tmp_path.glob("crash-*.json"))) == KEPT


def test_where_the_home_takes_none_it_lies_elsewhere(tmp_path: Path) -> None:
    path = keep_crash(tmp_path / "gone", fault())
    assert path is not None
    assert path.exists()
    path.unlink()


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_words_say_what_to_do_and_hold_nothing_of_it(tmp_path: Path, is_kept: bool) -> None:
    words = " ".join(crash_words(fault(), tmp_path / "crash-1.json" if is_kept else None))
    assert "ValueError" in words
    assert "Nothing that was acknowledged is lost" in words
    assert ("crash-1.json" in words) is is_kept
    assert "Pebblecroft" not in words


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"errors": 3}', '{"errors": [3]}', '{"errors": [{"places": 3}]}', "[" * 100_000],
)
def test_a_report_that_somebody_spoilt_is_passed_over_or_emptied(tmp_path: Path, content: str) -> None:
    (tmp_path / "crash-1.json").write_text(content)
    assert all(set(each) <= {"at", "version", "errors"} for each in last_reports(tmp_path, 5))


def test_a_report_is_held_to_its_form_when_it_is_passed_on(tmp_path: Path) -> None:
    keep_crash(tmp_path, fault())
    foreign = {"at": SECRET, "version": SECRET, "errors": [{"error": SECRET, "places": [SECRET, 7], "patient": SECRET}]}
    (tmp_path / "crash-99999999T000000-1.json").write_text(json.dumps(foreign))
    told = list(last_reports(tmp_path, 5))
    assert len(told) == 2
    assert "Pebblecroft" not in json.dumps(told)
    assert "ValueError" in json.dumps(told)
