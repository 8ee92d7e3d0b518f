"""The Merkle tree over this database's events: which leaf is which event, and how the tree grows."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.errors import Refusal, StoreError
from tracker.journal.chain import genesis, head_statement, is_signed, leaf_of, link_leaf
from tracker.journal.merkle import TILE, TILE_LEVEL, Growing, subtree
from tracker.journal.turning import first_keys
from tracker.store.connection import Connection

_TILES_KEPT = 16


class StoredTree:
    """Hashes of the tree's complete subtrees, for roots and proofs: large ones as stored, small ones from the events.

    Lives within one transaction. The tiles used last are remembered, since the proofs of one bundle share them.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tiles: dict[int, list[bytes]] = {}

    def hash_of(self, level: int, number: int) -> bytes:
        """See :data:`tracker.journal.merkle.HashOf`. Raises :class:`StoreError` where the stored tree has a hole."""
        if level >= TILE_LEVEL:
            return self._node(level, number)
        tile = number >> (TILE_LEVEL - level)
        return subtree(self._leaves(tile), level, number - (tile << (TILE_LEVEL - level)))

    def _node(self, level: int, number: int) -> bytes:
        found = self._connection.exec_driver_sql(
            "SELECT hash FROM merkle_node WHERE level = ? AND number = ?", (level, number)
        ).scalar()
        if found is None:
            raise broken("The tree of the journal's events has a hole.")
        return bytes(found)

    def _leaves(self, tile: int) -> list[bytes]:
        if tile not in self._tiles:
            if len(self._tiles) >= _TILES_KEPT:
                del self._tiles[next(iter(self._tiles))]
            self._tiles[tile] = list(leaves(self._connection, tile * TILE, (tile + 1) * TILE))
        return self._tiles[tile]


def sequenced(connection: Connection) -> int:
    """How many events have entered the tree."""
    found = connection.exec_driver_sql("SELECT position + events FROM leaf_run ORDER BY position DESC LIMIT 1").scalar()
    return int(found or 0)


def leaves(connection: Connection, start: int, end: int) -> Iterator[bytes]:
    """The leaves from place ``start`` up to ``end``, or up to the tree's end."""
    runs = connection.exec_driver_sql(
        "SELECT position, station_id, seq, events FROM leaf_run WHERE position < ?"
        " AND position >= (SELECT max(position) FROM leaf_run WHERE position <= ?) ORDER BY position",
        (end, start),
    ).all()
    for position, station_id, seq, events in runs:
        first, behind = max(start, position), min(end, position + events)
        for (body,) in connection.exec_driver_sql(
            "SELECT body FROM journal WHERE station_id = ? AND seq >= ? AND seq < ? ORDER BY seq",
            (station_id, seq + first - position, seq + behind - position),
        ):
            yield leaf_of(body)


def place_of(connection: Connection, event_id: str) -> int | None:
    """Where the event stands in the tree; None where it has not entered it yet. Refusal for an unknown event."""
    event = connection.exec_driver_sql("SELECT station_id, seq FROM journal WHERE event_id = ?", (event_id,)).first()
    if event is None:
        raise Refusal(f"There is no event {event_id} in the journal.", code="unknown_event")
    found = connection.exec_driver_sql(
        "SELECT position, seq, events FROM leaf_run WHERE station_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1", event
    ).first()
    if found is None or event[1] >= found[1] + found[2]:
        return None
    return int(found[0] + event[1] - found[1])


class Sequencer:
    """Puts what is new into the tree, station by station; within a write transaction.

    It goes on only where the new events follow those before them, hash for hash: nothing is signed of a journal that
    :func:`tracker.journal.verifying.verify` would call broken.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        size = sequenced(connection)
        whole = size - size % TILE
        self._growing = Growing(whole, StoredTree(connection).hash_of)
        self._pending = list(leaves(connection, whole, size))

    @property
    def size(self) -> int:
        return self._growing.size + len(self._pending)

    def root(self) -> bytes:
        return self._growing.root(self._pending)

    def enter_all(self) -> None:
        """Every station's new events, in the order of their stations."""
        stations = self._connection.exec_driver_sql("SELECT id, name, public_key FROM station ORDER BY id").all()
        first = first_keys(self._connection)
        for station_id, name, public_key in stations:
            last, head = self._enter(station_id, first[station_id])
            self._require_head(station_id, name, public_key, last, head)

    def _enter(self, station_id: int, first_key: bytes) -> tuple[int, bytes]:
        """Returns the last event's sequence number and hash."""
        position = self.size
        first, prev = self._next(station_id, first_key)
        last = first - 1
        for last, stored_prev, stored_hash, body in self._connection.exec_driver_sql(
            "SELECT seq, prev, hash, body FROM journal WHERE station_id = ? AND seq >= ? ORDER BY seq",
            (station_id, first),
        ):
            leaf = leaf_of(body)
            if last != first + self.size - position or stored_prev != prev or link_leaf(prev, leaf) != stored_hash:
                raise broken(f"Event {last} does not follow the event before it.")
            prev = stored_hash
            self._pending.append(leaf)
            if len(self._pending) == TILE:
                self._close_tile()
        if self.size > position:
            self._connection.exec_driver_sql(
                "INSERT INTO leaf_run (position, station_id, seq, events) VALUES (?, ?, ?, ?)",
                (position, station_id, first, self.size - position),
            )
        return last, prev

    def _require_head(self, station_id: int, name: str, public_key: bytes, last: int, head: bytes) -> None:
        """The station itself signed that its chain ends here: else another station's key would vouch for a forgery."""
        signature = self._connection.exec_driver_sql(
            "SELECT signature FROM journal_head WHERE station_id = ?", (station_id,)
        ).scalar()
        if last and not is_signed(public_key, signature or b"", head_statement(name, last, head)):
            raise broken(f"The journal of {name} does not end where {name} signed it.")

    def _next(self, station_id: int, first_key: bytes) -> tuple[int, bytes]:
        """The sequence number of the station's first new event, and the hash that stands before it."""
        found = self._connection.exec_driver_sql(
            "SELECT seq + events FROM leaf_run WHERE station_id = ? ORDER BY seq DESC LIMIT 1", (station_id,)
        ).scalar()
        if found is None:
            return 1, genesis(first_key)
        prev = self._connection.exec_driver_sql(
            "SELECT hash FROM journal WHERE station_id = ? AND seq = ?", (station_id, found - 1)
        ).scalar()
        if prev is None:
            raise broken("Events that a checkpoint covers are missing.")
        return int(found), bytes(prev)

    def _close_tile(self) -> None:
        self._connection.exec_driver_sql(
            "INSERT INTO merkle_node (level, number, hash) VALUES (?, ?, ?)", self._growing.add(self._pending)
        )
        self._pending = []


def broken(message: str) -> StoreError:
    """What stops a checkpoint: the journal is not as it was written."""
    return StoreError(message, hint="Stop work, keep the file, and run 'tracker verify'.", code="journal_broken")
