"""A clinic in which something happened that a person should look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tracker.demo.clinic import demo_settings
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.credentials import reset_by_keys, set_proof
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.station.opening import open_pen
from tracker.station.pepper import made_pepper
from tracker.store.connection import Connection

CMA, LEAD, LAB = "B0000000723", "B0000000141", "B0000000238"
HAPPENED: tuple[tuple[str, str, str, dict[str, Value]], ...] = (
    ("2026-11-14T09:05:00.000Z", CMA, "label.reprinted", {"reason": "smeared"}),
    ("2026-11-14T09:09:00.000Z", CMA, "label.reprinted", {"reason": "torn"}),
    ("2026-11-15T16:30:00.000Z", LEAD, "patient.erased", {"reason": "asked for by letter of 12 November"}),
    ("2026-11-16T07:10:00.000Z", LAB, "label.reprinted", {"reason": "smeared"}),
    ("2026-11-16T07:20:00.000Z", "unsigned", "staff.pin_failed", {"badge": LAB, "failed": 1}),
)


def happen(home: Path, *, by_keys: str = "", reason: str = "") -> None:
    """``by_keys``: the lead's PIN was reset by whoever holds the keys, as well, and he has chosen this one since.
    ``reason``: one more, for such a reason."""
    settings = demo_settings(home)
    store, journal = open_pen(settings)
    pepper = made_pepper(store, settings)
    try:
        with store.writing() as connection:
            for at, by, kind, more in HAPPENED:
                journal.append(connection, new_id(), kind, at, {"by": by, **more})
            if reason:
                journal.append(
                    connection, new_id(), "label.reprinted", "2026-11-16T07:30:00.000Z", {"by": CMA, "reason": reason}
                )
            if by_keys:
                _reset_by_keys(connection, Pen(journal, "2026-11-13T18:00:00.000Z"), Hasher(pepper), Proof(by_keys))
    finally:
        store.close()


def _reset_by_keys(connection: Connection, pen: Pen, hasher: Hasher, own: Proof) -> None:
    """As it is done, with all that its events tell."""
    code = Proof("82461357")
    verifier = hasher.made(LEAD, code)
    reset_by_keys(connection, pen, LEAD, verifier, "J. Admin: he has forgotten it")
    set_proof(connection, replace(pen, by=LEAD), LEAD, own, hasher.made(LEAD, own), code, verifier)
