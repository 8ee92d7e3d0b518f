"""The real program at work on a shift, and what it says meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from tests.faults.power import Said
from tests.faults.recording import ROOT, program


class Running:
    """``tracker run`` in ``home``. ``heard`` is told each line of its words on standard error, on a thread of its own."""

    def __init__(
        self,
        home: Path,
        shift: Path,
        heard: Callable[[str], None] = lambda line: None,
        *,
        job: str = "transfer",
        more: Mapping[str, str] | None = None,
    ) -> None:
        command = [sys.executable, "-m", "tracker", "run", job, "--from", f"recording:{shift}", "--json"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=program(home, **(more or {})),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.said, self.words = Said(), ""
        self.more = threading.Event()
        """Set by each answer."""
        self._heard = heard
        self._listening = [threading.Thread(target=each) for each in (self._answers, self._words)]
        for thread in self._listening:
            thread.start()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def _answers(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.hear(line)
            self.more.set()

    def _words(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.words += line.decode()
            self._heard(line.decode())

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """Its exit status, once everything that it said was heard."""
        status = self.process.wait()
        for thread in self._listening:
            thread.join()
        return status


def run(home: Path, shift: Path, *, job: str = "transfer") -> Running:
    """Run it to its end."""
    with Running(home, shift, job=job) as running:
        running.wait()
    return running
