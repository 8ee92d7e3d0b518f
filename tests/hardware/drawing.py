"""Clean symbols on white paper, and files made of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from tracker.hardware.reading.reading import Grey


def symbol(text: str, kind: zxingcpp.BarcodeFormat, scale: int = 3, *, is_gs1: bool = False) -> Grey:
    """A symbol with its quiet zone; GS1 content is given with parentheses."""
    settings = {"gs1": True} if is_gs1 else {}
    if kind == zxingcpp.BarcodeFormat.DataMatrix:
        # Else the writer may choose DMRE, a rectangular extension with identifiers of its own.
        settings["forceSquare"] = True
    drawn = zxingcpp.create_barcode(text, kind, **settings)
    return np.array(drawn.to_image(scale=scale, add_quiet_zones=True), dtype=np.uint8)


def paper(*symbols: Grey, width_px: int = 640, height_px: int = 480) -> Grey:
    """The symbols one below the other, from the top left."""
    sheet = np.full((height_px, width_px), 255, dtype=np.uint8)
    top = 30
    for one in symbols:
        sheet[top : top + one.shape[0], 40 : 40 + one.shape[1]] = one
        top += one.shape[0] + 30
    return sheet


def save(path: Path, grey: Grey) -> Path:
    """Write ``grey`` in the format of the suffix."""
    is_written, packed = cv2.imencode(path.suffix, grey)
    assert is_written
    path.write_bytes(packed.tobytes())
    return path


def film(path: Path, pictures: list[Grey], frames_each: int = 8, per_s: float = 15.0) -> Path:
    """A film in which every picture stands still for ``frames_each`` frames, then white paper for 2.4 s after each."""
    height, width = pictures[0].shape
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), per_s, (width, height))
    white = np.full((height, width, 3), 255, dtype=np.uint8)
    for picture in pictures:
        for _ in range(frames_each):
            writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
        for _ in range(round(2.4 * per_s)):
            writer.write(white)
    writer.release()
    return path
