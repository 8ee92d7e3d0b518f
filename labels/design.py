"""What a label looks like, before anybody's name is on it: boxes in millimetres, and the rule by which each is filled.

Boxes never overlap and lie within the label; :mod:`labels.loading` refuses a design in which they do. Whatever is drawn
stays in its box, so nothing on a label can cover, touch or crowd anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from labels.symbols import Kind

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""``{lot}`` in a design's text stands for the label's value of that name."""


class Purpose(StrEnum):
    """What labels of a design are stuck on: ``kind`` in its file. A design for one is never drawn for another."""

    SUPPLY = "supply"
    """Whatever is no specimen's: supplies, places, staff, racks, papers."""
    SPECIMEN = "specimen"
    """A tube with its patient's name and two identifiers."""
    ALIQUOT = "aliquot"
    """A vial too small for a name: which specimen it is, and which it was taken from."""
    ROLL = "roll"
    """A tube's number and nothing else, before it is anybody's."""


class Fit(StrEnum):
    """What happens to text that is too long for its box, after it was made as small as its field allows."""

    SHORTEN = "shorten"
    """The end is replaced by ``…``: names."""
    MIDDLE = "middle"
    """The middle is replaced by ``…``: paths, whose ends tell them apart."""
    PARTS = "parts"
    """Both parts of ``FAMILY, GIVEN`` end in ``…``: by the family name alone sisters are mixed up."""
    WRAP = "wrap"
    """Broken into lines at spaces, the last one shortened: names of supplies."""
    WHOLE = "whole"
    """The label is refused: identifiers, lot numbers and dates are read whole or not at all."""


LIGHTEST, HEAVIEST = 200, 800
"""Weights that the bundled typeface has and that print well."""


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Box:
    """From the label's upper left corner, in millimetres."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.x_mm < other.right_mm
            and other.x_mm < self.right_mm
            and self.y_mm < other.bottom_mm
            and other.y_mm < self.bottom_mm
        )

    @property
    def right_mm(self) -> float:
        """To the nanometre: 1.2 + 4.4 is to be the 5.6 at which the next box begins."""
        return round(self.x_mm + self.width_mm, 6)

    @property
    def bottom_mm(self) -> float:
        return round(self.y_mm + self.height_mm, 6)


@dataclass(frozen=True, slots=True)
class TextField:
    """Words in a box. Sizes are the height of a line, accents and descenders included."""

    value: str
    box: Box
    size_mm: float
    smallest_mm: float
    weight: int
    align: Align
    fit: Fit
    is_reversed: bool
    """White on black."""


@dataclass(frozen=True, slots=True)
class SymbolField:
    """A barcode in a box that holds its quiet zones, too.

    The largest module that fits is used, between the two bounds. A module narrower than the smallest is never drawn:
    the label is refused instead.
    """

    kind: Kind
    value: str
    """What it says; empty for a GS1 symbol, which has ``elements``."""
    elements: tuple[tuple[str, str], ...]
    """Application identifier and template, in their order; an element whose value is empty is left out."""
    box: Box
    smallest_module_mm: float
    largest_module_mm: float


@dataclass(frozen=True, slots=True)
class Design:
    name: str
    title: str
    width_mm: float
    height_mm: float
    needs: frozenset[str]
    """Values without which there is no label."""
    may_have: frozenset[str]
    """Values that may be empty; the words around them then vanish with them."""
    texts: tuple[TextField, ...]
    symbols: tuple[SymbolField, ...]
    diameter_mm: float = 0.0
    """Of the tube that it is stuck on, its width along the tube; 0 for what is flat. Told to :mod:`labels.grading` alone."""
    purpose: Purpose = Purpose.SUPPLY
    file: str = field(default="", compare=False)
    """Where it was read, for whoever has to correct it."""

    def shown(self, *, is_whole: bool = False) -> frozenset[str]:
        """Which values stand on the label as words; with ``is_whole`` those alone that are never shortened."""
        templates = [text.value for text in self.texts if text.fit is Fit.WHOLE or not is_whole]
        return frozenset(name for template in templates for name in PLACEHOLDER.findall(template))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; empty where it has placeholders and all of their values are empty."""
    names = PLACEHOLDER.findall(template)
    if names and not any(values.get(name) for name in names):
        return ""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template)
