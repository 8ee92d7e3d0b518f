"""Keys for specimens: what a patient answers, a name, an order by hand, and what cannot be scanned itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.events import Key
from textual.widgets import Input

from tracker.barcodes.commands import Command
from tracker.people.permissions import Permission
from tracker.text import safe
from tracker.tui.at_the_desk import is_asking
from tracker.tui.keys import pressed, spelled, typed
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.specimens.entries import KnownLab
    from tracker.specimens.patients import Patient
    from tracker.tui.dialogs.number import Asked

MOST_NUMBER = 999
"""What a QUANTITY barcode can say."""


class AtTheTube(Asking):
    """The bench's actions in specimen jobs."""

    elapsed_s: Callable[[], float]
    """Seconds that no clock which is set can move."""

    def tick(self) -> None:
        raise NotImplementedError

    @property
    def requisition(self) -> str:
        """The requisition whose patient the screen shows masked, by house code; empty for none."""
        raise NotImplementedError

    # -- patients -----------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """A letter while a patient's answer is expected begins to enter it; nothing of it is shown."""
        character = event.character or ""
        if character.isalnum() and not isinstance(self.focused, Input) and is_asking(self.link.desk):
            event.stop()
            self.action_blind(character)

    def action_blind(self, begun: str = "") -> None:
        """Enter what the patient says; each letter is then a scan of its own."""
        from tracker.tui.dialogs.blind import BlindDialog, open_questions

        def hand_in(said: str) -> None:
            for letter in spelled(said, self.link.now()):
                self.link.submit(letter)

        self._open(BlindDialog(open_questions(self.link.desk), hand_in, begun), lambda _: None)

    def action_new_requisition(self) -> None:
        """Enter an order by hand, and open it."""
        from tracker.tui.dialogs.requisition import RequisitionDialog

        def opened(code: str | None) -> None:
            if code is not None:
                self.link.submit(typed(code, self.link.now()))

        def ask(lab: KnownLab) -> None:
            self._open(RequisitionDialog(tuple(lab.tests.values()), self.link.order), opened)

        self.link.ask(lambda reader: reader.lab(), ask, "lab")

    def action_reveal(self) -> None:
        """Show the patient's name for a short while, once the reason is given and recorded; where the role does not show it
        only in an emergency, which is begun first."""
        from tracker.tui.dialogs.reveal import PatientDialog, ReasonDialog

        if not self.link.may(Permission.PATIENT_REVEAL):
            self._begin_emergency(self.action_reveal)
            return
        code = self.requisition

        def show(patient: Patient) -> None:
            self._open(PatientDialog(patient, self.elapsed_s), lambda _: None)

        def ask(reason: str | None) -> None:
            if reason is not None:
                self.link.reveal(code, reason, show)

        self._open(ReasonDialog(), ask)

    def action_emergency(self) -> None:
        """Begin emergency access to patients' data, once the reason is given and recorded."""
        self._begin_emergency(lambda: None)

    def _begin_emergency(self, then: Callable[[], None]) -> None:
        from tracker.tui.dialogs.emergency import EmergencyDialog

        def begun(until: datetime) -> None:
            station = self.link.station
            shown = f"{station.local(until):%H:%M}" if station is not None else ""
            self.app.notify(
                f"! Emergency access until {safe(shown)}. Somebody will look at it.", markup=False, timeout=8
            )
            self.tick()
            then()

        def ask(reason: str | None) -> None:
            station = self.link.station
            if reason is not None and station is not None:
                self.link.do(partial(station.begin_emergency, reason), begun, group="revealing")

        self._open(EmergencyDialog(), ask)

    # -- what cannot be scanned itself --------------------------------------------------------------------------

    def action_not_there(self) -> None:
        """Say by the number of its line that a tube of the hand-off is not there."""
        from tracker.tui.dialogs.number import NOT_THERE

        self._ask_number(NOT_THERE, Command.MISSING)

    def action_nth(self) -> None:
        """The n-th open tube, or kind of tube, of a collection."""
        from tracker.tui.dialogs.number import NTH

        self._ask_number(NTH)

    def action_slot(self) -> None:
        """Another place of the rack than the next free one."""
        from tracker.jobs.custody.work import Storing
        from tracker.specimens.storage import slot_name
        from tracker.tui.dialogs.number import Asked, slot_of

        work = self.link.desk.work
        if not isinstance(work, Storing) or work.holder is None:
            return
        rows, columns = work.holder.rows, work.holder.columns
        last = slot_name(rows * columns, columns)
        asked = Asked(
            "Which place is the next tube for?",
            f"A1 to {last}, then Enter; then scan the tube.",
            lambda typed: slot_of(typed, rows, columns),
            f"It has A1 to {last}.",
        )
        self._ask_number(asked)

    def _ask_number(self, asked: Asked, *commands: Command) -> None:
        from tracker.tui.dialogs.number import NumberDialog

        def tell(number: int | None) -> None:
            if number is not None and 1 <= number <= MOST_NUMBER:
                now = self.link.now()
                scans = (pressed(Command.QUANTITY, now, number), *(pressed(command, now) for command in commands))
                self.link.submit_first(*scans)

        self._open(NumberDialog(asked), tell)
