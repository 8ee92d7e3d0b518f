"""A picture file as grey pixels, or one clear line saying why not.

Pillow and not OpenCV opens the file: it reads the size from the header before it decodes, raises where libpng and
libjpeg print to the terminal, and honours palettes, alpha and 16 bits.
"""

from __future__ import annotations

import io
import stat
import warnings
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from tracker.errors import DeviceError
from tracker.hardware.reading.reading import Grey

LIMIT_MEGAPIXELS = 50
"""Above what any camera in a clinic takes, below what would stop the workstation."""

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".pgm", ".ppm"})
_KINDS = ("PNG", "JPEG", "BMP", "WEBP", "TIFF", "GIF", "PPM")
DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, OverflowError, MemoryError)
"""What Pillow raises for pictures that are not whole."""
_LIMIT_BYTES = 256 * 2**20
_DEEPEST = 2.0**32
"""No sensor has more bits; sums of larger numbers need not be finite."""

_Deep: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"

# Pillow's own limit is looser and warns on the terminal; the size is checked below, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def load_picture(path: Path) -> Grey:
    """The picture as grey bytes; raises :class:`DeviceError` for whatever is not a whole, reasonable picture."""
    content = _content(path)
    try:
        # Pillow warns of what it makes do with, on the terminal; the pixels are whole or it raises.
        with warnings.catch_warnings(action="ignore"):
            with Image.open(io.BytesIO(content), formats=_KINDS) as image:
                _check_size(path, image)
                if image.format == "PNG":
                    # By itself it reads one with a wrong check sum in it to its end, with black where the rest was.
                    image.verify()
            with Image.open(io.BytesIO(content), formats=_KINDS) as image:
                return _grey(image)
    except UnidentifiedImageError:
        raise _refused(path, "is not a picture", "not_a_picture") from None
    except DeviceError:
        raise
    except DAMAGED as error:
        raise _refused(path, f"is damaged ({error})", "damaged_picture") from error


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refused(path, "is not a file", "not_a_file")
        if status.st_size == 0:
            raise _refused(path, "is empty", "empty_file")
        if status.st_size > _LIMIT_BYTES:
            raise _refused(path, f"has {status.st_size // 2**20} MB, more than {_LIMIT_BYTES // 2**20}", "huge_picture")
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be opened: {error.strerror or error}", "unreadable_file") from error


def _check_size(path: Path, image: Image.Image) -> None:
    megapixels = image.width * image.height / 1e6
    if megapixels > LIMIT_MEGAPIXELS:
        size = f"{image.width} × {image.height}"
        raise _refused(path, f"has {size} pixels, more than {LIMIT_MEGAPIXELS} million", "huge_picture")


def _grey(image: Image.Image) -> Grey:
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(np.array(image, dtype=np.float32))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        image = Image.alpha_composite(paper, seen)
    return np.ascontiguousarray(np.asarray(image.convert("L"), dtype=np.uint8))


def _from_deep(values: _Deep) -> Grey:
    """16 and 32 bits: stretched to the range that is used, since 12-bit cameras fill a sixteenth of 16 bits. What is no
    number is black. ``values`` is used up: 50 megapixels in double precision, copied thrice, took 1.3 GB."""
    values = _finite(values)
    low, high = float(values.min()), float(values.max())
    values -= low
    values *= 255.0 / max(high - low, 1e-9)
    return values.astype(np.uint8)


def _finite(values: _Deep) -> _Deep:
    np.nan_to_num(values, copy=False, posinf=_DEEPEST, neginf=-_DEEPEST)
    return np.clip(values, -_DEEPEST, _DEEPEST, out=values)


def as_grey(frame: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Grey:
    """A camera's or a film's frame in whatever form the driver gives it: grey, BGR, BGRA, and more than 8 bits.

    What is no picture at all comes back without pixels.
    """
    if not frame.size or frame.ndim not in (2, 3):
        return np.empty((0, 0), dtype=np.uint8)
    if frame.dtype == np.uint8:
        return np.asarray(frame if frame.ndim == 2 else _flat(frame), dtype=np.uint8)
    with np.errstate(over="ignore"):
        deep = np.array(frame if frame.ndim == 2 else frame[..., :3], dtype=np.float32)
    return _from_deep(deep) if deep.ndim == 2 else _from_deep(_finite(deep).mean(axis=2))


def _flat(
    frame: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    if frame.shape[2] < 3:
        return np.ascontiguousarray(frame[..., 0])
    return cv2.cvtColor(np.ascontiguousarray(frame[..., :3], dtype=np.uint8), cv2.COLOR_BGR2GRAY)


def _refused(path: Path, what: str, code: str) -> DeviceError:
    kinds = "PNG, JPEG, BMP, WebP, TIFF, GIF or PGM"
    return DeviceError(
        f"{path.name} {what}.", hint=f"Give a whole {kinds} of at most {LIMIT_MEGAPIXELS} megapixels.", code=code
    )
