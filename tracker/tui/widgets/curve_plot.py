"""One curve of stock value against fill rate, with what is set marked on it, and what if it were otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.color import Color
from textual_plotext import PlotextPlot

if TYPE_CHECKING:
    from tracker.inventory.ordering.trading_off import TradeOff

MICROS = 1_000_000


class CurvePlot(PlotextPlot):
    """The marks are letters, not colours: a monochrome terminal says the same."""

    def __init__(self, of: TradeOff) -> None:
        super().__init__()
        self._of = of
        self.auto_theme = False
        self.theme = "textual-clear"

    def on_mount(self) -> None:
        *swept, as_set = [(each.value_micros / MICROS, each.fill * 100) for each in self._of.points]
        plot = self.plt
        accent, foreground = (Color.parse(self.app.theme_variables[each]).rgb for each in ("accent", "foreground"))
        plot.plot([each[0] for each in swept], [each[1] for each in swept], marker="braille", color=accent)
        plot.scatter([as_set[0]], [as_set[1]], marker="o", color=foreground)
        marked = [as_set]
        if (wanted := self._of.what_if) is not None:
            marked.append((wanted.value_micros / MICROS, wanted.fill * 100))
            plot.scatter([marked[1][0]], [marked[1][1]], marker="x", color=foreground)
        values, fills = ([each[side] for each in (*swept, *marked)] for side in (0, 1))
        ends = sorted({min(values), max(values)})
        plot.xticks(ends, [f"{each:.2f}" for each in ends])
        marks = sorted({min(fills), max(fills)})
        plot.yticks(marks, [f"{each:.1f} %" for each in marks])
