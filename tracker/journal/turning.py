"""Another signing key for a station: an event signed by the former key, and by the new one that it names.

The chain goes on: what came before stays signed, since the new key signs the head that stands on all of it. A former key
that was stolen can forge nothing behind the event that ended it: every head after it bears the new one's signature.
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracker.errors import StoreError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.chain import head_statement, is_signed
from tracker.journal.told import event_told
from tracker.journal.writing import Journal
from tracker.store.connection import Connection

ROTATED = "keys.rotated"
"""Kind of the event that tells of every changed key."""
STATION = "station"
"""What it says of a signing key under ``which``."""
MARK = b'"kind":"keys.rotated"'


def turn_key(connection: Connection, journal: Journal, key: Ed25519PrivateKey, at: str, by: str) -> Journal:
    """The station's journal under the new ``key``; within a write transaction.

    Raises :class:`StoreError` (``journal_forged``, ``station_key``) where the journal's end is not this station's.
    """
    prev = connection.exec_driver_sql(
        "SELECT hash FROM journal_head WHERE station_id = ?", (journal.station_id,)
    ).scalar()
    if prev is None:
        raise StoreError(
            f"The station {journal.station} has written nothing yet.", hint="Its key is new.", code="station_key"
        )
    before, after = journal.key.public_key().public_bytes_raw(), key.public_key().public_bytes_raw()
    statement = _statement(journal.station, prev, after)
    body: dict[str, Value] = {
        "after": after.hex(),
        "before": before.hex(),
        "by": by,
        "signed_after": key.sign(statement).hex(),
        "signed_before": journal.key.sign(statement).hex(),
        "which": STATION,
    }
    seq = journal.append(connection, new_id(), ROTATED, at, body)
    head = connection.exec_driver_sql(
        "SELECT hash FROM journal_head WHERE station_id = ?", (journal.station_id,)
    ).scalar_one()
    connection.exec_driver_sql(
        "UPDATE journal_head SET signature = ? WHERE station_id = ?",
        (key.sign(head_statement(journal.station, seq, head)), journal.station_id),
    )
    connection.exec_driver_sql(
        "INSERT INTO station_key (station_id, ended_seq, public_key) VALUES (?, ?, ?)",
        (journal.station_id, seq, before),
    )
    connection.exec_driver_sql("UPDATE station SET public_key = ? WHERE id = ?", (after, journal.station_id))
    return Journal(journal.station_id, journal.station, key)


def _statement(station: str, prev: bytes, after: bytes) -> bytes:
    """What both keys sign: behind this event of this station comes that key."""
    return b"tracker station key\n" + station.encode() + b"\n" + prev + after


def key_behind(body: bytes, station: str, prev: bytes, key: bytes) -> bytes | None:
    """The public key with which ``station`` goes on behind the event ``body``, which follows the hash ``prev`` and was
    written under ``key``: that one itself for every event but a changed signing key's; None where such a change does not
    bear both signatures."""
    event = event_told(body)
    if event is None or event["kind"] != ROTATED or event.get("which") != STATION:
        return key
    try:
        before, after, signed_before, signed_after = (
            bytes.fromhex(event[name]) for name in ("before", "after", "signed_before", "signed_after")
        )
    except (KeyError, TypeError, ValueError):
        return None
    statement = _statement(station, prev, after)
    is_true = before == key and is_signed(key, signed_before, statement) and is_signed(after, signed_after, statement)
    return after if is_true else None


def first_keys(connection: Connection) -> Mapping[int, bytes]:
    """The key under which each station, by its id, began to write."""
    keys: dict[int, bytes] = dict(connection.exec_driver_sql("SELECT id, public_key FROM station").all())
    if not _has_former(connection):
        return keys
    former = connection.exec_driver_sql("SELECT station_id, public_key FROM station_key ORDER BY ended_seq DESC").all()
    return keys | dict(former)


def key_before(connection: Connection, station_id: int, seq: int) -> bytes | None:
    """The former key under which the station wrote the event after number ``seq``; None where it is that of now."""
    if not _has_former(connection):
        return None
    found: bytes | None = connection.exec_driver_sql(
        "SELECT public_key FROM station_key WHERE station_id = ? AND ended_seq > ? ORDER BY ended_seq LIMIT 1",
        (station_id, seq),
    ).scalar()
    return found


def all_keys(connection: Connection) -> Mapping[str, tuple[bytes, ...]]:
    """All keys with which each station, by its name, has signed: that of now first."""
    keys: dict[str, tuple[bytes, ...]] = {
        name: (bytes(key),) for name, key in connection.exec_driver_sql("SELECT name, public_key FROM station").all()
    }
    if _has_former(connection):
        for name, key in connection.exec_driver_sql(
            "SELECT s.name, k.public_key FROM station_key k JOIN station s ON s.id = k.station_id"
            " ORDER BY k.ended_seq DESC"
        ):
            keys[name] = (*keys[name], bytes(key))
    return keys


def _has_former(connection: Connection) -> bool:
    """A database of an older version may be read as it is."""
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'station_key'").first() is not None
