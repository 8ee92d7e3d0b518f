"""From a printer's URL to the printer. Nothing is sent, and no connection made, before there is something to print."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import ConfigurationError
from tracker.hardware.printers.files import SUFFIXES, FilePrinter
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.printer import Printer


def open_printer(url: str) -> Printer:
    """``file:OUT.pdf`` or a plain path, or ``memory:FORMAT``.

    :raises ConfigurationError: a URL that names no printer (``printer_url``), or a file without a format.
    """
    scheme, colon, rest = url.partition(":")
    if scheme == "memory" and rest in ("", *SUFFIXES):
        return MemoryPrinter(rest or "zpl")
    if scheme == "file" and rest:
        return FilePrinter(Path(rest).expanduser())
    if not colon and url:
        return FilePrinter(Path(url).expanduser())
    raise ConfigurationError(
        f"'{url}' names no printer.",
        hint="Give a file (labels.pdf, .png, .svg, .zpl).",
        code="printer_url",
    )
