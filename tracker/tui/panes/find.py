"""Find: scan it or type its name, and see where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from tracker.inventory.facts import Holding, Item
from tracker.jobs.desk import Desk
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.panes.stock import stock_columns, stock_row
from tracker.tui.seam import ReaderLike
from tracker.tui.showing import counted
from tracker.tui.tables import Row
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.picker import MOST_FOUND, Picker

TEACH = "Type part of a name, or scan the thing itself, a shelf or a room."


@dataclass(frozen=True, slots=True)
class Found:
    items: tuple[Item, ...] = ()
    item: Item | None = None
    holdings: tuple[Holding, ...] = ()


class FindPane(Pane[Found]):
    TITLE = "FIND"
    IDLE = ("READY", "Scan an item to see where it is, or a shelf to see what is on it. Or type a name below.")
    ABOUT = (TEACH, "Enter takes the first of the list; arrows and Enter another one.", "Scans work here as ever.")

    @dataclass
    class Changed(Message):
        """What is looked for has changed: read again."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words = ""
        self._item: Item | None = None

    def compose(self) -> ComposeResult:
        yield Picker("name of an item")
        yield Listing(id="whereis", about=self.help)

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> Found:
        words, item = self._words, self._item
        items = reader.search(words, MOST_FOUND) if words else ()
        return Found(items, item, reader.where_is(item.id) if item else ())

    def draw(self, desk: Desk, found: Found, today: date) -> Drawn:
        picker = self.query_one(Picker)
        if found.items:
            picker.show(found.items)
        else:
            picker.explain("Nothing has that name. Try another part of it." if self._words else TEACH)
        title = found.item.name if found.item else "Where it is"
        rows = [_shelf_row(found.item, holding, today) for holding in found.holdings] if found.item else []
        empty = ("There is none in the building.",) if found.item else ("Nothing chosen yet.",)
        self.query_one("#whereis", Listing).show(stock_columns(title), rows, empty=empty)
        total = sum(holding.quantity for holding in found.holdings)
        left = f"{total} {found.item.base_unit} in {counted(len(rows), 'place')}" if found.item else ""
        return Drawn(left)

    @on(Picker.Sought)
    def _seek(self, event: Picker.Sought) -> None:
        event.stop()
        self._words = event.words
        self.post_message(self.Changed())

    @on(Picker.Picked)
    def _pick(self, event: Picker.Picked) -> None:
        event.stop()
        self._item = event.item
        self.post_message(self.Changed())


def _shelf_row(item: Item, holding: Holding, today: date) -> Row:
    """As in any stock list, but named by the place, since the item is the same in all."""
    shown = stock_row(item, holding, today)
    room = holding.place.path.partition(" · ")[0] or holding.place.name
    return Row((room, *shown.cells[1:]), shown.sign, shown.style)
