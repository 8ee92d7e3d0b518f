"""Keys for ordering: what to order, and the orders made of it.

What is changed of a line is :mod:`.with_lines`'s, what is done with an order :mod:`.with_one_order`'s.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.text import counted, safe
from tracker.tui.panes.home import HomePane
from tracker.tui.panes.pane import Pane
from tracker.tui.screens.with_lines import WithLines
from tracker.tui.screens.with_one_order import ORDERS, REORDER
from tracker.tui.screens.with_recalls import RECALLS, WithRecalls

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.purchase_order_facts import PurchaseOrder
    from tracker.tui.widgets.row_choices import RowChoices

EXPIRING, ITEM = "expiring", "item"
DESK_VIEWS = frozenset({REORDER, ORDERS, EXPIRING, ITEM, RECALLS, "transfers"})
"""At a desk nothing is scanned: a short terminal has the room of the history for the list."""
MOST_SUPPLIERS = 6
"""Told one by one before orders are made."""


class WithOrders(WithLines, WithRecalls):
    view: str
    _before_item: str = ""

    @property
    @abstractmethod
    def pane(self) -> Pane[Any]:
        """The middle."""

    @abstractmethod
    def _pane(self, name: str) -> Pane[Any]: ...

    def action_view(self, name: str) -> None:
        raise NotImplementedError

    def on_home_pane_unreckoned(self, event: HomePane.Unreckoned) -> None:
        """Reckon on a worker thread what home says of it, once home is drawn."""
        event.stop()
        home = self.query_one(HomePane)
        self.link.ask(lambda reader: reader.duties_reckoned(), home.reckoned, "reckoning")

    # -- what to order ------------------------------------------------------------------------------------------

    def action_reorder(self) -> None:
        """What to order, and back."""
        self.action_view("" if self.view == REORDER else REORDER)

    def action_orders(self) -> None:
        self.action_view(ORDERS)

    def action_expiring(self) -> None:
        self.action_view(EXPIRING)

    def action_item(self) -> None:
        """The page of the item that is chosen; from it back to where it was asked for."""
        code = self.pane.shown_code()
        if code:
            self._open_item(code)

    def _open_item(self, code: str) -> None:
        self._before_item = self.view
        page = self._pane(ITEM)
        page.open(code)
        self.action_view(ITEM)

    def action_back_to_reorder(self) -> None:
        self.action_view(REORDER)

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called by its name: the first screen waits for no list that nobody has asked for."""
        if event.rows.id == "reorderlines":
            self._change_line()
        elif event.rows.id == "purchases":
            self._open_order()
        elif event.rows.id == "recallcases":
            self.open_recall()
        elif event.rows.id == "expiringlots":
            self.action_item()

    def action_make_orders(self) -> None:
        """Draft orders by supplier, once it was read what they will be."""
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog
        from tracker.tui.panes.reorder_words import total_words

        pane, buying = self.reorder_pane, self.buying
        if pane is None or buying is None:
            return
        wanted = pane.wanted
        if not wanted:
            self.app.notify("✖ There is no line to order of.", severity="error", markup=False)
            return
        by_supplier = _by_supplier(wanted)
        about = [*_told(by_supplier), f"In all {total_words(wanted)}."]
        if pane.tried.words:
            about.append(f"! As it would be with {pane.tried.words}, not as it is set.")
        if pane.made.set_aside:
            changed = counted(pane.made.set_aside, "line that was", "lines that were")
            about.append(f"! {changed} changed as it is set: not in these orders. L and R go back to that.")
        if pane.made.without_supplier:
            about.append(
                f"{counted(pane.made.without_supplier, 'line has', 'lines have')} no supplier or pack: not ordered."
            )
        deeds = (
            Deed(LEAVE, "look again", "nothing changes"),
            Deed("make", "make the drafts", "they count as on order; nothing is sent yet"),
        )

        def make(deed: str | None) -> None:
            if deed is not None:
                self._deed(partial(buying.make_drafts, wanted), self._made)

        title = f"Make {counted(len(by_supplier), 'draft order')} of {counted(len(wanted), 'line')}?"
        self._open(DeedsDialog(title, about, deeds), make)

    def _made(self, orders: tuple[PurchaseOrder, ...]) -> None:
        said = f"✔ {counted(len(orders), 'DRAFT', 'DRAFTS')} MADE  Enter on one sends it."
        self.app.notify(safe(said, 500), markup=False, timeout=8)
        self.action_view(ORDERS)


def _by_supplier(wanted: tuple[Line, ...]) -> dict[str, list[Line]]:
    """By the supplier and the site, as the orders will be."""
    found: dict[str, list[Line]] = {}
    for each in wanted:
        assert each.situation.supplier is not None
        found.setdefault(f"{each.situation.supplier.name} for {each.situation.site}", []).append(each)
    return found


def _told(by_supplier: dict[str, list[Line]]) -> Iterator[str]:
    from tracker.tui.panes.reorder_words import total_words

    for name, lines in list(by_supplier.items())[:MOST_SUPPLIERS]:
        yield f"  {name}   {counted(len(lines), 'line')}   {total_words(lines)}"
    if len(by_supplier) > MOST_SUPPLIERS:
        yield f"  and {counted(len(by_supplier) - MOST_SUPPLIERS, 'more order')}"
