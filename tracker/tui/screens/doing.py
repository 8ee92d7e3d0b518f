"""What the keys of the bench do: nearly always the same scan as a command barcode.

Dialogs are imported when they are opened: their widgets would hold up the first screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import Screen

from tracker.barcodes.commands import Command
from tracker.errors import DeviceError
from tracker.hardware.scan import new_id
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code
from tracker.text import safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import COUNTS, KEYS, Help, Helpable
from tracker.tui.keys import KEYBOARD, SOURCE, pressed, spelled, typed
from tracker.tui.link import StationLink
from tracker.tui.messages import Failed, TakenUp
from tracker.tui.offers import (
    TYPE_A_CODE,
    Offer,
    has_rack,
    has_waiting,
    has_yes,
    is_asking,
    is_custody,
    is_stopped,
    may_count,
    may_order,
    offers,
    reasons,
)
from tracker.tui.standing import standing
from tracker.tui.widgets.banner import VerdictBanner

if TYPE_CHECKING:
    from tracker.inventory.facts import Item
    from tracker.inventory.queries import RoomState
    from tracker.specimens.entries import KnownLab
    from tracker.specimens.patients import Patient
    from tracker.tui.dialogs.new_item import Draft
    from tracker.tui.dialogs.number import Asked

T = TypeVar("T")
MOST_NUMBER = 999
"""What a QUANTITY barcode can say."""


def key(number: int, action: str, says: str) -> Binding:
    return Binding(f"f{number}", action, says, key_display=f"F{number}")


def next_room(rooms: tuple[RoomState, ...], current_id: int | None) -> str:
    """The code of the next room after the current one that needs something; empty where none does."""
    ids = [state.place.id for state in rooms]
    start = ids.index(current_id) + 1 if current_id in ids else 0
    for state in (*rooms[start:], *rooms[:start]):
        if (state.lacking or state.pulls) and state.place.id != current_id:
            return state.place.code
    return ""


class Doing(Screen[None]):
    """The bench's actions, apart from what it shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(1, "help", "help"),
        key(2, "command('yes')", "yes"),
        key(2, "bind", "bind"),
        key(3, "command('no')", "no"),
        key(4, "quantity", "many"),
        key(4, "new_item", "new"),
        key(4, "blind", "id"),
        key(4, "new_requisition", "new"),
        key(4, "not_there", "gone"),
        key(4, "nth", "nth"),
        key(4, "slot", "slot"),
        key(5, "command('undo')", "undo"),
        key(6, "command('waste')", "waste"),
        key(6, "reasons", "why"),
        key(7, "unknown", "codes"),
        key(7, "command('park')", "park"),
        key(8, "menu", "menu"),
        key(9, "next_room", "next"),
        key(9, "reveal", "name"),
        key(10, "done", "done"),
        Binding("escape", "leave_view", "back", show=False),
    ]
    link: StationLink
    elapsed_s: Callable[[], float] = staticmethod(monotonic)
    """Seconds that no clock which is set can move; tests bring their own."""
    view: str
    """What the person looks at instead of the job; empty for the job."""
    is_new_view: bool
    """Whether nothing has been scanned since the view was opened: then the banner says what it is for."""

    @property
    def requisition(self) -> str:
        """The requisition whose patient the screen shows masked, by house code; empty for none."""
        raise NotImplementedError

    def show_all(self, *, is_new_pane: bool = True) -> None:
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that can do nothing now are not shown."""
        if self.link.station is None:
            return action == "help"
        desk = self.link.desk
        is_halted, is_lab = is_stopped(desk), is_custody(desk)
        is_unknown = desk.question is not None and desk.question.code == Code.UNKNOWN_CODE
        if action in ("bind", "new_item") or (action, parameters) == ("command", ("park",)):
            return is_unknown
        if action == "unknown":
            return not is_unknown
        if action == "command" and parameters == ("yes",):
            return has_yes(desk)
        if action == "command" and parameters == ("no",):
            return is_halted or desk.half is not None
        if action == "command" and parameters == ("waste",):
            return not is_unknown and not is_lab and desk.job is not JobName.WASTE
        if action == "reasons":
            return is_lab and desk.job is not JobName.BOARD and bool(reasons(desk))
        if action == "command" and parameters == ("undo",):
            return is_halted or any(not done.is_undone for done in desk.history)
        if action == "quantity":
            return not is_halted and may_count(desk)
        if action == "blind":
            return is_asking(desk)
        if action == "new_requisition":
            return may_order(desk)
        if action == "not_there":
            return not is_halted and has_waiting(desk)
        if action == "nth":
            return not is_halted and desk.job is JobName.COLLECT and not is_asking(desk) and not may_order(desk)
        if action == "slot":
            return not is_halted and has_rack(desk)
        if action == "reveal":
            return bool(self.requisition)
        if action == "next_room":
            return not is_halted and not is_lab and not self.requisition
        if action == "done":
            return bool(self.view) or desk.job is not JobName.HOME
        return True

    def action_command(self, name: str) -> None:
        if name == Command.YES.value and not self._may_say_yes():
            self.app.bell()
            self.app.notify("✖ Not now: look at the banner, then press F2 again.", severity="error", markup=False)
            return
        self.link.submit(pressed(Command(name), self.link.now()))

    def _may_say_yes(self) -> bool:
        """Only to what can be read on the screen at this moment."""
        matter = standing(self.link.desk, self.link.half)
        return self.link.is_shown and (matter is None or self.query_one(VerdictBanner).verdict == matter)

    def action_done(self) -> None:
        if self.view:
            self.action_leave_view()
        else:
            self.action_command(Command.DONE)

    def action_leave_view(self) -> None:
        if self.view:
            self.action_view("")

    def action_view(self, name: str) -> None:
        self.view, self.is_new_view = name, bool(name)
        self.show_all()

    def action_unknown(self) -> None:
        """The list of those that are parked, and back."""
        self.action_view("" if self.view == "parked" else "parked")

    def action_menu(self) -> None:
        from tracker.tui.dialogs.menu import MenuDialog

        self._open(MenuDialog(self.possible()), self._take_offer)

    def action_reasons(self) -> None:
        """What the open specimen job can be told beside a tube, without the rest of the menu."""
        from tracker.tui.dialogs.menu import MenuDialog

        self._open(MenuDialog((TYPE_A_CODE, *reasons(self.link.desk))), self._take_offer)

    def possible(self) -> tuple[Offer, ...]:
        """What the menu and the palette offer now."""
        return offers(self.link.desk)

    def take_offer(self, offer: Offer) -> None:
        """Do what an offer says."""
        if offer.command is not None:
            self.action_command(offer.command)
        elif offer.action == "view":
            self.action_view(offer.argument)
        else:
            getattr(self, f"action_{offer.action}")()

    def _take_offer(self, offer: Offer | None) -> None:
        if offer is not None:
            self.take_offer(offer)

    def action_help(self) -> None:
        """What the banner means, then this work, what has focus in it, and the keys."""
        from tracker.tui.dialogs.help import HelpDialog

        pane = self._helpable_pane()
        has_focus_here = self.focused is not None and pane in self.focused.ancestors
        about = [each.help for each in (pane, self.focused if has_focus_here else None) if isinstance(each, Helpable)]
        topics: list[Help] = []
        for topic in (self.query_one(VerdictBanner).help, *about, COUNTS, KEYS):
            if topic not in topics:
                topics.append(topic)
        self._open(HelpDialog(tuple(topics)), lambda _: None)

    def _helpable_pane(self) -> object:
        raise NotImplementedError

    def action_quantity(self) -> None:
        from tracker.tui.dialogs.quantity import QuantityDialog

        def count(number: int | None) -> None:
            if number:
                self.link.submit_first(pressed(Command.QUANTITY, self.link.now(), number))
            else:
                self.link.release()

        self._open(QuantityDialog(), count)

    def action_type_code(self) -> None:
        from tracker.tui.dialogs.typing import TypingDialog

        self._open(TypingDialog(), lambda text: self.link.submit(typed(text, self.link.now())) if text else None)

    def action_record(self) -> None:
        """Begin or end writing down what the keyboard scans, and say where."""
        before = self.link.recording
        try:
            self.link.toggle_recording(KEYBOARD)
        except DeviceError as error:
            self.post_message(Failed(error))
            return
        if self.link.recording is not None:
            self.app.notify(f"Recording to {safe(self.link.recording.path)}", markup=False)
        elif before is not None:
            self.app.notify(f"Recorded in {safe(before.path)}", markup=False)
        self.show_all(is_new_pane=False)

    def action_next_room(self) -> None:
        room = self.link.desk.room
        current_id = (room.room_id or room.id) if room else None

        def go(rooms: tuple[RoomState, ...]) -> None:
            code = next_room(rooms, current_id)
            if code:
                self.link.submit(typed(code, self.link.now()))
            else:
                self.app.notify("No other room needs anything.", markup=False)

        self.link.ask(lambda reader: reader.rooms(), go, "rooms")

    # -- patients -----------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """A letter while a patient's answer is expected begins to enter it; nothing of it is shown."""
        character = event.character or ""
        if character.isalnum() and self.focused is None and is_asking(self.link.desk):
            event.stop()
            self.action_blind(character)

    def action_blind(self, begun: str = "") -> None:
        """Enter what the patient says; each letter is then a scan of its own."""
        from tracker.tui.dialogs.blind import BlindDialog, open_question

        def enter(said: str | None) -> None:
            for letter in spelled(said or "", self.link.now()):
                self.link.submit(letter)

        self._open(BlindDialog(open_question(self.link.desk), begun), enter)

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
        """Show the patient's name for a short while, once the reason is given and recorded."""
        from tracker.tui.dialogs.reveal import PatientDialog, ReasonDialog

        code = self.requisition

        def show(patient: Patient) -> None:
            self._open(PatientDialog(patient, self.elapsed_s), lambda _: None)

        def ask(reason: str | None) -> None:
            if reason is not None:
                self.link.reveal(code, reason, show)

        self._open(ReasonDialog(), ask)

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

    # -- an unknown code ----------------------------------------------------------------------------------------

    def _unknown_text(self) -> str:
        question = self.link.desk.question
        from tracker.inventory.facts import UnknownSubject

        if question is None or question.code != Code.UNKNOWN_CODE or not isinstance(question.subject, UnknownSubject):
            return ""
        return question.subject.text

    def action_bind(self) -> None:
        """Say which item the code in hand belongs to. Scanning that item does the same."""
        from tracker.tui.dialogs.binding import BindingDialog

        def bind(item: Item | None) -> None:
            if item is not None:
                now = self.link.now()
                self.link.submit_first(pressed(Command.BIND, now), typed(item.code, now))

        def ask(question: Callable[..., tuple[Item, ...]], then: Callable[[tuple[Item, ...]], None]) -> None:
            self.link.ask(question, then, "search")

        self._open(BindingDialog(self._unknown_text(), ask), bind)

    def action_new_item(self) -> None:
        """Enter the code in hand as a new item; the pack in hand is then scanned again, as it was."""
        from tracker.tui.dialogs.new_item import NewItemDialog

        asked = self.link.asked_about()
        if asked is None or not self._unknown_text():
            return

        def again(item: Item) -> None:
            self.app.notify(f"✔ SAVED  {safe(item.name)}  {safe(item.code)}", markup=False, timeout=8)
            again = replace(asked, id=new_id(), at=self.link.now(), source=SOURCE, evidence="entered as a new item")
            self.link.submit_first(again)

        def enter(draft: Draft | None) -> None:
            if draft is None:
                self.link.release()
            else:
                self.link.enter(asked.data, draft, again)

        self._open(NewItemDialog(self._unknown_text()), enter)

    @on(TakenUp)
    def _take_up(self, event: TakenUp) -> None:
        self.link.submit(typed(event.text, self.link.now()))

    def _open(self, dialog: Dialog[T], then: Callable[[T], None]) -> None:
        """Ask a question over the work. ``then`` gets None where it was left."""

        def answered(answer: T | None) -> None:
            then(answer)  # type: ignore[arg-type]

        self.app.push_screen(dialog, answered)
