"""One picture of a camera's stream as grey pixels. Its size is read before room is made for it: 300 kB can say that they
are 12,000 × 12,000.

By Pillow and not OpenCV, as quick here (3.4 ms against 3.3 for 1280 × 720), which takes half a picture for a whole one and
lets libjpeg print to the terminal.
"""

from __future__ import annotations

import io
import struct
import warnings

import numpy as np
from PIL.JpegImagePlugin import JpegImageFile

from tracker.hardware.reading.pictures import DAMAGED
from tracker.hardware.reading.reading import Grey

MOST_SCANS = 64
"""Passes over one picture. A progressive one has about ten; thousands, of a few bytes each, would take minutes."""
_SIZED = frozenset({0xC0, 0xC1, 0xC2})
"""Start of frame, baseline, extended and progressive (ITU-T T.81, table B.1): what libjpeg decodes."""
_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _START_OF_SCAN = b"\xff\xda", 0xDA


def size_px(jpeg: bytes) -> tuple[int, int] | None:
    """(width, height) by its start-of-frame segment (T.81, B.2.2); None where none stands before the pixels."""
    at = 2
    while jpeg.startswith(b"\xff\xd8") and at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _STARTS_OF_FRAME:
            height, width = struct.unpack_from(">HH", jpeg, at + 5)
            return (width, height) if marker in _SIZED and width and height else None
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN or not 0xC0 <= marker <= 0xFE or 0xD0 <= marker <= 0xD9 or length < 2:
            return None
        at += 2 + length
    return None


def grey_of(jpeg: bytes) -> Grey | None:
    """The pixels; None where it is broken. How it is to be turned is left aside: a code is read as it lies."""
    if size_px(jpeg) is None or jpeg.count(_SCAN) > MOST_SCANS:
        return None
    try:
        with warnings.catch_warnings(action="ignore"), JpegImageFile(io.BytesIO(jpeg)) as image:
            image.draft("L", image.size)  # type: ignore[no-untyped-call]  # Pillow's own
            if image.size != size_px(jpeg):
                return None
            return np.array(image.convert("L"), dtype=np.uint8)
    except (*DAMAGED, struct.error, TypeError):
        return None
