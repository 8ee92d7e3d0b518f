"""PNG of one bit for each dot, with its size in it, so that printing it at "actual size" gives the dots back."""

from __future__ import annotations

import zlib
from struct import pack

import cv2
import numpy as np

from labels.errors import LabelError
from labels.page import Page

_HEADER = 8 + 25
"""PNG's signature and its IHDR chunk; pHYs comes after that (PNG specification, 11.3.5.3)."""


def png(page: Page) -> bytes:
    is_done, encoded = cv2.imencode(".png", page.dots(), [cv2.IMWRITE_PNG_BILEVEL, 1])
    if not is_done:
        raise LabelError("The picture could not be encoded.", code="label_picture")
    plain = np.asarray(encoded, np.uint8).tobytes()
    per_metre = round(page.resolution.dots_per_mm * 1000)
    content = b"pHYs" + pack(">IIB", per_metre, per_metre, 1)
    chunk = pack(">I", 9) + content + pack(">I", zlib.crc32(content))
    return plain[:_HEADER] + chunk + plain[_HEADER:]
