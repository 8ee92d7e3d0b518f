"""What the real program does to its files, call by call, and what it acknowledges meanwhile."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SHIM = Path(__file__).with_name("shim.c")
ROOT = Path(__file__).parents[2]
APART = 1_000_000
"""Between the descriptors of programs that are recorded together."""
_HEAD = struct.Struct("=cqqq")


@dataclass(frozen=True, slots=True)
class Call:
    """``kind``: o(pened), w(ritten), t(runcated), f(lushed to disk), x (a flush failed), u(nlinked), d (a folder was made),
    r(enamed), l(inked), or s(aid, on standard output or error). ``offset`` is the flags of what was opened, the size of
    what was truncated."""

    kind: str
    descriptor: int
    offset: int
    data: bytes

    @property
    def path(self) -> Path:
        return Path(os.fsdecode(self.data))


def build_shim(folder: Path) -> Path:
    """The recorder, compiled. Skips the test where no compiler is."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("what a program writes is recorded on Linux, with a C compiler: apt-get install gcc libc6-dev")
    library = folder / "shim.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SHIM), "-ldl", "-pthread"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.skip(f"the recorder does not compile here: {built.stderr[-300:]}")
    return library


def program(home: Path, **more: str) -> dict[str, str]:
    """The environment in which the program works in ``home``, and nowhere else."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "TRACKER_HOME": str(home),
        "HOME": str(home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


def record_calls(
    library: Path,
    home: Path,
    arguments: Sequence[str],
    trace: Path,
    *,
    within: Path | None = None,
    fails_every: int | None = None,
    module: str = "tracker",
) -> list[Call]:
    """Run ``tracker ARGUMENTS``, or another ``module``, in ``home`` under the recorder; every call on what is ``within`` a
    folder, by itself the home, in order. ``fails_every``: every so many-th flush to disk fails."""
    more = {} if fails_every is None else {"TRACE_FAIL_SYNC": str(fails_every)}
    environment = program(home, LD_PRELOAD=str(library), TRACE_ROOT=str(within or home), TRACE_FILE=str(trace), **more)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return list(read_calls(trace))


def record_together(library: Path, home: Path, works: Sequence[Sequence[str]], trace: Path) -> list[Call]:
    """The same of several ``tracker ARGUMENTS`` at once. What they say goes nowhere: the record has it, and none of them
    may wait for a reader while it holds the lock."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tracker", *arguments],
            cwd=ROOT,
            env=program(
                home,
                LD_PRELOAD=str(library),
                TRACE_ROOT=str(home),
                TRACE_FILE=str(trace),
                TRACE_BASE=str(number * APART),
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number, arguments in enumerate(works)
    ]
    ended = [each.wait() for each in running]
    assert set(ended) <= {0, 1}, ended
    return list(read_calls(trace))


def read_calls(trace: Path) -> Iterator[Call]:
    with trace.open("rb") as file:
        while head := file.read(_HEAD.size):
            kind, descriptor, offset, length = _HEAD.unpack(head)
            yield Call(kind.decode(), descriptor, offset, file.read(length))
