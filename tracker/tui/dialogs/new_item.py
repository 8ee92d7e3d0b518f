"""A new item for a code that nobody has entered: the least that must be known before it can be counted."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.form import BLANK, Form
from tracker.tui.helping import Help
from tracker.tui.showing import line, text
from tracker.tui.widgets.choices import Tick

TEACH = "F10 or DONE saves it, Esc or NO leaves it, F1 says what is meant. Packs are not counted meanwhile."


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in."""

    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool


class NewItemDialog(Form["Draft | None"]):
    TEACH = TEACH
    CAME = "It came while the form for a new item was open."
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

    def action_save(self) -> None:
        name = self.query_one("#name", Input).value
        if not name or name.isspace():
            self.refuse(f"It needs a name. {TEACH}")
            self.query_one("#name", Input).focus()
            return
        unit = self.query_one("#unit", Input).value or "each"
        tracks_lot, tracks_expiry = (self.query_one(f"#{which}", Tick).value for which in ("lot", "expiry"))
        self.dismiss(Draft(name, unit, tracks_lot, tracks_expiry))
