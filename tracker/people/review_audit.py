"""Holding reviews and emergency access against the journal: a row that it does not tell of was put there by another hand."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.journal.told import event_told
from tracker.people.break_glass import BROKEN
from tracker.people.reviewing import REVIEWED
from tracker.store.connection import Connection


def audit_reviews(connection: Connection) -> Iterator[str]:
    """Every difference in a sentence."""
    told: set[tuple[object, ...]] = set()
    for event_id, body in connection.exec_driver_sql(
        "SELECT event_id, body FROM journal WHERE instr(body, ?) > 0 OR instr(body, ?) > 0",
        (f'"kind":"{REVIEWED}"'.encode(), f'"kind":"{BROKEN}"'.encode()),
    ):
        event = event_told(body)
        if event is None:
            continue
        if event["kind"] == REVIEWED:
            told |= {(event_id, event["by"], event["note"], name, seq) for name, seq in event["ends"].items()}
        elif event["kind"] == BROKEN:
            told.add((event_id, event["badge"], event["at"], event["until"]))
    kept: set[tuple[object, ...]] = set(
        connection.exec_driver_sql(
            "SELECT r.event_id, r.done_by, r.note, s.name, e.seq FROM audit_review r"
            " JOIN audit_review_end e ON e.review_id = r.id JOIN station s ON s.id = e.station_id"
        ).all()
    )
    kept |= set(connection.exec_driver_sql("SELECT event_id, badge, at, until FROM break_glass").all())
    for event_id in sorted({str(row[0]) for row in told ^ kept}):
        yield f"The review or emergency access {event_id} is not as the journal tells of it."
