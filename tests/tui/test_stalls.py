"""A real terminal, and a process that stalls between two keys: no scan is torn, and typing stays typing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.tui.stalling import KEYS, SIZE, STALL_S, STALLS, state_of
from tracker.hardware.key_clock import WAIT_S
from tracker.hardware.wedge_rules import GAP_S

ROOT = Path(__file__).parents[2]
SCAN, SHOTS, TRIES = "]C00123456789", 5, 25
PERSON_S = 0.15


class Stalling:
    """The app in a pty, and the pipe that stalls it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "state").write_bytes(bytes(SIZE))
        self.state = state_of(folder)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        told, self._tell = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.tui.stalling", str(folder), str(told)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color"},
            pass_fds=[told],
            start_new_session=True,
        )
        os.close(slave)
        os.close(told)
        self.wait_for(lambda: (folder / "heard").exists(), "the app stands")

    def write(self, text: str) -> None:
        os.write(self._master, text.encode())

    def press(self, text: str) -> None:
        """Returns when the app has taken every key."""
        due = (self.state[KEYS] + len(text)) % 256
        self.write(text)
        self.wait_for(lambda: self.state[KEYS] == due, f"{text!r} is taken")

    def stall(self) -> None:
        """Returns as soon as nothing in the process can run any more."""
        due = (self.state[STALLS] + 1) % 256
        os.write(self._tell, b"x")
        self.wait_for(lambda: self.state[STALLS] == due, "it stalls")

    @property
    def heard(self) -> list[str]:
        return (self.folder / "heard").read_text("utf-8").split("\n")[:-1]

    @property
    def typed(self) -> str:
        file = self.folder / "typed"
        return file.read_text("utf-8") if file.exists() else ""

    def wait_for(self, holds: Callable[[], bool], description: str) -> None:
        until_s = monotonic() + 60
        while not holds():
            assert monotonic() < until_s, f"never came true: {description}; scans {self.heard}, typed {self.typed!r}"
            if select.select([self._master], [], [], 0.0005)[0]:
                os.read(self._master, 65536)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._tell)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Stalling]:
    made = Stalling(tmp_path)
    yield made
    made.close()


def is_fair_shot(app: Stalling, place: int) -> bool:
    """One scan with a stall behind its first ``place`` keys. No fair one where this process itself was kept waiting, so that
    the keys really came as far apart as a person's."""
    before, begun_s = len(app.heard), monotonic()
    app.press(SCAN[:place])
    app.stall()
    stalled_s = monotonic()
    app.write(f"{SCAN[place:]}\r")
    written_s = monotonic()
    app.wait_for(lambda: len(app.heard) > before, "the scan is heard")
    sleep(PERSON_S)  # so that the next is not right behind it
    return stalled_s - begun_s < GAP_S - WAIT_S and written_s - stalled_s < STALL_S / 2


@pytest.mark.parametrize("place", [1, 2], ids=["behind the bracket", "behind the letter"])
def test_a_stall_between_the_keys_of_an_identifier_tears_no_scan(app: Stalling, place: int) -> None:
    fair: list[str] = []
    for _ in range(TRIES):
        if is_fair_shot(app, place):
            fair.append(app.heard[-1])
        if len(fair) == SHOTS:
            break
    assert fair == [f"{SCAN[:3]} read {SCAN[3:]}"] * SHOTS


def test_what_a_person_types_reaches_the_field(app: Stalling) -> None:
    """Silence is told, not waited for by a timer: each key is handed on although none follows it."""
    text = "]A0 [)> x"
    for number in range(len(text)):
        app.press(text[number])
        app.wait_for(lambda: len(app.typed) > number, "the key is in the field")  # noqa: B023
        sleep(PERSON_S)
    assert (app.typed, app.heard) == (text, [])


def test_a_burst_that_breaks_off_is_reported_although_nothing_follows(app: Stalling) -> None:
    app.press("]C0123")
    app.wait_for(lambda: len(app.heard) == 1, "the broken scan is reported")
    assert app.heard == ["]C0 garbled 123"]
