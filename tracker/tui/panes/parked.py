"""Parked codes: what nobody knew when it was scanned, waiting to be settled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.messages import TakenUp
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import fitted, line
from tracker.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from tracker.inventory.queries import Parked

EMPTY = "No code is parked. An unknown code is parked by F7 or the PARK barcode, and waits here."
TEXT_WIDTH = 46


def since(at: str) -> str:
    """``16 Nov 08:03`` for a stored moment, whose offset is kept as it was written."""
    return f"{datetime.fromisoformat(at):%-d %b %H:%M}"


class _Codes(Choices):
    help = Help("Parked codes", ("Enter takes a code up again: bind it to an item, or make a new item of it.",))


class ParkedPane(Pane["tuple[Parked, ...]"]):
    TITLE = "PARKED CODES"
    IS_LIST_FIRST = True
    IDLE = ("TO SETTLE", "Choose a code and press Enter, then say what it is. Or scan it again in any job.")
    ABOUT = (
        "Codes that nothing in the catalogue bears, put aside so that work could go on.",
        "Enter takes one up again: then scan or search the item that it belongs to, or make a new item.",
        "F10 or HOME goes back.",
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._parked: tuple[Parked, ...] = ()

    def compose(self) -> ComposeResult:
        yield _Codes(id="parkedcodes")

    def place(self, desk: Desk) -> str:
        return ""

    def take_focus(self) -> None:
        self.query_one(_Codes).focus()

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[Parked, ...]:
        return reader.parked()

    def draw(self, desk: Desk, found: tuple[Parked, ...], now: datetime) -> Drawn:
        codes = self.query_one(_Codes)
        if found != self._parked or not codes.option_count:
            self._parked = found
            if found:
                codes.offer(
                    line((fitted(each.text, TEXT_WIDTH), "bold"), f"  parked {since(each.at)}") for each in found
                )
            else:
                codes.explain(EMPTY)
        return Drawn(f"{counted(len(found), 'code')} to settle" if found else "")

    @on(OptionList.OptionSelected)
    def _take_up(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._parked):
            self.post_message(TakenUp(self._parked[event.option_index].text))
