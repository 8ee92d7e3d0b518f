"""Keys for par levels: take one that is proposed, or all."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.people.permissions import Permission
from tracker.text import counted, safe
from tracker.tui.panes.pane import Pane, place_name
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.inventory.ordering.par import ParProposal
    from tracker.tui.panes.par import ParPane
    from tracker.tui.widgets.row_choices import RowChoices

PAR = "par"


class WithPar(Asking):
    view: str

    @abstractmethod
    def _pane(self, name: str) -> Pane[Any]: ...

    def read_soon(self) -> None:
        raise NotImplementedError

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called by its name: the first screen waits for no list that nobody has asked for."""
        pane = self._par_pane if event.rows.id == "parlines" else None
        if pane is not None and pane.chosen is not None:
            self._take((pane.chosen,))

    def action_take_pars(self) -> None:
        """All that stand there, once it was read how many."""
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog

        found = self._par_pane.proposals
        if not found:
            return
        deeds = (
            Deed(LEAVE, "look again", "nothing changes"),
            Deed("take", "take them all", "each is set as it stands under “now”"),
        )
        rooms = len({each.room.id for each in found})
        about = (f"{counted(len(found), 'par level')} in {counted(rooms, 'room')}.",)

        def take(deed: str | None) -> None:
            if deed is not None:
                self._take(found)

        self._open(DeedsDialog(f"Set {counted(len(found), 'par level')}?", about, deeds), take)

    @property
    def _par_pane(self) -> ParPane:
        pane: ParPane = self._pane(PAR)  # type: ignore[assignment]  # made by that name
        return pane

    def _take(self, proposals: tuple[ParProposal, ...]) -> None:
        station = self.link.station
        if station is None or not self._is_permitted(Permission.PAR_SET):
            return

        def done(count: int) -> None:
            self.read_soon()
            first = proposals[0]
            said = counted(count, "par level")
            if len(proposals) == 1:
                said = f"{first.item.name} in {place_name(first.room)}: {first.proposed}"
            self.app.notify(f"✔ SET  {safe(said)}", markup=False, timeout=8)

        def failed(words: str) -> None:
            self.read_soon()
            self.app.notify(f"✖ NOT DONE  {safe(words)}", severity="error", markup=False, timeout=12)

        self.link.do(partial(station.buying.set_pars, proposals), done, failed, "par levels")
