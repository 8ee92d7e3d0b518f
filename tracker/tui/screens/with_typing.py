"""What is typed instead of scanned: how many, a code, the time on a paper; and the next room, which nobody has to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.tui.keys import pressed, typed
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.inventory.queries import RoomState


class WithTyping(Asking):
    def action_quantity(self) -> None:
        """How many the next scan counts; where a shelf is counted how many are there, which may be none."""
        from tracker.tui.dialogs.number import HOW_MANY, NumberDialog
        from tracker.tui.dialogs.quantity import QuantityDialog

        def there(number: int | None) -> None:
            if number is not None:
                self.link.submit_first(typed(str(number), self.link.now()))
            else:
                self.link.release()

        if self.link.desk.job is JobName.COUNT:
            self._open(NumberDialog(HOW_MANY), there)
            return

        def count(number: int | None) -> None:
            if number:
                self.link.submit_first(pressed(Command.QUANTITY, self.link.now(), number))
            else:
                self.link.release()

        self._open(QuantityDialog(), count)

    def action_paper_time(self) -> None:
        """The time that stands on the paper, typed."""
        from tracker.tui.dialogs.paper_time import PaperTimeDialog

        self._open(PaperTimeDialog(), lambda text: self.link.submit(typed(text, self.link.now())) if text else None)

    def action_type_code(self) -> None:
        from tracker.barcodes.house import unparted
        from tracker.tui.dialogs.typing import TypingDialog

        self._open(
            TypingDialog(), lambda text: self.link.submit(typed(unparted(text), self.link.now())) if text else None
        )

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


def next_room(rooms: tuple[RoomState, ...], current_id: int | None) -> str:
    """The code of the next room after the current one that needs something; empty where none does."""
    ids = [state.place.id for state in rooms]
    start = ids.index(current_id) + 1 if current_id in ids else 0
    for state in (*rooms[start:], *rooms[:start]):
        if (state.lacking or state.pulls) and state.place.id != current_id:
            return state.place.code
    return ""
