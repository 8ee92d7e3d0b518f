"""The verdict: the largest thing on the screen, by word, shape and only then colour."""

from __future__ import annotations

import re
import textwrap

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tracker.jobs.verdict import Tone, Verdict
from tracker.text import safe
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, line, lines, text, without_middle

SIGNS = {Tone.ACCEPT: "✔", Tone.NOTE: "›", Tone.ASK: "?", Tone.REFUSE: "✖"}
MEANS = {
    Tone.ACCEPT: "✔  It is done, and on disk.",
    Tone.NOTE: "›  Understood. No stock has moved.",
    Tone.ASK: "?  Not done yet: it waits for your answer.",
    Tone.REFUSE: "✖  Not done. It stays here until you have answered or scanned something that goes.",
}
LINES = 4
"""Headline, who has it and why, and two lines for what to do: the verdicts of custody need as many at 80 columns."""
_LEAST_HEADLINE = 16
_ENDED = re.compile(r"(?<=[.!]) ")
"""A question stays with its answer."""
_MORE = " … F1"
"""Ends a way out that is not whole."""


def layout(verdict: Verdict, width: int, height: int = LINES) -> list[tuple[str, bool]]:
    """The verdict in ``height`` lines of ``width``, each with whether it is emphasised. A headline that is too long has the
    lines that nothing else needs.

    Who has it and why always has a line, and what to do all that is left; if that is not enough, whole sentences are left
    out, the last ones first. F1 shows all of it.
    """
    word, headline, aside = (
        f"{SIGNS[verdict.tone]} {safe(verdict.word)}   ",
        safe(verdict.headline),
        safe(verdict.aside),
    )
    room = width - cell_len(aside) - 2 if aside else width
    has_room = cell_len(word + headline) <= room
    first = (
        fitted(word + headline, room) + (f"  {aside}" if aside else "")
        if has_room
        else _headline(word, headline, width)
    )
    details = " · ".join(part for part in ("" if has_room else aside, safe(verdict.detail)) if part)
    ways = _sentences(safe(verdict.way_out), width - 2, height - 1 - bool(details))
    told = textwrap.wrap(details, width - 2)[: height - 1 - len(ways)]
    if len(" ".join(told)) < len(details) and told:
        told[-1] = fitted(f"{told[-1]}…", width - 2) if len(told[-1]) < width - 2 else f"{told[-1][: width - 3]}…"
    rest = [*((part, False) for part in told), *((part, True) for part in ways)]
    if not has_room and (whole := _in_full(word + headline, width, height - len(rest))):
        first, *more = whole
        rest = [*((part, True) for part in more), *rest]
    return [(first, True), *((f"  {_within(part, width - 2)}", is_strong) for part, is_strong in rest)]


def _in_full(said: str, width: int, height: int) -> list[str]:
    """``said`` in no more than ``height`` lines, those below the first a little shorter; empty where it needs more."""
    wrapped = textwrap.wrap(said, width - 2)
    return wrapped if len(wrapped) <= height and all(cell_len(part) <= width - 2 for part in wrapped) else []


def _headline(word: str, headline: str, width: int) -> str:
    """A headline that is too long loses its middle: its last words say what is wrong, or whose it is."""
    room = width - cell_len(word)
    if room < _LEAST_HEADLINE:
        return fitted(word + headline, width)
    return word + fitted(without_middle(headline, room), room)


def _sentences(said: str, width: int, height: int) -> list[str]:
    """The first sentences of ``said`` that fit, and the sign that there are more; a single one is cut."""
    wrapped = textwrap.wrap(said, width)
    if len(wrapped) <= height:
        return wrapped
    sentences = _ENDED.split(said)
    for count in range(len(sentences) - 1, 0, -1):
        wrapped = textwrap.wrap(" ".join(sentences[:count]) + _MORE, width)
        if len(wrapped) <= height:
            return wrapped
    kept = textwrap.wrap(said, width)[:height]
    return [*kept[:-1], f"{kept[-1][: width - len(_MORE)]}{_MORE}"] if kept else []


def _within(part: str, width: int) -> str:
    """Lines are broken by characters, some of which take two columns."""
    return fitted(part, width) if cell_len(part) > width else part


BESIDE_WIDTH = 68
"""What the lower border of a terminal of 80 has room for; what is longer would be cut twice."""


class VerdictBanner(Widget):
    """Always in the same place and of the same height: nothing jumps when a scan arrives."""

    def __init__(self, idle: Verdict) -> None:
        super().__init__(id="banner")
        self._verdict = idle

    @property
    def verdict(self) -> Verdict:
        return self._verdict

    def show(self, verdict: Verdict, *, is_latched: bool = False, beside: str = "") -> None:
        """Show ``verdict``; a refusal that waits to be acknowledged gets the double border.

        ``beside`` is what else came in meanwhile. It has the lower border's line, so that it displaces nothing.
        """
        self._verdict = verdict
        self.border_subtitle = text(f" ! {_within(beside, BESIDE_WIDTH)} ", "bold reverse") if beside else None
        for tone in Tone:
            self.set_class(verdict.tone is tone, f"-{tone.value}")
        self.set_class(is_latched, "-latched")
        self.refresh()

    def render(self) -> Content:
        size = self.content_size
        made = layout(self._verdict, max(20, size.width - 2), max(LINES, size.height))
        return lines([line(" ", (part, "bold" if is_strong else "")) for part, is_strong in made])

    @property
    def help(self) -> Help:
        verdict = self._verdict
        said = (
            MEANS[verdict.tone],
            f"{verdict.word}  {verdict.headline}",
            verdict.aside,
            verdict.detail,
            verdict.way_out,
        )
        return Help("What the banner says", tuple(part for part in said if part))
