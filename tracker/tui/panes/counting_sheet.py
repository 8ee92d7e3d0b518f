"""Counts: all of them; and the sheet of one, what is still to do first, at the end the differences and the signing off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Tone, Verdict
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.counting_words import (
    CASE_COLUMNS,
    DUE_SIDE,
    PLACES_SIDE,
    SHEET_COLUMNS,
    case_row,
    due_rows,
    explained,
    place_rows,
    sheet_row,
    state_words,
)
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import lines, text
from tracker.tui.tables import Column
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.count_due import Due
    from tracker.inventory.count_facts import CountLine, CountSheet

SHOWN = 60
NO_COUNTS = "No counts yet. F6 opens one: of rooms, or of a class."
NO_LINES = "By the books nothing stands there. F6 closes the count."


@dataclass(frozen=True, slots=True)
class Counts:
    """``due`` are the items that are due to be counted in their places."""

    sheets: tuple[CountSheet, ...]
    due: tuple[Due, ...]


class CountsPane(ListPane[Counts]):
    TITLE = "COUNTS"
    IDLE = ("COUNTS", "Enter shows a count's sheet. F6 opens a new one.")
    ABOUT = (
        "▸ open   somebody still counts, or has to sign it off",
        "· over   closed, cancelled or taken back",
        "F6 opens a count of rooms, or of an ABC class. It is counted by scanning: COUNT, the shelf, each item.",
        "'tracker report count' tells what is due, and how exact the past counts were. F10 goes back.",
    )
    EVERY_S = 30

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="countcases", about=Help("Counts", self.ABOUT[:3]))
        self.due: tuple[Due, ...] = ()

    @property
    def chosen(self) -> str:
        """The number of the count under the hand; empty for none."""
        return str(self._rows.chosen or "")

    def read(self, reader: ReaderLike, desk: Desk) -> Counts:
        return Counts(reader.counts(SHOWN), reader.counts_due())

    def draw(self, desk: Desk, found: Counts, now: datetime) -> Drawn:
        sheets, self.due = found.sheets, found.due
        rows = [case_row(each) for each in sheets]
        self._rows.show((Column("count", 11), *CASE_COLUMNS), rows, [each.case.number for each in sheets], NO_COUNTS)
        open_ = sum(each.case.is_open for each in sheets)
        left = f"{counted(open_, 'count')} open · {counted(len(self.due), 'item')} due"
        return Drawn(left, DUE_SIDE, due_rows(self.due), ("Nothing is due to be counted.",))


class CountSheetPane(ListPane["CountSheet | None"]):
    TITLE = "COUNT SHEET"
    IDLE = ("COUNT SHEET", "Reading …")
    ABOUT = (
        "○ to count: scan COUNT, the shelf, the item and its number; Enter where none of it is there",
        "↻ count again: blind, as if nobody had",
        "✔ counted    ! differs from the books, which are shown once all is counted",
        "Enter on a difference says why. F6 closes the count, and books the differences; or cancels it.",
        "Differences worth much are closed by somebody who counted none of them: he scans his badge, then F6.",
        "What moves meanwhile stays moved: the number is held against the books of its own moment.",
    )
    EVERY_S = 10
    DETAIL = "countwhy"
    HAS_ITEMS = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="countlines", about=Help("Count sheet", self.ABOUT[:4]))
        self._number = ""
        self.sheet: CountSheet | None = None

    def open(self, code: str) -> None:
        self._number, self.sheet, self._rows.chosen = code, None, None

    def place(self, desk: Desk) -> str:
        return self._number

    @property
    def chosen(self) -> CountLine | None:
        if self.sheet is None:
            return None
        return next((each for each in self.sheet.lines if each.key == self._rows.chosen), None)

    def shown_code(self) -> str:
        """An item's page tells how many there are: not while somebody has to count it."""
        is_known = self.sheet is not None and not self.sheet.is_blind
        return self.chosen.item.code if is_known and self.chosen is not None else ""

    def idle(self) -> Verdict:
        if self.sheet is None:
            return super().idle()
        return said_of(self.sheet)

    def read(self, reader: ReaderLike, desk: Desk) -> CountSheet | None:
        return reader.count_sheet(self._number) if self._number else None

    def draw(self, desk: Desk, found: CountSheet | None, now: datetime) -> Drawn:
        self.sheet = found
        if found is None:
            return Drawn()
        known = sorted(found.lines, key=lambda line: _order(line, is_blind=found.is_blind))
        is_one_room = len({each.place.room_id for each in known}) == 1
        rows = [sheet_row(each, is_blind=found.is_blind, is_one_room=is_one_room) for each in known]
        self._rows.show((Column("item"), *SHEET_COLUMNS), rows, [each.key for each in known], NO_LINES)
        self._explain()
        left = f"{found.done} of {len(found.lines)} done · {state_words(found.case)}"
        return Drawn(left, PLACES_SIDE, place_rows(found, now.date()))

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        sheet, chosen = self.sheet, self.chosen
        said = list(explained(chosen, is_blind=sheet.is_blind)) if sheet is not None and chosen is not None else []
        if sheet is not None and sheet.case.left_out:
            said.append(text(f"Without {'; '.join(sheet.case.left_out)}.", "$muted"))
        if sheet is not None and sheet.case.moved:
            said.append(
                text(f"In another room now, and counted all the same: {', '.join(sheet.case.moved)}.", "$muted")
            )
        self.query_one("#countwhy Static", Static).update(lines(said))


def _order(line: CountLine, *, is_blind: bool) -> int:
    """What somebody has to do first; then what differs."""
    if line.state.value != "counted":
        return 0 if line.state.value == "again" else 1
    return 2 if line.difference and not is_blind else 3


def said_of(sheet: CountSheet) -> Verdict:
    """The sheet in one sentence: what is to be done now."""
    case, total = sheet.case, len(sheet.lines)
    if not case.is_open:
        return Verdict("ready", Tone.NOTE, state_words(case).upper(), case.words, f"{sheet.done} of {total} counted")
    if sheet.is_blind:
        left = total - sheet.done
        way_out = "Scan COUNT, the shelf, then each item and its number. Enter here: none of it is there."
        return Verdict("ready", Tone.NOTE, f"{left} TO COUNT", case.words, f"{sheet.done} of {total} done", "", way_out)
    from tracker.inventory.count_facts import differing, needs_second_person, worth_micros
    from tracker.money import amount

    differ, worth = differing(sheet.lines), worth_micros(sheet.lines)
    if not differ:
        return Verdict("ready", Tone.NOTE, "ALL COUNTED", "nothing differs from the books", "", "", "F6 closes it.")
    value = f"worth {amount(worth)}" if worth is not None else "some without a price"
    word = f"{counted(len(differ), 'LINE DIFFERS', 'LINES DIFFER')}"
    second = needs_second_person(sheet.lines, sheet.rules)
    who = "A second person scans his badge, looks, and closes it: F6." if second else "F6 closes it."
    return Verdict("ready", Tone.NOTE, word, case.words, value, "", f"Enter on a line says why it differs. {who}")
