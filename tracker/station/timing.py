"""The clinic's clock against the scan's, and against what this station wrote before: which of them may be believed.

Order is by sequence, whatever the clocks say. But a limit judged by a wrong clock looks longer than it is, and a tube
is then tested that should not be: the later time is taken, and what is wrong is said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.jobs.custody.words import span
from tracker.jobs.desk import Step
from tracker.jobs.orders import Order
from tracker.jobs.subjects import CollectSubject, ListedSubject, Subject
from tracker.jobs.wording import joined
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.specimens.orders import SpecimensOrder
from tracker.specimens.subjects import HolderSubject, ShipmentSubject, SpecimenSubject
from tracker.store.connection import Connection

AHEAD = timedelta(minutes=5)
"""So much later than the clinic's clock a scan may be: scanners' clocks and station's differ by less."""
SLACK = timedelta(minutes=1)
"""Below this nothing is told: a scan waits for a busy database, and clocks are set by seconds all day."""


@dataclass(frozen=True, slots=True)
class Times:
    """One scan's times. ``now`` is the clinic's clock as it is stored; ``latest`` the latest at which this station wrote
    before, by that same clock; None where it is the first."""

    now: datetime
    latest: datetime | None = None
    is_before: bool = False
    """Whether the scan says a time before the last step of what was scanned, as no clock that is right can."""

    @property
    def back(self) -> timedelta | None:
        """How far the clock was set back; None where it was not."""
        back = self.latest - self.now if self.latest is not None else timedelta()
        return back if back > SLACK else None

    @property
    def floor(self) -> datetime | None:
        """The time that it is at least, where the clock was set back or the scan's is wrong: limits are judged by no earlier
        one. A recording of this morning is judged by its own times."""
        is_wrong = self.is_before or self.back is not None
        return max(self.now, self.latest or self.now) if is_wrong else None

    def is_of(self, at: datetime) -> bool:
        """Whether a scan seen ``at`` is stored as it is seen, by these clocks."""
        return abs(self.now - at) <= SLACK

    def words(self, at: datetime) -> dict[str, Value]:
        """For the journal, of a scan seen ``at``: ``stored`` where it was stored at another time, ``clock_back_s`` (seconds)
        where the clock had been set back."""
        said: dict[str, Value] = {}
        if not self.is_of(at):
            said["stored"] = stamp(self.now)
        if self.back is not None:
            said["clock_back_s"] = int(self.back.total_seconds())
        return said


@dataclass(slots=True)
class Watch:
    """What this process remembers of the clock, so that a scan reads no event for it."""

    latest: datetime | None = None
    is_read: bool = False
    is_told: bool = False
    """Whether the people at this station know that the clock was set back."""

    def look(self, connection: Connection, station_id: int, now: datetime) -> Times:
        if not self.is_read:
            self.latest, self.is_read = _last_written(connection, station_id), True
        return Times(now, self.latest)

    def stored(self, times: Times) -> None:
        """Something was stored at these times."""
        self.latest = max(times.now, self.latest or times.now)
        self.is_told = times.back is not None

    def told(self, step: Step, times: Times) -> Step:
        """``step`` with a clock that was set back in its words, once, and a scan's whose time cannot be."""
        said = step.verdict.detail
        if times.back is not None and not self.is_told:
            said = joined(said, f"the clock here was set back by {span(times.back)}: put it right")
        if times.is_before:
            said = joined(said, "its last step is later than this scan says: judged by the clock here")
        return replace(step, verdict=replace(step.verdict, detail=said))


def _last_written(connection: Connection, station_id: int) -> datetime | None:
    """When this station wrote its last event, by its clock; had that been set back, by the clock before."""
    body = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE station_id = ? ORDER BY seq DESC LIMIT 1", (station_id,)
    ).scalar()
    if body is None:
        return None
    event = json.loads(body)
    return datetime.fromisoformat(event.get("stored", event["at"])) + timedelta(seconds=event.get("clock_back_s", 0))


def is_before(subject: Subject, at: datetime) -> bool:
    """Whether a scan of ``at`` comes, by its own time, before the last step of the specimens that it names, or
    that wait on the desk's list."""
    match subject.subject if isinstance(subject, CollectSubject) else subject:
        case SpecimenSubject(specimen=one):
            return one.latest - at > SLACK
        case HolderSubject(specimens=several) | ShipmentSubject(specimens=several) | ListedSubject(specimens=several):
            return any(each.latest - at > SLACK for each in several)
        case _:
            return False


def require_not_ahead(scan: Scan, orders: Sequence[Order], now: datetime) -> None:
    """Refuse (``clock_wrong``) a step of custody by a scan that says that it comes from the future: its limits would count
    from there."""
    ahead = scan.at - now
    if ahead > AHEAD and any(isinstance(order, SpecimensOrder) for order in orders):
        raise Refusal(
            f"This scan says that it is {scan.at:%Y-%m-%d %H:%M} UTC; here it is {now:%Y-%m-%d %H:%M}.",
            hint=f"It is {span(ahead)} ahead. Put the clock right, there or here, and scan again.",
            code="clock_wrong",
        )
