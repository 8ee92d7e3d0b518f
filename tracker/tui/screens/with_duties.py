"""Keys for what is to be done today: from a line to the screen that it is about, and back."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from tracker.barcodes.commands import Command
from tracker.text import safe
from tracker.tui.keys import pressed
from tracker.tui.panes.pane import Pane
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.tui.panes.duties import DutiesPane
    from tracker.tui.widgets.row_choices import RowChoices

DUTIES, BOARD = "duties", "board"


class WithDuties(Asking):
    view: str
    from_duties: str = ""
    """The view that was opened from there, and that F10 leads back from."""

    @abstractmethod
    def _pane(self, name: str) -> Pane[Any]: ...

    def action_view(self, name: str) -> None:
        raise NotImplementedError

    def action_duties(self) -> None:
        """Whoever asks for the list begins at what harms most; only who comes back from a line finds it under the hand."""
        pane: DutiesPane = self._pane(DUTIES)  # type: ignore[assignment]  # made by that name
        pane.begin()
        self.action_view(DUTIES)

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called by its name: the first screen waits for no list that nobody has asked for."""
        if event.rows.id == "duties":
            self._go_to_it()

    def _go_to_it(self) -> None:
        pane: DutiesPane = self._pane(DUTIES)  # type: ignore[assignment]  # made by that name
        duty = pane.chosen
        if duty is None:
            return
        if duty.view == BOARD:
            self.link.submit(pressed(Command.BOARD, self.link.now()))
        elif duty.view:
            self.from_duties = duty.view
            self.action_view(duty.view)
        else:
            self.app.notify(f"{safe(duty.what)}: {safe(duty.command)}", markup=False, timeout=12)
