"""A specimen's row as the services read and write it, in row ids and stamps. It never leaves its transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from tracker.errors import Refusal
from tracker.specimens.states import State
from tracker.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class Standing:
    """As it was before a step, or shall be after it. Times are stamps (:func:`tracker.journal.occasion.stamp`)."""

    id: int
    """0 before it has a row."""
    number: str
    requisition_id: int | None
    container_id: int
    is_pool: int
    labelled_at: str | None
    state: State
    steps: int
    custodian: str | None
    place_id: int | None
    holder_id: int | None
    slot: int | None
    shipment_id: int | None
    since: str
    collected_at: str | None
    spun_at: str | None
    received_at: str | None
    tested_at: str | None
    spin_by: str | None
    receive_by: str | None
    test_by: str | None
    due_at: str | None
    due_kind: str | None
    missing_at: str | None
    keep_until: str | None
    rejected_at: str | None
    """When it was first rejected. Only that rejection's own UNDO takes it away."""
    rejected_for: str | None

    def as_row(self) -> tuple[object, ...]:
        """In the order of :data:`COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(each.name for each in fields(Standing))
MAY_CHANGE = COLUMNS[6:]
"""What a step writes; what stands before is settled when the label is made."""
TIMES = COLUMNS[COLUMNS.index("collected_at") : COLUMNS.index("keep_until") + 1]
"""Of these, what follows from a step: times, limits, and from when on it is missing. The step itself has the rest."""


def fresh(number: str, requisition_id: int | None, container_id: int, labelled_at: str) -> Standing:
    """A specimen that has its label and nothing else yet."""
    nothing = dict.fromkeys(MAY_CHANGE)
    known: dict[str, Any] = {**nothing, "state": State.LABELLED, "steps": 0, "since": labelled_at}
    return Standing(0, number, requisition_id, container_id, 0, labelled_at, **known)


def standings(connection: Connection, numbers: Sequence[str]) -> list[Standing]:
    """The specimens of these numbers, in their order.

    Raises :class:`Refusal`: ``same_tube_twice``, ``unknown_specimen``.
    """
    if not numbers:
        raise ValueError("a step is taken with at least one specimen")
    twice = [number for number, times in Counter(numbers).items() if times > 1]
    if twice:
        raise Refusal(
            f"{in_words(twice)} was scanned twice in one go.",
            hint="Two labels with one number: put both tubes aside and ask for the lead.",
            code="same_tube_twice",
        )
    known = {
        each.number: each
        for each in _found(connection, "number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
    }
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise Refusal(
            f"{in_words(unknown)} was never entered here.",
            hint="Is it another clinic's? Put it aside and ask whoever brought it.",
            code="unknown_specimen",
        )
    return [known[number] for number in numbers]


def in_shipment(connection: Connection, shipment_id: int) -> list[Standing]:
    """All that a shipment has in it, by number."""
    return _found(connection, "shipment_id = ? ORDER BY number", (shipment_id,))


def in_holder(connection: Connection, holder_id: int) -> list[Standing]:
    """All that stands in a rack, box or bag, by number."""
    return _found(connection, "holder_id = ? ORDER BY number", (holder_id,))


def _found(connection: Connection, which: str, values: tuple[object, ...]) -> list[Standing]:
    found = connection.exec_driver_sql(f"SELECT {', '.join(COLUMNS)} FROM specimen WHERE {which}", values)
    return [_standing(row) for row in found]


def _standing(row: Row) -> Standing:
    known: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    return Standing(**{**known, "state": State(row[6])})


def in_words(numbers: Sequence[str]) -> str:
    """``26004471 02``, or the first of several and how many more."""
    first = f"{numbers[0][:8]} {numbers[0][8:]}"
    return first if len(numbers) == 1 else f"{first} (and {len(numbers) - 1} more)"
