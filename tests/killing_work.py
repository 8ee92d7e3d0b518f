"""Work that is killed, in processes that need no start: one has loaded what the work needs, and forks them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_FORKS = """
import os, signal, sys
exec(sys.argv[1])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*line.rstrip("\\n").split("\\t"))
        os._exit(0)
    sys.stdin.readline()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("over", flush=True)
"""
"""A child that has ended stays until it is waited for: nobody else has its number when it is killed."""


class Killing:
    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self._stdin, self._stdout = stdin, stdout

    def kill(self, after_s: float, *arguments: Path) -> None:
        """Have the work begun, and killed so long after it said that it begins."""
        self._tell("\t".join(map(str, arguments)))
        assert self._stdout.readline() == "begins\n"
        time.sleep(after_s)
        self._tell("kill")
        while self._stdout.readline() != "over\n":
            pass

    def _tell(self, line: str) -> None:
        self._stdin.write(f"{line}\n")
        self._stdin.flush()


@contextmanager
def killing(program: str) -> Iterator[Killing]:
    """``program`` is Python with a function ``work``, which prints ``begins`` and opens for itself what it works with."""
    command = [sys.executable, "-c", _FORKS, program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Killing(process.stdin, process.stdout)
        process.stdin.close()
