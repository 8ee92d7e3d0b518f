"""Stock value against fill rate, drawn: what each service level would have kept and served, of all lines and of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.money import amount
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text
from tracker.tui.widgets.curve_plot import CurvePlot

if TYPE_CHECKING:
    from tracker.inventory.ordering.trading_off import TradeOff

LEAVING = "L on the list has it ordered so. A scan closes this and counts as ever. Esc closes it."


class CurveDialog(Dialog[None]):
    ABOUT = Help(
        "Stock against fill rate",
        (
            "Each line's own rule, tried on its own past at each service level, as 'tracker backtest' does it.",
            "Stock is what lies there at the end of a mean day, at today's prices; fill is the share of use served.",
            "o is what is set. Further right costs more stock; further up serves more of what is asked for.",
            LEAVING,
        ),
    )

    def __init__(self, name: str, of_all: TradeOff, of_line: TradeOff) -> None:
        super().__init__()
        self._name, self._all, self._line = name, of_all, of_line

    def compose(self) -> ComposeResult:
        of_all = f"all {counted(self._all.tried, 'line')} that can be tried"
        with Vertical(classes="dialog -wide -whole"):
            yield Static(text("Stock value against fill rate", "bold"))
            with Horizontal(id="curves"):
                for of, title in ((self._all, of_all), (self._line, self._name)):
                    with Vertical():
                        yield Static(text(title, "$accent", limit=34))
                        yield CurvePlot(of) if of.points else Static(text("No past long enough, or no price."))
            yield Static(lines(list(self._rows())))
            yield Static(text(LEAVING, "$muted"))

    def _rows(self) -> Iterator[Content]:
        yield text(f"{'service':<10}{'all: stock':>14}{'fill':>9}   {'this line: stock':>20}{'fill':>9}", "$muted")
        for place, point in enumerate(self._all.points or self._line.points):
            said = "as set" if point.service is None else f"{point.service:.0%}"
            one = _cells(self._line, place, 20) if self._line.points else ""
            style = "bold" if point.service is None else ""
            yield text(f"{said:<10}{_cells(self._all, place, 14)}   {one}", style)
        if self._all.untried:
            yield text(
                f"{counted(self._all.untried, 'line')} not tried: too short a past, no rule, or no price.", "$muted"
            )


def _cells(of: TradeOff, place: int, width: int) -> str:
    if not of.points:
        return " " * (width + 9)
    point = of.points[place]
    return f"{amount(round(point.value_micros, -4)):>{width}}{point.fill * 100:>7.1f} %"
