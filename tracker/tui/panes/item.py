"""An item's page: where it lies, what is on order, how fast it goes, and its stock of ninety days drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Tone, Verdict
from tracker.text import counted, three_figures
from tracker.tui.panes.pane import Drawn, Pane, shelf_name
from tracker.tui.panes.reorder_words import fill_words, pack_words
from tracker.tui.panes.stock import stock_columns, stock_row
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import units, wrapped
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.stock_plot import StockPlot

if TYPE_CHECKING:
    from tracker.inventory.facts import Holding, Item
    from tracker.inventory.item_past import ItemPast
    from tracker.inventory.opening import Opened

LEGEND = "▲ came  o sent  x expires"
ASIDE = 30
"""Columns of the side panel's sentences."""


class ItemPane(Pane["ItemPast | None"]):
    TITLE = "ITEM"
    IDLE = ("ITEM", "Reading …")
    ABOUT = (
        "Where the item lies, lot by lot: the expired first, then the most; and its stock at the end of each of 90 days.",
        "◐ opened, with the date until which it may be used    ✖ over or expired: pull it",
        "▲ a delivery came    o an order was sent    x a lot that is still here expires",
        "The dotted line is the level: what stock and orders are filled up to.",
        "F10 goes back to where you came from.",
    )
    EVERY_S = 60
    IS_LIST_FIRST = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._code = ""
        self._past: ItemPast | None = None

    def compose(self) -> ComposeResult:
        yield Listing(id="itemplaces", about=self.help)
        yield StockPlot(id="itemplot")

    def place(self, desk: Desk) -> str:
        return ""

    def open(self, code: str) -> None:
        self._code, self._past = code, None

    def shown_code(self) -> str:
        return self._code

    def idle(self) -> Verdict:
        past = self._past
        if past is None:
            return super().idle()
        headline = f"{past.item.name}   {units(past.usable, past.item.base_unit)} usable"
        said = ", ".join(_facts(past))
        tone = Tone.REFUSE if past.usable == 0 and past.level else Tone.NOTE
        return replace(super().idle(), tone=tone, word="ITEM", headline=headline, way_out=said)

    def read(self, reader: ReaderLike, desk: Desk) -> ItemPast | None:
        named = reader.answered(self._code, "")
        item_id = getattr(named, "base_unit", None) and getattr(named, "id", None)
        return reader.item_past(item_id) if isinstance(item_id, int) else None

    def draw(self, desk: Desk, found: ItemPast | None, now: datetime) -> Drawn:
        self._past = found
        places = self.query_one("#itemplaces", Listing)
        if found is None:
            places.show(stock_columns("Where it is"), (), empty=("No item has this code any more. F10 goes back.",))
            return Drawn()
        today = now.date()
        worst_first = sorted(found.holdings, key=lambda each: (not _is_expired(each, today), -each.quantity))
        rows = [_opened_row(each, now) for each in found.opened]
        rows += [_row(found.item, each, today) for each in map(partial(_unopened, found), worst_first) if each.quantity]
        places.show(stock_columns("Where it is"), rows, empty=("There is none in the building.",))
        self.query_one(StockPlot).show(found, today)
        return Drawn(
            LEGEND,
            (Column("What to order"),),
            tuple(_aside(found)),
        )


def _opened_row(each: Opened, now: datetime) -> Row:
    """An opened container, before what is unopened: it goes first."""
    is_over = each.is_over(now, now.date())
    until = "OVER" if is_over else each.use_by.words(now.tzinfo) if each.use_by is not None else "no date"
    room = each.place.path.partition(" · ")[0] or each.place.name
    cells = (f"{room}, opened {each.opened_at.astimezone(now.tzinfo):%m-%d}", str(each.quantity))
    sign, style = ("✖", "$text-error") if is_over else ("◐", "")
    return Row((*cells, shelf_name(each.place), each.lot.number or "–", until), sign, style)


def _unopened(past: ItemPast, holding: Holding) -> Holding:
    inside = sum(
        each.quantity for each in past.opened if each.place.id == holding.place.id and each.lot.id == holding.lot.id
    )
    return replace(holding, quantity=holding.quantity - inside)


def _row(item: Item, holding: Holding, today: date) -> Row:
    """As in any stock list, but named by the room, since the item is the same in all."""
    shown = stock_row(item, holding, today)
    room = holding.place.path.partition(" · ")[0] or holding.place.name
    return Row((room, *shown.cells[1:]), shown.sign, shown.style)


def _is_expired(holding: Holding, today: date) -> bool:
    return holding.lot.expiry is not None and holding.lot.expiry < today


def _facts(past: ItemPast) -> Iterator[str]:
    yield f"{past.on_hand} in {counted(len(past.holdings), 'place')}"
    yield f"{past.on_order} on order"
    if past.on_the_way:
        yield f"{past.on_the_way} on the way between sites"
    if past.per_day > 0:
        yield f"{three_figures(past.per_day * 7)} used a week"
        yield f"lasts {counted(int(past.usable / past.per_day), 'day')}"
    yield f"level {past.level}" if past.level else "no level: nobody has said how much"


def _aside(past: ItemPast) -> Iterator[Row]:
    for each in past.lines:
        order = f"order {pack_words(each.packed)}" if each.packed else "nothing to order"
        yield Row((each.situation.site,), "", "")
        yield Row((order,), "", "")
        for said in (each.why, fill_words(each)):
            for part in wrapped(said, ASIDE):
                yield Row((part,), "", "$muted")
