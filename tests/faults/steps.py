"""Every statement of every scan fails once, in each way that statements fail; the scan is handed in again, as the station
does, and must come to what it would have come to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tests.faults.checking import losses
from tests.faults.faulty import COMMIT, KINDS, WHEN, BugError, Plan, failing
from tests.faults.work import scans, settings_of, tubes_of
from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import ledger_digest
from tracker.jobs.desk import Desk
from tracker.station.handling import Handler
from tracker.station.opening import open_handler

How = Literal["undisturbed", "each_step", "told_nobody"]


@dataclass(slots=True)
class Steps:
    """What came of it. ``digest`` is the ledger's at the end."""

    scans: int = 0
    failures: int = 0
    digest: str = ""
    faults: list[str] = field(default_factory=list)


def play(home: Path, number: int, seed: int, how: How = "undisturbed") -> Steps:
    """The shift of :mod:`.work`, in ``home``. ``each_step``: every statement of every scan fails once, and what is not
    stored is handed in again. ``told_nobody``: every scan is stored, and whoever handed it in hears of a failure."""
    came, plan, said = Steps(), Plan(), dict[str, str]()
    handler = open_handler(settings_of(home))
    desk, failed = Desk(), replace(handler, database=failing(handler.database, plan))
    for scan in scans(tubes_of(home), number, seed):
        if how == "each_step":
            came.failures += _fail_at_each(handler, failed, desk, scan, plan, came)
        elif how == "told_nobody":
            came.failures += _fail_behind_commit(failed, desk, scan, plan)
        step = failed.handle(desk, scan)
        said[scan.id] = step.verdict.code
        desk, came.scans = step.desk, came.scans + 1
    with handler.database.reading() as connection:
        came.digest = ledger_digest(connection)
    handler.database.close()
    came.faults += losses(home, said)
    return came


def _fail_at_each(handler: Handler, failed: Handler, desk: Desk, scan: Scan, plan: Plan, came: Steps) -> int:
    """How often this scan failed: at its first statement, at its second, and so on to its COMMIT. It is not stored then."""
    before, at = _written(handler), 0
    while True:
        plan.arm(at, WHEN[at % 2], KINDS[at // 2 % len(KINDS)], is_at_latest=True)
        with suppress(StoreError, BugError, MemoryError):
            failed.handle(desk, scan)
        if _written(handler) != before:
            came.faults.append(f"the scan {scan.id} failed at its statement {at} and left something behind")
            return at
        if plan.has_reached_commit:
            return at + 1
        at += 1


def _fail_behind_commit(failed: Handler, desk: Desk, scan: Scan, plan: Plan) -> int:
    plan.arm(COMMIT, "behind", "disk")
    with suppress(StoreError):
        failed.handle(desk, scan)
    return plan.has_failed


def _written(handler: Handler) -> tuple[object, ...]:
    """What no failure may change."""
    with handler.database.reading() as connection:
        read = connection.exec_driver_sql
        return (
            read("SELECT count(*) FROM scan").scalar(),
            read("SELECT seq, hash FROM journal_head").all(),
            read("SELECT count(*), sum(quantity) FROM posting").one(),
            read("SELECT count(*), sum(quantity) FROM balance").one(),
            read("SELECT count(*) FROM custody_step").scalar(),
        )
