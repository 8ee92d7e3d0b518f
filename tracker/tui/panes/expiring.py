"""What expires soon or has expired, the worst first, and where it lies."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn, place_name
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import EXPIRED, expiry_words
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.queries import Expiring

WITHIN_DAYS, SOON_DAYS = 90, 30
SHOWN = 200
EMPTY = "Nothing expires within 90 days. F10 goes back."
COLUMNS = (Column("item"), Column("on hand", 7, True), Column("where", 18), Column("lot", 8), Column("expires", 10))


class ExpiringPane(ListPane["tuple[Expiring, ...]"]):
    TITLE = "EXPIRING"
    IDLE = ("EXPIRING", "Use first what stands first. Expired: scan WASTE, then each pack. Enter shows the item.")
    ABOUT = (
        "Every lot in stock that has expired or expires within 90 days, by place, the nearest first.",
        "✖ expired: pull it    ! within 30 days    opened: by its own use-by after opening",
        "Enter shows the item: where it lies, what is on order, how fast it is used.",
        "F10 goes back.",
    )
    EVERY_S = 60
    HAS_ITEMS = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="expiringlots", about=Help("Lots that expire", self.ABOUT[1:3]))
        self._found: tuple[Expiring, ...] = ()

    def shown_code(self) -> str:
        key = self._rows.chosen
        return next((each.item.code for each in self._found if _key(each) == key), "")

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[Expiring, ...]:
        return reader.expiring(WITHIN_DAYS, SHOWN)

    def draw(self, desk: Desk, found: tuple[Expiring, ...], now: datetime) -> Drawn:
        self._found = found
        rows = [_row(each, now.date()) for each in found]
        self._rows.show(COLUMNS, rows, [_key(each) for each in found], EMPTY)
        over = sum(each.days_left < 0 for each in found)
        soon = sum(0 <= each.days_left <= SOON_DAYS for each in found)
        return Drawn(f"{over} expired · {soon} in {SOON_DAYS} days · {counted(len(found), 'line')}" if found else "")


def _key(each: Expiring) -> tuple[int, int, str]:
    return each.holding.lot.id, each.holding.place.id, each.opened.code if each.opened is not None else ""


def _row(each: Expiring, today: date) -> Row:
    lot = each.holding.lot
    until = EXPIRED if each.days_left < 0 else expiry_words(each.until, today)
    sign, style = ("✖", "$text-error") if each.days_left < 0 else ("!", "") if each.days_left <= SOON_DAYS else ("", "")
    name = f"opened: {each.item.name}" if each.opened is not None else each.item.name
    cells = (name, str(each.holding.quantity), place_name(each.holding.place), lot.number or "–", until)
    return Row(cells, sign, style)
