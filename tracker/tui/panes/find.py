"""Find: scan it or type its name, and see where it is; a specimen with all that has happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tracker.hardware.scan import Scan, utc_now
from tracker.inventory.facts import Holding, Item, Place
from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.messages import Sought
from tracker.tui.panes.pane import ROOMY, Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, stock_columns, stock_row, stock_rows
from tracker.tui.panes.traced import Told, Traced, by_slot, requisition_of, slot_signs, told, traced
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import text, units
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.choices import Choices
from tracker.tui.widgets.grid import Grid
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.picker import MOST_FOUND, Picker

TEACH = "Type part of a name, or scan the thing itself, a shelf or a room."


@dataclass(frozen=True, slots=True)
class Found:
    items: tuple[Item, ...] = ()
    """What the typed words find."""
    chosen: Item | Place | None = None
    holdings: tuple[Holding, ...] = ()
    """Where a chosen item lies."""
    contents: Contents = ()
    """What a chosen place holds."""
    traced: Traced | None = None
    """A tube, rack, bag or requisition that was scanned."""


class FindPane(Pane[Found]):
    TITLE = "FIND"
    IDLE = ("READY", "Scan an item, a shelf, a tube, a rack, a bag or a requisition. Or type an item's name below.")
    ABOUT = (
        TEACH,
        "Enter takes the first of the list; arrows and Enter another one.",
        "A tube shows every step that it has taken, newest first; a rack its places, a bag what is in it.",
        "F9 shows a patient's name for 20 seconds; it asks for the reason, and is recorded.",
        "Scans work here as ever. F10 goes back.",
    )
    EVERY_S = 15
    HAS_ITEMS = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._words = ""
        self._chosen: Item | Scan | None = None
        self._requisition = ""

    def compose(self) -> ComposeResult:
        yield Picker("name of an item")
        yield Static(id="traced")
        with Horizontal(id="answer"):
            yield Grid(id="places")
            yield Listing(id="whereis", about=self.help)

    def place(self, desk: Desk) -> str:
        return ""

    def requisition(self, desk: Desk) -> str:
        return self._requisition

    def shown_code(self) -> str:
        return self._chosen.code if isinstance(self._chosen, Item) else ""

    def found(self, scan: Scan) -> None:
        """Show what ``scan`` names when it is next read."""
        self._chosen = scan

    def take_typed(self, text: str) -> None:
        self.query_one(Picker).take_typed(text)

    def forget(self) -> None:
        super().forget()
        self._words, self._chosen = "", None
        self.draw(Desk(), Found(), utc_now())

    def read(self, reader: ReaderLike, desk: Desk) -> Found:
        words, chosen = self._words, self._chosen
        items = reader.search(words, MOST_FOUND) if words else ()
        named = reader.answered(chosen.data, chosen.aim) if isinstance(chosen, Scan) else chosen
        match named:
            case None:
                return Found(items)
            case Place():
                return Found(items, named, contents=reader.contents(named.id, limit=200))
            case Item():
                return Found(items, named, reader.where_is(named.id))
            case _:
                return Found(items, traced=traced(reader, named))

    def draw(self, desk: Desk, found: Found, now: datetime) -> Drawn:
        picker = self.query_one(Picker)
        if found.items:
            picker.show(found.items)
        else:
            picker.explain("Nothing has that name. Try another part of it." if self._words else TEACH)
        where = self.query_one("#whereis", Listing)
        self._requisition = requisition_of(found.traced)
        answer = told(found.traced, now, is_roomy=self.size.width > ROOMY) if found.traced is not None else None
        self._show_traced(answer, now)
        if answer is not None:
            where.show(answer.columns, answer.rows, empty=(answer.empty,))
            return Drawn(answer.left, (Column("About it"),), answer.side)
        chosen = found.chosen
        if isinstance(chosen, Place):
            rows = stock_rows(found.contents, now.date())
            where.show(stock_columns(f"In {place_name(chosen)}"), rows, empty=("It is empty.",))
            return Drawn(f"{counted(len(rows), 'lot')} here")
        if chosen is None:
            where.show(stock_columns("Where it is"), (), empty=("Nothing chosen yet.",))
            return Drawn(_how_many(found.items))
        shelves = [_shelf_row(chosen, holding, now.date()) for holding in found.holdings]
        where.show(stock_columns(chosen.name), shelves, empty=("There is none in the building.",))
        total = sum(holding.quantity for holding in found.holdings)
        return Drawn(f"{units(total, chosen.base_unit)} in {counted(len(shelves), 'place')}")

    def _show_traced(self, answer: Told | None, now: datetime) -> None:
        """The line above the list, and the grid beside it; neither for what is no specimen."""
        self.query_one(Choices).display = answer is None
        title, grid = self.query_one("#traced", Static), self.query_one(Grid)
        title.display = answer is not None and bool(answer.title)
        grid.display = answer is not None and answer.holder is not None
        if answer is not None:
            title.update(text(answer.title, "bold"))
            if answer.holder is not None:
                holder = answer.holder
                grid.show(holder.rows, holder.columns, slot_signs(by_slot(answer.inside), now), answer.next_slot, None)

    @on(Picker.Sought)
    def _seek(self, event: Picker.Sought) -> None:
        event.stop()
        self._words = event.words
        self.post_message(Sought())

    @on(Picker.Picked)
    def _pick(self, event: Picker.Picked) -> None:
        event.stop()
        self._chosen = event.item
        self.post_message(Sought())


def _how_many(items: tuple[Item, ...]) -> str:
    """Of what was sought, where the list may not show all of it."""
    if len(items) < MOST_FOUND:
        return f"{len(items)} found" if items else ""
    return f"the first {MOST_FOUND}: type more of it"


def _shelf_row(item: Item, holding: Holding, today: date) -> Row:
    """As in any stock list, but named by the room, since the item is the same in all."""
    shown = stock_row(item, holding, today)
    room = holding.place.path.partition(" · ")[0] or holding.place.name
    return Row((room, *shown.cells[1:]), shown.sign, shown.style)
