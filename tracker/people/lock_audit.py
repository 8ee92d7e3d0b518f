"""Holding the count of wrong PINs against the journal: whoever can write to the database can take a lock off a badge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tracker.journal.told import event_told
from tracker.people.access import Role
from tracker.people.badges import REPLACED, REVOKED
from tracker.people.credentials import PROOF_RESET, PROOF_RESET_BY_KEYS, PROOF_SET, RELEASED
from tracker.people.signing_in import LOCKED, PIN_FAILED
from tracker.people.tries import MOST
from tracker.store.connection import Connection

_OPENS = (PROOF_RESET, PROOF_RESET_BY_KEYS, PROOF_SET, RELEASED, REVOKED)


def audit_locks(connection: Connection) -> Iterator[str]:
    """Every lock of the journal that stands in no row, every count that it does not tell, and every one of nobody's.

    A row can shut out the only lead as well as let somebody in. One try more than the journal tells is the one that is
    looked at just now, or at which the power was cut. A right PIN is no event: the journal may tell more than count. One
    event may tell of several that were counted while the disk was full.
    A lead whom no other could let in comes in by himself after an hour, and a right PIN is no event of its own: what he did
    afterwards says that his lock has ended. Of fewer wrong PINs than a lock's the journal cannot tell whether they count.
    """
    locked, failed = _told(connection)
    leads = set(connection.exec_driver_sql("SELECT badge FROM staff WHERE role = ?", (Role.LEAD.value,)).scalars())
    counts: dict[str, int] = dict(connection.exec_driver_sql("SELECT badge, failed FROM sign_in_tries").all())
    for badge, number in locked.items():
        if counts.get(badge, 0) < MOST and not (badge in leads and _acted_since(connection, badge, number)):
            yield f"{badge} is locked after wrong PINs, says the journal, and nothing here keeps it out."
    for badge, count in counts.items():
        if count > failed[badge] + 1:
            told = f"the journal tells {failed[badge]}"
            yield f"{count} wrong PINs are counted for {badge}, which shuts it out or makes it wait: {told}."
    for (badge,) in connection.exec_driver_sql(
        "SELECT badge FROM sign_in_tries WHERE badge NOT IN (SELECT badge FROM staff)"
    ):
        yield f"Wrong PINs are counted for {badge}, which is nobody's."


def _told(connection: Connection) -> tuple[dict[str, int], Counter[str]]:
    """By the journal: each badge that is locked, with its event's number, and the wrong PINs that count for each."""
    kinds = (*_OPENS, LOCKED, PIN_FAILED, REPLACED)
    locked: dict[str, int] = {}
    failed: Counter[str] = Counter()
    rows = connection.exec_driver_sql(
        f"SELECT rowid, body FROM journal WHERE {' OR '.join('instr(body, ?) > 0' for _ in kinds)} ORDER BY rowid",
        tuple(f'"kind":"{kind}"'.encode() for kind in kinds),
    )
    for number, body in rows:
        event = event_told(body)
        if event is None:
            continue
        badge = str(event.get("badge", ""))
        if event["kind"] == LOCKED:
            locked[badge] = number
        elif event["kind"] == PIN_FAILED:
            said = event.get("failed")
            failed[badge] = max(failed[badge] + 1, said if isinstance(said, int) else 0)
        elif event["kind"] == REPLACED:
            before = str(event.get("before", ""))
            failed[badge] = failed.pop(before, 0)
            if (since := locked.pop(before, None)) is not None:
                locked[badge] = since
        elif event["kind"] in _OPENS:
            locked.pop(badge, None)
            failed.pop(badge, None)
    return locked, failed


def _acted_since(connection: Connection, badge: str, number: int) -> bool:
    found = connection.exec_driver_sql(
        "SELECT 1 FROM journal WHERE rowid > ? AND instr(body, ?) > 0 AND instr(body, ?) = 0 LIMIT 1",
        (number, f'"by":"{badge}"'.encode(), f'"kind":"{PIN_FAILED}"'.encode()),
    )
    return found.first() is not None
