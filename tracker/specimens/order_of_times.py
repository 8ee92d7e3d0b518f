"""When each specimen's last step was, as far as it still holds: what is entered afterwards may not come before it.

For what is scanned as it happens order is by sequence, whatever the clocks say. A time that a person read off a paper is a
statement about the order itself, and one that would put a tube into somebody's hands before it left another's is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from tracker.errors import Refusal
from tracker.journal.looking_back import written_since
from tracker.journal.occasion import Occasion
from tracker.specimens.rows import when
from tracker.specimens.standing import Standing, in_words
from tracker.specimens.states import Do
from tracker.store.connection import Connection

WRITTEN_TO = timedelta(minutes=1)
"""How exactly a time is written by hand."""


class Taken(Protocol):
    """What a step must say for it to be known whether it was taken back."""

    @property
    def do(self) -> Do: ...

    @property
    def event_id(self) -> str: ...


Past = TypeVar("Past", bound=Taken)


def in_force(past: Iterable[Past]) -> list[Past]:
    """The steps that were not taken back. One RETRACT takes back all that the scan before it did."""
    kept: list[Past] = []
    for step in past:
        if step.do is not Do.RETRACT:
            kept.append(step)
            continue
        event_id = kept[-1].event_id
        while kept and kept[-1].event_id == event_id:
            kept.pop()
    return kept


@dataclass(frozen=True, slots=True)
class _Step:
    do: Do
    event_id: str
    at: str


def latest_of(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """The time of each specimen's latest step that still holds, by number; those without any are left out."""
    found = connection.exec_driver_sql(
        "SELECT s.number, k.do, k.event_id, k.at FROM custody_step k JOIN specimen s ON s.id = k.specimen_id"
        " WHERE s.number IN (SELECT value FROM json_each(?)) ORDER BY s.number, k.seq",
        (json.dumps(list(numbers)),),
    )
    steps: dict[str, list[_Step]] = {}
    for number, do, event_id, at in found:
        steps.setdefault(number, []).append(_Step(Do(do), event_id, at))
    return {number: max(each.at for each in kept) for number, past in steps.items() if (kept := in_force(past))}


def not_before(connection: Connection, numbers: Sequence[str], at: str) -> str:
    """``at``, or the specimens' latest step where that was within the very minute that ``at`` says."""
    latest = max(latest_of(connection, numbers).values(), default=at)
    return max(at, latest) if when(latest) - when(at) < WRITTEN_TO else at


def require_label_made(connection: Connection, number: str, occasion: Occasion) -> None:
    """Refuse (``before_its_label``) what is entered afterwards of a label that was made only later."""
    if not occasion.entered_by:
        return
    for event in written_since(connection, occasion.at):
        is_its_roll = event["kind"] == "tube_roll.made" and event["first"] <= number <= event["last"]
        if is_its_roll and event["at"] > occasion.at:
            raise Refusal(
                f"Label {in_words([number])} was made only at {occasion.shown(event['at'])}.",
                hint="Before, it was on no tube: look at the time and the date on the paper.",
                code="before_its_label",
            )


def require_in_order(connection: Connection, before: Sequence[Standing], occasion: Occasion) -> None:
    """Refuse (``before_last_step``) what is entered afterwards and would have happened before a step on record."""
    if not occasion.entered_by or not before:
        return
    latest = latest_of(connection, [each.number for each in before])
    late = sorted(number for number, at in latest.items() if at > occasion.at)
    if late:
        raise Refusal(
            f"{in_words(late)} has a step on record at {occasion.shown(latest[late[0]])}: nothing can be put before that.",
            hint="Look at its time on the paper, and at the tube's timeline: FIND. Wrong there? Its UNDO first.",
            code="before_last_step",
        )
