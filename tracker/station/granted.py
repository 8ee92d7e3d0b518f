"""Rows that grant something by standing there: who works here as what, what each role may do, whose PIN is whose, until when
somebody may collect, and the clinic's own settings. Whoever has the database's key can put one in or take one out.

They are held against the journal at each start and whenever they change, and not by a full check alone: a role that nobody
gave is told within half a minute. (Emergency access is not lent by its row at all: :mod:`tracker.people.break_glass`.)
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from tracker.people.access import SIGN_IN, asks_pin
from tracker.people.lawful import audit_given
from tracker.people.lock_audit import audit_locks
from tracker.people.pins_gone import has_asked
from tracker.people.review_audit import audit_reviews
from tracker.specimens.table_audit import audit_people
from tracker.station.founded import DEMO_DAY, NAME, audit_founded
from tracker.store.connection import Connection
from tracker.store.schema import schema_digest, schema_faults

NO_PINS_ASKED = "the clinic asked for PINs, and does not any more: nothing of this program switches that off"
_TABLES = (
    "staff", "role_permission", "licence", "licence_exemption", "credential", "break_glass", "audit_review",
    "audit_review_end", "audit_review_line", "proof_reset_by_keys", "station",
)  # fmt: skip


def granted(connection: Connection) -> bytes:
    """Of all these rows and the schema together: another value, where any of them has changed. Some dozen rows and 170
    parts of the schema, 0.7 ms (measured)."""
    held = sha256()
    for table in _TABLES:
        rows = sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))
        held.update(repr((table, rows)).encode())
    held.update(schema_digest(connection).encode())
    kept = connection.exec_driver_sql(
        "SELECT name, value FROM setting WHERE name IN (?, ?, ?) ORDER BY name", (SIGN_IN, NAME, DEMO_DAY)
    )
    held.update(repr(kept.all()).encode())
    return held.digest()


def audit_granted(connection: Connection) -> Iterator[str]:
    """Every difference from the journal in a sentence, and every part of the schema that is not the program's own: a
    trigger can drop what would tell of it. 64 ms of computing for 11,000 events (measured)."""
    yield from (f"{each[0].upper()}{each[1:]}." for each in schema_faults(connection))
    yield from (each.message for each in audit_people(connection))
    yield from audit_given(connection)
    yield from audit_locks(connection)
    yield from audit_reviews(connection)
    yield from audit_founded(connection)
    if not asks_pin(connection) and has_asked(connection):
        yield f"{NO_PINS_ASKED[0].upper()}{NO_PINS_ASKED[1:]}."
