"""A card of barcodes in groups, for a sheet of paper that is laminated and hung where people work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from labels.drawing import Label
from labels.errors import LabelError
from labels.page import Page, Placement, page

COLUMNS = 5
_ROW_GAP_MM = 2.0
_HEADING_GAP_MM = 1.5


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


PAPER_MM = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with cells below it, five to the row. None leaves a place empty: what must not be mixed up stands
    apart, since a scanner may be aimed a hand's breadth beside."""

    heading: Label
    cells: tuple[Label | None, ...]


def card(title: Label, groups: Sequence[Group], paper: Paper) -> Page:
    """One page with everything on it, in the middle of the paper.

    :raises LabelError: more than the paper holds (``label_card``), or a label that does not read back.
    """
    resolution = title.resolution
    width, height = (resolution.dots(side) for side in PAPER_MM[paper])
    left = (width - title.dots.shape[1]) // 2
    placements = [Placement(title, left, 0)]
    y = title.dots.shape[0]
    for group in groups:
        placements.append(Placement(group.heading, left, y))
        y += group.heading.dots.shape[0] + resolution.dots(_HEADING_GAP_MM)
        for start in range(0, len(group.cells), COLUMNS):
            row = group.cells[start : start + COLUMNS]
            placements += _row(row, left, y, title.dots.shape[1])
            y += max(cell.dots.shape[0] for cell in row if cell) + resolution.dots(_ROW_GAP_MM)
    top = (height - y) // 2
    if top < 0:
        raise LabelError("This card does not fit its paper.", hint="Leave some barcodes out.", code="label_card")
    return page(resolution, width, height, [Placement(one.label, one.x, one.y + top) for one in placements])


def _row(cells: Sequence[Label | None], left: int, y: int, width: int) -> list[Placement]:
    """Each cell in the middle of its fifth of the width."""
    return [
        Placement(cell, left + (2 * column + 1) * width // (2 * COLUMNS) - cell.dots.shape[1] // 2, y)
        for column, cell in enumerate(cells)
        if cell is not None
    ]
