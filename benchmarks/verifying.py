"""Verifying the journal with its raw scans, beside reading and hashing the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.figure import Figure, at_most, interleaved
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import genesis, head_statement, link
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal, sealed_scan
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database

EVENTS = 1_000_000
ROUNDS = 3
FLAT_MB = 8
_AT = "2026-11-16T15:00:00.000Z"


def figures(folder: Path, events: int = EVENTS) -> Iterator[Figure]:
    store = create_database(folder / "verifying.db", bytes(32))
    _fill(store, events)
    grown: list[float] = []
    reading, verifying = interleaved([lambda: _read(store), lambda: grown.append(_verify(store, events))], ROUNDS)
    note = f"({verifying / events * 1e6:.1f} µs an event)"
    yield at_most(f"verifying {events:,} events and scans / reading and hashing them", verifying / reading, 3, note)
    yield Figure(
        "memory: growth over the last nine tenths of it",
        f"{max(grown):.1f} MB",
        f"<= {FLAT_MB} MB",
        max(grown) <= FLAT_MB,
    )
    store.close()


def _read(store: Database) -> None:
    with store.reading() as connection:
        for body, prev in connection.exec_driver_sql("SELECT body, prev FROM journal ORDER BY station_id, seq"):
            sha256(prev + sha256(body).digest()).digest()
        for data, salt in connection.exec_driver_sql("SELECT data, salt FROM scan"):
            sha256(salt + data.encode()).digest()


def _verify(store: Database, events: int) -> float:
    """Verifies; returns by how many megabytes the process grew after the first tenth."""
    sizes: list[tuple[int, float]] = []
    with store.reading() as connection:
        checked = verify(connection, lambda done, total: sizes.append((done, _resident_mb())))
    assert checked.events == events, checked
    assert checked.findings == (), checked
    early = max(size for done, size in sizes if done <= events / 10)
    return max(0.0, max(size for _, size in sizes) - early)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split(" ")[1])
    return pages * 4096 / 1e6


def _fill(store: Database, events: int) -> None:
    """Events as scans make them, each with its raw scan; the head is signed once, at the end."""
    private = bytes(range(32))
    key = Ed25519PrivateKey.from_private_bytes(private)
    prev = genesis(key.public_key().public_bytes_raw())
    with store.writing() as connection:
        station_id = open_journal(connection, "bench", private).station_id
        for start in range(0, events, 20_000):
            prev = _append(connection, station_id, range(start + 1, min(start + 20_000, events) + 1), prev)
        signature = key.sign(head_statement("bench", events, prev))
        connection.exec_driver_sql(
            "INSERT INTO journal_head VALUES (?, ?, ?, ?)", (station_id, events, prev, signature)
        )


def _append(connection: Connection, station_id: int, numbers: range, prev: bytes) -> bytes:
    lines: list[Value] = [{"item": "I00010474", "lot": "2K417", "from": "L0210059", "to": "L0101128", "quantity": 10}]
    scans, written = [], []
    for seq in numbers:
        event_id = f"{1_790_000_000_000 + seq * 900:012x}" + sha256(seq.to_bytes(8, "big")).hexdigest()[:20]
        data, salt = f"010952010100040817270930102K417\x1d21{seq}", seq.to_bytes(16, "big")
        scan = sealed_scan(salt, data, "]d2", "read", "serial:/dev/ttyACM0", "DataMatrix")
        body = canonical(
            {
                "at": _AT,
                "by": "B0000000723",
                "changes": [{"do": "transfer", "lines": lines, "overrides": []}],
                "id": event_id,
                "job": "restock",
                "kind": "scan",
                "scan": scan,
                "seq": seq,
                "station": "bench",
                "v": 1,
                "verdict": "accepted",
            }
        )
        head = link(prev, body)
        written.append((station_id, seq, event_id, prev, head, body))
        scans.append((event_id, _AT, "serial:/dev/ttyACM0", "]d2", data, salt, "read", "", "accepted", "DataMatrix"))
        prev = head
    connection.exec_driver_sql("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", written)
    connection.exec_driver_sql("INSERT INTO scan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", scans)
    return prev
