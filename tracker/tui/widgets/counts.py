"""Every scan is exactly one of posted, noted, refused or still waiting; this line lets anybody check the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tracker.text import safe
from tracker.tui.showing import fitted, line

if TYPE_CHECKING:
    from tracker.station.outcomes import Counts

GAP = 3


class CountsLine(Widget):
    def __init__(self) -> None:
        super().__init__(id="counts")
        self._counts: Counts | None = None
        self._held = 0
        self._left = ""

    def show(self, counts: Counts, left: str) -> None:
        """``left`` is what remains to be done, at the line's right end."""
        self._counts, self._left, self._held = counts, left, 0
        self.refresh()

    def show_held(self, held: int) -> None:
        """Scans that came before the station was open; they are handed in as soon as it is."""
        self._held = held
        self.refresh()

    def sums(self) -> tuple[str, ...]:
        """The same sum at length and in short, for narrow terminals; what waits is never left out."""
        counts = self._counts
        if counts is None or not counts.scanned:
            return (self.words(),)
        waiting = f" · waiting {counts.waiting}" if counts.waiting else ""
        return (self.words(), f"scanned {counts.scanned} · refused {counts.refused}{waiting}")

    def words(self) -> str:
        counts = self._counts
        if counts is None:
            return f"held {self._held} until the clinic is open" if self._held else ""
        said = f"scanned {counts.scanned} · posted {counts.posted} · noted {counts.noted} · refused {counts.refused}"
        return f"{said} · waiting {counts.waiting}" if counts.waiting else said

    def render(self) -> Content:
        said, left = beside_each_other(self.sums(), safe(self._left), self.content_size.width - 2)
        gap = self.content_size.width - 4 - cell_len(said) - cell_len(left)
        return line((f"  {said}", "$muted"), (" " * max(0, gap), ""), (left, "bold"))


def beside_each_other(sums: tuple[str, ...], left: str, width: int) -> tuple[str, str]:
    """The longest sum that leaves room for ``left`` and a gap; where none does, the sum alone: it must add up."""
    for said in sums:
        if left and cell_len(said) + GAP + cell_len(left) <= width - 2:
            return said, left
    said = next((each for each in sums if cell_len(each) <= width), sums[-1])
    return (said if cell_len(said) <= width else fitted(said, width)), ""
