"""``kill -9`` while the real program works; then it is started again, and plays the same shift to its end."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from tests.faults.checking import losses
from tests.faults.power import Said
from tests.faults.recording import ROOT, program
from tests.faults.work import settings_of
from tracker.inventory.auditing import ledger_digest
from tracker.station.opening import open_store

FARTHER = 150
"""So many scans further than ever before it may come."""
LONGEST_S = 0.02
"""From the last of those on: about as long as ten scans take."""
AHEAD = 60
"""Answers that may be on their way between the program and who reads them: more than fit into a pipe of the smallest size
and the reader's own buffer. Farther it cannot get, however late on a busy machine the kill comes."""
_PIPE_BYTES = 4096


@dataclass(slots=True)
class Kills:
    kills: int = 0
    acknowledged: int = 0
    """Scans that had been acknowledged when the program was killed, each once."""
    faults: list[str] = field(default_factory=list)


def kill_at_random(home: Path, shift: Path, times: int, seed: int) -> Kills:
    """So many times: start, kill at a random moment, look for losses. All that was ever acknowledged must be there."""
    came, said, pick = Kills(), Said(), random.Random(seed)
    last = len(shift.read_text("utf-8").splitlines()) - AHEAD
    for number in range(times):
        said.cut_off()
        came.kills += _kill(start(home, shift), said, pick, last)
        came.faults += [f"kill {number}: {words}" for words in losses(home, said.acknowledged)]
    came.acknowledged = len(said.acknowledged)
    return came


def start(home: Path, shift: Path) -> subprocess.Popen[bytes]:
    """The program, playing it."""
    command = [sys.executable, "-m", "tracker", "run", "transfer", "--from", f"recording:{shift}", "--json"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=program(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=_PIPE_BYTES,
    )


def _kill(worker: subprocess.Popen[bytes], said: Said, pick: random.Random, last: int) -> bool:
    """Whether it was still at work."""
    answers = pick.randint(1, min(len(said.acknowledged) + FARTHER, last))
    with worker:
        assert worker.stdout is not None
        for _ in range(answers):
            said.hear(worker.stdout.readline())
        sleep(pick.uniform(0, LONGEST_S))
        worker.send_signal(signal.SIGKILL)
        said.hear(worker.stdout.read())
        return worker.wait() == -signal.SIGKILL


def play_to_the_end(home: Path, shift: Path) -> str:
    """The ledger's digest once the whole shift is played."""
    with start(home, shift) as worker:
        assert worker.stdout is not None
        worker.stdout.read()
    assert worker.returncode in (0, 1)
    store = open_store(settings_of(home))
    try:
        with store.reading() as connection:
            return ledger_digest(connection)
    finally:
        store.close()
