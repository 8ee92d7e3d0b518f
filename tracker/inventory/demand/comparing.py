"""All methods on the same histories: who needs how much stock for the same service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tracker.inventory.demand.backtest import is_long_enough, mean_curve, tried
from tracker.inventory.demand.history import History
from tracker.inventory.demand.methods import METHODS, Method, Waiting


@dataclass(frozen=True, slots=True)
class Needed:
    """What one method needs: days of mean use, or None where it never serves so much."""

    method: Method
    stock_days: float | None


def compared(
    series: Sequence[History],
    waiting: Waiting,
    fill_rate: float,
    methods: Iterable[Method] = METHODS.values(),
    report: Callable[[], None] = lambda: None,
) -> tuple[Needed, ...]:
    """Each method's stock for ``fill_rate`` on the mean over all series; ``report`` is called after each method."""
    needed = []
    for method in methods:
        curves = [tried(method, history, waiting, seed) for seed, history in enumerate(series)]
        needed.append(Needed(method, mean_curve(curves).stock_for(fill_rate)))
        report()
    return tuple(needed)


def worth_trying(series: Iterable[History]) -> list[History]:
    return [history for history in series if is_long_enough(history)]
