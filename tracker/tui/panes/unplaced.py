"""What keeps the day open: every tube without an acknowledged place, with whoever has it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.custody import words
from tracker.jobs.desk import Desk
from tracker.specimens.facts import Specimen
from tracker.text import counted
from tracker.tui.panes.board import what
from tracker.tui.panes.pane import ROOMY, Drawn, Pane
from tracker.tui.panes.tubes import HARM, STATES, day
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.specimens.board import WithoutPlace


class UnplacedPane(Pane["WithoutPlace"]):
    TITLE = "WITHOUT A PLACE"
    IDLE = ("TO SETTLE", "Store each, hand it on, or say what became of it. Then CLOSE DAY.")
    ABOUT = (
        "Every tube that is not stored, not on its way in time, not at a laboratory and not declared lost.",
        "The day cannot be closed while one is here. What is missing comes first, with ✖.",
        "Scans work here as ever: ACCEPT, STORE or DISPOSE takes a tube off the list. F10 or HOME goes back.",
    )
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id="unplaced", about=self.help)

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> WithoutPlace:
        return reader.specimens.without_place()

    def draw(self, desk: Desk, found: WithoutPlace, now: datetime) -> Drawn:
        columns = (
            Column("Without a place"),
            Column("state", 13),
            Column("with", 26 if self.size.width > ROOMY else 20),
            Column("since", 6),
        )
        rows = [_row(each, now) for each in found.specimens]
        self.query_one("#unplaced", Listing).show(columns, rows, empty=("✔ Every tube has its place: CLOSE DAY.",))
        shown = f", the first {len(rows)} shown" if len(rows) < found.count else ""
        return Drawn(f"{counted(found.count, 'tube')} without a place{shown}")


def _row(specimen: Specimen, now: datetime) -> Row:
    is_late = specimen.is_missing(now)
    state = "MISSING" if is_late else STATES[specimen.state]
    cells = (f"{specimen.shown} {what(specimen)}", state, words.holder_of(specimen), day(specimen.since, now))
    return Row(cells, "✖" if is_late else "·", HARM if is_late else "")
