"""Any bytes as a picture's file and as a recorded frame: grey pixels or a refusal in words, and in no long time."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from time import monotonic

import numpy as np
from PIL import Image

from tests.fuzz.running import run
from tracker.errors import DeviceError
from tracker.hardware.reading.pictures import LIMIT_MEGAPIXELS, load_picture
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.frame_tape import MOST_PIXELS, frame_of

LONGEST_S = 2.0
KINDS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "PPM")


def whole(kind: str) -> bytes:
    """A small picture, to be cut and changed."""
    made = BytesIO()
    Image.fromarray(np.arange(1200, dtype=np.uint16).astype(np.uint8).reshape(30, 40)).save(made, kind)
    return made.getvalue()


WHOLE = tuple(map(whole, KINDS))


def target(data: bytes) -> None:
    """The first byte says which whole picture the others change, or that they are the file."""
    began_s = monotonic()
    content = _changed(WHOLE[data[0] % len(WHOLE)], data[1:]) if data and data[0] < 128 else data[1:]
    frame = frame_of(content)
    assert frame is None or _is_grey(frame, MOST_PIXELS)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(content)
        file.flush()
        try:
            assert _is_grey(load_picture(Path(file.name)), LIMIT_MEGAPIXELS * 10**6)
        except DeviceError as error:
            refused = error
            assert all((refused.message, refused.hint, "\n" not in refused.message))
    assert monotonic() - began_s < LONGEST_S


def _changed(picture: bytes, by: bytes) -> bytes:
    """Where, and with what; what is left over says how much is cut off."""
    content = bytearray(picture)
    for place, value in zip(by[::2], by[1::2], strict=False):
        content[place % len(content)] = value
    return bytes(content[: len(content) - (by[-1] % len(content) if len(by) % 2 else 0)])


def _is_grey(grey: Grey, most_pixels: int) -> bool:
    return grey.dtype == np.uint8 and grey.ndim == 2 and 0 < grey.size <= most_pixels


if __name__ == "__main__":
    sys.exit(run(target))
