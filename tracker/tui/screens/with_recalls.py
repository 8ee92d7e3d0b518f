"""Recalls from the desk: pull the chosen one, or close it once every room has signed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.people.permissions import Permission
from tracker.text import safe
from tracker.tui.keys import typed
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.inventory.held_back import HeldBack
    from tracker.station.recalls_shown import RecallShown
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.panes.recalls import RecallsPane

RECALLS = "recalls"


class WithRecalls(Asking):
    def action_view(self, name: str) -> None:
        raise NotImplementedError

    def read_soon(self) -> None:
        raise NotImplementedError

    @property
    def recalls_pane(self) -> RecallsPane | None:
        from tracker.tui.panes.recalls import RecallsPane

        return next(iter(self.query(f"#{RECALLS}").results(RecallsPane)), None)

    def open_recall(self) -> None:
        """What can be done with the chosen recall."""
        from tracker.tui.dialogs.deeds import DeedsDialog
        from tracker.tui.panes.recalls import state_words

        pane, station = self.recalls_pane, self.link.station
        shown = pane.chosen if pane is not None else None
        if pane is not None and pane.chosen_held:
            self._pull_held(pane.chosen_held[0])
        if shown is None or station is None:
            return
        case = shown.case

        def do(deed: str | None) -> None:
            if deed == "pull":
                self.action_view("")
                self.link.submit(typed(case.number, self.link.now()))
            elif deed == "close":
                self.link.do(partial(station.recalls.close, case.number), closed, failed, "closing")

        def closed(_: object) -> None:
            self.read_soon()
            self.app.notify(f"✔ CLOSED  {safe(case.number)}: every room has signed", markup=False, timeout=8)

        def failed(words: str) -> None:
            self.read_soon()
            self.app.notify(f"✖ NOT DONE  {safe(words)}", severity="error", markup=False, timeout=12)

        about = (f"{case.item.name}, {f'lot {case.lot}' if case.lot else 'all lots'}", case.reason)
        self._open(DeedsDialog(f"{case.number}   {state_words(shown)}", about, self._permitted(_deeds(shown))), do)

    def _pull_held(self, held: HeldBack) -> None:
        from tracker.barcodes.commands import Command
        from tracker.barcodes.house import command_code
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog

        def do(deed: str | None) -> None:
            if deed == "pull":
                self.action_view("")
                self.link.submit(typed(command_code(Command.PULL), self.link.now()))

        deeds = (
            Deed(LEAVE, "leave it", "nothing changes"),
            Deed("pull", "pull it", "opens PULL; then scan the room and each pack", needs=Permission.STOCK_PULL),
        )
        about = (held.item.name, "no recall asks for it, and it must not be used")
        self._open(DeedsDialog(f"lot {held.holding.lot.number or '–'}   PULL IT", about, self._permitted(deeds)), do)


def _deeds(shown: RecallShown) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    yield Deed(LEAVE, "leave it", "nothing changes")
    if not shown.case.is_open:
        return
    if shown.unsigned:
        yield Deed("pull", "pull it", "opens PULL for this one; then scan the room", needs=Permission.STOCK_PULL)
    else:
        yield Deed("close", "close it", "every room has signed; its lots stay held back", needs=Permission.STOCK_RECALL)
