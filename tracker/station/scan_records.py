"""A scan on the record: what it said, and the event that commits to it without quoting it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.hardware.scan import Scan
from tracker.jobs.desk import Signer, Step
from tracker.jobs.signing_paper import proved_by
from tracker.journal.canonical import Value, storable
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.signed import TO_SIGN
from tracker.journal.writing import Journal, sealed_scan
from tracker.station.resuming import Stored, context, stored
from tracker.station.timing import Times
from tracker.store.connection import Connection

KEPT_CHARACTERS = 8192
"""A longer scan is refused like any over 128, and recorded up to here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of one scan: what it led to, what that changed, and by which clocks."""

    scan: Scan
    step: Step
    times: Times
    changes: Sequence[Mapping[str, Value]] = ()
    occasion: Occasion | None = None
    """When it happened and who entered it; None where nothing was carried out."""
    signed: tuple[Signer, ...] = ()
    fault: str = ""
    """The kind of the program's own failure at it; empty where there was none."""


def recorded(connection: Connection, scan: Scan) -> Stored | Literal["other", "unreadable"] | None:
    """What the journal tells of this very scan where it reached the disk before, by a retry or because its recording is
    played again; or that another bears its identity. Of one that was private or erased nobody can tell which."""
    found = connection.exec_driver_sql("SELECT data, aim FROM scan WHERE id = ?", (scan.id,)).first()
    if found is None:
        return None
    if found[0] is None:
        return "unreadable"
    here = (storable(scan.data[:KEPT_CHARACTERS]), storable(scan.aim))
    return stored(connection, scan) if tuple(found) == here else "other"


def record(connection: Connection, journal: Journal, entry: Entry) -> None:
    """The raw scan, and its event. What a paper says is told at its own time."""
    salt = secrets.token_bytes(16)
    _keep(connection, entry, salt)
    occasion = entry.occasion
    is_from_paper = occasion is not None and occasion.entered_by
    at = occasion.at if occasion is not None and is_from_paper else stamp(entry.scan.at)
    journal.append(connection, entry.scan.id, "scan", at, _body(entry, salt))


def _keep(connection: Connection, entry: Entry, salt: bytes) -> None:
    scan, is_private = entry.scan, entry.step.is_private
    # Part of an answer that only the patient should know: what is thrown away at once can never leak.
    data = None if is_private else storable(scan.data[:KEPT_CHARACTERS])
    evidence = storable((scan.without_answer() if is_private else scan).evidence)
    connection.exec_driver_sql(
        "INSERT INTO scan (id, at, source, aim, data, salt, quality, evidence, verdict, symbology)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            scan.id,
            stamp(scan.at),
            storable(scan.source),
            storable(scan.aim),
            data,
            None if is_private else salt,
            scan.quality,
            evidence,
            entry.step.verdict.code,
            storable(scan.symbology),
        ),
    )


def _body(entry: Entry, salt: bytes) -> dict[str, Value]:
    scan, desk = entry.scan, entry.step.desk
    data, aim = storable(scan.data[:KEPT_CHARACTERS]), storable(scan.aim)
    body: dict[str, Value] = {
        "desk": context(desk),
        "job": desk.job.value,
        "scan": sealed_scan(salt, data, aim, scan.quality.value, storable(scan.source), storable(scan.symbology)),
        "verdict": entry.step.verdict.code,
        **entry.times.words(scan.at),
    }
    if entry.occasion is not None and entry.occasion.entered_by:
        body |= {"entered_by": entry.occasion.entered_by, "stored": stamp(entry.times.now)}
        if proof := proved_by(desk, _hands(entry)):
            body["proved_by"] = proof
    if entry.changes:
        body |= {
            "changes": entry.changes,
            "day": entry.occasion.today.isoformat() if entry.occasion is not None else "",
        }
    if entry.fault:
        body["fault"] = entry.fault
    if desk.operator is not None:
        body["by"] = desk.operator.badge
    if desk.session is not None:
        body["signed_in"] = desk.session.badge
    if entry.signed:
        body[TO_SIGN] = [each.badge for each in entry.signed]
    return body


def _hands(entry: Entry) -> tuple[str, ...]:
    """In whose names the changes are."""
    operator = entry.step.desk.operator
    own = operator.badge if operator is not None else ""
    return tuple(dict.fromkeys(str(change.get("by", own)) for change in entry.changes))
