"""The command line in a pty of its own, one line after the other over a clinic full of hostile texts.

``python -m tests.door.commanding LINES TOLD`` is what runs in the pty: LINES is a file with a JSON list of lists of words;
the file TOLD gets each line's exit status.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.door.hostile import driving
from tests.door.pty_walk import bytes_of
from tracker.cli import main

Line = tuple[str, ...]


def command(folder: Path, home: Path, lines: Sequence[Line], seconds: float = 120) -> tuple[list[str], bytes]:
    """What went wrong in ``lines``, and all that the terminal got: a bug, a traceback, or bytes that drive it."""
    asked, told = folder / "lines.json", folder / "statuses.jsonl"
    asked.write_text(json.dumps(lines), "utf-8")
    told.unlink(missing_ok=True)
    words = [sys.executable, "-m", "tests.door.commanding", str(asked), str(told)]
    seen = bytes_of(words, seconds, {"TRACKER_HOME": str(home)})
    statuses = [json.loads(line) for line in told.read_text("utf-8").split("\n") if line] if told.exists() else []
    faults = driving(seen)
    faults += [
        f"{' '.join(line)}: status {status}" for line, status in zip(lines, statuses, strict=False) if status > 4
    ]
    if len(statuses) < len(lines):
        faults.append(f"it ended in {lines[len(statuses)]}: {seen[-1000:]!r}")
    if b"Traceback" in seen:
        faults.append(f"a traceback: {seen[seen.index(b'Traceback') :][:1500]!r}")
    return faults, seen


def _run(lines: list[list[str]], told: Path) -> None:
    for line in lines:
        try:
            status = main(line)
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 70
        with told.open("a", encoding="utf-8") as file:
            file.write(f"{status}\n")


if __name__ == "__main__":
    _run(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]))
