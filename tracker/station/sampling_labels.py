"""A label of each of the clinic's own designs, drawn with sample contents and read back whole, before anybody wants one.

What a design's boxes and letters make up beside its symbols shows in the dots alone: else it is found when the first label
is asked for, at a patient's side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from labels.errors import LabelError
from labels.resolution import Resolution

if TYPE_CHECKING:
    from labels.design import Design

BUDGET_S = 5.0
"""For all of them, since whoever asks the doctor waits: one takes 0.005 s (a tube's, 203 dpi) to 0.1 s (190 mm, 600 dpi),
and seven times that where it is refused."""
UNTOLD_HEAD = Resolution.DPI_300
"""Where no printer is named."""


@dataclass(slots=True)
class Sampled:
    """By their names."""

    good: dict[str, Resolution] = field(default_factory=dict)
    faults: dict[str, LabelError] = field(default_factory=dict)
    unfit: list[str] = field(default_factory=list)
    """The sample contents do not fit these: nothing was read, and that is no fault of theirs."""
    left: list[str] = field(default_factory=list)
    """For these there was no time."""

    @property
    def words(self) -> str:
        """What was tried, and what was not."""
        heads = " and ".join(str(int(each)) for each in sorted(set(self.good.values())))
        said = [f"{len(self.good)} drawn with sample contents at {heads} dpi and read back whole"] if self.good else []
        if self.unfit:
            said.append(f"not tried, since sample contents do not fit: {', '.join(self.unfit)}")
        if self.left:
            said.append(f"not tried within {BUDGET_S:g} s: {', '.join(self.left)}")
        return "; ".join(said)


def sample_designs(designs: Sequence[Design], heads: Mapping[str, Resolution], budget_s: float = BUDGET_S) -> Sampled:
    """``heads`` has the print head of each that has a printer, by name."""
    from labels.reading import read_back
    from tracker.labelling.trying_designs import sample_label

    found, until = Sampled(), monotonic() + budget_s
    for design in designs:
        if monotonic() >= until:
            found.left.append(design.name)
            continue
        resolution = heads.get(design.name, UNTOLD_HEAD)
        try:
            label = sample_label(design, resolution)
        except LabelError:
            found.unfit.append(design.name)
            continue
        try:
            read_back(label)
            found.good[design.name] = resolution
        except LabelError as fault:
            found.faults[design.name] = fault
    return found
