"""What is wrong with a file, line by line, for the person who wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.console import out

if TYPE_CHECKING:
    from tracker.exchange.rows import Fault


def out_faults(faults: Sequence[Fault], count: int) -> str:
    """Tell them by their causes; gives the count in words. ``count`` is of all, ``faults`` are the first."""
    for (column, message, hint), lines in _by_cause(faults).items():
        out(f"✖ {_lines(lines)}{f', {column}' if column else ''}: {message}")
        if hint:
            out(f"    {hint}")
    if untold := count - len(faults):
        out(f"✖ and {untold} more, of these causes or others")
    return f"{count} fault{'' if count == 1 else 's'}"


_FIRST = 3
"""Lines that are named for one cause."""


def _by_cause(faults: Sequence[Fault]) -> Mapping[tuple[str, str, str], Sequence[int]]:
    """The lines of each cause, in the order in which they were met: a missing table is one fault, not one on every line."""
    causes: dict[tuple[str, str, str], list[int]] = {}
    for fault in faults:
        causes.setdefault((fault.column, fault.message, fault.hint), []).append(fault.line)
    return causes


def _lines(lines: Sequence[int]) -> str:
    """``line 3``, ``lines 2, 3, 4``, ``84 lines, first 2, 3, 4``."""
    first = ", ".join(map(str, lines[:_FIRST]))
    if len(lines) == 1:
        return f"line {first}"
    return f"lines {first}" if len(lines) <= _FIRST else f"{len(lines)} lines, first {first}"
