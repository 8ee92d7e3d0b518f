"""Specimen labels of which nobody knows whether they came out: kept as numbers alone, in the station and in the journal.

The queue's table would hold a name for as long as the doubt lasts. The journal's record outlives the program, so that the
next start still asks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.labelling.queue import QueuePen, before_no
from tracker.store.connection import Connection

LOOKED_BACK = 20_000
"""Events of this station in which a start looks for a doubt that was left open: some days, and a few milliseconds."""


@dataclass(frozen=True, slots=True)
class SpecimenDoubt:
    """``numbers`` may have come out, all of them or none; ``rest`` was to follow, and has not. Never a name."""

    numbers: tuple[str, ...]
    rest: tuple[str, ...]
    printer: str
    """Its URL."""
    called: str
    """What the clinic calls it."""
    cause: str = ""

    @property
    def about(self) -> str:
        return about(self.numbers)

    @property
    def before_no(self) -> str:
        """What must be so before NO."""
        return before_no(self.printer)


def about(numbers: tuple[str, ...]) -> str:
    """``label 26000001 88``, ``3 labels``."""
    return f"label {numbers[0][:8]} {numbers[0][8:]}" if len(numbers) == 1 else f"{len(numbers)} labels"


def record_doubt(connection: Connection, pen: QueuePen, doubt: SpecimenDoubt) -> None:
    body: dict[str, Value] = {
        "by": pen.by,
        "printer": doubt.printer,
        "rest": list(doubt.rest),
        "specimens": list(doubt.numbers),
    }
    pen.journal.append(connection, new_id(), "label.doubted", pen.at, body)


def record_settled(connection: Connection, pen: QueuePen, doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
    """A person has looked."""
    body: dict[str, Value] = {"by": pen.by, "has_come_out": has_come_out, "specimens": list(doubt.numbers)}
    pen.journal.append(connection, new_id(), "label.settled", pen.at, body)


def require_not_doubted(doubt: SpecimenDoubt | None, numbers: Sequence[str]) -> None:
    """Raises Refusal (``label_doubt``) where one of ``numbers`` may have come out, and nobody has looked yet."""
    if doubt is not None and not set(numbers).isdisjoint(doubt.numbers):
        raise Refusal(
            f"It is not known yet whether {doubt.about} came out.",
            hint="Look at the printer, and answer YES or NO in the app, which asks. Nothing was printed.",
            code="label_doubt",
        )


def doubt_left_open(connection: Connection, station_id: int) -> SpecimenDoubt | None:
    """What this station was in doubt of when it was closed, or cut off."""
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE station_id = ?1"
        " AND seq > (SELECT coalesce(max(seq), 0) FROM journal WHERE station_id = ?1) - ?2"
        " AND (instr(body, ?3) OR instr(body, ?4)) ORDER BY seq DESC LIMIT 1",
        (station_id, LOOKED_BACK, b'"kind":"label.doubted"', b'"kind":"label.settled"'),
    ).scalar()
    body = json.loads(found) if found is not None else {}
    if body.get("kind") != "label.doubted":
        return None
    numbers, rest, printer = tuple(body["specimens"]), tuple(body["rest"]), str(body["printer"])
    return SpecimenDoubt(numbers, rest, printer, printer, "The program has been closed since.")
