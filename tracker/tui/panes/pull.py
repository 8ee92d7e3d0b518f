"""Pulling recalled stock: the rooms that still have some or have not signed, the one in hand first; and giving it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane, place_name, room_of
from tracker.tui.panes.recalls import Recalled, recalled
from tracker.tui.panes.stock import Contents, done_rows, stock_columns, stock_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.held_back import HeldBack
    from tracker.inventory.recall_facts import RoomDuty
    from tracker.station.recalls_shown import RecallShown

PULL_STEPS = (
    "1  Scan the room. A recall's number, typed, pulls that one alone.",
    "2  Scan every pack of it: it goes into quarantine. A wrong lot is refused.",
    "3  DONE, or your badge, signs the room. Nothing found is signed, too.",
)
COLUMNS = (
    Column("room", 14),
    Column("what"),
    Column("lot", 9),
    Column("to find", 7, True),
    Column("", 7),
    Column("recall", 12),
)


class PullPane(Pane[Recalled]):
    TITLE = "PULL"
    IDLE = ("READY", "Scan the room, then each pack that is recalled.")
    ABOUT = (
        *PULL_STEPS,
        "What the books have and nobody finds is said once; YES or DONE signs it as not found.",
        "Quarantine is a room of its own: RETURN or WASTE takes it out of there.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="pulllist", about=self.help)

    def place(self, desk: Desk) -> str:
        where = f"from {place_name(desk.room)}" if desk.room else "from which room?"
        return f"{where}   {desk.recall}" if desk.recall else where

    def read(self, reader: ReaderLike, desk: Desk) -> Recalled:
        return recalled(reader)

    def draw(self, desk: Desk, found: Recalled, now: datetime) -> Drawn:
        mine = [each for each in found.cases if not desk.recall or each.case.number == desk.recall]
        here = room_of(desk.room) if desk.room else 0
        duties = [(shown, room) for shown in mine for room in shown.rooms if room.stands or room in shown.unsigned]
        duties.sort(key=lambda duty: (duty[1].room_id != here, -duty[1].stands, duty[1].path))
        held = [] if desk.recall else sorted(found.held, key=lambda each: room_of(each.holding.place) != here)
        rows = [*(_row(shown, room, here) for shown, room in duties), *(_held_row(each, here) for each in held)]
        is_to_close = not rows and any(each.case.is_open for each in mine)
        empty = PULL_STEPS if not is_to_close else ("Every room has signed. F8, view: recalls closes them.",)
        self.query_one("#pulllist", Listing).show(COLUMNS, rows, empty=empty)
        to_find = sum(room.stands for _, room in duties) + sum(each.holding.quantity for each in held)
        rooms = {room.room_id for _, room in duties} | {room_of(each.holding.place) for each in held}
        left = f"{to_find} to find · {counted(len(rooms), 'room')}" if rooms else ""
        done = done_rows(desk, (JobName.PULL,))
        return Drawn(left, (Column("Pulled"), Column("", 4, True), Column("", 12)), done, ("Nothing in this shift.",))


def _row(shown: RecallShown, room: RoomDuty, here: int) -> Row:
    case = shown.case
    said = "here" if room.room_id == here else "" if room.stands else "to sign"
    sign, style = ("✖", "$text-error") if room.stands else ("!", "$text-warning")
    return Row((room.path, case.item.name, case.lot or "all", str(room.stands), said, case.number), sign, style)


def _held_row(held: HeldBack, here: int) -> Row:
    place, lot = held.holding.place, held.holding.lot
    said = "here" if room_of(place) == here else ""
    cells = (place_name(place), held.item.name, lot.number or "–", str(held.holding.quantity), said, "none open")
    return Row(cells, "✖", "$text-error")


class ReturnPane(Pane[Contents]):
    TITLE = "RETURN"
    IDLE = ("READY", "Scan the credit number if there is one, then each pack out of quarantine.")
    ABOUT = (
        "1  The supplier has given a number for the credit? Scan or type it, then YES.",
        "2  Scan every pack that goes back: it leaves quarantine. DONE when all are packed.",
        "To destroy instead: WASTE, the quarantine room, the reason RECALLED, each pack.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="inquarantine", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"credit {desk.document}" if desk.document else "no credit number"

    def read(self, reader: ReaderLike, desk: Desk) -> Contents:
        return reader.in_quarantine()

    def draw(self, desk: Desk, found: Contents, now: datetime) -> Drawn:
        empty = ("Quarantine is empty. PULL brings recalled stock there.",)
        listing = self.query_one("#inquarantine", Listing)
        listing.show(stock_columns("In quarantine"), stock_rows(found, now.date()), empty=empty)
        done = done_rows(desk, (JobName.RETURN,))
        side = (Column("Returned"), Column("", 4, True), Column("", 12))
        return Drawn(counted(len(found), "lot") if found else "", side, done, ("Nothing in this shift.",))
