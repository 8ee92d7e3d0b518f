"""The first run: there is no clinic on this computer yet, and what can be done about it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from tracker.errors import TrackerError
from tracker.hardware.scan import Scan
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import text

DEMO = "To try it first: quit (Ctrl+Q), then run 'tracker demo'. It keeps to itself and touches nothing here."
AFTER = "Next come rooms, items, par levels and stock: tracker import locations FILE.csv, and so on."


class WelcomeDialog(Dialog["str | None"]):
    """The new clinic's name, or None to quit."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.bell", "", show=False)]
    ABOUT = Help("A new clinic", ("An empty, encrypted database, and its key on this computer.", AFTER, DEMO))

    def __init__(self, error: TrackerError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("WELCOME   There is no clinic on this computer yet.", "bold"))
            yield Static(text(self._error.message, "$muted"))
            yield Static(text("Name of the clinic, as the screens shall show it"))
            yield Input(max_length=60, id="name")
            with Horizontal(classes="buttons"):
                yield Button("Make a new clinic", id="make", variant="primary")
                yield Button("Try the demo", id="demo")
                yield Button("Quit (Ctrl+Q)", id="quit")
            yield Static(text(AFTER, "$muted"), id="said")

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        return None

    def waiting(self, count: int) -> None:
        self._say(f"{counted(count, 'scan')} kept until the clinic is open; quitting loses them.")

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        if event.button.id == "quit":
            self.dismiss(None)
        elif event.button.id == "demo":
            self._say(DEMO)
        else:
            self._make()

    @on(Input.Submitted)
    def _make(self) -> None:
        name = self.query_one(Input).value
        if not name or name.isspace():
            self._say("✖ It needs a name first.")
            self.query_one(Input).focus()
        else:
            self.dismiss(name)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(text(words, "bold"))
