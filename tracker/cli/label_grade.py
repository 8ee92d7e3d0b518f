"""``tracker label ... --grade``: what of these labels would not stand a worn printer, a turn of the hand or poor light."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.console import out, progress, say

if TYPE_CHECKING:
    from labels.design import Design
    from labels.drawing import Label
    from labels.page import Page

GRADED = 3
"""Labels of each design: the first few tell whether it is strong, at half a second each."""


def name_weaknesses(pages: Sequence[Page], designs: Mapping[str, Design]) -> int:
    """Print each weakness on a line of its own; gives how many there are."""
    from labels.grading import ENOUGH, LOOKS, weaknesses

    chosen = list(_first_of_each(pages))
    found: dict[str, None] = {}
    with progress("straining labels") as report:
        for number, label in enumerate(chosen, start=1):
            for weak in weaknesses(label, designs[label.design].diameter_mm):
                what = f"read as {weak.misread}" if weak.misread else f"read in {weak.read} of {LOOKS} looks"
                found[f"! {label.design}, {weak.promise.aim} {weak.promise.data}, {weak.strain}: {what}"] = None
            report(number, len(chosen))
    for weakness in found:
        out(weakness)
    strong = f"none weak: all read in {ENOUGH} of {LOOKS} looks, or in all, at each strain"
    verdict = f"weak in what stands above ({len(found)})" if found else strong
    say(
        f"{len(chosen)} label{'s' if len(chosen) != 1 else ''} strained in simulation, {verdict}. That is no ISO grade."
    )
    return len(found)


def _first_of_each(pages: Sequence[Page]) -> Iterator[Label]:
    counts: dict[str, int] = {}
    for label in (label for page in pages for label in page.labels() if label.promises):
        counts[label.design] = counts.get(label.design, 0) + 1
        if counts[label.design] <= GRADED:
            yield label
