"""Find: scan it or type its name, and see where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult

from tracker.hardware.scan import Scan
from tracker.inventory.facts import Holding, Item, Place
from tracker.jobs.desk import Desk
from tracker.tui.messages import Sought
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, stock_columns, stock_row, stock_rows
from tracker.tui.seam import ReaderLike
from tracker.tui.showing import counted, units
from tracker.tui.tables import Row
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


class FindPane(Pane[Found]):
    TITLE = "FIND"
    IDLE = ("READY", "Scan an item to see where it is, or a shelf to see what is on it. Or type a name below.")
    ABOUT = (TEACH, "Enter takes the first of the list; arrows and Enter another one.", "Scans work here as ever.")

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._words = ""
        self._chosen: Item | Scan | None = None

    def compose(self) -> ComposeResult:
        yield Picker("name of an item")
        yield Listing(id="whereis", about=self.help)

    def place(self, desk: Desk) -> str:
        return ""

    def found(self, scan: Scan) -> None:
        """Show what ``scan`` names when it is next read."""
        self._chosen = scan

    def read(self, reader: ReaderLike, desk: Desk) -> Found:
        words, chosen = self._words, self._chosen
        items = reader.search(words, MOST_FOUND) if words else ()
        named = reader.named(chosen.data, chosen.aim) if isinstance(chosen, Scan) else chosen
        if isinstance(named, Place):
            return Found(items, named, contents=reader.contents(named.id, limit=200))
        return Found(items, named, reader.where_is(named.id) if named else ())

    def draw(self, desk: Desk, found: Found, today: date) -> Drawn:
        picker = self.query_one(Picker)
        if found.items:
            picker.show(found.items)
        else:
            picker.explain("Nothing has that name. Try another part of it." if self._words else TEACH)
        where = self.query_one("#whereis", Listing)
        chosen = found.chosen
        if isinstance(chosen, Place):
            rows = stock_rows(found.contents, today)
            where.show(stock_columns(f"In {place_name(chosen)}"), rows, empty=("It is empty.",))
            return Drawn(f"{counted(len(rows), 'lot')} here")
        if chosen is None:
            where.show(stock_columns("Where it is"), (), empty=("Nothing chosen yet.",))
            return Drawn()
        shelves = [_shelf_row(chosen, holding, today) for holding in found.holdings]
        where.show(stock_columns(chosen.name), shelves, empty=("There is none in the building.",))
        total = sum(holding.quantity for holding in found.holdings)
        return Drawn(f"{units(total, chosen.base_unit)} in {counted(len(shelves), 'place')}")

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


def _shelf_row(item: Item, holding: Holding, today: date) -> Row:
    """As in any stock list, but named by the room, since the item is the same in all."""
    shown = stock_row(item, holding, today)
    room = holding.place.path.partition(" · ")[0] or holding.place.name
    return Row((room, *shown.cells[1:]), shown.sign, shown.style)
