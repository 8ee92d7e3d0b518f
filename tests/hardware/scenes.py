"""Labels before a camera of 1280 × 720: drawn, lit, moved, and taken by a sensor with noise."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp

from tests.hardware.drawing import symbol
from tracker.hardware.reading.reading import Grey

WIDTH_PX, HEIGHT_PX = 1280, 720
LABEL = "2600447102"
CODE_128, DATA_MATRIX = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix


def linear(module_px: float = 4) -> Grey:
    """The specimen label's Code 128."""
    return _scaled(symbol(LABEL, CODE_128, 6), module_px / 6)


def matrix(module_px: float = 8) -> Grey:
    """A DataMatrix."""
    return _scaled(symbol("010952123450001717270930", DATA_MATRIX, 12), module_px / 12)


def scene(label: Grey, left: int = 380, top: int = 240, ground: int = 90) -> Grey:
    """``label`` on an even ground; what lies outside the picture is cut off."""
    frame = np.full((HEIGHT_PX, WIDTH_PX), ground, dtype=np.uint8)
    height, width = label.shape
    above, before = max(0, top), max(0, left)
    below, after = min(HEIGHT_PX, top + height), min(WIDTH_PX, left + width)
    frame[above:below, before:after] = label[above - top : below - top, before - left : after - left]
    return frame


def taken(frame: Grey, light: float = 0.85, seed: int = 1) -> Grey:
    """As a sensor has it: paper is not quite white, and no two pixels are alike."""
    noise = np.random.default_rng(seed).normal(0, 3, frame.shape)
    return np.clip(frame * light + noise, 0, 255).astype(np.uint8)


def blurred(frame: Grey, sigma_px: float) -> Grey:
    """Out of focus."""
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma_px), dtype=np.uint8)


def smeared(frame: Grey, length_px: int) -> Grey:
    """Moved sideways while it was taken."""
    kernel = np.zeros((length_px, length_px), dtype=np.float32)
    kernel[length_px // 2] = 1 / length_px
    return np.asarray(cv2.filter2D(frame, -1, kernel), dtype=np.uint8)


def lamp(frame: Grey, x: int, y: int, radius_px: int) -> Grey:
    """A reflection, far brighter than paper."""
    spot = np.zeros(frame.shape, dtype=np.float32)
    cv2.circle(spot, (x, y), radius_px, 1.0, -1)
    glow = cv2.GaussianBlur(spot, (0, 0), radius_px / 6)
    return np.asarray(np.clip(frame + 400 * glow, 0, 255), dtype=np.uint8)


def round_a_tube(label: Grey, half_angle_rad: float = 1.4) -> Grey:
    """The label rolled round a tube that stands upright before the camera; its ends are so far off its middle."""
    height, width = label.shape
    seen = round(width * np.sin(half_angle_rad) / half_angle_rad)
    angles = np.arcsin(np.linspace(-np.sin(half_angle_rad), np.sin(half_angle_rad), seen))
    columns = ((angles / half_angle_rad + 1) / 2 * (width - 1)).astype(np.float32)
    rows = np.arange(height, dtype=np.float32)
    mapped = cv2.remap(label, np.tile(columns, (height, 1)), np.tile(rows[:, None], (1, seen)), cv2.INTER_LINEAR)
    return np.asarray(mapped, dtype=np.uint8)


def on_a_shelf(kind: str) -> Grey:
    """A label before a bright shelf and a dark edge, for looking at: ``read``, ``far``, ``blurred`` or ``glare``."""
    frame = scene(linear({"read": 5, "far": 0.7}.get(kind, 6)))
    slope = np.linspace(0.55, 1.15, WIDTH_PX)[None, :] * np.linspace(1.1, 0.8, HEIGHT_PX)[:, None]
    frame = np.clip(frame * slope, 0, 255).astype(np.uint8)
    cv2.rectangle(frame, (0, 620), (WIDTH_PX, 660), 40, -1)
    cv2.circle(frame, (140, 160), 90, 170, -1)
    if kind == "blurred":
        return taken(blurred(frame, 8))
    return lamp(taken(frame), 640, 380, 150) if kind == "glare" else taken(frame)


def _scaled(label: Grey, scale: float) -> Grey:
    return np.asarray(cv2.resize(label, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
