"""Cutting a symbol out of a picture and setting it level. zxing-cpp scans rows and columns only, so a tilt of more
than about ten degrees hides a linear code from it: of 100 tilted photographs it read 50, and 87 from level crops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from tracker.hardware.reading.reading import Corners, Grey

MARGIN = 0.12
"""Of the symbol's width, on both sides: the quiet zone (10 modules of about 100) and a little."""


COARSE_PX, FINE_PX = 256, 512
"""Shorter side of the picture in which bars are sought. Most are found in the small one, at a quarter of the time."""

_ALIKE = 0.03
"""Of the box's width."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A level, scaled piece of a picture. ``to_picture`` (2 × 3) maps its points back."""

    grey: Grey
    to_picture: np.ndarray[tuple[int, ...], np.dtype[np.float64]]

    def placed(self, corners: Corners) -> Corners:
        """Corners in this crop, in the picture's coordinates."""
        return corners @ self.to_picture[:, :2].T + self.to_picture[:, 2]


def crop_level(grey: Grey, corners: Corners, width_px: float, twist_deg: float = 0.0, tallest: float = 0.5) -> Crop:
    """The symbol at ``corners``, its top edge level (but for ``twist_deg``), ``width_px`` wide without margins. At most
    ``tallest`` times as high as wide: bars say the same all the way down, but for stacked symbols."""
    top, right, bottom, left = corners
    across = (right - top + bottom - left) / 2
    length = max(float(np.hypot(*across)), 1.0)
    angle = np.arctan2(across[1], across[0]) + np.deg2rad(twist_deg)
    height = max(float(np.hypot(*(left - top + bottom - right))) / 2, length * 0.08)
    scale = width_px / length
    out_width = round(width_px * (1 + 2 * MARGIN))
    out_height = max(16, round(min(height * 1.1, length * tallest) * scale))
    unit = np.array([np.cos(angle), np.sin(angle)]) / scale
    axes = np.array([[unit[0], -unit[1]], [unit[1], unit[0]]])
    origin = corners.mean(axis=0) - axes @ np.array([out_width / 2, out_height / 2])
    to_picture = np.column_stack([axes, origin])
    flags = (cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA) | cv2.WARP_INVERSE_MAP
    piece = cv2.warpAffine(grey, to_picture, (out_width, out_height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Crop(np.asarray(piece, dtype=np.uint8), to_picture)


def equalized(grey: Grey) -> Grey:
    """Local contrast (CLAHE, 8 × 8 tiles, clip limit 2)."""
    return np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(grey), dtype=np.uint8)


def doubled(grey: Grey) -> Grey:
    """Twice the size, cubic."""
    return np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def sharpened(grey: Grey) -> Grey:
    """Unsharp mask (sigma 3 px, strength 1.5), which undoes some of a close-up's blur."""
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), dtype=np.uint8)


def smoothed(grey: Grey) -> Grey:
    """Without the grain of a low light (Gaussian, sigma 1.5 px), in which OpenCV finds no bars."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), dtype=np.uint8)


def averaged_down(grey: Grey) -> Grey:
    """The mean of nine rows, along the bars: noise goes, bars stay. It also defeats zxing-cpp's own rule that two rows
    must agree, so that nothing read from it may be believed without :mod:`.matching`."""
    return np.asarray(cv2.blur(grey, (1, 9)), dtype=np.uint8)


def located(grey: Grey, shorter_px: int = FINE_PX) -> list[Corners]:
    """Where OpenCV sees bars, the largest first, in the picture shrunk until its shorter side is ``shorter_px``. Only
    where: its decoding invents codes (71 wrong texts in 3,359 photographs)."""
    is_found, boxes = _detector(shorter_px).detect(grey)
    if not is_found or boxes is None:
        return []
    found = [_long_side_first(np.asarray(box, dtype=np.float64)) for box in boxes]
    return sorted(found, key=_area, reverse=True)


def is_alike(one: Corners, other: Corners) -> bool:
    """Whether two boxes lie so near to each other that a crop of the one shows what a crop of the other does."""
    return float(np.abs(one - other).max()) < _ALIKE * float(np.abs(other - np.roll(other, 1, axis=0)).max())


@cache
def _detector(shorter_px: int) -> cv2.barcode.BarcodeDetector:
    return cv2.barcode.BarcodeDetector().setDownsamplingThreshold(shorter_px)


def _long_side_first(box: Corners) -> Corners:
    """OpenCV's box begins at any corner; turned so that its first edge is a long one and points right."""
    if np.hypot(*(box[1] - box[0])) < np.hypot(*(box[2] - box[1])):
        box = np.roll(box, -1, axis=0)
    return box if box[1][0] >= box[0][0] else np.roll(box, -2, axis=0)


def _area(box: Corners) -> float:
    return float(np.hypot(*(box[1] - box[0])) * np.hypot(*(box[2] - box[1])))
