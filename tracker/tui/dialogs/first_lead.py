"""The first lead of a new clinic: his name, and a PIN that nobody else ever sees."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from tracker.hardware.scan import Scan
from tracker.people.proofs import LONGEST_PASSPHRASE, Proof
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import text

ABOUT = "A lead lets the others in, and helps whoever has forgotten a PIN. No lead can see or choose another's."
WITHOUT = "Without one a badge alone signs on; later: tracker staff ask-pins"
LONGEST_NAME = 40


class FirstLeadDialog(Dialog["tuple[str, Proof] | None"]):
    """Who it is and what he has chosen; None for a clinic that goes by badges alone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.bell", "", show=False)]
    ABOUT = Help("The first lead", (ABOUT, WITHOUT))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -whole"):
            yield Static(text("WHO IS THE LEAD HERE?   Your own name, and a PIN of your own.", "bold"))
            yield Static(text("Name, as the screens shall show it"))
            yield Input(max_length=LONGEST_NAME, id="name")
            yield Static(text("PIN: 6 to 12 digits, or a passphrase of 12 characters or more"))
            yield Input(password=True, max_length=LONGEST_PASSPHRASE, id="pin")
            yield Input(password=True, max_length=LONGEST_PASSPHRASE, id="again", placeholder="the same once more")
            with Horizontal(classes="buttons"):
                yield Button("Begin", id="begin", variant="primary")
                yield Button("Go by badges alone", id="without")
            yield Static(text(WITHOUT, "$muted"), id="said")

    def is_secret(self, scan: Scan) -> bool:
        return True

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """Nothing is open yet that a scan could be for, and a burst of digits may have been meant as the PIN."""
        self._say("✖ That came in one burst and was not taken. Type it key by key.")
        return ()

    def refuses_rushed(self) -> bool:
        if not isinstance(self.focused, Input) or not self.focused.password:
            return False
        self.focused.clear()
        self._say("✖ That came in one burst and was not taken. Type it key by key.")
        return True

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        if event.input.id == "again":
            self._begin()
        else:
            self.focus_next()

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        if event.button.id == "without":
            self.dismiss(None)
        else:
            self._begin()

    def _begin(self) -> None:
        name = self.query_one("#name", Input).value.strip(" ")
        first, again = (Proof(self.query_one(f"#{each}", Input).value) for each in ("pin", "again"))
        fault = "" if name and name.isprintable() else "It needs a name first."
        fault = fault or first.fault("", name) or ("" if first == again else "The two are not the same.")
        if not fault:
            self.dismiss((name, first))
            return
        self._say(f"✖ {fault}")
        if name:
            for each in ("pin", "again"):
                self.query_one(f"#{each}", Input).clear()
        self.query_one("#pin" if name else "#name", Input).focus()

    def _say(self, words: str) -> None:
        self.app.bell()
        self.query_one("#said", Static).update(text(words, "bold $text-error"))
