"""F8: everything that can be done now, by name; each line says the barcode or key that does the same."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.offers import Offer
from tracker.tui.showing import fitted, line, text
from tracker.tui.widgets.choices import Choices

NAME_WIDTH = 26
LINE_WIDTH = 64
"""So that no line is broken in two."""


class MenuDialog(Dialog["Offer | None"]):
    ABOUT = Help("Menu", ("Arrows and Enter choose. Each line is also a command barcode on the printed card.",))

    def __init__(self, offers: tuple[Offer, ...]) -> None:
        super().__init__()
        self._offers = offers

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("What now?", "bold"))
            yield Choices(_line(each) for each in self._offers)
            yield Static(text("Any scan closes this and counts as ever. Esc closes it.", "$muted"))
            yield Static(text("Ctrl+P finds these by name, and the themes: dark, light, contrast.", "$muted"))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._offers[event.option_index])


def _line(offer: Offer) -> Content:
    """A name that is longer than its column takes room from its own words alone."""
    width = max(NAME_WIDTH, len(offer.name) + 2)
    return line((fitted(offer.name, width), "bold"), fitted(offer.says, max(0, LINE_WIDTH - width)))
