"""Who wrote patients' names into reasons: on record without the text, and made to wait where it was often.

Whoever is refused learns that somebody of that name is a patient here. Asked on purpose, and often, it would tell who is a
patient to somebody who may see none; so it stands in the review, and from the sixth in a day each next question waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
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
    """Refuse (``reason_wait``) to look at a text, whatever it says, of whose texts have named patients often."""
    before = _lately(connection, hand)
    if len(before) < FREE:
        return
    wait = min(FIRST_WAIT * 2 ** min(len(before) - FREE, _MOST_DOUBLED), LONGEST_WAIT)
    left = before[0] + wait - datetime.fromisoformat(hand.at)
    if timedelta(0) < left <= wait:
        minutes = -(-left // timedelta(minutes=1))
        raise Refusal(
            f"{len(before)} texts of yours named a patient within a day. The next is looked at in {minutes} min.",
            hint="Nothing was changed. Say it then without name, birth date or record number; or fetch somebody else.",
            code="reason_wait",
        )


def _lately(connection: Connection, hand: Asker) -> tuple[datetime, ...]:
    """When texts of ``hand.by`` named somebody within the last day, the newest first."""
    now = datetime.fromisoformat(hand.at)
    rows = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid > (SELECT max(rowid) FROM journal) - ? AND instr(body, ?) > 0"
        " ORDER BY rowid DESC",
        (_LOOKED_BACK, f'"kind":"{NAMED}"'.encode()),
    ).scalars()
    told = (event for body in list(rows) if (event := event_told(body)) is not None)
    times = (datetime.fromisoformat(each["at"]) for each in told if each["kind"] == NAMED and each.get("by") == hand.by)
    return tuple(at for at in times if abs(now - at) < _DAY)
