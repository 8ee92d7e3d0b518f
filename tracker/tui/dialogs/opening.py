"""The clinic could not be opened: why, and what to do. Scans made meanwhile are kept."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tracker.errors import TrackerError
from tracker.hardware.scan import Scan
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import text

KEPT = "Scans are kept until the clinic is open; quitting loses them."


class OpeningDialog(Dialog[bool]):
    """True to try again, False to quit."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.bell", "", show=False)]
    ABOUT = Help("The clinic cannot be opened", (KEPT,))

    def __init__(self, error: TrackerError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -harm"):
            yield Static(text("✖ THE CLINIC CANNOT BE OPENED", "bold $text-error"))
            yield Static(text(self._error.message))
            yield Static(text(self._error.hint, "bold"))
            yield Static(text(KEPT, "$muted"), id="said")
            with Horizontal(classes="buttons"):
                yield Button("Try again", id="again", variant="primary")
                yield Button("Quit", id="quit")

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        return None

    def waiting(self, count: int) -> None:
        self.query_one("#said", Static).update(text(f"{counted(count, 'scan')} kept. {KEPT}", "$muted"))

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "again")
