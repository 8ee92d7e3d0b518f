"""The text in a file that may name a patient, as far as this program can read it: plain text, its own PDFs, spreadsheets.

A PDF's text lies in streams that are packed by zlib (ISO 32000-1, 7.4.4), in ASCII85 where reportlab writes them; pictures,
scanned pages and letters by the number of their glyph cannot be read so. A spreadsheet is a ZIP of XML.
"""

from __future__ import annotations

import base64
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_LOOKED_AT, _LARGEST = 4096, 20_000_000
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PIECE = re.compile(rb"\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_BY_GLYPH = re.compile(rb"<[0-9A-Fa-f\s]+>\s*(?:Tj|\])")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PACKED = frozenset({".pdf", ".xlsx", ".ods", ".docx", ".zip", ".gz", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})
"""Files in which somebody's name may stand though they are no text. Databases and keys are none of them."""


@dataclass(frozen=True, slots=True)
class FileText:
    """``is_whole``: nothing in it could not be read, so that a name which is not in ``text`` is not in the file."""

    text: str
    is_whole: bool


_CLOSED = FileText("", is_whole=False)


def text_of(path: Path) -> FileText:
    """What is no document at all, as a database, has no text and is whole."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
            whole = start + file.read(_LARGEST)
            is_all = not file.read(1)
    except OSError:
        return _CLOSED
    if start.startswith(b"%PDF"):
        found = _pdf_text(whole)
        return replace(found, is_whole=found.is_whole and is_all)
    if start.startswith(b"PK\x03\x04"):
        return _zip_text(path)
    if b"\0" in start:
        return FileText("", is_whole=path.suffix.lower() not in _PACKED)
    return FileText(whole.decode("utf-8", "replace"), is_all)


def _pdf_text(pdf: bytes) -> FileText:
    """Not whole where a stream is packed otherwise, a picture stands in it, or a font of its own numbers letters anew: of
    those only plain ones keep their codes."""
    said, is_whole = [], not any(mark in pdf for mark in (b"/FontFile", b"/ToUnicode", b"/Subtype /Image", b"/Encrypt"))
    for packed in _STREAM.findall(pdf):
        stream = _unpacked(packed)
        if stream is None or _BY_GLYPH.search(stream):
            is_whole = False
            continue
        said.append("\n".join(_pieces(stream)))
    text = "\n".join(said)
    return FileText(text, is_whole and bool(text.strip()))


def _unpacked(packed: bytes) -> bytes | None:
    for unpack in (lambda data: base64.a85decode(data.strip(b"\r\n\t ").removesuffix(b"~>")), lambda data: data):
        try:
            machine = zlib.decompressobj()
            return machine.decompress(unpack(packed), _LARGEST)
        except (zlib.error, ValueError):
            continue
    return None


def _pieces(stream: bytes) -> Iterator[str]:
    """The pieces of text as they were written, and each line's put together: kerning cuts words into letters."""
    for line in stream.split(b"\n"):
        pieces = [_ESCAPE.sub(_unescaped, one).decode("cp1252", "replace") for one in _PIECE.findall(line)]
        if pieces:
            yield "".join(pieces)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 0xFF]) if code[:1].isdigit() else code


def _zip_text(path: Path) -> FileText:
    said, left, is_whole = [], _LARGEST, True
    try:
        with zipfile.ZipFile(path) as packed:
            for each in packed.infolist():
                if not each.filename.endswith((".xml", ".csv", ".txt", ".json", ".jsonl")):
                    continue
                if each.file_size > left:
                    is_whole = False
                    continue
                left -= each.file_size
                said.append(packed.read(each).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, zlib.error):
        return _CLOSED
    return FileText("\n".join(said), is_whole and bool(said))
