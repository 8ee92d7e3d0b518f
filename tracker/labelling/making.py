"""From what is wanted to pages that have been read back, one label at a time, so that hundreds show their progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from labels.design import Design
from labels.drawing import Label, draw
from labels.page import Page, roll_page
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import Stock
from tracker.labelling.faults import in_families
from tracker.labelling.wanted import Wanted, design_for, values_for

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """How labels are made. Without ``stock`` each label is a page of its own, as on a roll."""

    designs: Mapping[str, Design]
    resolution: Resolution
    stock: Stock | None = None
    start: int = 1
    """The first free label of the first sheet."""
    design: str | None = None
    """Asked for by name; else the one that suits."""
    copies: int = 1
    """Of each label, side by side on sheets. On a roll it is the printer that repeats a page."""


def make_labels(wanted: Sequence[Wanted], setting: Setting, report: Report) -> list[Label]:
    """Every label drawn; not read back yet. Raises Refusal or ConfigurationError that names which one."""
    made = []
    for number, one in enumerate(wanted, start=1):
        with in_families(one.about):
            design = design_for(one, setting.designs, setting.stock, setting.design)
            made.append(draw(design, values_for(one, design), setting.resolution))
        report(number, len(wanted))
    return made


def make_pages(labels: Sequence[Label], setting: Setting) -> tuple[Page, ...]:
    """The labels on their sheets, or each by itself; each was read back when its page was made."""
    with in_families():
        if setting.stock is None:
            return tuple(roll_page(label) for label in labels)
        return tuple(sheets([label for label in labels for _ in range(setting.copies)], setting.stock, setting.start))
