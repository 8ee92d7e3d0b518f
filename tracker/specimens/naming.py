"""Who wrote patients' names into reasons, or scanned them: on record without the text, and made to wait where it was often.

Whoever is refused learns that somebody of that name is a patient here. Asked on purpose, and often, it would tell who is a
patient to somebody who may see none; so it stands in the review, and from the sixth in a day each next question waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from tracker.barcodes import personal
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import UNSIGNED
from tracker.journal.told import event_told
from tracker.journal.writing import Journal
from tracker.store.connection import Connection

NAMED = "reason.refused"
"""Kind of the event."""
FREE = 5
"""So many in a day cost nothing: a slip, and the same once more in other words."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=10)
"""Behind the fifth, twice that behind the sixth ... Honest work waits for minutes; 400 birth dates take days."""
_MOST_DOUBLED = 10
MOST_A_DAY = 200
"""Of one badge: more than the waits let through, so that what is not made to wait does not fill the journal either."""
_DAY = timedelta(days=1)
_LOOKED_BACK = 20_000
"""Of so many events it is told: more than a day's."""
MARKS = (f'"kind":"{NAMED}"'.encode(), f'"verdict":"{personal.CODE}"'.encode())
"""Of the events that count: a text that was refused, and a scan of what is, or looks like, a patient's."""


class Asker(Protocol):
    """Who asks, and when."""

    @property
    def by(self) -> str: ...
    @property
    def at(self) -> str: ...


class Hand(Asker, Protocol):
    """Whose hand it is, and when: :class:`tracker.journal.pen.Pen`, or the print queue's."""

    @property
    def journal(self) -> Journal: ...


class NamesPatient(Refusal):
    """A text that the journal would keep names a patient. ``by`` wrote it, at ``what``: for whoever keeps it on record."""

    def __init__(self, by: str, what: str) -> None:
        super().__init__(
            "The reason names a patient, and the journal could never forget it.",
            hint="Say it without name, birth date or record number.",
            code="reason_names_patient",
        )
        self.by = by
        self.what = what


def keep_named(connection: Connection, pen: Hand, what: str) -> bool:
    """Keep that a text of ``pen.by`` named somebody at ``what``, and nothing of the text; False where his day is full."""
    if len(_lately(connection, pen)) >= MOST_A_DAY:
        return False
    body: dict[str, Value] = {"by": pen.by, "verb": what}
    pen.journal.append(connection, new_id(), NAMED, pen.at, body)
    return True


def require_unhurried(connection: Connection, hand: Asker) -> None:
    """Refuse (``reason_wait``) to look at a text, whatever it says, of whose texts and scans have named patients often."""
    before = _lately(connection, hand)
    minutes = minutes_left(before, datetime.fromisoformat(hand.at))
    if minutes:
        raise Refusal(
            f"{len(before)} texts or scans of yours named a patient within a day. The next is looked at in {minutes} min.",
            hint="Nothing was changed. Say it then without name, birth date or record number; or fetch somebody else.",
            code="reason_wait",
        )


def minutes_left(before: Sequence[datetime], now: datetime, free: int = FREE) -> int:
    """How long nothing more is looked at of whose texts and scans named patients at these times, the newest first; ``free``
    of them cost nothing."""
    if len(before) < free:
        return 0
    wait = min(FIRST_WAIT * 2 ** min(len(before) - free, _MOST_DOUBLED), LONGEST_WAIT)
    left = before[0] + wait - now
    return -(-left // timedelta(minutes=1)) if timedelta(0) < left <= wait else 0


def _lately(connection: Connection, hand: Asker) -> tuple[datetime, ...]:
    """When texts or scans of ``hand.by`` named somebody within the last day, the newest first."""
    rows = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid > (SELECT max(rowid) FROM journal) - ?"
        " AND (instr(body, ?) > 0 OR instr(body, ?) > 0) ORDER BY rowid DESC",
        (_LOOKED_BACK, *MARKS),
    ).scalars()
    return within_day([each for body in rows if (each := named_in(body)) is not None], hand.by, hand.at)


def named_in(body: bytes) -> tuple[str, datetime] | None:
    """Who named somebody by this event, and when it was by the station's clock; None where nobody did."""
    event = event_told(body)
    if event is None or not (event["kind"] == NAMED or event.get("verdict") == personal.CODE):
        return None
    try:
        return str(event.get("by", UNSIGNED)), datetime.fromisoformat(event.get("stored", event["at"]))
    except (TypeError, ValueError):
        return None


def within_day(named: Iterable[tuple[str, datetime]], by: str, at: str) -> tuple[datetime, ...]:
    """The times of those by ``by`` within a day of ``at``."""
    now = datetime.fromisoformat(at)
    return tuple(each for who, each in named if who == by and abs(now - each) < _DAY)
