"""What went back to suppliers, and under which credit note, held against the journal: it is money."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.inventory.auditing import MALFORMED, Difference, shown
from tracker.inventory.recounting import body_of
from tracker.store.connection import Connection


def audit_returns(connection: Connection) -> Iterator[Difference]:
    """Every return that is not as its event tells, that no event tells, or that only the journal tells. One that was undone
    stays in both."""
    told: dict[str, str | None] = {}
    for event_id, body in connection.exec_driver_sql(
        "SELECT event_id, body FROM journal WHERE instr(body, ?) > 0", (b'"returned":',)
    ):
        try:
            for change in (body_of(body) or {}).get("changes", ()):
                if "returned" in change:
                    told[event_id] = change["returned"] or None
        except MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    kept: dict[str, str | None] = dict(
        connection.exec_driver_sql(
            "SELECT coalesce(m.event_id, b.movement_id), b.credit FROM supplier_return b"
            " LEFT JOIN movement m ON m.id = b.movement_id"
        ).all()
    )
    for event_id in {**told, **kept}:
        if event_id not in told or event_id not in kept:
            here, there = ("not here", "told") if event_id in told else ("here", "not told")
            yield Difference("return_changed", f"The return {event_id} is {here}, and {there} in the journal.")
        elif told[event_id] != kept[event_id]:
            words = f"credit note {shown(kept[event_id])} here, {shown(told[event_id])} in the journal"
            yield Difference("return_changed", f"The return {event_id}: {words}.")
