"""How many? Typed, or scanned as a QUANTITY barcode; scanning the pack itself is as good as Enter."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import is_quantity, pressed
from tracker.tui.showing import lines, text

TEACH = (
    "Type 1 to 999, then Enter, or scan the pack at once.",
    "A QUANTITY barcode counts here too. Esc leaves it at one.",
)


class QuantityDialog(Dialog["int | None"]):
    """Cannot hold a number that would be refused: no zero, at most three digits."""

    ABOUT = Help("How many", ("The number counts for the next pack only.", *TEACH))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(text("How many packages?", "bold"))
            yield Input(restrict=r"([1-9][0-9]{0,2})?", max_length=3, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    def take(self, scan: Scan) -> tuple[Scan, ...]:
        """The number that stands in the field belongs to the pack that is scanned now."""
        number = self.query_one(Input).value
        self.dismiss(None)
        if not number or is_quantity(scan):
            return (scan,)
        return (pressed(Command.QUANTITY, scan.at, int(number)), scan)

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        self.dismiss(int(event.value) if event.value else None)
