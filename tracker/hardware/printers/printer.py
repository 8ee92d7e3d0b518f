"""What every printer can do, and the one question that matters when it fails: may something have come out?"""

from __future__ import annotations

from typing import Protocol

from tracker.errors import DeviceError


class PrinterFault(DeviceError):
    """A printer did not do what was asked. ``may_have_printed`` is False only where it is certain that nothing came
    out: then it is safe to send the same again. Otherwise a person must look before anything is printed twice.

    ``may_hold`` says whether the printer may still hold labels of an earlier time: they come out by themselves once it can
    print, so whoever says now that one did not come out does not know yet."""

    default_code = "printer"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str | None = None,
        may_have_printed: bool,
        may_hold: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.may_have_printed, self.may_hold = may_have_printed, may_hold


class Printer(Protocol):
    """Opened by :func:`tracker.hardware.printers.opening.open_printer`; used by one thread."""

    @property
    def url(self) -> str: ...

    @property
    def takes(self) -> str:
        """The format of the bytes it wants, by its files' suffix: ``pdf``, ``png``, ``svg`` or ``zpl``."""

    def examine(self) -> str:
        """How it is, in words, where it could print now. Nothing comes out.

        :raises PrinterFault: it could not, or does not answer.
        """

    def require_empty(self) -> None:
        """Before a NO is believed. What never says what it holds, a file or a printer that only listens, raises nothing:
        then a person's word is all there is.

        :raises PrinterFault: it holds something, or could say and does not; ``may_hold`` is True.
        """

    def send(self, content: bytes, title: str) -> bool:
        """Print ``content``; ``title`` is for its queue, and holds no name of a patient.

        True where the printer itself has said that all of it came out, False where it has only taken it.

        :raises PrinterFault: saying whether something may have come out.
        """
