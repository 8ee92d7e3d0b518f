"""How long until something is there: the help beside a bare Typer program's, the first screen beside an empty app's."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic

from benchmarks.figure import Figure, at_most, interleaved
from tracker.cli.verbs import VERBS
from tracker.demo.clinic import build_clinic

ROUNDS = 11
ROOT = Path(__file__).parents[1]
_FRAME = b"OPENING"
"""Stands on the first screen, which asks nobody to wait for the store."""

_BARE_TYPER = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="Bare.")
for number in range({count}):
    def verb(name: str, much: bool = False) -> None:
        "Does nothing."
    app.command(f"verb{{number}}")(verb)
app()
"""
_EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("OPENING")
Empty().run()
"""


def figures(folder: Path) -> Iterator[Figure]:
    bare, empty = folder / "bare.py", folder / "empty.py"
    bare.write_text(_BARE_TYPER.format(count=len(VERBS)), "utf-8")
    empty.write_text(_EMPTY_APP, "utf-8")
    ours, theirs = interleaved([_run("-m", "tracker", "--help"), _run(str(bare), "--help")], ROUNDS)
    yield at_most("tracker --help / a bare Typer program's", ours / theirs, 1.3, f"({ours * 1e3:.0f} ms)")
    home = build_clinic(folder / "starting").home
    ours, theirs = interleaved([_paint(home, "-m", "tracker"), _paint(home, str(empty))], ROUNDS)
    yield at_most("first screen / an empty Textual app's", ours / theirs, 1.5, f"({ours * 1e3:.0f} ms)")


def _run(*arguments: str) -> Callable[[], object]:
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def _paint(home: Path, *arguments: str) -> Callable[[], object]:
    def paint() -> None:
        process, terminal = _start(home, arguments)
        try:
            _wait_for_frame(terminal)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)

    return paint


def _start(home: Path, arguments: Sequence[str]) -> tuple[int, int]:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        environment = {**os.environ, "TERM": "xterm-256color", "TRACKER_HOME": str(home)}
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return process, terminal


def _wait_for_frame(terminal: int, patience_s: float = 20) -> None:
    seen, end = b"", monotonic() + patience_s
    while _FRAME not in seen:
        if not select.select([terminal], [], [], max(0.0, end - monotonic()))[0]:
            raise TimeoutError(f"no first screen within {patience_s} s")
        seen += os.read(terminal, 65536)
