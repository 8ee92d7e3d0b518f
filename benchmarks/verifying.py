"""Verifying the journal with its raw scans, its tree and a checkpoint each thousand events, beside reading and hashing the
same bytes; and what making a checkpoint costs."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import thread_time

from benchmarks.figure import Figure, at_most, interleaved
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import genesis, head_statement, link
from tracker.journal.checkpoints import make_checkpoint
from tracker.journal.verifying import verify
from tracker.journal.writing import Journal, open_journal, sealed_scan
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database

EVENTS = 1_000_000
EVERY = 1000
"""Events between checkpoints, as the settings have it."""
ROUNDS = 3
FLAT_MB = 8
_AT = "2026-11-16T15:00:00.000Z"


def figures(folder: Path, events: int = EVENTS) -> Iterator[Figure]:
    store = create_database(folder / "verifying.db", bytes(32))
    grown: list[float] = []
    made = _fill(store, events)
    reading, verifying = interleaved([lambda: _read(store), lambda: grown.append(_verify(store, events))], ROUNDS)
    note = f"({verifying / events * 1e6:.1f} µs an event)"
    yield at_most(f"verifying {events:,} events and scans / reading and hashing them", verifying / reading, 3, note)
    yield Figure(
        "memory: growth over the last nine tenths of it",
        f"{max(grown):.1f} MB",
        f"<= {FLAT_MB} MB",
        max(grown) <= FLAT_MB,
    )
    first, last = median(made[: len(made) // 10]), median(made[-(len(made) // 10) :])
    note = f"({last * 1e3:.1f} ms of computing for {EVERY:,} new events)"
    yield at_most(f"a checkpoint at {events:,} events / among the first tenth", last / first, 1.5, note)
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
    assert checked.checkpoints == events // EVERY, checked
    early = max(size for done, size in sizes if done <= events / 10)
    return max(0.0, max(size for _, size in sizes) - early)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split(" ")[1])
    return pages * 4096 / 1e6


def _fill(store: Database, events: int) -> list[float]:
    """Events as scans make them, each with its raw scan; the head is signed before each checkpoint. Returns the seconds of
    computing that each checkpoint took: they lie minutes apart, and what else the machine does must not count."""
    made: list[float] = []
    private = bytes(range(32))
    with store.writing() as connection:
        journal = open_journal(connection, "bench", private)
        prev = genesis(journal.key.public_key().public_bytes_raw())
        for start in range(0, events, EVERY):
            last = min(start + EVERY, events)
            prev = _append(connection, journal.station_id, range(start + 1, last + 1), prev)
            _sign_head(connection, journal, last, prev)
            begun = thread_time()
            make_checkpoint(connection, journal, _AT, "count")
            made.append(thread_time() - begun)
    return made


def _sign_head(connection: Connection, journal: Journal, seq: int, head: bytes) -> None:
    signature = journal.key.sign(head_statement(journal.station, seq, head))
    connection.exec_driver_sql("INSERT OR REPLACE INTO journal_head VALUES (?, ?, ?, ?)", (1, seq, head, signature))


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
