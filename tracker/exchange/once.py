"""What may stand in a file once only."""

from __future__ import annotations

from tracker.exchange.table import Line


class Once:
    """Remembers on which line each value of a column stood first."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], int] = {}

    def takes(self, line: Line, column: str, value: str) -> bool:
        """Whether ``value`` is new, whatever its case; else a fault that names both lines."""
        first = self._lines.setdefault((column, value.casefold()), line.number)
        if first == line.number:
            return True
        hint = f"See lines {first} and {line.number}, and keep one."
        line.fault(column, f"{line.quoted(value)} stands on line {first} already.", hint)
        return False
