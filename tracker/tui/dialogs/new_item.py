"""A new item for a code that nobody has entered: the least that must be known before it can be counted."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from tracker.hardware.scan import FORM_OPEN
from tracker.inventory.opening import Keeps, keeps_said
from tracker.registers.facts import Level, Registered
from tracker.text import safe
from tracker.tui.dialogs.form import BLANK, Form
from tracker.tui.helping import Help
from tracker.tui.showing import line, text
from tracker.tui.widgets.choices import Tick

LONGEST_NAME = 80
LONGEST_SAID, LONGEST_TICK = 70, 66
"""Characters: one line of the dialog at 80 columns and 24 lines, where everything below must stay in sight. The question
behind it says the rest."""
TEACH = "F10 or DONE saves it, Esc or NO leaves it, F1 says what is meant. Packs are not counted meanwhile."

KEEPS = "28 days, 12 hours; empty: until its lot expires"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in."""

    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool
    levels: tuple[Level, ...] = ()
    keeps: Keeps | None = None


class NewItemDialog(Form["Draft | None"]):
    TEACH = TEACH
    CAME = f"{FORM_OPEN}: a new item."
    ABOUT = Help(
        "A new item",
        (
            'The name as your shelf labels say it, with size: Syringe 3 mL 25G × 1".',
            "The base unit is the smallest thing that is ever handed out: each, pair, mL.",
            "Once opened: multi-dose vials keep 28 days unless the maker says otherwise (USP <797>, CDC). Ask the leaflet.",
            "Tracked lots and expiry dates are asked for whenever it is received.",
            TEACH,
        ),
    )

    def __init__(self, code: str, found: Registered | None = None) -> None:
        super().__init__()
        self._code = code
        self._found = found

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -form"):
            yield Static(line(("A new item for ", "bold"), (self._code, "bold $accent")))
            found = self._found
            if found is not None:
                yield Static(text(_says(found), "$muted"), id="register")
            yield Static(text("Name, with size"))
            yield Input(safe(found.name)[:LONGEST_NAME] if found else "", placeholder=BLANK, max_length=120, id="name")
            with Horizontal(classes="field"):
                yield Static(text("Base unit"), classes="label")
                yield Input(placeholder="left empty: each", max_length=20, id="unit")
            with Horizontal(classes="field"):
                yield Static(text("Once opened"), classes="label")
                yield Input(placeholder=KEEPS, max_length=20, id="keeps")
            yield Tick("its lots are tracked", found is None or found.tracks_lot, id="lot")
            yield Tick("it expires", found is None or found.tracks_expiry, id="expiry")
            if found is not None and len(found.levels) > 1:
                yield Tick(text(_packages(found)), True, id="levels")
            yield Static(text(TEACH, "$muted"), id="said")

    def action_save(self) -> None:
        name = self.query_one("#name", Input).value
        if not name or name.isspace():
            self.refuse(f"It needs a name. {TEACH}")
            self.query_one("#name", Input).focus()
            return
        unit = self.query_one("#unit", Input).value or "each"
        said = self.query_one("#keeps", Input).value
        keeps = keeps_said(" ".join(said.split()))
        if said and not said.isspace() and keeps is None:
            self.refuse("How long it keeps once opened: write 28 days or 12 hours, or leave it empty.")
            self.query_one("#keeps", Input).focus()
            return
        tracks_lot, tracks_expiry = (self.query_one(f"#{which}", Tick).value for which in ("lot", "expiry"))
        self.dismiss(Draft(name, unit, tracks_lot, tracks_expiry, self._levels(), keeps))

    def _levels(self) -> tuple[Level, ...]:
        """The register's package levels, unless the person has taken the tick away."""
        if self._found is None or len(self._found.levels) < 2:
            return ()
        return self._found.levels if self.query_one("#levels", Tick).value else ()


def _says(found: Registered) -> str:
    """Who says so, and what warns first: the person decides."""
    parts = (found.register, found.note, found.maker, found.description)
    said = safe(" · ".join(part for part in parts if part))
    return said if len(said) <= LONGEST_SAID else f"{said[: LONGEST_SAID - 1]}…"


def _packages(found: Registered) -> str:
    """``its packages: pack of 100, case 1,000``."""
    levels = (
        level.name if str(level.factor) in level.name else f"{level.name} {level.factor:,}" for level in found.levels
    )
    said = safe(f"its packages: {', '.join(levels)}")
    return said if len(said) <= LONGEST_TICK else f"{said[: LONGEST_TICK - 1]}…"
