"""From a printer's URL to the printer. Nothing is sent, and no connection made, before there is something to print."""

from __future__ import annotations

import re
from pathlib import Path

from tracker.errors import ConfigurationError
from tracker.hardware.printers.brother import ADDRESS as BROTHER
from tracker.hardware.printers.brother import brother_printer
from tracker.hardware.printers.cups import QUEUE, CupsPrinter
from tracker.hardware.printers.files import SUFFIXES, FilePrinter
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.printer import Printer
from tracker.hardware.printers.zebra import PORT, ZebraPrinter

_ADDRESS = re.compile(r"//([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?")


def open_printer(url: str) -> Printer:
    """``zpl://HOST:9100``, ``cups:QUEUE``, ``brother-ql://HOST:9100/MODEL/ROLL``, ``file:OUT.pdf`` or a plain path,
    ``memory:FORMAT``.

    :raises ConfigurationError: a URL that names no printer (``printer_url``), a file without a format
        (``printer_format``), or a printer whose library is not there (``printer_no_library``).
    """
    scheme, colon, rest = url.partition(":")
    if scheme == "zpl" and (address := _ADDRESS.fullmatch(rest)) and 0 < int(address[2] or PORT) < 65536:
        return ZebraPrinter(address[1].strip("[]"), int(address[2] or PORT))
    if scheme == "brother-ql" and (address := BROTHER.fullmatch(rest)) and 0 < int(address[2] or PORT) < 65536:
        return brother_printer(address[1].strip("[]"), int(address[2] or PORT), address[3], address[4])
    if scheme == "cups" and QUEUE.fullmatch(rest):
        return CupsPrinter(rest)
    if scheme == "memory" and rest in ("", *SUFFIXES):
        return MemoryPrinter(rest or "zpl")
    if scheme == "file" and rest:
        return FilePrinter(Path(rest).expanduser())
    if not colon and url:
        return FilePrinter(Path(url).expanduser())
    raise ConfigurationError(
        f"'{url}' names no printer.",
        hint="Give a file (labels.pdf, .png, .svg, .zpl), zpl://HOST:9100, cups:QUEUE, or"
        " brother-ql://HOST:9100/MODEL/ROLL.",
        code="printer_url",
    )
