"""A new item for a code that nobody has entered: the least that must be known before it can be counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Quality, Scan
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import is_command
from tracker.tui.showing import counted, line, text
from tracker.tui.widgets.choices import Tick

TEACH = "F10 or DONE saves it, Esc or NO leaves it, F1 says what is meant. Packs are not counted meanwhile."
BLANK = "_" * 30
"""An empty field looks like one on paper, not like one filled in."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in."""

    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool


class NewItemDialog(Dialog["Draft | None"]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f10", "save", "Save", key_display="F10")]
    ABOUT = Help(
        "A new item",
        (
            'The name as your shelf labels say it, with size: Syringe 3 mL 25G × 1".',
            "The base unit is the smallest thing that is ever handed out: each, pair, mL.",
            "Tracked lots and expiry dates are asked for whenever it is received.",
            TEACH,
        ),
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._refused = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(line(("A new item for ", "bold"), (self._code, "bold $accent")))
            yield Static(text("Name, with size"))
            yield Input(placeholder=BLANK, max_length=120, id="name")
            yield Static(text("Base unit (left empty: each)"))
            yield Input(placeholder=BLANK, max_length=20, id="unit")
            yield Tick("its lots are tracked", True, id="lot")
            yield Tick("it expires", True, id="expiry")
            yield Static(text(TEACH, "$muted"), id="said")

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        if is_command(scan, Command.DONE) or is_command(scan, Command.YES):
            self.action_save()
            return ()
        if is_command(scan, Command.NO) or is_command(scan, Command.UNDO):
            self.dismiss(None)
            return (scan,)
        return self._not_counted(scan)

    def _not_counted(self, scan: Scan) -> tuple[Scan]:
        """Handed in as one that counts for nothing: refused aloud and recorded now, where it can be seen.

        Kept for later, several would be answered in one burst that nobody reads.
        """
        self._refused += 1
        said = f"✖ {counted(self._refused, 'scan')} NOT COUNTED: finish the form, then scan again."
        self.query_one("#said", Static).update(text(f"{said} {TEACH}", "bold $text-error"))
        return (replace(scan, quality=Quality.DOUBTFUL, evidence="It came while the form for a new item was open."),)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        self.focus_next()

    def action_save(self) -> None:
        name = self.query_one("#name", Input).value
        if not name or name.isspace():
            self.query_one("#said", Static).update(text("✖ It needs a name. " + TEACH, "bold $text-error"))
            self.query_one("#name", Input).focus()
            return
        unit = self.query_one("#unit", Input).value or "each"
        tracks_lot, tracks_expiry = (self.query_one(f"#{which}", Tick).value for which in ("lot", "expiry"))
        self.dismiss(Draft(name, unit, tracks_lot, tracks_expiry))
