"""The real program in a pty, with the bytes that scanners type and the bytes that terminals must never see."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.tui.process import HOSTILE
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, holder_code, partner_code, requisition_code
from tracker.demo import BADGE

ROOT = Path(__file__).parents[2]
GS = b"\x1d"
GS1 = b"]d201095201010004081727093010LOT42B" + GS + b"21SER0001"
F1, F7, F8, F9, F10 = b"\x1bOP", b"\x1b[18~", b"\x1b[19~", b"\x1b[20~", b"\x1b[21~"
QUIT = b"\x11"


class Terminal:
    """A pty of 80 by 24 with the app in it; reads all that the app writes."""

    def __init__(
        self,
        home: Path,
        *more: str,
        environment: dict[str, str] | None = None,
        module: str = "tests.tui.process",
    ) -> None:
        self.outcomes_file = home / "outcomes.jsonl"
        self.outcomes_file.touch()
        self.seen = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, str(home), str(self.outcomes_file), *more],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
        )
        os.close(slave)

    def write(self, data: bytes) -> None:
        os.write(self._master, data)

    def wait_for(self, condition: Callable[[], bool], description: str, seconds: float = 60.0) -> None:
        until = monotonic() + seconds
        while not condition():
            if monotonic() > until:
                raise AssertionError(f"never came true: {description}; last bytes {self.seen[-600:]!r}")
            self.read(0.05)

    def read(self, seconds: float) -> None:
        if select.select([self._master], [], [], seconds)[0]:
            try:
                self.seen += os.read(self._master, 65536)
            except OSError:  # the app has gone and taken its end of the pty along
                return

    def quiet(self, seconds: float = 0.4) -> None:
        """Until nothing has been written for a while."""
        size, last, until = len(self.seen), monotonic(), monotonic() + 10
        while monotonic() < min(last + seconds, until):
            self.read(0.05)
            if len(self.seen) != size:
                size, last = len(self.seen), monotonic()

    @property
    def outcomes(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.outcomes_file.read_text("utf-8").split("\n") if line]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    made = Terminal(home)
    yield made
    made.close()


def test_raw_wedge_bytes_come_out_as_scans_and_ctrl_q_still_quits(terminal: Terminal) -> None:
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(b"]C0L0010239\r")
    terminal.wait_for(lambda: len(terminal.outcomes) == 1, "the room's scan is answered")
    terminal.quiet()
    terminal.write((GS1 + b"\r") * 5)
    terminal.wait_for(lambda: len(terminal.outcomes) == 6, "five scans in one write are answered")
    terminal.quiet()
    terminal.write(b"]d1AB\x10CD\x11EF\r")
    terminal.wait_for(lambda: len(terminal.outcomes) == 7, "the scan with DLE and DC1 is answered")
    assert terminal.process.poll() is None
    assert terminal.outcomes[0]["code"] == "room_opened"
    assert [each["data"].encode() for each in terminal.outcomes[1:6]] == [GS1[3:]] * 5
    assert terminal.outcomes[6]["data"] == "AB\x10CD\x11EF"
    terminal.quiet()
    terminal.write(QUIT)
    terminal.wait_for(lambda: terminal.process.poll() is not None, "the app has ended")
    assert terminal.process.returncode == 0


def test_a_byte_that_is_no_utf_8_spoils_its_own_scan_and_no_other(terminal: Terminal) -> None:
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(b"]C0L00\xe9239\r")
    terminal.wait_for(lambda: len(terminal.outcomes) == 1, "the noisy scan is answered")
    terminal.quiet()
    terminal.write(b"]C0L0010239\r")
    terminal.wait_for(lambda: len(terminal.outcomes) == 2, "the clean scan is answered")
    assert [each["code"] for each in terminal.outcomes] == ["scan_characters", "room_opened"]


def test_a_bracketed_paste_keeps_its_gs(terminal: Terminal) -> None:
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(b"\x1b[200~" + GS1 + b"\r\x1b[201~")
    terminal.wait_for(lambda: len(terminal.outcomes) == 1, "the pasted scan is answered")
    assert terminal.outcomes[0]["data"].encode() == GS1[3:]


def test_nothing_that_data_contained_reaches_the_terminal_as_a_sequence(home: Path) -> None:
    terminal = Terminal(home, "hostile")
    try:
        terminal.wait_for(lambda: len(terminal.outcomes) == len(HOSTILE), "all hostile scans are answered")
        for keys in (F9, F1, b"\x1b", F7, F7, F8, b"\x1b", b"]C0C002627\r", F7, b"\x10", b"\x1b"):
            terminal.quiet(0.25)
            terminal.write(keys)
        terminal.quiet()
        assert terminal.process.poll() is None, terminal.seen[-2000:]
        for text in (b"\x1b]52", b"\x1b[31;5;77m", b"\xc2\x9b", b"\x1bP+q544e", "\u202e".encode(), "\u200b".encode()):
            assert text not in terminal.seen
        terminal.wait_for(lambda: b"\\x1b]52;c" in terminal.seen, "the hostile text itself is shown, escaped")
    finally:
        terminal.close()


def test_without_colour_the_verdict_still_has_its_word_and_its_shape(home: Path) -> None:
    terminal = Terminal(home, environment={"NO_COLOR": "1"})
    try:
        terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
        terminal.write(b"]C0L0010238\r")
        terminal.wait_for(lambda: len(terminal.outcomes) == 1, "the misread door is answered")
        terminal.wait_for(lambda: "✖".encode() in terminal.seen and "╔".encode() in terminal.seen, "refusal is shown")
    finally:
        terminal.close()


def test_hostile_racks_seals_and_providers_are_shown_escaped(home: Path) -> None:
    terminal = Terminal(home, "hostile")
    codes = [command_code(Command.BOARD)]
    try:
        terminal.wait_for(lambda: len(terminal.outcomes) == len(HOSTILE), "all hostile scans are answered")
        for number in range(1, 4):
            codes += [holder_code(number), requisition_code(number), partner_code(number)]
        codes += [
            command_code(Command.SHIP),
            BADGE,
            holder_code(9),
            "\x1b]52;c;SGFjaw==\x07",
            command_code(Command.BOARD),
        ]
        for code in codes:
            terminal.quiet(0.25)
            terminal.write(f"]C0{code}\r".encode())
        answered = len(HOSTILE) + len(codes)
        terminal.wait_for(lambda: len(terminal.outcomes) >= answered, "they are all answered")
        assert "found" in {each["code"] for each in terminal.outcomes}
        for keys in (F8, b"\x1b", F1, b"\x1b"):
            terminal.quiet(0.25)
            terminal.write(keys)
        terminal.quiet()
        assert terminal.process.poll() is None, terminal.seen[-2000:]
        for text in (b"\x1b]52", b"\x1b[31;5;77m", b"\xc2\x9b", b"\x1bP+q544e", "\u202e".encode(), "\u200b".encode()):
            assert text not in terminal.seen
    finally:
        terminal.close()
