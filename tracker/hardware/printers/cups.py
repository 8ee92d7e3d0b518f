"""``cups:QUEUE``: an office printer through the system's own queue, by ``lp``, as vector PDF at its actual size."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass

from tracker.hardware.printers.printer import PrinterFault
from tracker.text import safe

QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}")
"""Never a name that ``lp`` could take for an option."""

_LONGEST_ANSWER = 200
_SHELL_SIGNALS = 128
"""An ``lp`` that is a script ends with this and the number of the signal that ended what it ran; lp(1) gives 0 or 1."""


@dataclass(frozen=True, slots=True)
class CupsPrinter:
    """``program`` and ``status_program`` are the commands to run."""

    queue: str
    program: str = "lp"
    status_program: str = "lpstat"
    timeout_s: float = 60.0

    @property
    def url(self) -> str:
        return f"cups:{self.queue}"

    @property
    def takes(self) -> str:
        return "pdf"

    def examine(self) -> str:
        done = self._run([self.status_program, "-p", self.queue], b"", may_have_printed=False)
        if done.returncode:
            raise self._refused(done.stderr)
        self._require_running(done.stdout)
        return "ready, as far as CUPS says"

    def require_empty(self) -> None:
        """What stands in the queue may be the label that somebody has not seen yet; where there is no ``lpstat``, nobody can
        tell."""
        try:
            asked = self._run([self.status_program, "-o", self.queue], b"", may_have_printed=False, may_hold=True)
        except PrinterFault as fault:
            if fault.code != "printer_no_lp":
                raise
            return
        if asked.returncode:
            code = "printer_no_queue" if b"Invalid destination" in asked.stderr else "printer_refused"
            raise self._refused(asked.stderr, may_hold=True, code=code)
        if held := asked.stdout.count(b"\n"):
            raise PrinterFault(
                f"The queue {self.queue} still holds {held} job{'s' if held != 1 else ''}.",
                hint=f"Look: lpstat -o {self.queue}. Wait for it, or cancel it.",
                code="printer_holds_labels",
                may_have_printed=False,
                may_hold=True,
            )

    def send(self, content: bytes, title: str) -> bool:
        """False: CUPS has taken it, and nobody knows yet whether paper came out.

        A stopped queue would take it, and print it whenever somebody starts it again: a specimen's label without its
        patient. So it is asked for first; where there is no ``lpstat``, ``lp`` alone decides.

        :raises PrinterFault: no ``lp``, no such queue, stopped, or not taken; where a signal ended ``lp``, nobody knows
            whether CUPS has them.
        """
        try:
            asked = self._run([self.status_program, "-p", self.queue], b"", may_have_printed=False)
            self._require_running(asked.stdout)
        except PrinterFault as fault:
            if fault.code != "printer_no_lp":
                raise
        command = [self.program, "-d", self.queue, "-t", title, "-o", "print-scaling=none", "-"]
        done = self._run(command, content, may_have_printed=True)
        if done.returncode < 0 or done.returncode > _SHELL_SIGNALS:
            raise self._killed(abs(done.returncode) % _SHELL_SIGNALS)
        if done.returncode:
            raise self._refused(done.stderr)
        return False

    def _run(
        self, command: list[str], content: bytes, *, may_have_printed: bool, may_hold: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            return subprocess.run(
                command, input=content, capture_output=True, timeout=self.timeout_s, check=False, env=environment
            )
        except FileNotFoundError as error:
            raise PrinterFault(
                f"This machine has no '{command[0]}', by which CUPS takes what is to be printed.",
                hint="Install the package cups-client, or write a PDF and print it from elsewhere, at actual size.",
                code="printer_no_lp",
                may_have_printed=False,
            ) from error
        except subprocess.TimeoutExpired as error:
            look = "Look which labels came out, and into the queue (lpstat), before you print any again."
            raise PrinterFault(
                f"The queue {self.queue} took longer than {self.timeout_s:.0f} s.",
                hint=look if may_have_printed else "Is CUPS running? Nothing was printed.",
                code="printer_slow",
                may_have_printed=may_have_printed,
                may_hold=may_hold,
            ) from error
        except OSError as error:
            raise PrinterFault(
                f"'{command[0]}' cannot be run: {error}.", code="printer_no_lp", may_have_printed=False
            ) from error

    def _require_running(self, said: bytes) -> None:
        """``printer front disabled since …`` is a stopped queue (cups' lpstat(1), in the C locale)."""
        if re.match(rb"printer \S+ disabled", said):
            raise PrinterFault(
                f"The queue {self.queue} is stopped.",
                hint=f"Start it: cupsenable {self.queue}. Nothing was printed.",
                code="printer_paused",
                may_have_printed=False,
            )

    def _killed(self, signal: int) -> PrinterFault:
        """An ``lp`` that had handed everything over and was then ended looks no other than one that had not begun."""
        return PrinterFault(
            f"'{self.program}' was ended by signal {signal}: whether the queue {self.queue} has the labels is not known.",
            hint="Look which labels came out, and into the queue (lpstat), before you print any again.",
            code="printer_ended",
            may_have_printed=True,
        )

    def _refused(self, stderr: bytes, *, may_hold: bool = False, code: str = "printer_refused") -> PrinterFault:
        said = safe(stderr.decode("utf-8", "replace").replace("\n", " ").strip(" "), _LONGEST_ANSWER)
        return PrinterFault(
            f"The queue {self.queue} did not take the labels: {said.rstrip('.') or 'it did not say why'}.",
            hint="'lpstat -p' lists the queues. Nothing was printed.",
            code=code,
            may_have_printed=False,
            may_hold=may_hold,
        )
