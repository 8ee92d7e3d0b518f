"""How many? Typed, or scanned as a QUANTITY barcode; scanning the pack itself is as good as Enter."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import is_quantity, pressed
from tracker.tui.showing import lines, text

TEACH = (
    "Type 1 to 999, then Enter, or scan the pack at once.",
    "A QUANTITY barcode counts here too. Esc leaves it at one.",
)
MOST = 999


def may_be(number: str) -> bool:
    """Whether a QUANTITY barcode can say ``number``."""
    return 1 <= int(number) <= MOST


class QuantityDialog(Dialog["int | None"]):
    """A number that cannot be stays in the field and is refused in words; nothing is cut to fit."""

    ABOUT = Help("How many", ("The number counts for the next pack only.", *TEACH))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(text("How many packages?", "bold"))
            yield Input(restrict=r"[0-9]*", max_length=6, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]), id="said")

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """The number that stands in the field belongs to the pack that is scanned now; it waits for a number mended."""
        number = self.query_one(Input).value
        if number and not is_quantity(scan) and not may_be(number):
            return None
        self.dismiss(None)
        if not number or is_quantity(scan):
            return (scan,)
        return (pressed(Command.QUANTITY, scan.at, int(number)), scan)

    def waiting(self, count: int) -> None:
        self._refuse(f"{counted(count, 'scan')} not counted yet: mend the number, then Enter.")

    def _refuse(self, more: str) -> None:
        said = f"✖ {self.query_one(Input).value} is not from 1 to {MOST}. {more}"
        self.query_one("#said", Static).update(text(said, "bold $text-error"))

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        if not event.value:
            self.dismiss(None)
        elif may_be(event.value):
            self.dismiss(int(event.value))
        else:
            self.app.bell()
            self._refuse("Mend it, or leave by Esc.")
