"""How long until something is there: the help beside a bare Typer program's, the first screen beside an empty app's.

Both sides are compiled before, as a program is when it is installed: libraries always are, and a working copy is not where
Python was told to write no bytecode.
"""

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic

from benchmarks.figure import Figure, at_most, interleaved
from tracker.cli.verbs import VERBS
from tracker.demo.clinic import build_clinic, demo_settings
from tracker.demo.signing import ask_pins

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
    home = build_clinic(folder / "starting").home
    surroundings = _surroundings(home, folder / "compiled")
    bare, empty = folder / "bare.py", folder / "empty.py"
    bare.write_text(_BARE_TYPER.format(count=len(VERBS)), "utf-8")
    empty.write_text(_EMPTY_APP, "utf-8")
    ours, theirs = _compared(_run(surroundings, "-m", "tracker", "--help"), _run(surroundings, str(bare), "--help"))
    yield at_most("tracker --help / a bare Typer program's", ours / theirs, 1.3, f"({ours * 1e3:.0f} ms)")
    ours, theirs = _compared(_paint(surroundings, "-m", "tracker"), _paint(surroundings, str(empty)))
    yield at_most("first screen / an empty Textual app's", ours / theirs, 1.5, f"({ours * 1e3:.0f} ms)")
    ask_pins(demo_settings(home))
    asking = _paint(surroundings, "-m", "tracker", frame=b"SIGN IN")
    ours, theirs = _compared(asking, _paint(surroundings, str(empty)))
    yield at_most("sign-in screen / an empty Textual app's", ours / theirs, 1.5, f"({ours * 1e3:.0f} ms)")


def _compared(*calls: Callable[[], object]) -> list[float]:
    for call in calls:
        call()
    return interleaved(calls, ROUNDS)


def _surroundings(home: Path, compiled: Path) -> Mapping[str, str]:
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return told | {"TERM": "xterm-256color", "TRACKER_HOME": str(home), "PYTHONPYCACHEPREFIX": str(compiled)}


def _run(surroundings: Mapping[str, str], *arguments: str) -> Callable[[], object]:
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, check=True)


def _paint(surroundings: Mapping[str, str], *arguments: str, frame: bytes = _FRAME) -> Callable[[], object]:
    def paint() -> None:
        process, terminal = _start(surroundings, arguments)
        try:
            _wait_for_frame(terminal, frame)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)

    return paint


def _start(surroundings: Mapping[str, str], arguments: Sequence[str]) -> tuple[int, int]:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, *arguments], surroundings)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return process, terminal


def _wait_for_frame(terminal: int, frame: bytes, patience_s: float = 20) -> None:
    seen, end = b"", monotonic() + patience_s
    while frame not in seen:
        if not select.select([terminal], [], [], max(0.0, end - monotonic()))[0]:
            raise TimeoutError(f"no first screen within {patience_s} s")
        seen += os.read(terminal, 65536)
