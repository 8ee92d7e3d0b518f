"""Use and waste: stock leaves a room, either into a patient's care or into the bin with a reason."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult

from tracker.inventory.facts import WasteReason
from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane, place_name, room_name, room_of
from tracker.tui.panes.stock import Contents, done_rows, stock_columns, stock_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column
from tracker.tui.widgets.listing import Listing

_UNSAID = (WasteReason.OPENED_TOO_LONG, WasteReason.LOST_IN_TRANSIT)
REASONS = ", ".join(reason.value for reason in WasteReason if reason not in _UNSAID)


class UsingPane(Pane[Contents]):
    TITLE = "USE"
    IDLE = ("READY", "Scan the room, then what is taken. F6 or WASTE throws away instead, with a reason.")
    ABOUT = (
        "USE: scan the room, then each pack that is used up. One scan is one package; F4 for another number.",
        f"WASTE: the same with a reason, asked once: {REASONS}.",
        "F8 lists the reasons where one is asked for. USE and WASTE switch by barcode, by F6, or in F8.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="inroom", about=self.help)

    def title(self, desk: Desk) -> str:
        return "WASTE" if desk.job is JobName.WASTE else "USE"

    def place(self, desk: Desk) -> str:
        where = f"from {place_name(desk.room)}" if desk.room else "from which room?"
        return f"{where}   because {desk.reason.value}" if desk.reason else where

    def read(self, reader: ReaderLike, desk: Desk) -> Contents:
        return reader.contents(room_of(desk.room), limit=200) if desk.room else ()

    def draw(self, desk: Desk, found: Contents, now: datetime) -> Drawn:
        room = room_name(desk.room) if desk.room else ""  # all of it is listed, whichever shelf was scanned
        empty = (f"{room} holds nothing.",) if room else ("Scan the room (or the cabinet) that you take from.",)
        columns = stock_columns(f"In {room}" if room else "Nothing in hand")
        self.query_one("#inroom", Listing).show(columns, stock_rows(found, now.date()), empty=empty)
        done = done_rows(desk, (JobName.USE, JobName.WASTE))
        side = (Column("Used and wasted"), Column("", 4, True), Column("", 12))
        left = f"{counted(len(found), 'lot')} here" if desk.room else ""
        return Drawn(left, side, done, ("Nothing in this shift.",))
