"""A label in somebody's hand has come out: its own code, scanned, is the YES to whether it did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import QueuePen
from tracker.labelling.specimen_doubt import in_doubt_or_sent
from tracker.labelling.unprinted import LabelState, label_states
from tracker.specimens.states import Do, State
from tracker.store.connection import Connection

_SENT = ("label.sending", "label.doubted")
_LABELLED = frozenset({f"specimen.{each}" for each in (Do.BIND, Do.COLLECT)})
"""By a roll's label, or full before: it bears one."""


class Asked:
    """Which labels may be in doubt, for who asks at each scan: kept up by what was written since. That takes 0.1 ms, and a
    look through all that a start looks through 8 to 16 (measured with 9,900 events). For one thread."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()
        self._known_to = 0
        """The row of the journal up to which they are known; 0 for none yet."""

    def has(self, connection: Connection, number: str) -> bool:
        """Whether it is in doubt, on its way just now, or taken by a print system, whether the label of this number came
        out."""
        newest = int(connection.exec_driver_sql("SELECT coalesce(max(rowid), 0) FROM journal").scalar_one())
        if not self._known_to:
            self._numbers |= in_doubt_or_sent(connection) | taken(connection)
        else:
            found = connection.exec_driver_sql(
                "SELECT body FROM journal WHERE rowid > ? AND (instr(body, ?) OR instr(body, ?) OR instr(body, ?))",
                (self._known_to, *(f'"kind":"{kind}"'.encode() for kind in (*_SENT, "label.sent"))),
            )
            self._numbers |= {each for body in found.scalars() for each in json.loads(body)["specimens"]}
        self._known_to = max(newest, 1)
        if number not in self._numbers:
            return False
        if number in in_doubt_or_sent(connection) or is_taken(connection, number):
            return True
        self._numbers.discard(number)
        return False


def taken(connection: Connection) -> frozenset[str]:
    """The numbers of tubes to be drawn whose label a print system has, and does not say whether it came out."""
    found = connection.exec_driver_sql("SELECT number FROM specimen WHERE state = ?", (State.LABELLED.value,))
    states = label_states(connection, [str(number) for number in found.scalars()], (), ())
    return frozenset(number for number, state in states.items() if state is LabelState.TAKEN)


def is_taken(connection: Connection, number: str) -> bool:
    """Whether it is one of those."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM specimen WHERE number = ? AND state = ?", (number, State.LABELLED.value)
    )
    is_empty = found.first() is not None
    return is_empty and label_states(connection, [number], (), ()).get(number) is LabelState.TAKEN


def is_only_label(connection: Connection, number: str) -> bool:
    """Whether of all labels of this number only the one that was sent last can be out: whoever scans it then holds that one.
    Of a label that was printed again the first may be the one that is scanned."""
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid >= (SELECT min(j.rowid) FROM specimen s"
        " JOIN custody_step k ON k.specimen_id = s.id JOIN journal j ON j.event_id = k.event_id WHERE s.number = ?)"
        " AND instr(body, ?) ORDER BY rowid",
        (number, f'"{number}"'.encode()),
    )
    is_out = was_out = False
    for event in map(json.loads, found.scalars()):
        for told in (event, *event.get("changes", ())):
            if told.get("kind") in _SENT and number in told["specimens"]:
                was_out = is_out
            is_out = is_out or _says_out(told, number)
    return not was_out


def _says_out(told: Mapping[str, Any], number: str) -> bool:
    kind = told.get("kind", told.get("do"))
    if kind == "label.reprinted":
        return bool(told["specimen"] == number) and not told.get("is_lacking", False)
    if number not in told.get("specimens", ()):
        return False
    if kind in _LABELLED:
        return True
    if kind == "label.sent":
        return bool(told["state"] != JobState.CANCELLED)
    return kind == "label.settled" and bool(told["has_come_out"])


def record_scanned(connection: Connection, pen: QueuePen, number: str) -> None:
    """What nobody had to answer: the label of this number has come out, since it was scanned."""
    body: dict[str, Value] = {"by": pen.by, "has_come_out": True, "is_scanned": True, "specimens": [number]}
    pen.journal.append(connection, new_id(), "label.settled", pen.at, body)
