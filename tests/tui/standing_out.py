"""A clinic in which something happened that a person should look at."""

from __future__ import annotations

from pathlib import Path

from tracker.demo.clinic import demo_settings
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.station.opening import open_pen

CMA, LEAD, LAB = "B0000000723", "B0000000141", "B0000000238"
HAPPENED: tuple[tuple[str, str, str, dict[str, Value]], ...] = (
    ("2026-11-14T09:05:00.000Z", CMA, "label.reprinted", {"reason": "smeared"}),
    ("2026-11-14T09:09:00.000Z", CMA, "label.reprinted", {"reason": "torn"}),
    ("2026-11-15T16:30:00.000Z", LEAD, "patient.erased", {"reason": "asked for by letter of 12 November"}),
    ("2026-11-16T07:10:00.000Z", LAB, "label.reprinted", {"reason": "smeared"}),
    ("2026-11-16T07:20:00.000Z", "unsigned", "staff.pin_failed", {"badge": LAB, "failed": 1}),
)


def happen(home: Path, *, by_keys: bool = False, reason: str = "") -> None:
    """``by_keys``: the lead's PIN was reset by whoever holds the keys, as well. ``reason``: one more, for such a reason."""
    store, journal = open_pen(demo_settings(home))
    try:
        with store.writing() as connection:
            for at, by, kind, more in HAPPENED:
                journal.append(connection, new_id(), kind, at, {"by": by, **more})
            if reason:
                journal.append(
                    connection, new_id(), "label.reprinted", "2026-11-16T07:30:00.000Z", {"by": CMA, "reason": reason}
                )
            if by_keys:
                event_id, at = new_id(), "2026-11-13T18:00:00.000Z"
                body: dict[str, Value] = {"badge": LEAD, "by": "keys", "reason": "J. Admin: he has forgotten it"}
                journal.append(connection, event_id, "staff.proof_reset_by_keys", at, body)
                connection.exec_driver_sql(
                    "INSERT INTO proof_reset_by_keys (event_id, badge, at) VALUES (?, ?, ?)", (event_id, LEAD, at)
                )
    finally:
        store.close()
