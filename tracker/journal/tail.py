"""The journal's newest events alone: what can be afforded at each start. The whole of it is for :mod:`.verifying`."""

from __future__ import annotations

from collections import deque

from tracker.journal.finding import Finding
from tracker.journal.signed import IS_SIGNATURE
from tracker.journal.turning import key_before
from tracker.journal.walking import Walk
from tracker.store.connection import Connection

EVENTS = 1000
"""Of each station: some 15 ms (measured)."""


def verify_tail(connection: Connection, events: int = EVENTS) -> tuple[Finding, ...]:
    """The last so many events of each chain: each follows the one before it, has the raw scan that it tells of, and leads to
    the head that its station signed. That is where a cut in power, and a hand in a hurry, leave their traces."""
    findings: list[Finding] = []
    for station_id, name, public_key, seq in connection.exec_driver_sql(
        "SELECT s.id, s.name, s.public_key, h.seq FROM station s JOIN journal_head h ON h.station_id = s.id ORDER BY s.id"
    ).all():
        behind = _start(connection, station_id, seq - events)
        walk = Walk(connection, station_id, name, public_key, first_key=key_before(connection, station_id, behind))
        if behind:
            before = connection.exec_driver_sql(
                "SELECT hash FROM journal WHERE station_id = ? AND seq = ?", (station_id, behind)
            ).scalar()
            walk.begin_behind(behind, before)
        deque(walk.follow(), maxlen=0)
        walk.end()
        findings.extend(walk.findings)
    return tuple(findings)


def _start(connection: Connection, station_id: int, behind: int) -> int:
    """The event behind which to begin: a signature stands behind what it signs, and is looked at together with it."""
    while behind > 0:
        body = connection.exec_driver_sql(
            "SELECT body FROM journal WHERE station_id = ? AND seq = ?", (station_id, behind + 1)
        ).scalar()
        if body is None or IS_SIGNATURE not in body:
            return behind
        behind -= 1
    return 0
