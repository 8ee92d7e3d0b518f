"""What was done, newest first; what has been undone stays, struck out and marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tracker.jobs.desk import Done
from tracker.jobs.verdict import Code
from tracker.tui.showing import fitted, line, lines
from tracker.tui.widgets.banner import SIGNS

if TYPE_CHECKING:
    from tracker.station.outcomes import Outcome

ITEM_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``sign`` is the verdict's; ``is_undone`` strikes it out."""

    clock: str
    sign: str
    what: str
    text: str
    is_undone: bool = False


def entry(outcome: Outcome, done: Done | None, clock: str) -> Entry:
    """``done`` is what the desk keeps of the scan, where it moved stock."""
    verdict = outcome.verdict
    sign = SIGNS[verdict.tone]
    if outcome.is_posted:
        said = done.text if done else verdict.detail
        is_plain = verdict.code == Code.ACCEPTED
        what = verdict.headline if is_plain else f"{verdict.word.lower()}  {verdict.headline}"
        return Entry(clock, sign, what, said, done is not None and done.is_undone)
    return Entry(clock, sign, verdict.word, f"{verdict.headline}  {verdict.detail}")


def drawn(entry: Entry, width: int) -> Content:
    room = max(10, width - 14 - ITEM_WIDTH - 2)
    what, said = fitted(entry.what, ITEM_WIDTH), fitted(entry.text, room)
    sign, style = ("↶", "$muted strike") if entry.is_undone else (entry.sign, "")
    if entry.is_undone:
        what = fitted(f"undone {entry.what}", ITEM_WIDTH)
    colour = "$text-error" if entry.sign in "✖?" and not entry.is_undone else "$text-success"
    return line((f"  {entry.clock}  ", "$muted"), (f"{sign} ", f"bold {colour}"), (f"{what}  {said}", style))


class History(Widget):
    """As many lines as there is room for. Its height never changes with what it shows."""

    def __init__(self) -> None:
        super().__init__(id="history")
        self._entries: tuple[Entry, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        if entries != self._entries:
            self._entries = entries
            self.refresh()

    def render(self) -> Content:
        size = self.content_size
        if not self._entries:
            return line(("  Nothing has been posted yet.", "$muted"))
        return lines([drawn(entry, size.width) for entry in self._entries[: max(1, size.height)]])
