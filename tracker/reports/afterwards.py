"""What was entered afterwards, from papers or out of a recording: for whoever looks over a day on which the computers were
down, or asks whose word a time is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from tracker.journal.late import came_late
from tracker.reports.table import Cell, Column, Table
from tracker.store.connection import Connection

COLUMNS = (
    Column("at", "happened"),
    Column("entered_at", "entered"),
    Column("minutes_later", "minutes later", "right"),
    Column("do", "what"),
    Column("about", "about"),
    Column("by", "by"),
    Column("entered_by", "entered by"),
    Column("proved_by", "by the PIN of"),
    Column("event_id", "event"),
)

_EVENTS = "SELECT body FROM journal WHERE instr(body, CAST('\"stored\":' AS BLOB)) > 0"


def afterwards(connection: Connection, today: date, zone: tzinfo | None) -> Table:
    """A row for every step of custody, challenge and count, in the order in which they happened. By the journal, which
    alone can say it: no patient is in it."""
    names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
    found = [
        (str(event["at"]), _row(event, change, names, zone))
        for event in _events(connection)
        for change in event.get("changes", ())
    ]
    rows = tuple(row for _, row in sorted(found, key=lambda each: each[0]))
    return Table("afterwards", "Entered afterwards, from papers or long after its time", today, COLUMNS, rows)


def _events(connection: Connection) -> Iterator[Mapping[str, Any]]:
    for (body,) in connection.exec_driver_sql(_EVENTS):
        event = json.loads(body)
        if event["kind"] == "scan" and ("entered_by" in event or came_late(event)):
            yield event


def _row(
    event: Mapping[str, Any], change: Mapping[str, Any], names: Mapping[str, str], zone: tzinfo | None
) -> tuple[Cell, ...]:
    at, stored = (datetime.fromisoformat(event[key]) for key in ("at", "stored"))
    by = change.get("by", event.get("by", ""))
    entered_by, proved_by = event.get("entered_by", by), event.get("proved_by", "")
    return (
        _shown(at, zone),
        _shown(stored, zone),
        int((stored - at).total_seconds()) // 60,
        _what(change),
        _about(change),
        names.get(by, by),
        names.get(entered_by, entered_by),
        names.get(proved_by, proved_by) or None,
        event["id"],
    )


def _what(change: Mapping[str, Any]) -> str:
    """``identify failed`` where what stood on the paper was not this patient."""
    said = "count" if change["do"] == "adjust" else str(change["do"]).rpartition(".")[2]
    return said if change.get("is_match", True) else f"{said} failed"


def _about(change: Mapping[str, Any]) -> str:
    """``2600447102``; ``I00014645 lot 77120 in L0101128: 140 counted, 150 in the books``."""
    if change["do"] != "adjust":
        return ", ".join(change.get("specimens", ())) or str(change.get("requisition", ""))
    lot = f" lot {change['lot']}" if change["lot"] else ""
    counted = f"{change['counted']} counted, {change['expected']} in the books"
    return f"{change['item']}{lot} in {change['place']}: {counted}"


def _shown(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
