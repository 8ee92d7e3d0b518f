"""``cups:QUEUE``: an office printer through the system's own queue, by ``lp``, as vector PDF at its actual size."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from tracker.hardware.printers.printer import PrinterFault

QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}")
"""Never a name that ``lp`` could take for an option."""


@dataclass(frozen=True, slots=True)
class CupsPrinter:
    """``program`` is the command to run: ``lp``, or another with its options."""

    queue: str
    program: str = "lp"
    timeout_s: float = 60.0

    @property
    def url(self) -> str:
        return f"cups:{self.queue}"

    @property
    def takes(self) -> str:
        return "pdf"

    def send(self, content: bytes, title: str) -> bool:
        """False: CUPS has taken it, and nobody knows yet whether paper came out.

        :raises PrinterFault: no ``lp``, no such queue, not taken.
        """
        command = [self.program, "-d", self.queue, "-t", title, "-o", "print-scaling=none", "-"]
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=self.timeout_s, check=False)
        except FileNotFoundError as error:
            raise PrinterFault(
                "This machine has no 'lp', by which CUPS takes what is to be printed.",
                hint="Install the package cups-client, or write a PDF and print it from elsewhere, at actual size.",
                code="printer_no_lp",
                may_have_printed=False,
            ) from error
        except subprocess.TimeoutExpired as error:
            raise PrinterFault(
                f"The queue {self.queue} took longer than {self.timeout_s:.0f} s.",
                hint="Look which labels came out, and into the queue (lpstat), before you print any again.",
                code="printer_slow",
                may_have_printed=True,
            ) from error
        except OSError as error:
            raise PrinterFault(f"'lp' cannot be run: {error}.", code="printer_no_lp", may_have_printed=False) from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").replace("\n", " ").strip(" ")
            raise PrinterFault(
                f"The queue {self.queue} did not take the labels: {said or 'it did not say why'}.",
                hint="'lpstat -p' lists the queues. Nothing was printed.",
                code="printer_refused",
                may_have_printed=False,
            )
        return False
