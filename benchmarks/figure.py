"""One line of the table, and how it is printed. Times are medians of interleaved turns; only their ratio is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """``is_ok`` is None where it could not be measured, and ``found`` then says why."""

    name: str
    found: str
    limit: str
    is_ok: bool | None


def at_most(name: str, ratio: float, limit: float, note: str = "") -> Figure:
    return Figure(name, f"{ratio:.2f} {note}".rstrip(), f"<= {limit:g}", ratio <= limit)


def at_least(name: str, ratio: float, limit: float, note: str = "") -> Figure:
    return Figure(name, f"{ratio:.0f} {note}".rstrip(), f">= {limit:g}", ratio >= limit)


def not_measured(name: str, why: str, limit: str) -> Figure:
    return Figure(name, f"not measured: {why}", limit, None)


def seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def interleaved(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median seconds of each call, all called in turn, so that a slower minute is slower for all of them."""
    turns = [[seconds(call) for call in calls] for _ in range(rounds)]
    return [median(column) for column in zip(*turns, strict=True)]


def table(figures: Iterable[Figure]) -> list[str]:
    signs = {True: "ok", False: "NO", None: "-"}
    rows = [("", "figure", "limit", "ok"), *((f.name, f.found, f.limit, signs[f.is_ok]) for f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(" ") for row in rows]
