"""Recalls: what is still to be found first; the pull list of the chosen one by room, what was used, and in what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam import ReaderLike
from tracker.tui.showing import line, lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.recall_facts import RoomDuty
    from tracker.station.recalls_shown import RecallShown

EMPTY = "No recalls. A notice came? tracker recall open ITEM LOT --reason WHY; or tracker import recalls FILE."
COLUMNS = (
    Column("recall", 12),
    Column("item"),
    Column("lot", 9),
    Column("to find", 7, True),
    Column("state", 19),
)
MOST_SPECIMENS = 6


def state_words(shown: RecallShown) -> str:
    if shown.to_find:
        return "PULL IT"
    if not shown.case.is_open:
        return "closed"
    if shown.unsigned:
        return f"{counted(len(shown.unsigned), 'room')} to sign"
    return "close it"


class RecallsPane(Pane["tuple[RecallShown, ...]"]):
    TITLE = "RECALLS"
    IDLE = ("RECALLS", "Enter: pull it room by room, or close it. Scan PULL and a room to pull all of them there.")
    ABOUT = (
        "Every recall, the one with the most still to be found first; below the list its rooms.",
        "✖ stock still stands in a room: pull it    ! a room has not signed, or it can be closed    · closed",
        "A room signs by DONE or by a badge, once its packs are in quarantine. From there they go back (RETURN) or",
        "are destroyed (WASTE, reason RECALLED). It can be closed when every room has signed.",
        "Enter shows what can be done with the chosen one. F10 goes back.",
    )
    EVERY_S = 30
    IS_LIST_FIRST = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="recallcases", about=Help("Recalls", self.ABOUT[:4]))
        self.found_cases: tuple[RecallShown, ...] = ()
        self._today = date.min

    def compose(self) -> ComposeResult:
        yield self._rows
        with VerticalScroll(id="recallrooms", can_focus=False):
            yield Static()

    def place(self, desk: Desk) -> str:
        return ""

    def take_focus(self) -> None:
        self._rows.take_focus()

    @property
    def chosen(self) -> RecallShown | None:
        number = self._rows.chosen
        return next((each for each in self.found_cases if each.case.number == number), None)

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[RecallShown, ...]:
        return reader.recalls()

    def draw(self, desk: Desk, found: tuple[RecallShown, ...], now: datetime) -> Drawn:
        self.found_cases, self._today = found, now.date()
        self._rows.show(COLUMNS, [_row(each) for each in found], [each.case.number for each in found], EMPTY)
        self._explain()
        open_ = sum(each.case.is_open for each in found)
        return Drawn(f"{counted(open_, 'recall')} open" if found else "")

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen = self.chosen
        self.query_one("#recallrooms Static", Static).update(lines(list(_explained(chosen)) if chosen else []))


def _row(shown: RecallShown) -> Row:
    case, said = shown.case, state_words(shown)
    sign, style = ("✖", "$text-error") if shown.to_find else ("!", "$text-warning") if case.is_open else ("·", "$muted")
    return Row((case.number, case.item.name, case.lot or "all", str(shown.to_find), said), sign, style)


def _explained(shown: RecallShown) -> Iterator[Content]:
    case, unit = shown.case, shown.case.item.base_unit
    yield line((case.number, "bold"), (f"   {case.reason}", ""))
    drawn = ", ".join(shown.specimens[:MOST_SPECIMENS])
    more = f" and {len(shown.specimens) - MOST_SPECIMENS} more" if len(shown.specimens) > MOST_SPECIMENS else ""
    specimens = f"; in the specimens {drawn}{more}" if drawn else ""
    where = f" (tracker report recall {case.number} names each use)" if shown.used else ""
    yield text(f"Used {shown.used} {unit}{specimens}{where}. In quarantine {shown.waiting}.")
    for room in sorted(shown.rooms, key=lambda each: (-each.stands, not each.must_sign, each.path)):
        yield _room(room, unit)


def _room(room: RoomDuty, unit: str) -> Content:
    if room.stands:
        return text(f"✖ {room.path}   {room.stands} {unit} to find", "bold $text-error")
    if room.must_sign:
        return text(f"! {room.path}   all found, not signed", "$text-warning")
    if room.signed_by is None:
        return text(f"· {room.path}   nothing left", "$muted")
    pulled = f"{room.pulled} pulled" if room.pulled else "none found"
    missing = f", {room.not_found} not found" if room.not_found else ""
    return text(f"✔ {room.path}   {pulled}{missing}, signed by {room.signed_by}")
