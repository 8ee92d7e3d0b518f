"""Who are you? A badge, or a name, and then what only its owner knows. Nothing else is on the screen.

What is typed here goes nowhere but to the check: it is no scan, it is in no recording, and a burst of keys is no PIN, since
a barcode on a badge would then be one that everybody can read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code, Tone
from tracker.people.proofs import LONGEST_PASSPHRASE, LONGEST_PIN, Proof, ProofKind
from tracker.people.withheld import is_withheld, may_be_asked, withheld
from tracker.text import safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import KEYBOARD, is_badge, is_command
from tracker.tui.screens.sign_in_stages import HINTS, Stage
from tracker.tui.showing import text

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tracker.inventory.subjects import PersonSubject
    from tracker.station.outcomes import Outcome
    from tracker.station.signing_in import SignedIn
    from tracker.tui.link import StationLink


BURST = "That came in one burst and was not taken. Type it key by key."
FORGOTTEN = "Nobody has typed for a while. Scan your badge again; a one-time code is as good as before."
_HALF_DONE = (Stage.PROOF, Stage.NEW, Stage.AGAIN)
DIGITS = r"[0-9]*"
LONGEST_NAME = 40
DIGITS_OF_NO_NAME = 3


class SignInScreen(Dialog[None]):
    """The app takes it away once somebody is signed in; nothing else does."""

    CSS_PATH: ClassVar = [*Dialog.CSS_PATH, Path(__file__).parent / "sign_in.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = []
    ABOUT = Help(
        "Signing in",
        (
            "Your badge says who you are; your PIN proves it. Five wrong tries, and it takes waiting.",
            "PIN forgotten? A lead gives you a one-time code. No lead can see or choose your PIN.",
            "The only lead has forgotten his? Whoever keeps this machine: tracker staff reset BADGE --by-keys.",
        ),
    )

    def __init__(self, link: StationLink, note: str = "", elapsed_s: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._note = note
        self._elapsed_s = elapsed_s
        self.since_s = elapsed_s()
        """When it came as far as it is."""
        self._link = link
        self._stage = Stage.WHO
        self._who = self._called = ""
        self._proof: Proof | None = None
        self._new: Proof | None = None
        self._is_passphrase = False
        self._is_up = False
        self._said: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        with Vertical(id="gate"):
            yield Static(id="clinic")
            with Center(), Vertical(id="card"):
                yield Static(id="head")
                yield Static(id="asks")
                yield Input(id="typed", select_on_focus=False)
                yield Static(id="hint")
                yield Static(id="said")
            yield Static(text(self._note), id="note")

    def on_mount(self) -> None:
        self._is_up = True
        self._show()

    def on_unmount(self) -> None:
        self._link.tell_asking(self, False)

    # -- what comes in ------------------------------------------------------------------------------------------

    def is_secret(self, scan: Scan) -> bool:
        return not (is_badge(scan) or is_command(scan, Command.SIGN_OUT))

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """A badge begins anew. What may be a PIN that a machine typed is recorded without its text: while one is asked for
        digits that were read from any code, too."""
        if is_badge(scan):
            self._begin_anew()
            if self._link.station is None:
                self._go(Stage.OPENING)
            return (scan,)
        is_asked = self._stage is not Stage.WHO and may_be_asked(scan)
        if is_command(scan, Command.SIGN_OUT) or (scan.aim and not is_asked):
            return (scan,)
        self.say(BURST)
        return (withheld(scan),)

    def refuses_rushed(self) -> bool:
        if self._stage not in _HALF_DONE:
            return False
        self.query_one(Input).clear()
        self.say(BURST)
        return True

    def hear(self, outcome: Outcome | None, signing: PersonSubject | None) -> None:
        """What came of a scan, from whatever scanner."""
        self._show_clinic()
        self._tell_asking()
        if outcome is None:
            return
        if is_withheld(outcome.scan):
            if outcome.scan.source != KEYBOARD:
                self.say(BURST)  # of another scanner, which this screen has not heard
            return
        verdict = outcome.verdict
        if verdict.code == Code.PIN_ASKED and signing is not None:
            self._ask_proof(signing.badge, signing.name)
        elif verdict.code == Code.SIGN_IN_FIRST:
            self.say(f"{verdict.word}: {verdict.headline}")
        elif verdict.tone is Tone.REFUSE:
            self.say(f"{verdict.headline} {verdict.way_out}")
        elif verdict.code in (Code.SIGNED_OUT, Code.SCREEN_LOCKED):
            self._begin_anew()
            self._tell(f"{verdict.word}   {verdict.headline}")

    @on(Input.Changed)
    def _is_no_name(self, event: Input.Changed) -> None:
        """Digits where a name belongs are somebody's PIN, typed too early: they stand in the clear no longer than that."""
        if self._stage is Stage.WHO and len(event.value) >= DIGITS_OF_NO_NAME and event.value.isdigit():
            event.input.clear()
            self.say("Scan your badge first; then type your PIN.")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        typed = event.value
        event.input.clear()
        if not typed or self._stage is Stage.CHECKING:
            return
        match self._stage:
            case Stage.WHO:
                self._ask_proof(typed, "")
            case Stage.PROOF:
                self._check(Proof(typed))
            case Stage.NEW:
                self._new = Proof(typed)
                fault = self._new.fault(self._who, self._called)
                if fault:
                    self.say(fault)
                else:
                    self._go(Stage.AGAIN)
            case Stage.AGAIN:
                self._choose(Proof(typed))

    # -- the stages ---------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        self._begin_anew()

    def forget(self) -> None:
        """Nobody has typed for a while: whoever comes next finishes nothing that another began. Nothing is lost by it: a
        one-time code is used up by choosing only."""
        if self._stage in _HALF_DONE:
            self._begin_anew()
            self._tell(FORGOTTEN)

    def _begin_anew(self) -> None:
        self._who = self._called = ""
        self._proof = self._new = None
        self._is_passphrase = False
        self._go(Stage.WHO)

    def _ask_proof(self, who: str, name: str) -> None:
        self._begin_anew()
        self._who, self._called = who, name
        self._go(Stage.PROOF)
        station = self._link.station
        if station is not None:
            self._link.do(lambda: station.signing.kind_of(who), self._know_kind, self.say, "signing kind")

    def _know_kind(self, kind: ProofKind) -> None:
        if self._stage is Stage.PROOF:
            self._is_passphrase = kind is ProofKind.PASSPHRASE
            self._show()

    def _check(self, proof: Proof) -> None:
        station, who = self._link.station, self._who
        if station is None:
            self.say("The clinic's records are still being opened. Type it again in a moment.")
            return
        self._proof = proof
        self._go(Stage.CHECKING)
        self._link.do(
            lambda: station.signing.sign_in(who, proof),
            lambda signed_in: self._signed_in(who, signed_in),
            lambda words: self._refused(who, words),
            "signing in",
        )

    def _signed_in(self, who: str, signed_in: SignedIn) -> None:
        if signed_in.must_change and self._is_awaited(who):
            self._called = signed_in.name
            self._go(Stage.NEW)

    def _is_awaited(self, who: str) -> bool:
        """Whether it is the answer about ``who`` that is awaited: another's badge may have been scanned meanwhile."""
        return self.is_attached and self._stage is Stage.CHECKING and self._who == who

    def _choose(self, again: Proof) -> None:
        station, who, proof, new = self._link.station, self._who, self._proof, self._new
        if station is None or proof is None or new is None:
            self._begin_anew()
            return
        if again != new:
            self._go(Stage.NEW)
            self.say("The two are not the same. Type the new one again.")
            return
        self._go(Stage.CHECKING)
        self._link.do(
            lambda: station.signing.change(who, proof, new),
            lambda _: None,
            lambda words: self._refused(who, words),
            "signing in",
        )

    def _refused(self, who: str, words: str) -> None:
        if self._is_awaited(who):
            self._proof = self._new = None
            self._go(Stage.PROOF)
            self.say(words)

    # -- what is shown ------------------------------------------------------------------------------------------

    def _go(self, stage: Stage) -> None:
        self._stage, self._said, self.since_s = stage, ("", ""), self._elapsed_s()
        self._show()

    def _show(self) -> None:
        """All of it anew; before the screen stands it is only kept."""
        self._tell_asking()
        if not self._is_up or not self.is_attached:
            return
        self._show_clinic()
        name = safe(self._called or self._who, LONGEST_NAME)
        head, asks = {
            Stage.WHO: ("SIGN IN", "Scan your badge."),
            Stage.OPENING: ("SIGN IN", "✔ Your badge was read. The clinic's records are being opened."),
            Stage.PROOF: (
                name,
                "Type your passphrase, then Enter." if self._is_passphrase else "Type your PIN, then Enter.",
            ),
            Stage.CHECKING: (name, "One moment ..."),
            Stage.NEW: (name, "Choose a PIN of your own, then Enter."),
            Stage.AGAIN: (name, "The same once more, then Enter."),
        }[self._stage]
        self.query_one("#head", Static).update(text(head, "bold $accent"))
        self.query_one("#asks", Static).update(text(asks))
        self.query_one("#hint", Static).update(text(HINTS[self._stage], "$muted"))
        self.query_one("#said", Static).update(text(*self._said))
        self._prepare(self.query_one(Input))

    def _tell_asking(self) -> None:
        self._link.tell_asking(self, self._stage is not Stage.WHO)

    def _show_clinic(self) -> None:
        """Whose it is, which is known only once the records are open."""
        if self._is_up and self.is_attached:
            station = self._link.station
            self.query_one("#clinic", Static).update(text(safe(station.clinic if station is not None else ""), "bold"))

    def _prepare(self, typed: Input) -> None:
        """Dots for what is secret, and digits alone where a PIN is asked for."""
        is_digits = self._stage is Stage.PROOF and not self._is_passphrase and self._is_by_badge
        typed.password = self._stage is not Stage.WHO
        typed.restrict = DIGITS if is_digits else None
        typed.max_length = LONGEST_PIN if is_digits else LONGEST_PASSPHRASE if typed.password else LONGEST_NAME
        typed.value = ""
        typed.disabled = self._stage in (Stage.OPENING, Stage.CHECKING)
        if not typed.disabled:
            typed.focus()

    @property
    def _is_by_badge(self) -> bool:
        return bool(self._called)

    def say(self, words: str) -> None:
        """What went wrong, and what to do."""
        if self._stage is Stage.OPENING:
            self._go(Stage.WHO)  # the records did not open, or that badge is nobody's
        self.app.bell()
        self._tell(f"✖ {words}", "bold $text-error")

    def _tell(self, words: str, style: str = "$muted") -> None:
        self._said = (words, style)
        if self._is_up and self.is_attached:
            self.query_one("#said", Static).update(text(words, style))
