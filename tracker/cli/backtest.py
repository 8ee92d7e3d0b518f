"""``tracker backtest``: how much stock each way of ordering would have needed on what was really used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tracker.cli.console import out, out_json, progress, say
from tracker.cli.file_faults import out_faults
from tracker.cli.options import JsonOption
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from tracker.exchange.rows import Checked
    from tracker.exchange.table import Progress
    from tracker.inventory.demand.comparing import Needed
    from tracker.inventory.demand.methods import Waiting

Row = TypeVar("Row")

USUAL_LEAD_DAYS = 2
LONGEST_LEAD_DAYS = 30
"""Of an order that took longer, the supplier had none, or the paper was lost: it says nothing of the usual wait."""


def backtest(
    file: Annotated[Path, typer.Argument(help="Past issues, CSV or .csv.gz: date, item, quantity; site.")],
    lead_times: Annotated[
        Path | None, typer.Option("--lead-times", metavar="FILE", help="Past orders, CSV: ordered, received.")
    ] = None,
    lead_days: Annotated[
        int, typer.Option("--lead-days", min=0, max=365, help="Where there is no such file.")
    ] = USUAL_LEAD_DAYS,
    review_days: Annotated[int, typer.Option("--review-days", min=1, max=90, help="From order to order.")] = 7,
    fill: Annotated[float, typer.Option("--fill", min=50, max=99.9, help="Share of use to be served, in %.")] = 95.0,
    json: JsonOption = False,
) -> int:
    """Try every method of ordering on past issues: the days of stock that it needs to serve so much of the use.

    Lost sales, weekly review unless said otherwise, lead times drawn from those given (up to 30 days), the first 40 % of
    each item's history for warming up. Exit status 1 where the files have faults.
    """
    from tracker.exchange.issues import read_issues, read_lead_times
    from tracker.inventory.demand.comparing import compared, worth_trying
    from tracker.inventory.demand.history import histories
    from tracker.inventory.demand.methods import METHODS, Waiting

    issues = _read(file, read_issues)
    leads = _read(lead_times, lambda source, report: read_lead_times(source)) if lead_times else (lead_days,)
    usual = tuple(lead for lead in leads if lead <= max(LONGEST_LEAD_DAYS, lead_days))
    if not usual:
        raise ConfigurationError(f"No order came within {LONGEST_LEAD_DAYS} days.", hint="Give --lead-days instead.")
    everything = histories(issues)
    series = worth_trying(everything)
    if not series:
        raise Refusal(
            "No item has been used for long enough to try anything.",
            hint="Half a year of issues is the least: several lines an item, from its first day of use to its last.",
            code="backtest_too_short",
        )
    waiting = Waiting(review_days, usual)
    with progress("trying methods") as report:
        done = iter(range(1, len(METHODS) + 1))
        needed = compared(series, waiting, fill / 100, report=lambda: report(next(done), len(METHODS)))
    if json:
        _out_json(needed, len(series), waiting, fill, is_assumed=lead_times is None)
        return 0
    _say_set_up(len(series), len(everything), len(leads) - len(usual), waiting, is_assumed=lead_times is None)
    _out_table(needed, fill)
    return 0


def _read(file: Path, read: Callable[[Path, Progress], Checked[Row]]) -> tuple[Row, ...]:
    with progress(f"reading {file.name}") as report:
        checked = read(file, report)
    if checked.fault_count:
        raise Refusal(f"{out_faults(checked.faults, checked.fault_count)} in {file}.", code="backtest_file")
    return checked.rows


def _say_set_up(tried: int, of: int, left_out: int, waiting: Waiting, *, is_assumed: bool) -> None:
    rest = f"; {of - tried} more are too short or were not used" if of > tried else ""
    say(f"{tried} series of an item at a site{rest}.")
    outliers = f"; {left_out} orders over {LONGEST_LEAD_DAYS} days are left out" if left_out else ""
    mean = waiting.mean_days - waiting.review_days
    if is_assumed:
        say(f"Ordering every {waiting.review_days} days; every order is assumed to take {mean:.0f} days.")
        say("Real ones swing, and that costs stock: give past orders with --lead-times FILE (ordered, received).")
        return
    say(f"Ordering every {waiting.review_days} days, lead time {mean:.1f} days on the average{outliers}.")


def _out_table(needed: tuple[Needed, ...], fill: float) -> None:
    from tracker.inventory.demand.methods import SHIPPED

    par = next((each.stock_days for each in needed if each.method.name == "fixed_par"), None)
    out(f"{'days of stock to serve ' + f'{fill:g} % of the use':<44}{'days':>6}  against a fixed par")
    for each in needed:
        days = "never" if each.stock_days is None else f"{each.stock_days:.1f}"
        against = f"{each.stock_days / par - 1:+.0%}" if each.stock_days is not None and par else ""
        mark = "▸" if each.method.name == SHIPPED else " "
        out(f"{mark} {each.method.title:<42}{days:>6}  {against:>6}")


def _out_json(needed: tuple[Needed, ...], series: int, waiting: Waiting, fill: float, *, is_assumed: bool) -> None:
    from tracker.inventory.demand.methods import SHIPPED

    out_json(
        {
            "fill_rate": fill / 100,
            "series": series,
            "review_days": waiting.review_days,
            "mean_lead_days": waiting.mean_days - waiting.review_days,
            "is_lead_assumed": is_assumed,
            "methods": [
                {"method": each.method.name, "stock_days": each.stock_days, "is_shipped": each.method.name == SHIPPED}
                for each in needed
            ],
        }
    )
