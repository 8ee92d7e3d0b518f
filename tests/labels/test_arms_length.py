"""Every design at the smallest size that it allows is read by the program's own reading from a camera at arm's length.

The camera is the fixtures' own, with the lens that they have (its picture shows 5/8 of its distance), and a chip of 3,840
pixels across: at 60 cm that is 10 px to the millimetre, 2.5 to a module of 0.25 mm. A chip of 1,280 sees as much at 20 cm.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from fixtures.drawing import boxes, places, tubes
from fixtures.drawing.frame import Place, rendered, taken
from fixtures.drawing.image import INK, WHITE, Image
from fixtures.drawing.paper import Paper
from fixtures.drawing.seeds import generator
from fixtures.drawing.sensor import Conditions
from fixtures.drawing.view import Camera
from labels.design import Design
from labels.drawing import Label, draw
from labels.loading import own_designs
from labels.reading import read_back
from labels.resolution import Resolution
from tests.labels.samples import SAMPLES
from tracker.barcodes.plausibility import is_plausible
from tracker.hardware.reading.formats import DEFAULT
from tracker.hardware.reading.ladder import PictureReader

ARMS_LENGTH_MM = 600.0
CHIP_PX = 3840
FOCAL_PX = 1.6 * CHIP_PX
PX_PER_MM = FOCAL_PX / ARMS_LENGTH_MM

FLAT = {"bag": places.on_pouch, "room": places.on_wall, "location": places.on_rail, "shelf": places.on_wall}
"""What is not met on a box."""

WITH_SYMBOLS = sorted(name for name, design in own_designs().items() if design.symbols)


def smallest(name: str, resolution: Resolution) -> Label:
    """With modules of the least width that the design allows, as this head can print them."""
    design = own_designs()[name]
    symbols = tuple(
        replace(one, largest_module_mm=resolution.mm(resolution.least_dots(one.smallest_module_mm)))
        for one in design.symbols
    )
    return read_back(draw(replace(design, symbols=symbols), SAMPLES[name], resolution))


def facing(design: Design) -> set[float]:
    """How far down the label that is which faces the camera: of a tube, in turn, what each symbol is on."""
    if not design.diameter_mm:
        return {design.height_mm / 2}
    return {one.box.y_mm + one.box.height_mm / 2 for one in design.symbols}


def photographed(label: Label, design: Design, conditions: Conditions, middle_mm: float | None = None) -> Image:
    """Held straight before the camera as well as a hand can, which sees only what lies around it."""
    paper, camera = on_paper(label), camera_at(label, conditions)
    if design.diameter_mm and middle_mm is not None:
        paper = in_front(paper, middle_mm)
    place: Place = tubes.on_tube if design.diameter_mm == tubes.DIAMETER_MM else FLAT.get(design.name, boxes.on_box)
    rng = generator(f"{design.name} {label.resolution.value}")
    scene = place(paper, design.title, rng, camera.width_px / PX_PER_MM)
    return taken(rendered(scene, camera), camera, conditions, rng)


def in_front(paper: Paper, middle_mm: float) -> Paper:
    """The strip of a tube's label that can be seen when that height of it faces the camera; white where it has ended."""
    half = round(tubes.DIAMETER_MM * np.pi / 4 * paper.px_per_mm)
    top = round(middle_mm * paper.px_per_mm)
    wide = np.pad(paper.image, ((half, half), (0, 0), (0, 0)), constant_values=WHITE[0])
    image = np.ascontiguousarray(wide[top : top + 2 * half])
    size_mm = (paper.width_mm, 2 * half / paper.px_per_mm)
    return replace(paper, image=image, centre_mm=(size_mm[0] / 2, size_mm[1] / 2), symbol_mm=size_mm)


def on_paper(label: Label) -> Paper:
    fine = 2
    ink = label.dots.repeat(fine, axis=0).repeat(fine, axis=1)
    image = np.where(ink[..., None] == 0, np.array(INK), np.array(WHITE)).astype(np.uint8)
    size_mm = (label.width_mm, label.height_mm)
    return Paper(image, fine * label.resolution.dots_per_mm, 0.25, (size_mm[0] / 2, size_mm[1] / 2), size_mm)


def camera_at(label: Label, conditions: Conditions) -> Camera:
    width, height = (int((side + 30) * PX_PER_MM) for side in (label.width_mm, label.height_mm))
    return Camera(width, height, FOCAL_PX, ARMS_LENGTH_MM, conditions.yaw, conditions.pitch, conditions.roll)


STEADY = Conditions(yaw=4, pitch=5, roll=2, blur_px=0.6, noise=2.0)


def texts_in(picture: Image) -> set[str]:
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return {one.text for one in PictureReader(DEFAULT, is_plausible).read(grey) if one.is_accepted}


@pytest.mark.parametrize("name", WITH_SYMBOLS)
def test_every_design_at_its_smallest_is_read_at_arms_length(name: str) -> None:
    """At 203 dpi bars, at 300 dpi cells come out smallest; 600 dpi gives the same widths as 300."""
    design = own_designs()[name]
    for resolution in (Resolution.DPI_203, Resolution.DPI_300):
        label = smallest(name, resolution)
        for middle_mm in facing(design):
            read = texts_in(photographed(label, design, STEADY, middle_mm))
            assert read == {promise.data for promise in label.promises}, (resolution, middle_mm)


def test_what_is_out_of_focus_is_not_read() -> None:
    """The camera does show what a camera shows."""
    label = smallest("item_small", Resolution.DPI_203)
    assert texts_in(photographed(label, own_designs()["item_small"], replace(STEADY, blur_px=3.0))) == set()
