"""Leaving while scans wait for the store: asked once, with what becomes of them."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import text


class QuittingDialog(Dialog["bool | None"]):
    """True to quit all the same."""

    ABOUT = Help("Quit?", ("Waiting is safe: as soon as the store can be written, all of them are stored in order.",))

    def __init__(self, asks: str, becomes: str) -> None:
        super().__init__()
        self._asks, self._becomes = asks, becomes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -harm"):
            yield Static(text(self._asks, "bold $text-error"))
            yield Static(text(self._becomes))
            with Horizontal(classes="buttons"):
                yield Button("Wait", id="wait", variant="primary")
                yield Button("Quit", id="leave")

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "leave")
