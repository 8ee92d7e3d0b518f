"""``file:OUT.pdf`` and a plain path: a printer whose paper is a file. All of it is there, or the old one still is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tracker.errors import ConfigurationError
from tracker.hardware.printers.printer import PrinterFault

SUFFIXES = ("pdf", "png", "svg", "zpl")


class FilePrinter:
    """:raises ConfigurationError: a suffix that no labels are written in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._takes = path.suffix.removeprefix(".").lower()
        if self._takes not in SUFFIXES:
            raise ConfigurationError(
                f"{path} does not say in which format labels are to be written.",
                hint=f"End its name in one of .{', .'.join(SUFFIXES)}.",
                code="printer_format",
            )

    @property
    def url(self) -> str:
        return f"file:{self._path}"

    @property
    def takes(self) -> str:
        return self._takes

    def examine(self) -> str:
        if not os.access(self._path.parent, os.W_OK | os.X_OK):
            raise PrinterFault(
                f"{self._path.parent} is no folder that can be written to.",
                hint="Make it, or name another.",
                code="printer_file",
                may_have_printed=False,
            )
        return f"ready, in {self._path.parent}"

    def require_empty(self) -> None:
        """A file is whole, or not there."""

    def send(self, content: bytes, title: str) -> bool:
        write_whole(self._path, content)
        return True


def write_whole(path: Path, content: bytes) -> None:
    """Into a new file beside it, to the disk, and only then under its name; the owner's alone.

    Raises :class:`PrinterFault`: nothing is there then, or what was.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o600)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise PrinterFault(
            f"{path} cannot be written: {error.strerror}.",
            hint="Check the folder, and that its disk is not full.",
            code="printer_file",
            may_have_printed=False,
        ) from error
