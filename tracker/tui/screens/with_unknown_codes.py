"""Keys for a code that nothing bears: bind it, enter a new item, take up a parked one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from tracker.barcodes.commands import Command
from tracker.hardware.scan import KEYS, new_id
from tracker.jobs.verdict import Code
from tracker.text import safe
from tracker.tui.keys import pressed, typed
from tracker.tui.messages import TakenUp
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.inventory.facts import Item
    from tracker.registers.facts import Registered
    from tracker.tui.dialogs.new_item import Draft


class WithUnknownCodes(Asking):
    """The bench's actions for an unknown code."""

    def _unknown_text(self) -> str:
        question = self.link.desk.question
        from tracker.inventory.subjects import UnknownSubject

        if question is None or question.code != Code.UNKNOWN_CODE or not isinstance(question.subject, UnknownSubject):
            return ""
        return question.subject.text

    def _registered(self) -> Registered | None:
        """What a public register says of the code in hand."""
        question = self.link.desk.question
        return getattr(question.subject, "registered", None) if question is not None else None

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
            again = replace(asked, id=new_id(), at=self.link.now(), source=KEYS, evidence="entered as a new item")
            self.link.submit_first(again)

        def enter(draft: Draft | None) -> None:
            if draft is None:
                self.link.release()
            else:
                self.link.enter(asked.data, draft, again)

        self._open(NewItemDialog(self._unknown_text(), self._registered()), enter)

    @on(TakenUp)
    def _take_up(self, event: TakenUp) -> None:
        self.link.submit(typed(event.text, self.link.now()))
