"""``kill -9`` while the real program works; then it is started again, and plays the same shift to its end."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass(slots=True)
class Kills:
    kills: int = 0
    acknowledged: int = 0
    """Scans that had been acknowledged when the program was killed, each once."""
    faults: list[str] = field(default_factory=list)


def kill_at_random(home: Path, shift: Path, times: int, seed: int) -> Kills:
    """So many times: start, kill at a random moment, look for losses. All that was ever acknowledged must be there."""
    came, said, pick = Kills(), Said(), random.Random(seed)
    for number in range(times):
        said.cut_off()
        came.kills += _kill(start(home, shift), said, pick)
        came.faults += [f"kill {number}: {words}" for words in losses(home, said.acknowledged)]
    came.acknowledged = len(said.acknowledged)
    return came


def start(home: Path, shift: Path) -> subprocess.Popen[bytes]:
    """The program, playing it."""
    command = [sys.executable, "-m", "tracker", "run", "transfer", "--from", f"recording:{shift}", "--json"]
    return subprocess.Popen(command, cwd=ROOT, env=program(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _kill(worker: subprocess.Popen[bytes], said: Said, pick: random.Random) -> bool:
    """Whether it was still at work."""
    answers = pick.randint(1, len(said.acknowledged) + FARTHER)
    with worker:
        assert worker.stdout is not None
        for _ in range(answers):
            said.hear(worker.stdout.readline())
        killer = threading.Timer(pick.uniform(0, LONGEST_S), worker.send_signal, [signal.SIGKILL])
        killer.start()
        said.hear(worker.stdout.read())
        killer.cancel()
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
