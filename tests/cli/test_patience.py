"""A long film without a code: a terminal is told how far it is, and a pipe gets data only."""

from __future__ import annotations

import io

import pytest

from tracker.cli.console import PATIENCE_S, patience


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, frames_s: list[float]) -> list[str]:
    """What stands on stderr after frames at these times, in seconds from the beginning."""
    monkeypatch.setattr("sys.stderr", stderr)
    now_s = 0.0
    waited = patience(lambda number: f"frame {number}", lambda: now_s)
    for number, now_s in enumerate(frames_s, start=1):  # noqa: B007 - the clock reads it
        waited(number)
    return stderr.getvalue().split("\n")[:-1]


def test_on_a_terminal_it_says_how_far_it_is_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    frames_s = [0.5, 1.0, PATIENCE_S, PATIENCE_S + 0.1, 2 * PATIENCE_S - 0.1, 2 * PATIENCE_S + 0.1]
    assert told(monkeypatch, Terminal(), frames_s) == ["frame 3", "frame 6"]


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, Terminal(), [0.1, 0.2, PATIENCE_S - 0.1]) == []


def test_in_a_pipe_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, io.StringIO(), [PATIENCE_S, 9 * PATIENCE_S]) == []
