"""From a file's bytes to its text, whatever the spreadsheet that wrote it thought a text file is.

Excel alone writes four: "CSV UTF-8" (with a byte-order mark), "CSV" (Windows-1252 in western Europe and America),
"Unicode text" (UTF-16 with tabs) and the Macintosh one (line ends of CR only).
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from tracker.errors import ConfigurationError

MOST_BYTES: Final = 256 * 1024 * 1024
"""100,000 rows of items are some 20 MB; what is larger than this is another kind of file."""

_NOT_TEXT: Final = (
    (b"PK\x03\x04", "an Excel or other zipped workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_SAVE_AS: Final = "Open it in the spreadsheet and save it as “CSV UTF-8”."


def read_bytes(source: Path | bytes) -> bytes:
    """The whole file. Raises ConfigurationError (``import_missing``, ``import_unreadable``, ``import_too_large``)."""
    if isinstance(source, bytes):
        return source
    try:
        if not source.exists():
            raise ConfigurationError(
                f"There is no file {source}.", hint="Check the name and the folder.", code="import_missing"
            )
        if not source.is_file():
            raise ConfigurationError(f"{source} is not a file.", hint="Name the CSV file.", code="import_unreadable")
        if source.stat().st_size > MOST_BYTES:
            raise ConfigurationError(
                f"{source} is larger than {MOST_BYTES // 1024 // 1024} MB.",
                hint="Is it the right file? Else split it.",
                code="import_too_large",
            )
        return source.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{source} cannot be read: {error}.", hint="Check who may read it.", code="import_unreadable"
        ) from error


def decode(data: bytes) -> str:
    """``data`` as text without byte-order mark. Raises ConfigurationError (``import_empty``, ``import_not_text``)."""
    if not data:
        raise ConfigurationError("The file is empty.", hint="It needs a line of column names.", code="import_empty")
    for start, kind in _NOT_TEXT:
        if data.startswith(start):
            raise _not_text(f"This is {kind}, not a text file.")
    text = _decode(data)
    controls = sum(text.count(chr(point), 0, 4096) for point in range(32) if point not in (9, 10, 13))
    if controls > len(text[:4096]) // 20 + 8:
        raise _not_text("This is not a text file: it is full of control characters.")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    bare = _bare_utf16(data)
    if bare:
        return _strict(data, bare)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Both encodings in one file means that something has been pasted or cut; guessing would spoil names.
        if not data[: error.start].isascii():
            raise _damaged(data, error) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _damaged(data, error) from error


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(data, error) from error


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark shows as a zero beside every letter of the header."""
    head = data[:200]
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if zeros_even + zeros_odd < len(head) // 3 or len(head) < 4:
        return None
    if zeros_odd and not zeros_even:
        return "utf-16-le"
    return "utf-16-be" if zeros_even and not zeros_odd else None


def _damaged(data: bytes, error: UnicodeDecodeError) -> ConfigurationError:
    line = data.count(b"\n", 0, error.start) + 1
    return _not_text(f"Line {line} holds a byte that is no letter in {error.encoding}.")


def _not_text(message: str) -> ConfigurationError:
    return ConfigurationError(message, hint=_SAVE_AS, code="import_not_text")
