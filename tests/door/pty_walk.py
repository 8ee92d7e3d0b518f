"""Runs :mod:`tests.door.walking` in a real pty and keeps every byte that the terminal would have got."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.door.hostile import driving

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Walked:
    """What was seen of the states."""

    faults: list[str] = field(default_factory=list)
    panes: set[str] = field(default_factory=set)
    dialogs: set[str] = field(default_factory=set)
    shown: int = 0
    """Bytes in all."""


def walk(folder: Path, states: Iterable[str], seconds: float) -> Walked:
    """Lead the app through ``states`` over the clinics in ``folder``; what went wrong, and what reached the terminal."""
    told = folder / "told.jsonl"
    told.unlink(missing_ok=True)
    names = list(states)
    seen = bytes_of([sys.executable, "-m", "tests.door.walking", str(folder), str(told), *names], seconds)
    walked = Walked(driving(seen), shown=len(seen))
    lines = [json.loads(line) for line in told.read_text("utf-8").split("\n") if line] if told.exists() else []
    for each in lines:
        walked.panes.update(each["panes"])
        walked.dialogs.update(each["dialogs"])
        if fault := each.get("fault"):
            walked.faults.append(f"{each['state']}: {fault}")
    if len(lines) < len(names):
        walked.faults.append(f"it ended in {names[len(lines)]}: {seen[-1500:]!r}")
    return walked


def bytes_of(command: list[str], seconds: float, more: Mapping[str, str] | None = None) -> bytes:
    """All that ``command`` writes to a terminal of 80 by 24 until it ends, or is ended after so many seconds."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", **(more or {})}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL if more else slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    os.close(slave)
    seen, until = b"", monotonic() + seconds
    try:
        while monotonic() < until:
            if not select.select([master], [], [], 0.1)[0]:
                if process.poll() is not None:
                    break
                continue
            try:
                read = os.read(master, 65536)
            except OSError:  # it has gone and taken its end of the pty along
                break
            seen += read
    finally:
        if process.poll() is None and monotonic() >= until:
            process.kill()
        process.wait()
        os.close(master)
    return seen
