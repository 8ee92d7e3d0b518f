"""What must be true of a clinic whatever befell it, asked by the audits of ``doctor --deep`` and ``verify``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.faults.work import settings_of
from tracker.errors import TrackerError
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.month_ends import audit_month_ends
from tracker.jobs.desk import Desk
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.station.opening import open_handler, open_store
from tracker.station.wording import ALREADY_STORED
from tracker.store.connection import Connection

AUDITS = (audit_balances, audit_daily_use, audit_month_ends, audit_movements)
Acknowledged = Mapping[str, str]
"""Which verdict was told, by the scan's identity."""


def losses(home: Path, acknowledged: Acknowledged) -> list[str]:
    """What is wrong, in words; empty where all is well: the file is sound, the chain verifies, balances equal the ledger,
    each specimen has one custodian, and what was acknowledged is there.

    The catalogue is not held against the journal: the tests' small clinic is furnished without events.
    """
    try:
        store = open_store(settings_of(home))
        with store.reading() as connection:
            lost = [*unsound(connection), *_missing(connection, acknowledged), *_custodians(connection)]
        store.close()
    except TrackerError as error:
        return [f"does not open: {error.message}"]
    return lost


def unsound(connection: Connection) -> Iterator[str]:
    """What is wrong in the file, the chain, the ledger or the custody."""
    for answer in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if answer != "ok":
            yield f"the file: {answer}"
    yield from (f"the journal: {finding.message}" for finding in verify(connection).findings)
    for audit in AUDITS:
        yield from (f"the ledger: {difference.message}" for difference in audit(connection))
    yield from (f"the custody: {difference.message}" for difference in audit_custody(connection))


def _missing(connection: Connection, acknowledged: Acknowledged) -> Iterator[str]:
    scans: dict[str, str] = dict(connection.exec_driver_sql("SELECT id, verdict FROM scan"))
    events = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT event_id, body FROM journal")}
    for scan, verdict in acknowledged.items():
        if scan not in scans or scan not in events:
            yield f"acknowledged and lost: {scan} {verdict}"
        elif verdict not in (ALREADY_STORED.code, scans[scan]) or json.loads(events[scan])["verdict"] != scans[scan]:
            yield f"acknowledged and changed: {scan} {verdict} (found {scans[scan]})"


def _custodians(connection: Connection) -> Iterator[str]:
    wrong = connection.exec_driver_sql(
        "SELECT number, state FROM specimen WHERE (custodian IS NULL) <> (state IN ('labelled', 'not_collected'))"
    )
    yield from (f"the specimen {number} ({state}) has not exactly one custodian" for number, state in wrong)


def goes_on(home: Path) -> list[str]:
    """Whether the next scan is stored; in words why not."""
    try:
        handler = open_handler(settings_of(home))
        try:
            handler.handle(Desk(), Scan("L0000539", "]C0", "serial:/dev/ttyACM0", handler.clock()))
        finally:
            handler.database.close()
    except TrackerError as error:
        return [f"does not go on: {error.message} ({error.code})"]
    return []
