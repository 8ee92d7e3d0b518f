"""What cannot be taken back, or would be less than was meant, is asked or refused before anything is done."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_patients import AS_CMA, CMA, Run, run
from tracker.cli import main
from tracker.config import load_settings

__all__ = ["run"]

ORDER = "NG-26-2012"
ERASE = ("patient", "erase", ORDER, "--reason", "asked for by letter", *AS_CMA)


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    def call(text: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", Terminal(text))
        status = main(arguments)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_at_a_terminal_a_patient_is_erased_only_after_a_yes(
    typed: Callable[..., tuple[int, str, str]], run: Run, answer: str
) -> None:
    status, _, err = typed(answer, *ERASE)
    assert status in (1, 130)
    assert "Nothing brings the data back" in err
    assert "erased" not in run("patient", "show", ORDER)[1]
    status, out, _ = typed("y\n", *ERASE)
    assert (status, "requisitions:" in out) == (0, True)
    assert "erased" in run("patient", "show", ORDER)[1]


def test_a_script_says_yes_beforehand(typed: Callable[..., tuple[int, str, str]]) -> None:
    assert typed("", *ERASE, "--yes")[0] == 0


def test_a_clinic_without_pins_is_founded_only_where_that_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "new"))
    monkeypatch.setattr("sys.stdin", io.StringIO("Dr. F\n739158\n739158\n"))
    assert main(("init", "--clinic", "Northgate")) == 2
    said = capsys.readouterr().err
    assert "--pin-stdin" in said
    assert "--no-sign-in" in said
    assert not load_settings().database.exists()


def test_a_name_in_the_place_of_a_badge_is_told_what_is_wanted(run: Run) -> None:
    status, _, err = run("staff", "add", "New One", "--badge", "Dr. F")
    assert (status, "no badge's code" in err, "printed on the badge" in err) == (1, True, True)
    status, _, err = run("staff", "add", "New One", "--badge", "B0000000999")
    assert (status, "no badge's code" in err) == (1, False)
    assert run("staff", "add", "New One", "--badge", CMA)[0] in (0, 1)


def test_a_damaged_file_is_told_in_a_line_that_can_be_read() -> None:
    from tracker.station.examining_contents import first_of

    assert first_of([]) == ""
    assert first_of(["page 5 is torn"]) == "page 5 is torn"
    assert first_of(["page 5 is torn"] * 24) == "page 5 is torn; and 23 more"
