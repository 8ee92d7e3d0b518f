"""The stock of an item drawn day by day, with what came, what was ordered and what expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.color import Color
from textual_plotext import PlotextPlot

if TYPE_CHECKING:
    from tracker.inventory.item_past import ItemPast

AHEAD_DAYS = 30
TICK_DAYS = 30


class StockPlot(PlotextPlot):
    """Marks are letters and lines, not colours: a monochrome terminal says the same. Red is for what expires."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self.auto_theme = False
        self.theme = "textual-clear"

    def _rgb(self, colour: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[colour]).rgb

    def show(self, past: ItemPast, today: date) -> None:
        plot = self.plt
        plot.clear_data()
        plot.clear_figure()
        days = [(day - today).days for day, _ in past.stock]
        held = [quantity for _, quantity in past.stock]
        top = max(max(held), past.level, 1) * 1.15
        plot.plot(days, held, marker="braille", color=self._rgb("accent"))
        if past.level:
            level_days = list(range(days[0], AHEAD_DAYS + 1, 3))
            plot.scatter(level_days, [past.level] * len(level_days), marker="·", color=self._rgb("foreground"))
        for marker, found in (("▲", past.arrived), ("o", past.ordered)):
            at = [(each - today).days for each in found]
            if at:
                plot.scatter(at, [0] * len(at), marker=marker, color=self._rgb("foreground"))
        expiring = _expiring(past, today)
        if expiring:
            plot.scatter(expiring, [0] * len(expiring), marker="x", color=self._rgb("error"))
        plot.xlim(days[0], AHEAD_DAYS)
        plot.ylim(0, top)
        ticks = range(days[0], AHEAD_DAYS + 1, TICK_DAYS)
        plot.xticks([float(each) for each in ticks], [_tick(today, each) for each in ticks])
        plot.yticks([0, past.level, max(held)] if past.level else [0, max(held)])
        self.refresh()


def _tick(today: date, days: int) -> str:
    return "today" if days == 0 else f"{today + timedelta(days=days):%-d %b}"


def _expiring(past: ItemPast, today: date) -> list[int]:
    """Days from today on which lots that are still here expire, or have."""
    found = {(each.lot.expiry - today).days for each in past.holdings if each.lot.expiry is not None}
    return sorted(each for each in found if -len(past.stock) < each <= AHEAD_DAYS)
