"""Whoever has proved himself and is asked for more: what he proved is looked at again before anything is done."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, cast

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_staff import LEAD_PIN, PIN, Piped, hired, kinds, lead, piped

__all__ = ["lead", "piped", "run"]
OTHER = "739158"
Waiting = Callable[..., tuple[int, str, str]]


class Pausing:
    """Lines of somebody who waits before the last ``left`` of them while ``meanwhile`` is done elsewhere."""

    def __init__(self, lines: str, left: int, meanwhile: Callable[[], object]) -> None:
        self._lines = io.StringIO(lines)
        self._until, self._meanwhile = lines.count("\n") - left, meanwhile

    def isatty(self) -> bool:
        return False

    def readline(self, size: int) -> str:
        if self._until == 0:
            self._meanwhile()
        self._until -= 1
        return self._lines.readline(size)


@pytest.fixture
def waiting(run: Run) -> Waiting:
    def call(lines: str, left: int, meanwhile: Callable[[], object], *arguments: str | Path) -> tuple[int, str, str]:
        before, sys.stdin = sys.stdin, cast("TextIO", Pausing(lines, left, meanwhile))
        try:
            return run(*arguments)
        finally:
            sys.stdin = before

    return call


def by_lead(piped: Piped, lead: str, *words: str) -> tuple[int, str, str]:
    return piped(f"{LEAD_PIN}\n", "staff", *words, "--badge", lead, "--pin-stdin")


def chosen(piped: Piped, lead: str) -> str:
    """The badge of somebody new, who has chosen."""
    badge, code = hired(piped, lead)
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    return badge


def test_whoever_waits_with_a_stolen_pin_does_not_outlive_its_reset(lead: str, piped: Piped, waiting: Waiting) -> None:
    badge, codes = chosen(piped, lead), []
    lines = f"{PIN}\n{OTHER}\n{OTHER}\n"
    status, _, err = waiting(
        lines,
        2,
        lambda: codes.append(by_lead(piped, lead, "reset", badge)[1].strip()),
        "staff",
        "pin",
        badge,
        "--pin-stdin",
    )
    assert (status, "were changed meanwhile" in err) == (1, True)
    assert piped(f"{OTHER}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 1
    assert piped(f"{codes[0]}\n604418\n604418\n", "staff", "pin", badge, "--pin-stdin")[0] == 0, "the code is good"


@pytest.mark.parametrize("words", [("revoke",), ("replace",)])
def test_nobody_chooses_for_a_badge_that_was_taken_back_meanwhile(
    lead: str, piped: Piped, waiting: Waiting, words: tuple[str]
) -> None:
    badge = chosen(piped, lead)
    before = kinds().count("staff.proof_set")
    status, _, _ = waiting(
        f"{PIN}\n{OTHER}\n{OTHER}\n",
        1,
        lambda: by_lead(piped, lead, *words, badge),
        "staff",
        "pin",
        badge,
        "--pin-stdin",
    )
    assert (status, kinds().count("staff.proof_set")) == (1, before)


def test_a_first_pin_is_nobodys_once_the_clinic_asks_for_pins(run: Run, piped: Piped, waiting: Waiting) -> None:
    """Whoever sat down at a terminal before needs a code from then on, as everybody does."""
    run("init", "--clinic", "Northgate", "--no-sign-in")
    run("staff", "B0000000141", "lead 01")
    run("staff", "B0000000723", "CMA 07")

    def begin() -> None:
        lines = f"{LEAD_PIN}\n{LEAD_PIN}\n"
        assert piped(lines, "staff", "ask-pins", "--badge", "B0000000141", "--pin-stdin")[0] == 0

    status, _, err = waiting(f"{PIN}\n{PIN}\n", 1, begin, "staff", "pin", "B0000000723", "--pin-stdin")
    assert (status, "were changed meanwhile" in err) == (1, True)


def test_keys_go_into_no_file_for_a_lead_whose_pin_was_reset_while_the_passphrase_was_typed(
    lead: str, piped: Piped, waiting: Waiting, tmp_path: Path
) -> None:
    second, code = hired(piped, lead, "S. Lead")
    assert by_lead(piped, lead, "role", second, "lead")[0] == 0
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", second, "--pin-stdin")[0] == 0
    for words in (("keys", "export", tmp_path / "k"), ("backup", "--to", tmp_path, "--with-keys", tmp_path / "k")):
        status, _, err = waiting(
            f"{PIN}\na long passphrase\na long passphrase\n",
            1,
            lambda: by_lead(piped, lead, "reset", second),
            *words,
            "--badge",
            second,
            "--pin-stdin",
        )
        assert (status, "were changed meanwhile" in err) == (1, True)
        assert not (tmp_path / "k").exists()
        again = by_lead(piped, lead, "reset", second)[1].strip()
        assert piped(f"{again}\n{PIN}\n{PIN}\n", "staff", "pin", second, "--pin-stdin")[0] == 0
