"""What protection costs: patients' fields beside a lookup without them, and the encrypted file beside a plain one.

Both files are read by the same SQLite, the one inside sqlcipher3: without a key it writes a plain file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from time import thread_time
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.asking import _fill
from benchmarks.figure import Figure, at_most, interleaved
from tracker.demo import DAY
from tracker.demo.clinic import build_clinic
from tracker.inventory.reader import Reader
from tracker.reports.asked import Asked
from tracker.reports.stock import stock
from tracker.reports.usage import usage
from tracker.specimens.requisitions import requisition_by_code
from tracker.specimens.vault import Vault
from tracker.station.clinic_keys import database_key
from tracker.station.opening import open_store, vault_of
from tracker.store.connection import Connection

MOVEMENTS = 200_000
ROUNDS, COMMITS, LOOKUPS = 11, 600, 500
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-32000")
_EVER = Asked(since=date(2026, 1, 1))


def figures(folder: Path, movements: int = MOVEMENTS) -> Iterator[Figure]:
    settings = build_clinic(folder / "protecting")
    store, key = open_store(settings), database_key(settings).value
    vault = vault_of(store, settings)
    with store.reading() as connection:
        codes = [row[0] for row in connection.exec_driver_sql("SELECT code FROM requisition ORDER BY code").all()]
        clear = _Clear(vault)
        _looking(connection, codes, clear)()
        bare, opened = _computing([_looking(connection, codes, each) for each in (clear, vault)], ROUNDS)
    note = f"({(opened - bare) / LOOKUPS * 1e6:.0f} of {opened / LOOKUPS * 1e6:.0f} µs)"
    yield at_most("a requisition and its patient, looked up: encrypted fields / plain ones", opened / bare, 1.1, note)
    _fill(store, movements)
    store.empty_log()
    store.close()
    plain = folder / "plain.db"
    _decrypted(settings.database, key, plain)
    yield from _beside_plain(settings.database, key, plain, movements)


def _computing(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median seconds of computing of each call, in turn: what else the machine does must not count, and nothing here
    waits for a disk."""

    def took(call: Callable[[], object]) -> float:
        start = thread_time()
        call()
        return thread_time() - start

    turns = [[took(call) for call in calls] for _ in range(rounds)]
    return [median(column) for column in zip(*turns, strict=True)]


class _Clear(Vault):
    """Fields as if they were not encrypted: opened once, then as they are."""

    __slots__ = ("_values", "_vault")

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._values: dict[bytes, str] = {}

    def open(self, salt: bytes, name: str, closed: bytes) -> str:
        found = self._values.get(closed)
        if found is None:
            found = self._values[closed] = self._vault.open(salt, name, closed)
        return found


def _looking(connection: Connection, codes: list[str], vault: Vault) -> Callable[[], None]:
    def look() -> None:
        for number in range(LOOKUPS):
            assert requisition_by_code(connection, vault, codes[number % len(codes)]) is not None

    return look


def _beside_plain(path: Path, key: bytes, plain: Path, movements: int) -> Iterator[Figure]:
    with _opened(path, key) as closed, _opened(plain, None) as open_:
        clear, encrypted = interleaved([_committing(each) for each in (open_, closed)], COMMITS)
        yield at_most("encrypted / plain: a commit", encrypted / clear, 1.2, f"({encrypted * 1e3:.2f} ms)")
        for name, ask in (("stock, ten times", _stock), (f"usage over {movements:,} movements", _usage)):
            clear, encrypted = interleaved([lambda each=each, ask=ask: ask(each) for each in (open_, closed)], 5)  # type: ignore[misc]
            yield at_most(f"encrypted / plain: {name}, read before", encrypted / clear, 4, f"({encrypted:.2f} s)")

    def reopened(file: Path, secret: bytes | None) -> Callable[[], object]:
        def ask() -> object:
            with _opened(file, secret) as driver:
                return _usage(driver)

        return ask

    clear, encrypted = interleaved([reopened(plain, None), reopened(path, key)], 3)
    yield at_most("encrypted / plain: the same, file opened anew", encrypted / clear, 4, f"({encrypted:.2f} s)")


def _stock(driver: Any) -> object:
    return [stock(Reader(Connection(driver), DAY), Asked()) for _ in range(10)]


def _usage(driver: Any) -> object:
    return usage(Reader(Connection(driver), DAY), _EVER)


def _committing(driver: Any) -> Callable[[], None]:
    """Such rows as a scan makes: its event, and the scan itself."""
    driver.execute("CREATE TABLE IF NOT EXISTS bench (id TEXT PRIMARY KEY, body BLOB, data TEXT) STRICT")

    def commit() -> None:
        driver.execute("BEGIN IMMEDIATE")
        for size in (600, 90):
            driver.execute(
                "INSERT INTO bench VALUES (?, ?, ?)", (secrets.token_hex(16), secrets.token_bytes(size), "0109520101")
            )
        driver.execute("COMMIT")

    return commit


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[Any]:
    driver = sqlcipher.connect(str(path), isolation_level=None)
    if key is not None:
        driver.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        driver.execute(f"PRAGMA {pragma}")
    try:
        yield driver
    finally:
        driver.close()


def _decrypted(path: Path, key: bytes, plain: Path) -> None:
    """The same tables in a plain file."""
    with _opened(path, key) as driver:
        driver.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        driver.execute("SELECT sqlcipher_export('plain')")
        driver.execute("DETACH DATABASE plain")
    assert plain.read_bytes()[:15] == b"SQLite format 3"
