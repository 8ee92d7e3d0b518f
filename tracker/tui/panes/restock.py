"""Restock: what the room in hand still lacks, which lot to take from where, and what must leave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.inventory.facts import Need, Pull
from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.home import room_row
from tracker.tui.panes.pane import ROOMY, Drawn, Pane, place_name, room_of, shelf_name
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import expiry_words
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.queries import RoomState

MOST_PULLS = 4
"""Lines always kept in sight; the heading counts the rest."""


@dataclass(frozen=True, slots=True)
class Round:
    needs: tuple[Need, ...] = ()
    pulls: tuple[Pull, ...] = ()
    rooms: tuple[RoomState, ...] = ()


def need_rows(need: Need, today: date) -> Iterator[Row]:
    """A line for each lot to take; the first one names the item, the last says what the store cannot give."""
    name, has = need.item.name, f"{need.on_hand}/{need.par}"
    for take in need.takes:
        near = take.lot.expiry is not None and (take.lot.expiry - today).days <= 90
        cells = (name, has, str(take.quantity), shelf_name(take.place), take.lot.number or "–")
        yield Row((*cells, expiry_words(take.lot.expiry, today)), "!" if near else "", "$text-warning" if near else "")
        name, has = "  and", ""
    missing = need.lacks - sum(take.quantity for take in need.takes)
    if missing > 0:
        yield Row((name, has, str(missing), "none left", "", ""), "▽", "$muted")


def pull_row(pull: Pull, today: date) -> Row:
    lot = pull.holding.lot
    why = expiry_words(lot.expiry, today) if pull.reason == "expired" else pull.reason.upper()
    return Row((pull.item.name, str(pull.holding.quantity), lot.number or "–", why), "✖", "$text-error")


def nothing_to_add(pulls: tuple[Pull, ...]) -> str:
    """No check mark while something lies in the room that may hurt somebody."""
    if not pulls:
        return "✔ Nothing. Scan the next room, or DONE (F10)."
    holding, more = pulls[0].holding, len(pulls) - 1
    lot = f", lot {holding.lot.number}" if holding.lot.number else ""
    also = f", and {counted(more, 'other lot')}" if more else ""
    return f"Nothing to add. Now pull {holding.quantity} × {pulls[0].item.name}{lot}{also}."


def what_is_left(found: Round) -> str:
    """``1 lot to pull · 4 lines left``; the check mark only where neither is."""
    parts = [f"{counted(len(found.pulls), 'lot')} to pull"] if found.pulls else []
    parts += [f"{counted(len(found.needs), 'line')} left"] if found.needs else []
    return " · ".join(parts) or "✔ stocked"


class RestockPane(Pane[Round]):
    TITLE = "RESTOCK"
    IDLE = ("READY", "Scan a room to begin. No code on its door? 'tracker label location' prints one.")
    ABOUT = (
        "Take what a line says from the shelf it names, and scan each pack as you put it in the room.",
        "One scan counts one package (a box counts all that is in it). F4 or a QUANTITY barcode counts more.",
        "The lot that expires first goes first; another one is asked about.",
        "! expires within 90 days",
        "▽ the storeroom has not enough",
        "✖ must leave the room: scan it, then WASTE",
        "F9 or scanning a door opens the next room, F10 or DONE ends the round, F5 or UNDO takes back the last scan.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="needs", about=self.help)
        yield Listing(id="pulls", about=Help("Pull from this room", self.ABOUT[5:6]))

    def read(self, reader: ReaderLike, desk: Desk) -> Round:
        if desk.room is None:
            return Round(rooms=reader.rooms())
        room_id = room_of(desk.room)
        return Round(reader.needs(room_id), reader.pulls(room_id))

    def draw(self, desk: Desk, found: Round, now: datetime) -> Drawn:
        needs, pulls = self.query_one("#needs", Listing), self.query_one("#pulls", Listing)
        pulls.display = bool(found.pulls)
        if desk.room is None:
            rooms = [room_row(state) for state in found.rooms if state.lacking or state.pulls]
            empty = ("All rooms are stocked." if found.rooms else "No rooms yet: tracker import locations FILE.csv",)
            needs.show((Column("Rooms that need you"), Column("", 16)), rooms, empty=empty)
            return Drawn()
        columns = (
            Column(f"{place_name(desk.room)} still lacks"),
            Column("has/par", 7, True),
            Column("take", 4, True),
            Column("from", 14 if self.size.width > ROOMY else 10),
            Column("lot", 8),
            Column("expires", 8),
        )
        rows = [row for need in found.needs for row in need_rows(need, now.date())]
        needs.show(columns, rows, empty=(nothing_to_add(found.pulls),))
        more = len(found.pulls) - MOST_PULLS
        title = "Pull from this room" + (f" (and {more} more)" if more > 0 else "")
        pulling = [pull_row(pull, now.date()) for pull in found.pulls[:MOST_PULLS]]
        pulls.show((Column(title), Column("", 4, True), Column("", 9), Column("scan each", 18)), pulling)
        return Drawn(what_is_left(found), *_why(found))


def _why(found: Round) -> tuple[tuple[Column, ...], tuple[Row, ...], tuple[str, ...]]:
    """The arithmetic behind each line, for terminals with room for it."""
    rows: list[Row] = []
    for need in found.needs:
        rows.append(Row((need.item.name,), "▸"))
        given = sum(take.quantity for take in need.takes)
        rows.append(Row((f"par {need.par}, on hand {need.on_hand}: take {need.lacks}",), "", "$muted"))
        if given < need.lacks:
            rows.append(Row((f"the storeroom has {given}",), "!", "$text-warning"))
    return (Column("Why"),), tuple(rows), ("Every par level is met.",)
