"""Par levels that no longer fit a room's use: what is proposed and why, taken one by one or all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn, place_name
from tracker.tui.showing import lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.ordering.par import ParProposal
    from tracker.tui.seam_reading import ReaderLike

COLUMNS = (
    Column("item"),
    Column("room", 14),
    Column("par", 4, True),
    Column("new", 4, True),
    Column("drift", 9),
)
EMPTY = "Every par level fits what its room uses. F10 goes back."


class ParPane(ListPane["tuple[ParProposal, ...]"]):
    TITLE = "PAR LEVELS"
    IDLE = ("PAR LEVELS", "What no longer fits its room's use. Enter takes one; F6 takes all that stand here.")
    ABOUT = (
        "Par levels that are more than a quarter off what the room uses between two restockings.",
        "par   as it is set      now   what would serve the room as it is used now",
        "too low   the room runs out of it    too high   it lies there and expires    not set   used, without a par",
        "Enter takes the chosen one, F6 all of them. What is taken is in the journal, in your name.",
        "Left alone: what fits, and what has no use on record.",
    )
    EVERY_S = 60
    DETAIL = "parwhy"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="parlines", about=Help("Par levels", self.ABOUT))
        self.proposals: tuple[ParProposal, ...] = ()

    @property
    def chosen(self) -> ParProposal | None:
        return next((each for each in self.proposals if _key(each) == self._rows.chosen), None)

    def on_row_choices_moved(self, event: RowChoices.Moved) -> None:
        event.stop()
        self._explain()

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[ParProposal, ...]:
        return reader.par_drift()

    def draw(self, desk: Desk, found: tuple[ParProposal, ...], now: datetime) -> Drawn:
        self.proposals = found
        self._rows.show(COLUMNS, [_row(each) for each in found], [_key(each) for each in found], EMPTY)
        self._explain()
        low = sum(each.drift.value != "too high" for each in found)
        return Drawn(f"{counted(low, 'par')} too low, {len(found) - low} too high" if found else "")

    def _explain(self) -> None:
        chosen = self.chosen or next(iter(self.proposals), None)
        said = [] if chosen is None else [f"{chosen.item.name} in {place_name(chosen.room)}", chosen.why]
        self.query_one("#parwhy Static", Static).update(lines([text(each) for each in said]))


def _key(each: ParProposal) -> tuple[int, int]:
    return each.room.id, each.item.id


def _row(each: ParProposal) -> Row:
    is_low = each.drift.value != "too high"
    cells = (each.item.name, place_name(each.room), str(each.par or "–"), str(each.proposed), each.drift.value)
    return Row(cells, "▼" if is_low else "▲", "$text-warning" if is_low else "")
