"""A rack or box as it is seen from above: which places are taken, which comes next, and what was put in last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tracker.tui.showing import line, lines

FREE, TAKEN, NEXT, LAST = "·", "●", "▸", "◆"
LEGEND = f"{TAKEN} taken  {FREE} free  {NEXT} next  {LAST} last"
_HEAD = 3
"""Columns before the first place: the row's letter."""
_WIDEST = 3


class Grid(Widget):
    """``show`` replaces everything. Its signs tell all that its colours do."""

    DEFAULT_CSS = "Grid { height: auto; width: auto; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = self._columns = 0
        self._signs: Mapping[int, tuple[str, str]] = {}
        self._next: int | None = None
        self._last: int | None = None

    def show(
        self, rows: int, columns: int, signs: Mapping[int, tuple[str, str]], next_slot: int | None, last: int | None
    ) -> None:
        """``signs`` has the sign and style of each taken slot, counted from 1 row by row."""
        before = (self._rows, self._columns, self._signs, self._next, self._last)
        if before != (rows, columns, signs, next_slot, last):
            self._rows, self._columns, self._signs, self._next, self._last = rows, columns, signs, next_slot, last
            self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return max(len(LEGEND) + 2, _HEAD + self._columns * self._cell(container.width) + 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._rows + 2

    def _cell(self, width: int) -> int:
        """Columns for each place: a box of 40 columns must fit, too."""
        room = max(1, (width - _HEAD - 1) // max(1, self._columns))
        return min(_WIDEST, room)

    def render(self) -> Content:
        cell = self._cell(self.content_size.width)
        return lines([self._numbers(cell), *self._places(cell), line((f" {LEGEND}", "$muted"))])

    def _numbers(self, cell: int) -> Content:
        """Every column's number, or every fifth one where they stand close."""
        numbers = [
            f"{number:>{cell}}" if len(str(number)) < cell or (cell > 1 and number % 5 == 0) else " " * cell
            for number in range(1, self._columns + 1)
        ]
        return line((" " * _HEAD + "".join(numbers), "$muted"))

    def _places(self, cell: int) -> Iterator[Content]:
        for row in range(self._rows):
            parts: list[tuple[object, str] | str] = [(f" {chr(ord('A') + row)} ", "$muted")]
            for slot in range(row * self._columns + 1, (row + 1) * self._columns + 1):
                sign, style = self._sign(slot)
                parts += [" " * (cell - 1), (sign, style)]
            yield line(*parts)

    def _sign(self, slot: int) -> tuple[str, str]:
        if slot == self._last:
            return LAST, "bold $accent"
        if slot in self._signs:
            return self._signs[slot]
        return (NEXT, "bold reverse") if slot == self._next else (FREE, "$muted")
