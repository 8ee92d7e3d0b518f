"""Holding reviews, emergency access and resets by the keys against the journal: a row that it does not tell of was put
there by another hand."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.journal.told import event_told
from tracker.people.break_glass import BROKEN
from tracker.people.credentials import PROOF_RESET_BY_KEYS
from tracker.people.reviews import REVIEWED, covered
from tracker.store.connection import Connection

_OF_NONE = ""
"""Stands for the event of a review that is not there."""


def audit_reviews(connection: Connection) -> Iterator[str]:
    """Every difference in a sentence."""
    told, kept = _told(connection), _kept(connection)
    if orphaned := sum(row[0] == _OF_NONE for row in kept):
        belong = "row belongs" if orphaned == 1 else "rows belong"
        yield f"What was signed for in a review: {orphaned} {belong} to no review."
    for event_id in sorted({str(row[0]) for row in told ^ kept} - {_OF_NONE}):
        yield f"The review, emergency access or reset by the keys {event_id} is not as the journal tells of it."


def _told(connection: Connection) -> set[tuple[object, ...]]:
    """By the journal."""
    told: set[tuple[object, ...]] = set()
    for event_id, body in connection.exec_driver_sql(
        "SELECT event_id, body FROM journal WHERE instr(body, ?) > 0 OR instr(body, ?) > 0 OR instr(body, ?) > 0",
        tuple(f'"kind":"{kind}"'.encode() for kind in (REVIEWED, BROKEN, PROOF_RESET_BY_KEYS)),
    ):
        event = event_told(body)
        if event is None:
            continue
        if event["kind"] == REVIEWED:
            ends, lines = covered(event)
            told.add((event_id, event["by"], event["note"], event["at"], "review"))
            told |= {(event_id, name, seq) for name, seq in ends.items()}
            told |= {(event_id, *line, seq) for line, seq in lines.items()}
        elif event["kind"] == BROKEN:
            told.add((event_id, event["badge"], event["at"], event["until"]))
        elif event["kind"] == PROOF_RESET_BY_KEYS:
            told.add((event_id, event["badge"], event["at"]))
    return told


def _kept(connection: Connection) -> set[tuple[object, ...]]:
    """By the tables."""
    kept: set[tuple[object, ...]] = set(
        connection.exec_driver_sql("SELECT event_id, done_by, note, at, 'review' FROM audit_review").all()
    )
    for columns, table in (("c.seq", "audit_review_end"), ("c.code, c.who, c.key, c.seq", "audit_review_line")):
        kept |= set(
            connection.exec_driver_sql(
                f"SELECT coalesce(r.event_id, '{_OF_NONE}'), s.name, {columns} FROM {table} c"
                " LEFT JOIN audit_review r ON r.id = c.review_id LEFT JOIN station s ON s.id = c.station_id"
            ).all()
        )
    kept |= set(connection.exec_driver_sql("SELECT event_id, badge, at, until FROM break_glass").all())
    kept |= set(connection.exec_driver_sql("SELECT event_id, badge, at FROM proof_reset_by_keys").all())
    return kept
