"""Emergency access at this station: begun with a reason, told in the top line as long as it lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tracker.errors import Refusal
from tracker.jobs.desk import Desk
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.break_glass import break_glass, broken_until
from tracker.specimens.nameless import require_nameless
from tracker.station.handling import Handler
from tracker.station.outcomes import Outcome
from tracker.station.writer import Writer


class Emergency:
    """``minutes``: how long it lasts. What a station begins it remembers, so that the top line asks no database."""

    def __init__(self, handler: Handler, writer: Writer, minutes: int, now: Callable[[], datetime]) -> None:
        self._handler, self._writer, self._minutes, self._now = handler, writer, minutes, now
        self._until: dict[str, datetime] = {}
        self._asked: set[str] = set()

    def begin(self, reason: str) -> datetime:
        """Until when whoever is signed on may see patients' data, once it is on disk who and why. Blocks.

        Raises :class:`Refusal` (``sign_on_first``, ``reason_missing``, ``reason_names_patient``) and
        :class:`tracker.errors.StoreError`.
        """
        return self._writer.in_turn(lambda desk: self._begin(desk, reason))

    def _begin(self, desk: Desk, reason: str) -> datetime:
        if desk.operator is None:
            raise Refusal(
                "Emergency access is somebody's.", hint="Scan your badge, then ask again.", code="sign_on_first"
            )
        badge, handler = desk.operator.badge, self._handler
        with handler.database.writing() as connection:
            pen = Pen(handler.journal, stamp(self._now()), badge, handler.zone)
            until = break_glass(connection, pen, badge, reason, self._minutes)
            require_nameless(connection, handler.vault, pen, "emergency access", reason, may_wait=False)
        self._until[badge] = until
        return until

    def hear(self, outcome: Outcome) -> None:
        """Ask the database once for whoever has signed on: it may have begun before this program was started."""
        desk = self._writer.desk
        if desk.operator is None or (badge := desk.operator.badge) in self._asked:
            return
        self._asked.add(badge)
        with self._handler.database.reading() as connection:
            until = broken_until(connection, self._handler.journal, badge, self._now())
        if until is not None:
            self._until.setdefault(badge, until)

    def in_short(self, desk: Desk) -> str:
        """For the top line: ``EMERGENCY ACCESS until 10:42``; empty while there is none. Never blocks."""
        until = self._until.get(desk.operator.badge) if desk.operator is not None else None
        if until is None or self._now() >= until:
            return ""
        return f"EMERGENCY ACCESS until {until.astimezone(self._handler.zone):%H:%M}"
