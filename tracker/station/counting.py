"""Counts that the screens ask for: opened, closed, cancelled and taken back, in turn with the scans of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Refusal
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen

if TYPE_CHECKING:
    from tracker.inventory.count_closing import Closed
    from tracker.inventory.count_facts import CountCase, CountReason
    from tracker.jobs.desk import Desk
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")
Key = tuple[int, int, int]
"""A line's place, item and lot, by their ids."""


class Counting:
    """Every call blocks: make it on a worker thread. Each raises :class:`tracker.errors.TrackerError` where nothing was
    done, ``sign_on_first`` among them: a count is worked in somebody's name."""

    def __init__(self, handler: Handler, writer: Writer) -> None:
        self._handler, self._writer = handler, writer

    def open(self, places: tuple[int, ...], classes: str) -> CountCase:
        """Of these places and all below them; everywhere where there are none."""
        from tracker.inventory.count_cases import open_case
        from tracker.inventory.count_places import places_named

        return self._written(
            lambda connection, pen: open_case(connection, pen, places or places_named(connection, ()), classes)
        )

    def none_here(self, number: str, key: Key) -> None:
        from tracker.inventory.count_entries import say_none

        self._written(lambda connection, pen: say_none(connection, pen, number, key))

    def give_reason(self, number: str, key: Key, reason: CountReason) -> None:
        from tracker.inventory.count_entries import give_reason

        self._written(lambda connection, pen: give_reason(connection, pen, number, key, reason))

    def close(self, number: str) -> Closed:
        from tracker.inventory.count_closing import close_case

        rules = self._handler.rules.counts
        return self._written(lambda connection, pen: close_case(connection, pen, number, rules))

    def cancel(self, number: str) -> None:
        from tracker.inventory.count_cases import cancel_case

        self._written(lambda connection, pen: cancel_case(connection, pen, number))

    def reverse(self, number: str) -> None:
        from tracker.inventory.count_closing import reverse_case

        self._written(lambda connection, pen: reverse_case(connection, pen, number))

    def _written(self, work: Callable[[Connection, Pen], T]) -> T:
        """``work`` in a transaction of its own, under the hand of whoever is signed on when its turn comes."""

        def turn(desk: Desk) -> T:
            if desk.operator is None:
                raise Refusal(
                    "A count is worked in somebody's name.",
                    hint="Scan your badge, then do it again.",
                    code="sign_on_first",
                )
            with self._handler.database.writing() as connection:
                pen = Pen(self._handler.journal, stamp(self._handler.clock()), desk.operator.badge, self._handler.zone)
                return work(connection, pen)

        return self._writer.in_turn(turn)
