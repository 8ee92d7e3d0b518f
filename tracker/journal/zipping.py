"""The one zip file that holds given files: stored, sorted by name, without times, comments and extra fields.

A zip has room for bytes that no reader looks at. Here none is left: whoever unpacks it packs it again and compares, so
that every byte of the file is either content that something vouches for, or exactly as it must be. Nothing is compressed:
no small file can swell to a large one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from zlib import crc32

LARGEST_BYTES = 256 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,79})?")
"""Names that every system can unpack into an empty folder, and none outside it."""

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_ENTRY = struct.Struct("<HHHHHIIIHH")
"""Version needed, flags, method, time, date, checksum, packed and plain size, lengths of name and of extra fields."""
_MOST = 0xFFFF
_FIRST_DAY = 0x21
"""1 January 1980, where a zip's calendar begins."""
_UNIX_FILE = (3 << 8 | 20, 0o100644 << 16)


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip of ``files``. ValueError for names that are no plain paths, and for more than a zip of this kind can hold."""
    if len(files) >= _MOST or sum(map(len, files.values())) > LARGEST_BYTES:
        raise ValueError("it is too large")
    entries, directory, offset = [], [], 0
    for name in sorted(files):
        if not NAME.fullmatch(name):
            raise ValueError("a name in it is no plain path")
        content, path = files[name], name.encode("ascii")
        entry = _ENTRY.pack(20, 0, 0, 0, _FIRST_DAY, crc32(content), len(content), len(content), len(path), 0)
        made_by, attributes = _UNIX_FILE
        tail = struct.pack("<HHHII", 0, 0, 0, attributes, offset)
        entries += [_LOCAL, entry, path, content]
        directory += [_CENTRAL, struct.pack("<H", made_by), entry, tail, path]
        offset += 4 + len(entry) + len(path) + len(content)
    listed = b"".join(directory)
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(listed), offset, 0)
    return b"".join([*entries, listed, _END, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a zip made by :func:`pack`; ValueError for every other, by as little as one byte."""
    if len(data) > LARGEST_BYTES:
        raise ValueError("it is too large")
    files: dict[str, bytes] = {}
    start = 0
    while data[start : start + 4] == _LOCAL:
        head = data[start + 4 : start + 4 + _ENTRY.size]
        if len(head) < _ENTRY.size:
            raise ValueError("it is cut off")
        *_, size, name_length, _ = _ENTRY.unpack(head)
        name_start = start + 4 + _ENTRY.size
        start = name_start + name_length + size
        name = data[name_start : name_start + name_length].decode("latin-1")
        files[name] = data[name_start + name_length : start]
    # Names twice, in another order, bytes before, between and behind, headers that say otherwise: all of it shows here.
    if not files or pack(files) != data:
        raise ValueError("it is not packed as a bundle is")
    return files
