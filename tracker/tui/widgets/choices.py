"""A list to choose from and a box to tick, readable without any colour: a sign says what is chosen and what is on."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Checkbox, OptionList
from textual.widgets.option_list import Option

from tracker.tui.showing import text

CHOSEN, OTHER = "▸ ", "  "


class Choices(OptionList):
    """``▸`` stands before the line that Enter takes."""

    def __init__(self, lines: Iterable[Content] = (), *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        self._lines_said: list[Content] = list(lines)
        self._marked: int | None = None
        super().__init__(*(Option(_marked(line, OTHER)) for line in self._lines_said), id=id)

    def offer(self, lines: Iterable[Content]) -> None:
        """Replace everything; the first line is the one that Enter takes."""
        self._lines_said, self._marked = [], None
        self.clear_options()
        self._lines_said = list(lines)
        self.add_options(Option(_marked(line, OTHER)) for line in self._lines_said)
        self.highlighted = 0 if self._lines_said else None

    def explain(self, words: str) -> None:
        """Say why there is nothing to choose."""
        self._lines_said, self._marked = [], None
        self.clear_options()
        self.add_option(Option(text(words, "$muted"), disabled=True))

    def watch_highlighted(self, highlighted: int | None) -> None:
        for place, sign in ((self._marked, OTHER), (highlighted, CHOSEN)):
            if place is not None and place < len(self._lines_said):
                self.replace_option_prompt_at_index(place, _marked(self._lines_said[place], sign))
        self._marked = highlighted
        super().watch_highlighted(highlighted)


class Tick(Checkbox):
    """``[x]`` or ``[ ]``: Textual's own shows the same glyph for both, in two colours."""

    def render(self) -> Content:
        return text(f"[{'x' if self.value else ' '}] {self.label}", "bold reverse" if self.has_focus else "")


def _marked(line: Content, sign: str) -> Content:
    """The chosen line is shown on the accent's own ground, on which a line's own colours cannot be read."""
    return text(sign) + (text(line.plain) if sign == CHOSEN else line)
