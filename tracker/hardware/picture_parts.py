"""Where one picture ends and the next begins in an MJPEG stream (``multipart/x-mixed-replace``).

Pure, and the same whatever the pieces in which the bytes come. Cameras keep RFC 2046 loosely: the line between two parts
need not be the one that the header announces, may lack its dashes or its CR, and ``Content-Length`` may be missing or
wrong. So the stream's own first line counts before the header; a length is believed only where a JPEG's end stands
there; all else ends at the next line between parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

LONGEST_PART = 8 * 1024 * 1024
"""Bytes of one picture. One of 1280 × 720 full of noise takes 0.4 MB (measured, OpenCV's quality of 95)."""
LONGEST_HEADERS = 16 * 1024
"""Bytes of the lines before one picture, and of a stream's first line."""
LONGEST_BOUNDARY = 200
"""RFC 2046 allows 70."""
_START, _END = b"\xff\xd8", b"\xff\xd9"
_PADDING = 64
"""Bytes behind a JPEG's end that its length may count in."""
_BLANKS = 64
_BLANK = b" \t\r\n"
"""White space of a header's line (RFC 9112)."""
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]*)\"|([^;,\s]*))", re.IGNORECASE)


class NoStreamError(ValueError):
    """The bytes are no stream of pictures; the text says why, as the end of a sentence."""


class _At(Enum):
    FIRST_LINE = auto()
    BETWEEN = auto()
    HEADERS = auto()
    PICTURE = auto()


def boundary_of(content_type: str) -> str:
    """What a ``Content-Type`` announces as the line between two parts; empty where it announces nothing."""
    found = _BOUNDARY.search(content_type)
    return (found[1] if found[1] is not None else found[2]) if found else ""


class PictureParts:
    """The state machine. Holds at most one part and what was fed last."""

    def __init__(self, boundary: str = "") -> None:
        self._boundary = boundary.encode("latin-1", "replace").strip(_BLANK).lstrip(b"-")
        self._line: re.Pattern[bytes] | None = None
        self._reach = 0
        """Bytes of the longest line between parts: so far back a search has to begin again."""
        self._buffer = bytearray()
        self._at = _At.FIRST_LINE
        self._sought = self._passed = 0
        self._length: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The parts that end in ``data``, to be taken to the last; raises :class:`NoStreamError`."""
        self._buffer += data
        steps = {
            _At.FIRST_LINE: self._first_line,
            _At.BETWEEN: self._between,
            _At.HEADERS: self._header,
            _At.PICTURE: self._picture,
        }
        while (part := steps[self._at]()) is not None:
            if part:
                yield part

    def _first_line(self) -> bytes | None:
        """Empty once it is known, None while more is needed, as in every step."""
        end = self._buffer.find(b"\n", 0, LONGEST_HEADERS)
        if end < 0 and len(self._buffer) < LONGEST_HEADERS:
            return None
        line = bytes(self._buffer[: max(end, 0)]).strip(_BLANK)
        if end >= 0 and not line:
            del self._buffer[: end + 1]
            self._passed += end + 1
            if self._passed > LONGEST_HEADERS:
                raise NoStreamError("it begins with empty lines only")
            return b""
        if line.startswith(b"--") and line.strip(b"-"):
            self._boundary = line.lstrip(b"-")
        if not 0 < len(self._boundary) <= LONGEST_BOUNDARY:
            raise NoStreamError("nothing says where one picture ends and the next begins")
        self._line = re.compile(rb"(?:--|\n)" + re.escape(self._boundary) + rb"(?:--)?[ \t]{0,%d}\r?\n" % _BLANKS)
        self._reach = len(self._boundary) + _BLANKS + 6
        self._buffer[:0] = b"\n"  # the first line, too, begins behind one
        return self._turn(_At.BETWEEN)

    def _between(self) -> bytes | None:
        """What stands before the first part, or behind a picture whose length was right."""
        found = self._next_line()
        self._passed += found.start() if found else 0
        if self._passed + (0 if found else len(self._buffer) - self._reach) > LONGEST_PART:
            raise NoStreamError(f"no picture begins within {LONGEST_PART // 2**20} MB")
        if found is None:
            kept = min(len(self._buffer), self._reach)
            self._passed += len(self._buffer) - kept
            del self._buffer[: len(self._buffer) - kept]
            self._sought = 0
            return None
        del self._buffer[: found.end()]
        return self._turn(_At.HEADERS)

    def _header(self) -> bytes | None:
        """One line; the length is read from it. Some cameras send no lines at all, and no empty one either."""
        if self._buffer.startswith(_START):
            return self._turn(_At.PICTURE, self._length)
        end = self._buffer.find(b"\n", self._sought)
        if self._passed + (end if end >= 0 else len(self._buffer)) > LONGEST_HEADERS:
            raise NoStreamError(f"the lines before a picture are longer than {LONGEST_HEADERS // 1024} kB")
        if end < 0:
            self._sought = len(self._buffer)
            return None
        line = bytes(self._buffer[:end]).strip(_BLANK)
        del self._buffer[: end + 1]
        self._passed, self._sought = self._passed + end + 1, 0
        if not line:
            return self._turn(_At.PICTURE, self._length)
        name, _, value = line.partition(b":")
        if name.strip(_BLANK).lower() == b"content-length":
            digits = value.strip(_BLANK)
            is_length = digits.isdigit() and len(digits) < 10 and 0 < int(digits) <= LONGEST_PART
            self._length = int(digits) if is_length else None
        return b""

    def _picture(self) -> bytes | None:
        length = self._length
        found = self._next_line(length)
        if found is None and length is not None:
            if len(self._buffer) < length:
                return None
            if self._is_picture(length):
                return self._cut(length, length, _At.BETWEEN)
            self._length, self._sought = None, 0
            return b""
        if (found.start() if found else len(self._buffer) - self._reach) > LONGEST_PART:
            raise NoStreamError(f"one picture has no end within {LONGEST_PART // 2**20} MB")
        return self._cut(found.start(), found.end(), _At.HEADERS) if found else None

    def _next_line(self, until: int | None = None) -> re.Match[bytes] | None:
        assert self._line is not None
        found = self._line.search(self._buffer, self._sought, len(self._buffer) if until is None else until)
        if found is None:
            self._sought = max(0, min(len(self._buffer), until or len(self._buffer)) - self._reach)
        return found

    def _is_picture(self, length: int) -> bool:
        tail = self._buffer[max(0, length - _PADDING) : length].rstrip(b"\0\r\n ")
        return self._buffer.startswith(_START) and tail.endswith(_END)

    def _cut(self, length: int, to: int, then: _At) -> bytes:
        part = bytes(self._buffer[:length])
        del self._buffer[:to]
        self._turn(then)
        return part

    def _turn(self, at: _At, length: int | None = None) -> bytes:
        self._at, self._length = at, length
        self._sought = self._passed = 0
        return b""
