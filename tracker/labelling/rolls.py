"""Rolls of labels for tubes that are labelled before the draw: numbers set aside, so that nothing else gets them."""

from __future__ import annotations

from datetime import date

from tracker.barcodes.house import specimen_code
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.labelling.queue import QueuePen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

MOST_ON_A_ROLL = 5_000
A_YEAR = 1_000_000
"""Specimen numbers are the year's last two digits and six more."""
_LARGEST = 99_999_999


@needs(Permission.LABEL_PRINT)
def reserve_roll(connection: Connection, pen: QueuePen, today: date, count: int) -> tuple[str, ...]:
    """``count`` codes in a row beyond all that were ever used or set aside, journalled as ``tube_roll.made``.

    Call it inside the write transaction, and print after its commit: a number that is printed twice harms a patient, one
    that is never printed harms nobody. Raises ConfigurationError for a foolish count, and Refusal where no numbers are
    left.
    """
    if not 1 <= count <= MOST_ON_A_ROLL:
        raise ConfigurationError(
            f"Say how many labels: --count 1 to {MOST_ON_A_ROLL}.",
            hint="For example: tracker label roll --count 100 --to roll.pdf",
        )
    first = _next(connection, today)
    last = first + count - 1
    if last > _LARGEST:
        raise Refusal("The specimen numbers have run out.", hint="Make a smaller roll.", code="specimen_numbers")
    connection.exec_driver_sql("INSERT INTO tube_roll (first, last) VALUES (?, ?)", (first, last))
    codes = tuple(map(specimen_code, range(first, last + 1)))
    body: dict[str, Value] = {"by": pen.by, "count": count, "first": codes[0], "last": codes[-1]}
    pen.journal.append(connection, new_id(), "tube_roll.made", pen.at, body)
    return codes


def _next(connection: Connection, today: date) -> int:
    """A clock that was set back makes no number twice: what is used and set aside counts, whatever the year."""
    used = connection.exec_driver_sql("SELECT max(number) FROM specimen").scalar()
    reserved = connection.exec_driver_sql("SELECT max(last) FROM tube_roll").scalar()
    return max(today.year % 100 * A_YEAR, int(used[:-2]) if used else 0, reserved or 0) + 1
