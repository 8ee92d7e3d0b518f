"""OPENED: what stands open in the room in hand, and until when each may be used."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane, place_name, room_name, room_of, shelf_name
from tracker.tui.panes.stock import done_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.opening import Opened

SHOWN = 200
DISCARD = "DISCARD"


def opened_columns(title: str) -> tuple[Column, ...]:
    return (Column(title), Column("left", 5, True), Column("where", 10), Column("lot", 7), Column("use by", 16))


def opened_row(each: Opened, now: datetime) -> Row:
    """``now`` is in the clinic's zone."""
    is_over = each.is_over(now, now.date())
    until = each.use_by.words(now.tzinfo) if each.use_by is not None else "no date"
    words = f"{DISCARD} {until[5:]}" if is_over else until
    cells = (each.item.name, str(each.quantity), shelf_name(each.place), each.lot.number or "–", words)
    return Row(cells, "✖" if is_over else "", "$text-error" if is_over else "")


class OpenedPane(Pane["tuple[Opened, ...]"]):
    TITLE = "OPENED"
    IDLE = ("READY", "Scan the place, then the vial, bottle or pack that is opened now.")
    ABOUT = (
        "OPENED: scan the place, then what is opened there. It gets a record and a label with its use-by date:",
        "the lot's expiry, or so many days (or hours) after opening as its item says, whichever comes first.",
        "Scan that label wherever the container is used, moved, counted or thrown away: its record goes with it.",
        "Opened before? Scan your badge, FROM PAPER and the time, then OPENED.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="openhere", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"in {place_name(desk.room)}" if desk.room else "in which place?"

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[Opened, ...]:
        return reader.open_containers(room_of(desk.room) if desk.room else None)

    def draw(self, desk: Desk, found: tuple[Opened, ...], now: datetime) -> Drawn:
        where = f"in {room_name(desk.room)}" if desk.room else "anywhere"
        rows = tuple(opened_row(each, now) for each in found[:SHOWN])
        columns = opened_columns(f"Open {where}")
        self.query_one("#openhere", Listing).show(columns, rows, empty=(f"Nothing stands open {where}.",))
        side = (Column("Opened"), Column("", 4, True), Column("", 12))
        over = sum(each.is_over(now, now.date()) for each in found)
        left = f"{over} to discard · {counted(len(found), 'container')} open" if found else ""
        return Drawn(left, side, done_rows(desk, (JobName.OPENED,)), ("Nothing in this shift.",))
