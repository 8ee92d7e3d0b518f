"""Where labels stand on what the printer pulls through: one label on a roll, many on a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from labels.drawing import Label
from labels.errors import LabelError
from labels.raster import Dots
from labels.reading import read_back
from labels.resolution import Resolution


@dataclass(frozen=True, slots=True)
class Placement:
    """A label whose upper left dot is at (x, y) of the page."""

    label: Label
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Page:
    """Made by :func:`page` or :func:`roll_page` only: every label on it has been read back."""

    resolution: Resolution
    width: int
    height: int
    placements: tuple[Placement, ...]

    def dots(self) -> Dots:
        """All of it, composed."""
        whole = np.full((self.height, self.width), 255, np.uint8)
        for placed in self.placements:
            rows, columns = placed.label.dots.shape
            whole[placed.y : placed.y + rows, placed.x : placed.x + columns] = placed.label.dots
        return whole

    def labels(self) -> tuple[Label, ...]:
        """Each once, however often it stands there."""
        return tuple({id(placed.label): placed.label for placed in self.placements}.values())


def page(resolution: Resolution, width: int, height: int, placements: Iterable[Placement]) -> Page:
    """A page of so many dots, its labels read back: those of them that :func:`labels.reading.read_back` lets out.

    :raises LabelError: a label reaches beyond the page or over another (``label_page``), or does not read back.
    """
    made = Page(resolution, width, height, tuple(placements))
    for placed in made.placements:
        rows, columns = placed.label.dots.shape
        is_inside = 0 <= placed.x <= width - columns and 0 <= placed.y <= height - rows
        if not is_inside or placed.label.resolution is not resolution:
            raise LabelError(
                f"The label '{placed.label.design}' does not lie on the page.",
                hint="Where an offset moves it: a smaller one.",
                code="label_page",
            )
    if any(_overlap(one, other) for one, other in combinations(made.placements, 2)):
        raise LabelError("Two labels on the page overlap.", code="label_page")
    read = {id(label): read_back(label) for label in made.labels()}
    return replace(made, placements=tuple(replace(one, label=read[id(one.label)]) for one in made.placements))


def roll_page(label: Label) -> Page:
    """One label that fills its page, as label printers print."""
    height, width = label.dots.shape
    return page(label.resolution, width, height, (Placement(label, 0, 0),))


def _overlap(one: Placement, other: Placement) -> bool:
    (rows, columns), (other_rows, other_columns) = one.label.dots.shape, other.label.dots.shape
    is_beside = one.x >= other.x + other_columns or other.x >= one.x + columns
    is_above = one.y >= other.y + other_rows or other.y >= one.y + rows
    return not (is_beside or is_above)
