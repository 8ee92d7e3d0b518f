"""A network camera's bytes in any pieces: the same pictures or one named refusal, each of them grey pixels or none."""

from __future__ import annotations

import sys
from io import BytesIO

import numpy as np
from PIL import Image

from tests.fuzz.running import run
from tracker.hardware.picture_parts import NoStreamError, PictureParts, boundary_of
from tracker.hardware.reading.jpegs import grey_of, size_px

_MOST_PIXELS = 1_000_000
_LINE = b"\r\n--x\r\n"


def target(data: bytes) -> None:
    """The first byte says in what pieces the rest comes; its second part is a picture that the rest changes."""
    size, stream = (data[0] % 16 + 1 if data else 1), data[1:]
    boundary = boundary_of(stream[:60].decode("latin-1")) or "x"
    stream = _LINE.join((b"--x", stream, _changed(stream), b""))
    once = _parts(stream, boundary, len(stream))
    assert once == _parts(stream, boundary, size)
    for part in once[0]:
        width_px, height_px = size_px(part) or (0, 0)
        if 0 < width_px * height_px < _MOST_PIXELS:
            frame = grey_of(part)
            assert frame is None or (frame.dtype == np.uint8 and frame.shape == (height_px, width_px))


def _parts(stream: bytes, boundary: str, size: int) -> tuple[list[bytes], str]:
    decoder = PictureParts(boundary)
    found: list[bytes] = []
    try:
        for at in range(0, len(stream), size):
            found.extend(decoder.feed(stream[at : at + size]))
    except NoStreamError as fault:
        return found, str(fault)
    return found, ""


def _whole() -> bytes:
    made = BytesIO()
    Image.fromarray(np.arange(1200, dtype=np.uint16).astype(np.uint8).reshape(30, 40)).save(made, "JPEG")
    return made.getvalue()


_WHOLE = _whole()


def _changed(by: bytes) -> bytes:
    content = bytearray(_WHOLE)
    for place, value in zip(by[::2], by[1::2], strict=False):
        content[place * len(content) // 256] = value
    return bytes(content)


if __name__ == "__main__":
    sys.exit(run(target))
