"""A signature: whose, what it means, and the PIN that gives it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.people.proofs import LONGEST_PASSPHRASE, Proof
from tracker.people.withheld import may_be_asked, withheld
from tracker.text import safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import is_badge, is_command
from tracker.tui.link import StationLink
from tracker.tui.screens.sign_in import BURST
from tracker.tui.showing import lines, text

ABOUT = "It stands in the record with name, time and meaning (21 CFR 11)."
BADGE_FIRST = "The badge first: nothing that was typed before it was taken. Scan it, then type the PIN."
LEAVING = "Esc, or the barcode NO: nothing is done."


class SignDialog(Dialog[None]):
    """Hands a PIN to ``give``. It stays until the app takes it away, or ``leave`` was said: what waits must not be forgotten
    behind it."""

    ABOUT = Help("Signing", (ABOUT, LEAVING))

    def __init__(self, link: StationLink, give: Callable[[Proof], None], leave: Callable[[], None]) -> None:
        super().__init__()
        self._link = link
        self._give, self._leave_it = give, leave
        self._asks = self._about = self._fault = ""
        self._needs_badge = self._is_checking = self._is_up = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(id="asks")
            yield Static(id="about")
            yield Input(password=True, max_length=LONGEST_PASSPHRASE, select_on_focus=False)
            yield Static(id="fault")
            yield Static(lines([text(part, "$muted") for part in (ABOUT, LEAVING)]))

    def on_mount(self) -> None:
        self._is_up = True
        self._link.tell_asking(self, True)
        self._show()

    def on_unmount(self) -> None:
        self._link.tell_asking(self, False)

    def ask(self, asks: str, about: str, *, needs_badge: bool, fault: str = "") -> None:
        """Whose turn it is, and for what."""
        self._asks, self._about, self._needs_badge, self._fault = asks, about, needs_badge, fault
        self._is_checking = False
        self._show()

    def say(self, fault: str) -> None:
        """What was wrong; the same one is asked again."""
        self.app.bell()
        self._fault, self._is_checking = fault, False
        self._show()

    def is_secret(self, scan: Scan) -> bool:
        return not (
            is_badge(scan) or any(is_command(scan, each) for each in (Command.NO, Command.UNDO, Command.SIGN_OUT))
        )

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """Badges and NO go on to the desk; a burst of keys without an identifier may be somebody's PIN, and so may digits
        that were read from any code."""
        if not self.is_secret(scan) or not may_be_asked(scan):
            return (scan,)
        self.say(BURST)
        return (withheld(scan),)

    def refuses_rushed(self) -> bool:
        self.query_one(Input).clear()
        self.say(BURST)
        return True

    def on_key(self, event: events.Key) -> None:
        """A PIN before the badge goes into no field, and would do nothing without a word."""
        if self._needs_badge and (event.is_printable or event.key == "enter"):
            self.say(BADGE_FIRST)

    def on_paste(self) -> None:
        if self._needs_badge:
            self.say(BADGE_FIRST)

    def action_leave(self) -> None:
        self._leave_it()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        typed = event.value
        event.input.clear()
        if not typed or self._is_checking or self._needs_badge:
            return
        self._is_checking, self._fault = True, ""
        self._show()
        self._give(Proof(typed))

    def _show(self) -> None:
        if not self._is_up or not self.is_attached:
            return
        typed = self.query_one(Input)
        typed.disabled = self._is_checking or self._needs_badge
        self.query_one("#asks", Static).update(text(safe(self._asks), "bold"))
        self.query_one("#about", Static).update(text("One moment ..." if self._is_checking else safe(self._about)))
        self.query_one("#fault", Static).update(text(f"✖ {self._fault}" if self._fault else "", "bold $text-error"))
        if not typed.disabled:
            typed.focus()
