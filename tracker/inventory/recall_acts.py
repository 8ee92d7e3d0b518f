"""What every step of a recall's way asks first, and how it is told in the journal."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.recall_facts import Case
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

LONGEST_REASON, LONGEST_NUMBER = 200, 40


def require_line(text: str, longest: int, what: str, *, code: str) -> None:
    if not text or text != text.strip() or not text.isprintable() or len(text) > longest:
        raise Refusal(
            f"A recall's {what} is one line of 1 to {longest} letters, digits and signs.",
            hint="Write what the notice says; the journal keeps it, so it names no patient.",
            code=code,
        )


def require_open(case: Case) -> None:
    if not case.is_open:
        raise Refusal(
            f"Recall {case.number} is closed.", hint="A later notice is a recall of its own.", code="recall_closed"
        )


def record(connection: Connection, pen: Pen, case: Case, what: str, more: Mapping[str, Value]) -> None:
    body: dict[str, Value] = {"by": pen.by, "number": case.number, "item": case.item.code, "lot": case.lot, **more}
    pen.journal.append(connection, new_id(), f"recall.{what}", pen.at, body)
