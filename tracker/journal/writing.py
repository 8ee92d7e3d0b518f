"""Appending to the journal, inside the transaction of the work that is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracker.errors import StoreError
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import genesis, head_statement, is_signed, link, seal
from tracker.store.connection import Connection
from tracker.store.schema import not_kept


@dataclass(slots=True)
class _Signed:
    """The head that this process signed last, or has seen to be signed; whether it was committed is not known."""

    seq: int = 0
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Journal:
    """One station's pen. The head is read and signed within the write transaction, so that the chain cannot fork.

    Only the head carries a signature: it covers every event before it, so none is stored that ``verify`` would not check,
    and a cut-off tail leaves a head that no longer fits. A head is signed on top of another only where this key has signed
    that one, too: else whoever rewrote the events would have the station sign them with the next scan. The head that was
    signed last is remembered, so that a scan checks no signature unless another process of this station wrote meanwhile,
    or a transaction was rolled back.
    """

    station_id: int
    station: str
    key: Ed25519PrivateKey
    _signed: _Signed = field(default_factory=_Signed, repr=False, compare=False)

    def append(self, connection: Connection, event_id: str, kind: str, at: str, body: Mapping[str, Value]) -> int:
        """Record one event; returns its sequence number. ``event_id`` is unique: a retry is refused by the database.

        Raises :class:`StoreError` (``journal_forged``) where the stored head is not one that this station has signed.
        """
        seq, prev = self._head(connection)
        written = canonical(
            {**body, "at": at, "id": event_id, "kind": kind, "seq": seq + 1, "station": self.station, "v": 1}
        )
        head = link(prev, written)
        signature = self.key.sign(head_statement(self.station, seq + 1, head))
        connection.exec_driver_sql(
            "INSERT INTO journal (station_id, seq, event_id, prev, hash, body) VALUES (?, ?, ?, ?, ?, ?)",
            (self.station_id, seq + 1, event_id, prev, head, written),
        )
        connection.exec_driver_sql(
            "INSERT INTO journal_head (station_id, seq, hash, signature) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (station_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,"
            " signature = excluded.signature",
            (self.station_id, seq + 1, head, signature),
        )
        self._require_there(connection, seq + 1, head, signature)
        self._signed.seq, self._signed.head = seq + 1, head
        return seq + 1

    def _require_there(self, connection: Connection, seq: int, head: bytes, signature: bytes) -> None:
        """What was written is read back: a trigger can drop a statement without a word, and what is not on record is not
        acknowledged."""
        there = connection.exec_driver_sql(
            "SELECT 1 FROM journal j JOIN journal_head h ON h.station_id = j.station_id AND h.seq = j.seq"
            " WHERE j.station_id = ? AND j.seq = ? AND j.hash = ? AND h.hash = j.hash AND h.signature = ?",
            (self.station_id, seq, head, signature),
        ).first()
        if there is None:
            raise not_kept("an event that was written is not there")

    def signed_end(self, connection: Connection) -> tuple[int, bytes]:
        """Number and hash of this station's last event. Raises :class:`StoreError` (``journal_forged``) where the station
        has not signed it."""
        return self._head(connection)

    def _head(self, connection: Connection) -> tuple[int, bytes]:
        found = connection.exec_driver_sql(
            "SELECT seq, hash, signature FROM journal_head WHERE station_id = ?", (self.station_id,)
        ).first()
        if found is None:
            return 0, genesis(self.key.public_key().public_bytes_raw())
        seq, head, signature = found
        if (seq, head) != (self._signed.seq, self._signed.head):
            public_key = self.key.public_key().public_bytes_raw()
            if not is_signed(public_key, signature, head_statement(self.station, seq, head)):
                raise self._refused(connection, public_key)
            self._signed.seq, self._signed.head = seq, head
        return seq, head

    def _refused(self, connection: Connection, public_key: bytes) -> StoreError:
        now = connection.exec_driver_sql("SELECT public_key FROM station WHERE id = ?", (self.station_id,)).scalar()
        return _forged(self.station) if now == public_key else _turned(self.station)


def _turned(station: str) -> StoreError:
    """Another window has changed the key, and this one has that of before."""
    return StoreError(
        f"The signing key of the station {station} was changed while this window was open.",
        hint="Close it and open it again: scans are kept until then.",
        code="station_key",
    )


def _forged(station: str) -> StoreError:
    """The end of a station's chain does not bear its signature."""
    return StoreError(
        f"The last event of the station {station} in the journal does not bear this station's signature: the database was"
        " changed by something else than this program.",
        hint="Nothing is lost: scans are kept, and can be stored once the database was put right. Stop work, keep the file,"
        " run 'tracker verify', and restore the last good backup.",
        code="journal_forged",
    )


def sealed_scan(
    salt: bytes, data: str, aim: str, quality: str, source: str, symbology: str = ""
) -> Mapping[str, Value]:
    """How an event tells of a raw scan: all but its data, and a commitment to that."""
    return {"aim": aim, "quality": quality, "seal": seal(salt, data), "source": source, "symbology": symbology}


def open_journal(connection: Connection, station: str, private_key: bytes) -> Journal:
    """The journal of ``station``, registered on first use under its public key.

    A known station with another key is refused: whoever copied a database without its key must take a new station name.
    """
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    public_key = key.public_key().public_bytes_raw()
    found = connection.exec_driver_sql("SELECT id, public_key FROM station WHERE name = ?", (station,)).first()
    if found is None:
        made = connection.exec_driver_sql(
            "INSERT INTO station (name, public_key) VALUES (?, ?) RETURNING id", (station, public_key)
        )
        return Journal(made.scalar_one(), station, key)
    if found[1] != public_key:
        raise StoreError(
            f"The station {station} signs with another key here than the one on this machine.",
            hint="Give this machine a station name of its own in settings.toml.",
            code="station_key",
        )
    return Journal(found[0], station, key)
