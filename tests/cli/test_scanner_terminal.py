"""``tracker scanner test`` in a real terminal and on a real line: guided, kept when asked, and the terminal put back."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from tracker.hardware.learning.known_codes import KNOWN_CODES
from tracker.hardware.profile_files import PROFILES, load_profile
from tracker.text import GS, Separators

ROOT = Path(__file__).parents[2]
SERIAL = "serial:/dev/ttyACM0"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    return tmp_path


class Terminal:
    """``tracker scanner test`` in a pty of its own, with a scanner that types into it."""

    def __init__(self, home: Path) -> None:
        self.seen = b""
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "scanner", "test"],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            cwd=ROOT,
            env={**os.environ, "TRACKER_HOME": str(home), "TERM": "xterm"},
            start_new_session=True,
        )

    def type(self, data: bytes) -> None:
        os.write(self.master, data)

    def until(self, condition: Callable[[], bool], description: str) -> None:
        end = monotonic() + 60
        while not condition():
            assert monotonic() < end, f"never came true: {description}; seen {self.seen[-500:]!r}"
            if select.select([self.master], [], [], 0.05)[0]:
                self.seen += os.read(self.master, 65536)

    def sees(self, words: str) -> None:
        self.until(lambda: words.encode() in self.seen, words)

    def ends(self) -> int:
        self.until(lambda: self.process.poll() is not None, "it ends")
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is as it was"
        return self.process.returncode

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    opened = Terminal(home)
    yield opened
    opened.close()


def test_a_keyboard_scanner_is_tested_in_the_terminal_and_kept_when_asked(terminal: Terminal, home: Path) -> None:
    for code in KNOWN_CODES:
        terminal.sees(f"Scan {code.number}:")
        terminal.type(f"{code.aim}{code.data}\r".encode())
    terminal.sees("may be used for every code")
    terminal.sees("[Y/n]")
    terminal.type(b"y\n")
    assert terminal.ends() == 0
    profile = load_profile(home / PROFILES, "keyboard:")
    assert profile is not None
    assert profile.separators is Separators.KEPT


def test_bytes_that_end_programs_are_data_and_esc_ends_the_test(terminal: Terminal) -> None:
    terminal.sees("Scan 1:")
    terminal.type(b"\x03\x1a\x1c\x11\x04ABC\r")
    terminal.sees("no code of the sheet")
    terminal.type(b"\x1b")
    terminal.sees("none of the sheet's codes arrived")
    assert terminal.ends() == 1


def test_q_and_enter_end_the_test_too(terminal: Terminal) -> None:
    terminal.sees("Scan 1:")
    terminal.type(b"q\r")
    assert terminal.ends() == 1


def test_a_terminal_is_put_back_when_the_program_is_ended_from_outside(terminal: Terminal) -> None:
    terminal.sees("Scan 1:")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.ends() != 0


def test_a_function_key_for_gs_is_known_by_its_sequence(terminal: Terminal) -> None:
    for code in KNOWN_CODES:
        terminal.sees(f"Scan {code.number}:")
        terminal.type(f"{code.aim}{code.data.replace(GS, chr(27) + '[24~')}\r".encode())
    terminal.sees("function key F12")
    terminal.sees("[Y/n]")
    terminal.type(b"n\n")
    assert terminal.ends() == 1


def test_a_serial_scanner_is_tested_by_the_bytes_that_it_sends(home: Path) -> None:
    master, slave = pty.openpty()
    port = f"serial:{os.ttyname(slave)}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "scanner", "test", port, "--save", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "TRACKER_HOME": str(home)},
    )
    assert process.stderr is not None
    try:
        for code in KNOWN_CODES:
            while f"Scan {code.number}:" not in (line := process.stderr.readline().decode()):
                assert line, "it has ended"
            os.write(master, f"{code.aim}{code.data}\r\n".encode())
        out, _ = process.communicate()
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)
    answer = json.loads(out)
    assert (process.returncode, answer["channel"], answer["suffix"]) == (0, "line", "CRLF")
    profile = load_profile(home / PROFILES, port)
    assert profile is not None
    assert profile.separators is Separators.KEPT
