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
    from tracker.inventory.ordering.proposing import WhatIf
    from tracker.inventory.ordering.trading_off import Point, TradeOff

LEAVING = "L on the list has it ordered so. A scan closes this and counts as ever. Esc closes it."


class CurveDialog(Dialog[None]):
    ABOUT = Help(
        "Stock against fill rate",
        (
            "Each line's own rule, tried on its own past at each service level, as 'tracker backtest' does it.",
            "Stock is what lies there at the end of a mean day, at today's prices; fill is the share of use served.",
            "o is what is set, x what if it were otherwise. Further right costs more stock; further up serves more use.",
            LEAVING,
        ),
    )

    def __init__(self, name: str, of_all: TradeOff, of_line: TradeOff, what_if: WhatIf) -> None:
        super().__init__()
        self._name, self._all, self._line, self._what_if = name, of_all, of_line, what_if

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
        yield text(f"{'service':<17}{'all: stock':>14}{'fill':>9}   {'this line: stock':>17}{'fill':>9}", "$muted")
        for place, point in enumerate(self._all.points or self._line.points):
            said = "o as set" if point.service is None else f"  {point.service:.0%}"
            cells = [of.points[place] if of.points else None for of in (self._all, self._line)]
            yield self._row(said, *cells, style="bold" if point.service is None else "")
        if self._all.what_if is not None or self._line.what_if is not None:
            yield self._row(f"x {self._asked()}", self._all.what_if, self._line.what_if, style="bold")
        if self._all.untried:
            yield text(
                f"{counted(self._all.untried, 'line')} not tried: too short a past, no rule, or no price.", "$muted"
            )

    def _row(self, said: str, of_all: Point | None, of_line: Point | None, *, style: str) -> Content:
        return text(f"{said:<17}{_cells(of_all, 14)}   {_cells(of_line, 17)}", style)

    def _asked(self) -> str:
        """``if 99%, 14 days``."""
        service, days = self._what_if.service, self._what_if.review_days
        parts = (f"{service:.0%}" if service is not None else "", counted(days, "day") if days is not None else "")
        return f"if {', '.join(each for each in parts if each)}"


def _cells(point: Point | None, width: int) -> str:
    if point is None:
        return " " * (width + 9)
    return f"{amount(round(point.value_micros, -4)):>{width}}{point.fill * 100:>7.1f} %"
