"""All counts that are open in one place, as whoever stands there sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.inventory.count_facts import CountLine, CountSheet, LineState


@dataclass(frozen=True, slots=True)
class CountsHere:
    """The counts that are open in one place, the oldest first, each with its whole sheet; at least one. No line is in two of
    them."""

    place_id: int
    sheets: tuple[CountSheet, ...]

    @property
    def having_lines(self) -> tuple[CountSheet, ...]:
        """Those that have something here; the first where none has."""
        return tuple(each for each in self.sheets if each.of_place(self.place_id)) or self.sheets[:1]

    @property
    def to_go_on(self) -> CountSheet:
        """The first that is not done here."""
        return next((each for each in self.having_lines if not is_done(each.of_place(self.place_id))), self.sheets[0])


def is_done(lines: Sequence[CountLine]) -> bool:
    return all(line.state is LineState.COUNTED for line in lines)
