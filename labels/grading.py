"""How much a printed label may suffer before it is no longer read: simulated printing and looking, for ``--grade``.

No grade by ISO/IEC 15415 or 15416, which only a verifier with calibrated light gives of a real print. Here a label is
drawn as a worn printer, a hand and a poor light would show it to an ordinary reader, and what is not read then is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from labels.drawing import Label, Promise
from labels.raster import Dots

PX_PER_MM = 12.0
"""Three pixels to a module of 0.25 mm, which a reader should have."""

LOOKS = 5
"""At each strain, each with its own grain and its own place on the chip."""

ENOUGH = 4
"""Of :data:`LOOKS` that must be read."""

_SEED = 2026
_ROOM_PX = 24
_NEAR_MM = 4.0
"""More than the quiet zone of any symbol here; what is printed farther off disturbs no reader that reads this one."""

_INK, _PAPER = 25.0, 235.0


@dataclass(frozen=True, slots=True)
class Strain:
    """One thing that goes wrong, or several. ``growth_mm`` is what a bar gains over both of its edges."""

    name: str
    growth_mm: float = 0.0
    blur_mm: float = 0.05
    turned_degrees: float = 0.0
    aside_degrees: float = 0.0
    contrast: float = 1.0
    noise: float = 3.0
    is_round: bool = False
    """Stuck on a tube, if the label is for one, and looked at where its symbol faces the reader."""


STRAINS = (
    Strain("bars 0.06 mm too wide", growth_mm=0.06),
    Strain("bars 0.06 mm too narrow", growth_mm=-0.06),
    Strain("out of focus", blur_mm=0.11),
    Strain("turned by 6 degrees", turned_degrees=6.0),
    Strain("seen from 25 degrees aside", aside_degrees=25.0),
    Strain("faded to a quarter of its contrast", contrast=0.25),
    Strain("round a tube", is_round=True),
    Strain(
        "all of it, less",
        growth_mm=0.04,
        blur_mm=0.07,
        turned_degrees=3.0,
        aside_degrees=10.0,
        contrast=0.5,
        is_round=True,
    ),
)
"""By what was measured on Code 128 of 0.25 mm and DataMatrix of 0.375 mm at 12 px/mm: both are read at each of these, and
neither at much more."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A strain under which a symbol was read in too few of :data:`LOOKS` looks, or once as something else."""

    strain: str
    promise: Promise
    read: int
    misread: str = ""
    """What else was read, which is worse than nothing."""


def weaknesses(label: Label, diameter_mm: float = 0.0) -> tuple[Weakness, ...]:
    """What the label does not stand; none for a good one. The same for the same label at every run.

    ``diameter_mm`` is that of the tube it is stuck on, 0 for what is flat.
    """
    found = []
    for strain in STRAINS:
        if strain.is_round and not diameter_mm and strain.growth_mm == 0:
            continue
        for part in _parts(label):
            seen = [_readings(_seen(part, strain, diameter_mm, look)) for look in range(LOOKS)]
            read = sum(part.promise in one for one in seen)
            misread = {one.data for each in seen for one in each if one not in label.promises}
            if read < ENOUGH or misread:
                found.append(Weakness(strain.name, part.promise, read, ", ".join(sorted(misread))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a reader aimed at one symbol sees: it, and what is printed near it. ``middle`` is its own, from above."""

    promise: Promise
    ink: Dots
    dots_per_mm: float
    middle: float


def _parts(label: Label) -> list[_Part]:
    near = label.resolution.dots(_NEAR_MM)
    parts = []
    for one in _found(label.dots):
        promise = Promise(one.symbology_identifier, one.text)
        corners = one.position
        x, y = zip(
            *((corner.x, corner.y) for corner in (corners.top_left, corners.bottom_right, corners.top_right)),
            strict=True,
        )
        top, left = max(0, min(y) - near), max(0, min(x) - near)
        ink = label.dots[top : max(y) + near, left : max(x) + near]
        if promise in label.promises:
            parts.append(_Part(promise, ink, label.resolution.dots_per_mm, (min(y) + max(y)) / 2 - top))
    return parts


def _readings(picture: Dots) -> list[Promise]:
    return [Promise(one.symbology_identifier, one.text) for one in _found(picture)]


def _found(picture: Dots) -> list[zxingcpp.Barcode]:
    """Without zxing-cpp's own shrinking, which misreads what has four pixels to the module (:mod:`labels.reading`): that is
    a fault of a reader, and says nothing of the label."""
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain, try_downscale=False)
    return [one for one in found if one.valid]


def _seen(part: _Part, strain: Strain, diameter_mm: float, look: int) -> Dots:
    random = np.random.default_rng((_SEED, look))
    fine = max(1, round(3 * PX_PER_MM / part.dots_per_mm))
    px_per_mm = fine * part.dots_per_mm
    ink = part.ink.repeat(fine, axis=0).repeat(fine, axis=1)
    ink = _grown(ink, round(abs(strain.growth_mm) * px_per_mm), is_wider=strain.growth_mm > 0)
    if strain.is_round and diameter_mm:
        ink = _bent(ink, diameter_mm * px_per_mm / 2, part.middle * fine)
    picture = _placed(ink, px_per_mm, strain, random.uniform(0, 1, 2))
    soft = cv2.GaussianBlur(picture, (0, 0), strain.blur_mm * PX_PER_MM)
    grey = _INK + (np.asarray(soft, np.float32) / 255) * (_PAPER - _INK)
    faded = 130 + (grey - 130) * strain.contrast + random.normal(0, strain.noise, grey.shape)
    return np.clip(faded, 0, 255).astype(np.uint8)


def _grown(ink: Dots, by_px: int, *, is_wider: bool) -> Dots:
    if not by_px:
        return ink
    kernel = np.ones((by_px + 1, by_px + 1), np.uint8)
    return np.asarray(cv2.erode(ink, kernel) if is_wider else cv2.dilate(ink, kernel), np.uint8)


def _bent(ink: Dots, radius_px: float, front_px: float) -> Dots:
    """The half of the tube that can be seen, ``front_px`` of the label facing the reader: what lies at an angle from there
    is seen at its sine, so rows crowd towards the edge."""
    columns = ink.shape[1]
    across = np.linspace(-0.98, 0.98, round(2 * radius_px))
    source = (np.arcsin(across) * radius_px + front_px).astype(np.float32)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), source)
    return np.asarray(cv2.remap(ink, x, y, cv2.INTER_LINEAR, borderValue=(255,)), np.uint8)


def _placed(ink: Dots, px_per_mm: float, strain: Strain, shift_px: NDArray[np.float64]) -> Dots:
    """On the reader's chip: averaged to its pixels, turned, narrowed towards one side."""
    scale = PX_PER_MM / px_per_mm
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape
    angle = np.deg2rad(strain.turned_degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    room = np.abs(turn) @ [columns, rows] + 2 * _ROOM_PX
    squeeze = np.deg2rad(strain.aside_degrees)
    view = np.eye(3)
    view[:2, :2] = turn @ np.diag([np.cos(squeeze), 1.0])
    view[:2, 2] = room / 2 + shift_px
    lean = np.array([[1, 0, -columns / 2], [0, 1, -rows / 2], [0, 0, 1]])
    lean = np.array([[1, 0, 0], [0, 1, 0], [np.sin(squeeze) / _DISTANCE_PX, 0, 1]]) @ lean
    size = (int(room[0]), int(room[1]))
    return np.asarray(
        cv2.warpPerspective(small, view @ lean, size, flags=cv2.INTER_LINEAR, borderValue=(255,)), np.uint8
    )


_DISTANCE_PX = 250 * PX_PER_MM
"""The reader is 25 cm away: what makes the far side smaller."""
