"""Recalls: what is still to be found first; the pull list of the chosen one by room, what was used, and in what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.held_back import HeldBack
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
_HELD = "held:"


def state_words(shown: RecallShown) -> str:
    if shown.to_find:
        return "PULL IT"
    if not shown.case.is_open:
        return "closed"
    if shown.unsigned:
        return f"{counted(len(shown.unsigned), 'room')} to sign"
    return "close it"


@dataclass(frozen=True, slots=True)
class Recalled:
    """The recalls, and what is held back though none means it."""

    cases: tuple[RecallShown, ...]
    held: tuple[HeldBack, ...]


def recalled(reader: ReaderLike) -> Recalled:
    """What a closed recall left behind stands in its own pull list."""
    return Recalled(reader.recalls(), tuple(each for each in reader.held_back() if not each.recall))


class RecallsPane(ListPane[Recalled]):
    TITLE = "RECALLS"
    IDLE = ("RECALLS", "Enter: pull it room by room, or close it. Scan PULL and a room to pull all of them there.")
    ABOUT = (
        "Every recall, the one with the most still to be found first; below the list its rooms.",
        "'none open': the lot must not be used, and no recall asks for it: pull it all the same.",
        "✖ stock still stands in a room: pull it    ! a room has not signed, or it can be closed    · closed",
        "A room signs by DONE or by a badge, once its packs are in quarantine. From there they go back (RETURN) or",
        "are destroyed (WASTE, reason RECALLED). It can be closed when every room has signed.",
        "Enter shows what can be done with the chosen one. F10 goes back.",
    )
    EVERY_S = 30
    DETAIL = "recallrooms"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="recallcases", about=Help("Recalls", self.ABOUT[:5]))
        self.found_cases: tuple[RecallShown, ...] = ()
        self._held: dict[str, list[HeldBack]] = {}
        self._today = date.min

    @property
    def chosen(self) -> RecallShown | None:
        number = self._rows.chosen
        return next((each for each in self.found_cases if each.case.number == number), None)

    @property
    def chosen_held(self) -> Sequence[HeldBack]:
        """Where the chosen lot stands that no recall means; empty where a recall is chosen."""
        return self._held.get(str(self._rows.chosen), [])

    def shown_code(self) -> str:
        """The chosen line's item: what LABEL is about here."""
        chosen, held = self.chosen, self.chosen_held
        if chosen is not None:
            return chosen.case.item.code
        return held[0].item.code if held else ""

    def read(self, reader: ReaderLike, desk: Desk) -> Recalled:
        return recalled(reader)

    def draw(self, desk: Desk, found: Recalled, now: datetime) -> Drawn:
        self.found_cases, self._today, self._held = found.cases, now.date(), {}
        for each in found.held:
            self._held.setdefault(f"{_HELD}{each.holding.lot.id}", []).append(each)
        first, rest = [each for each in found.cases if each.to_find], [each for each in found.cases if not each.to_find]
        rows = [*map(_row, first), *map(_held_row, self._held.values()), *map(_row, rest)]
        keys = [*(each.case.number for each in first), *self._held, *(each.case.number for each in rest)]
        self._rows.show(COLUMNS, rows, keys, EMPTY)
        self._explain()
        open_ = sum(each.case.is_open for each in found.cases)
        return Drawn(f"{counted(open_, 'recall')} open" if rows else "")

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen, held = self.chosen, self.chosen_held
        said = list(_explained(chosen)) if chosen else list(_held_explained(held))
        self.query_one("#recallrooms Static", Static).update(lines(said))


def _held_row(held: Sequence[HeldBack]) -> Row:
    stands, lot = sum(each.holding.quantity for each in held), held[0].holding.lot
    return Row(("none open", held[0].item.name, lot.number or "–", str(stands), "PULL IT"), "✖", "$text-error")


def _held_explained(held: Sequence[HeldBack]) -> Iterator[Content]:
    if not held:
        return
    item, lot = held[0].item, held[0].holding.lot
    yield line((f"Lot {lot.number or '–'} is {lot.state}", "bold"), (", and no recall asks for it.", ""))
    yield text("Scan PULL, the room, then each pack: into quarantine. A notice? tracker recall open, and rooms sign.")
    for each in held:
        yield text(
            f"✖ {each.holding.place.path}   {each.holding.quantity} {item.base_unit} to find", "bold $text-error"
        )


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
