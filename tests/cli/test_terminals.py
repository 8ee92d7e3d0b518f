"""What the doctor says of a terminal, by its environment alone."""

from __future__ import annotations

import os

import pytest

from tracker.cli.terminals import examine_terminal
from tracker.station.examined import Examined

SIZE = os.terminal_size((80, 24))


def of(environment: dict[str, str], size: os.terminal_size = SIZE, encoding: str = "utf-8") -> dict[str, Examined]:
    return {each.about: each for each in examine_terminal(environment, encoding, size)}


def test_a_terminal_as_usual_has_nothing_to_mend() -> None:
    found = of({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    assert {each.state for each in found.values()} == {"ok"}
    assert "all colours" in found["Terminal"].words


@pytest.mark.parametrize("term", ["", "dumb"])
def test_without_a_terminal_that_can_draw_it_is_said(term: str) -> None:
    assert of({"TERM": term})["Terminal"].state == "warning"


def test_a_small_window_and_other_characters_are_warnings() -> None:
    found = of({"TERM": "xterm"}, os.terminal_size((79, 24)), "ascii")
    assert found["Terminal size"].state == "warning"
    assert "LANG" in found["Characters"].hint


@pytest.mark.parametrize(
    ("environment", "words"),
    [({"TMUX": "/tmp/x"}, "STX"), ({"STY": "1.pts"}, "SOH"), ({"SSH_CONNECTION": "a b"}, "~")],
)
def test_what_stands_between_says_which_bytes_it_keeps(environment: dict[str, str], words: str) -> None:
    assert words in of({"TERM": "screen", **environment})["Between"].hint


def test_the_kitty_protocol_is_said_where_it_is_known() -> None:
    assert "kitty" in of({"TERM": "xterm-kitty"})["Terminal"].words
    assert "no colours" in of({"TERM": "xterm-256color", "NO_COLOR": "1"})["Terminal"].words
