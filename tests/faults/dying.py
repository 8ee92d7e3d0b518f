"""Work on a database that is killed at a chosen moment: ``python -m tests.faults.dying``.

Each line on standard input is ``TASK PATH TICK``: a process is forked that does the task and kills itself (SIGKILL) at that
tick, a count of SQLite's own steps; 0 lets it live. The answer is ``killed``, or how many ticks it took.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import alembic.command
import alembic.config
from sqlalchemy import Engine, event

from tests.clinic import KEY
from tests.faults.recording import ROOT
from tracker.store.database import create_database, open_database

LOADED = (alembic.command, alembic.config)
"""Here once, and not by each that is forked: to load them took longer than to migrate."""
STEPS_A_TICK = 100
"""Virtual machine instructions: a row that is inserted takes some twenty."""


def _migrate(path: Path) -> None:
    open_database(path, KEY).close()


def _create(path: Path) -> None:
    create_database(path, KEY).close()


def _scrub(path: Path) -> None:
    """Every page is written anew, as a restored copy's are."""
    database = open_database(path, KEY)
    database.scrub()
    database.close()


TASKS: Mapping[str, Callable[[Path], None]] = {"migrate": _migrate, "create": _create, "scrub": _scrub}


def _do(task: str, path: Path, tick: int, answer: int) -> None:
    ticks = 0

    def pass_by() -> int:
        nonlocal ticks
        ticks += 1
        if ticks == tick:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    @event.listens_for(Engine, "connect")
    def watch(connection: Any, _: object) -> None:
        connection.set_progress_handler(pass_by, STEPS_A_TICK)

    TASKS[task](path)
    os.write(answer, str(ticks).encode())


def main() -> None:
    for line in sys.stdin:
        task, path, tick = line.rstrip("\n").split(" ")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            _do(task, Path(path), int(tick), write)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            ticks = answer.read().decode()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        words = "killed" if status == -signal.SIGKILL else ticks or f"failed {status}"
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


class Dying:
    """The process that forks them, kept for several."""

    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self._stdin, self._stdout = stdin, stdout

    def ticks(self, task: str, path: Path) -> int:
        """How many it takes to the end."""
        return int(self._ask(task, path, 0))

    def kill(self, task: str, path: Path, tick: int) -> bool:
        """Whether it was killed before its end."""
        return self._ask(task, path, tick) == "killed"

    def _ask(self, task: str, path: Path, tick: int) -> str:
        self._stdin.write(f"{task} {path} {tick}\n")
        self._stdin.flush()
        return self._stdout.readline().rstrip("\n")


@contextmanager
def dying() -> Iterator[Dying]:
    command = [sys.executable, "-m", "tests.faults.dying"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Dying(process.stdin, process.stdout)
        process.stdin.close()


if __name__ == "__main__":
    main()
