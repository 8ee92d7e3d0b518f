"""A specimen's label once more: never without a reason, numbered, and in the journal before a byte goes out."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.labelling.queue import LONGEST_REASON, QueuePen
from tracker.store.connection import Connection


def record_reprint(connection: Connection, pen: QueuePen, numbers: Sequence[str], reason: str) -> None:
    """Journal ``label.reprinted`` for each specimen, with which reprint of it this is: 1, 2, 3 …

    Commit before printing: a second label of a patient's tube that nobody knows of is worse than a record of one that the
    printer failed to give. Raises Refusal without a reason.
    """
    if not reason.strip(" ") or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refusal(
            "A reprint needs its reason.", hint='For example: --reason "smeared".', code="reprint_without_reason"
        )
    for number in numbers:
        body: dict[str, Value] = {
            "by": pen.by,
            "reason": reason,
            "reprint": _reprints(connection, number) + 1,
            "specimen": number,
        }
        pen.journal.append(connection, new_id(), "label.reprinted", pen.at, body)


def _reprints(connection: Connection, number: str) -> int:
    """Counted in the journal itself, about a second for a million events: reprints are rare, and need no table."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM journal WHERE instr(body, ?) AND instr(body, ?)",
        (b'"kind":"label.reprinted"', f'"specimen":"{number}"'.encode()),
    )
    return int(found.scalar_one())
