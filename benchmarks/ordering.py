"""What a way of ordering is worth: the stock that it needs on the real issues of two hospital sites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, not_measured
from tracker.exchange.issues import read_issues, read_lead_times
from tracker.inventory.demand.comparing import compared, worth_trying
from tracker.inventory.demand.history import histories
from tracker.inventory.demand.methods import METHODS, SHIPPED, Waiting

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILL_RATE, MOST_DAYS, LONGEST_LEAD_DAYS = 0.95, 15.5, 30


def figures(folder: Path) -> Iterator[Figure]:
    name = f"days of stock for {FILL_RATE:.0%} of the use"
    if not DATA.is_dir():
        yield not_measured(name, f"no issues at {DATA}", f"<= {MOST_DAYS}")
        return
    leads = read_lead_times(DATA / "nhs_leadtimes.csv").rows
    waiting = Waiting(7, tuple(lead for lead in leads if lead <= LONGEST_LEAD_DAYS))
    series = worth_trying(histories(read_issues(DATA / "nhs_issues.csv.gz").rows))
    needed = {each.method.name: each.stock_days for each in compared(series, waiting, FILL_RATE)}
    shipped = needed[SHIPPED]
    is_ok = shipped is not None and shipped <= MOST_DAYS
    yield Figure(f"{name}, {METHODS[SHIPPED].title}", _days(shipped), f"<= {MOST_DAYS}", is_ok)
    others = {each: days for each, days in needed.items() if each != SHIPPED}
    is_least = shipped is not None and all(days is None or shipped < days for days in others.values())
    found = ", ".join(f"{METHODS[each].title} {_days(days)}" for each, days in others.items())
    yield Figure("the other methods need more", found, "each more", is_least)


def _days(days: float | None) -> str:
    return "never" if days is None else f"{days:.1f}"
