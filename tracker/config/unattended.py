"""Reports and papers that the command line makes without a badge: their names."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

STOCK_REPORTS = (
    *("today", "stock", "restock", "expiring", "usage", "abc", "fefo", "dead", "stockouts", "reorder"),
    *("deliveries", "par", "transfers", "recalls", "recall", "count"),
)
UNATTENDED_NAMES = (
    *STOCK_REPORTS,
    *(
        "parked",
        "usage-person",
        "waste",
        "valuation",
        "budget",
        "turns",
        "trace",
        "missing",
        "open",
        "specimens",
        "staff",
    ),
    *("afterwards", "custody", "manifest", "lot", "audit", "backup"),
)
"""What :attr:`tracker.config.Settings.unattended` may name."""


def _are_reports(value: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [each for each in value if each not in UNATTENDED_NAMES]:
        near = get_close_matches(unknown[0], UNATTENDED_NAMES, 1)
        raise ValueError(
            f"there is no {unknown[0]!r} that goes without a badge" + (f"; is it {near[0]}?" if near else "")
        )
    return value


Unattended = Annotated[tuple[str, ...], AfterValidator(_are_reports)]
