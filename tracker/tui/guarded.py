"""The app of a clinic that asks for PINs: nothing is shown to nobody, and a station that is left is locked.

Idle time is measured by the monotonic clock: a clock that is set can neither hold the lock back nor bring it on.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from tracker.errors import TrackerError
from tracker.jobs.verdict import Code, Tone
from tracker.people.withheld import is_withheld
from tracker.text import safe
from tracker.tui.changing_hands import ChangingHands
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.keys import KEYBOARD

if TYPE_CHECKING:
    from tracker.people.proofs import Proof
    from tracker.tui.dialogs.sign import SignDialog
    from tracker.tui.screens.bench import Bench
    from tracker.tui.screens.sign_in import SignInScreen

LONGEST_NOTE = 1000
LOOK_S = 1.0
"""How often idle time is looked at."""
HALF_DONE_S = 90.0
"""How long a sign-in that was begun waits for the next key."""
NO_QUITTING = "The program is ended by somebody who is signed in: sign in, then Ctrl+Q."


def gate_sheets() -> list[str | PurePath]:
    """The style sheets of the sign-in screen."""
    from tracker.tui.screens.sign_in import SignInScreen

    return [*SignInScreen.CSS_PATH]


class Guarded(ChangingHands):
    """Puts the sign-in screen before everything else whenever nobody is signed in, and takes it away again."""

    def guard(self, *, is_shut: bool = False, is_demo: bool = False) -> None:
        """Begin to watch; ``is_shut``: behind the sign-in screen, which stands before the clinic is open. ``is_demo``:
        anybody may end it."""
        self._is_demo = is_demo
        self._begins_shut = is_shut
        self.note = ""
        """What whoever signs in first must know."""
        self._touched_s = self._typed_s = self.elapsed_s()
        self._is_leaving = False
        self._gate: SignInScreen | None = None
        self._signing: SignDialog | None = None
        self.watch_hands()

    @cached_property
    def bench(self) -> Bench:
        """The screen of all work, loaded when it is first asked for."""
        from tracker.tui.screens.bench import Bench

        return Bench(self.link, is_demo=self._is_demo)

    def get_default_screen(self) -> Screen[None]:
        """The first question, where that is who is there. The bench comes behind it once it is drawn: to load and make the
        bench took a fifth of the time until then."""
        if not self._begins_shut:
            return self.bench
        self._gate = self._new_gate()
        return self._gate

    def on_mount(self) -> None:
        self.set_interval(LOOK_S, self.look)
        if self._gate is not None:
            self.call_after_refresh(self._bring_bench, self._gate)

    def _bring_bench(self, gate: SignInScreen) -> None:
        """Put the bench behind ``gate``, which stays as it is. Textual puts a screen only on top of others, and takes away
        only one that was put there."""
        bench = self.bench
        self._screen_stack.clear()
        self.push_screen(bench)
        self.push_screen(gate)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not event.is_forwarded:
            self._touched_s = self._typed_s = self.elapsed_s()
        await super().on_event(event)

    def refuses_rushed(self) -> bool:
        return isinstance(self.screen, Dialog) and self.screen.refuses_rushed()

    @property
    def is_shut(self) -> bool:
        return self._gate is not None

    def asks_secret(self) -> bool:
        is_signing = isinstance(self.screen, Dialog) and self.screen is self._signing
        return self._gate is not None or is_signing or super().asks_secret()

    def refuses_quitting(self) -> bool:
        """Whether the program stays: behind it lies a terminal, with the rights of whoever started it. A clinic that is not
        open yet, or cannot be opened, has nobody who could sign in."""
        station = self.link.station
        if self._gate is None or station is None or self._is_demo or station.may_quit_at_gate:
            return False
        self.bell()
        self._gate.say(NO_QUITTING)
        return True

    def judge(self) -> None:
        """After each outcome, and once the station is open: show the gate, or take it away."""
        outcome = self.link.latest
        if outcome is not None and outcome.verdict.code != Code.SCREEN_LOCKED:
            self._touched_s = self.elapsed_s()
        if outcome is not None:
            self.mark_elsewhere(outcome.scan)
        if self.link.must_sign_in:
            self._is_leaving = False
            self.shut()
            if self._gate is not None:
                self._gate.hear(self.link.latest, self.link.desk.signing)
            return
        if self._gate is not None and not self._is_leaving:
            gate, self._gate = self._gate, None
            gate.dismiss(None)
        if self._gate is None:
            self._ask_signature()
            self._tell_withheld()
            self.tell_left()

    def _ask_signature(self) -> None:
        """The dialog for the signature that the desk waits for, where it waits for one."""
        unsigned, outcome = self.link.desk.unsigned, self.link.latest
        dialog = self.screen if isinstance(self.screen, Dialog) else None
        is_signing = dialog is not None and dialog is self._signing
        if unsigned is None or outcome is None:
            if is_signing and dialog is not None:
                dialog.dismiss(None)
            self._signing = None
            return
        if not is_signing:
            from tracker.tui.dialogs.sign import SignDialog

            while len(self.screen_stack) > 1:
                self.pop_screen()
            self._signing = SignDialog(self.link, self._give, self._leave_unsigned)
            self.push_screen(self._signing)
        verdict, signing = outcome.verdict, self._signing
        assert signing is not None
        if verdict.code == Code.SIGN_ASKED:
            from tracker.jobs.wording_signing import LEAVING

            about = ". ".join(part for part in (verdict.detail, verdict.way_out.removesuffix(LEAVING)) if part)
            signing.ask(f"SIGN   {verdict.headline}", about, needs_badge=unsigned.needs_badge)
        elif verdict.tone in (Tone.ASK, Tone.REFUSE) and not is_withheld(outcome.scan):
            signing.say(f"{verdict.headline} {verdict.way_out}")

    def _tell_withheld(self) -> None:
        """That another scanner read what may be the PIN which is asked for; of the keyboard the dialog knows by itself."""
        outcome = self.link.latest
        if outcome is not None and is_withheld(outcome.scan) and outcome.scan.source != KEYBOARD:
            self.refuses_rushed()

    def _give(self, proof: Proof) -> None:
        station, signing = self.link.station, self._signing
        if station is not None and signing is not None:
            self.link.do(lambda: station.signing.sign(proof), lambda _: None, signing.say, "signing")

    def _leave_unsigned(self) -> None:
        from tracker.barcodes.commands import Command
        from tracker.tui.keys import pressed

        self.link.submit(pressed(Command.NO, self.link.now()))

    def shut(self) -> None:
        """At once: whatever stood on the screen is covered, dialogs, palette and messages are gone."""
        if self._gate is not None:
            return
        self.note_left(self.screen_stack)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.clear_notifications()
        self.bench.left()
        self.link.release()
        self._gate = self._new_gate()
        self.push_screen(self._gate)

    def _new_gate(self) -> SignInScreen:
        from tracker.tui.screens.sign_in import SignInScreen

        return SignInScreen(self.link, self.note, lambda: self.elapsed_s())

    def look(self) -> None:
        """Lock the station where nobody has touched it for so long as its place allows."""
        station = self.link.station
        if station is not None and self._gate is not None:
            self._forget(self._gate, min(HALF_DONE_S, station.lock_s))
        if station is None or self.link.desk.session is None or self._is_leaving:
            return
        if self.elapsed_s() - self._touched_s >= station.lock_s:
            self.lock()

    def _forget(self, gate: SignInScreen, after_s: float) -> None:
        """Half a sign-in is nobody's after a while: who has typed a one-time code and left has chosen no PIN yet, and
        whoever comes next would choose his. Keys alone keep it up: a camera that looks at a barcode reads all day."""
        if self.elapsed_s() - max(self._typed_s, gate.since_s) >= after_s:
            gate.forget()

    def lock(self) -> None:
        station = self.link.station
        if station is None or self.link.desk.session is None:
            return
        self._is_leaving = True
        self.shut()
        self.link.do(station.signing.lock, lambda _: None, self._not_locked, "locking")

    def _not_locked(self, words: str) -> None:
        """The store takes nothing now: the screen stays shut, and it is tried again with the next look."""
        self._is_leaving = False

    def notify(self, message: str, *, markup: bool = False, **how: Any) -> None:
        """Nothing is told to nobody: what was printed or failed meanwhile stands in its own view."""
        if not self.is_shut:
            super().notify(safe(message, LONGEST_NOTE), markup=False, **how)

    def action_command_palette(self) -> None:
        if self.is_shut:
            self.bell()
            return
        from tracker.tui.dialogs.menu import MenuDialog

        if isinstance(self.screen, MenuDialog):
            self.screen.dismiss(None)  # which says that the palette finds what it lists: it does so over the work
        super().action_command_palette()

    def told(self, error: TrackerError | None) -> None:
        """Something went wrong: said here too, where nobody is signed in."""
        if self._gate is not None and error is not None:
            self._gate.say(f"{error.message} {error.hint}")
