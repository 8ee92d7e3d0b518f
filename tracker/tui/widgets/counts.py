"""Every scan is exactly one of posted, noted, refused or still waiting; this line lets anybody check the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tracker.tui.showing import fitted, line

if TYPE_CHECKING:
    from tracker.station.outcomes import Counts


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

    def words(self) -> str:
        counts = self._counts
        if counts is None:
            return f"held {self._held} until the clinic is open" if self._held else ""
        said = f"scanned {counts.scanned} · posted {counts.posted} · noted {counts.noted} · refused {counts.refused}"
        return f"{said} · waiting {counts.waiting}" if counts.waiting else said

    def render(self) -> Content:
        words = f"  {self.words()}"
        room = self.content_size.width - len(words) - 2
        return line((words, "$muted"), (fitted(self._left, room, is_right=True) if room > 0 else "", "bold"))
