"""Whether a copy is what its maker says: opened with its key, every page and index read, the journal recomputed to the
checkpoint, every balance added up from the ledger. A backup that was not read is a hope.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tracker.backups.manifest import COUNTED
from tracker.errors import StoreError
from tracker.inventory.auditing import audit_balances
from tracker.journal.checkpoints import journal_origin
from tracker.journal.claims import Outside
from tracker.journal.verifying import verify
from tracker.store.connection import Connection
from tracker.store.copying import copy_file, copy_view
from tracker.store.database import Database, open_database
from tracker.store.pages import in_one_line
from tracker.store.schema import schema_faults

Report = Callable[[int, int], None]
_SHOWN = 3
_CACHE_KIB = 128_000
"""For reading a copy through: with the 2 MB that SQLite takes of itself, each index's pages are decrypted again and again,
and the check of 100 MB costs 0.9 s of computing, with this 0.35 (measured)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. ``faults`` in words, empty for a copy that can be relied on."""

    faults: tuple[str, ...]
    sha256: str = ""
    origin: str = ""
    schema: str = ""
    events: int = 0
    covered: int = 0
    counts: tuple[tuple[str, int], ...] = ()


def prove(
    path: Path,
    key: bytes,
    note: str,
    own: tuple[str, bytes] | None = None,
    report: Report = lambda done, total: None,
) -> Proof:
    """Read all of the copy at ``path``; ``note`` is the checkpoint that its journal must lead to.

    Two threads on two connections: pages are read while the journal is hashed. Raises :class:`StoreError` where the copy
    does not open at all: ``store_wrong_key``, ``store_newer``, ``store_foreign``.
    """
    store = open_database(path, key, is_readonly=True)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="proving") as beside:
            pages = beside.submit(_pages, store)
            told = _journal(store, note, own, report, with_scans=True)
            return _joined(_ledger(store), told, pages.result())
    finally:
        store.close()


def copy_proved(
    source: Database,
    target: Path,
    key: bytes,
    note: str,
    own: tuple[str, bytes],
    report: Report = lambda done, total: None,
) -> Proof:
    """Copy ``source`` to ``target`` and prove it, in less than the time of copying twice by the backup API.

    The journal is recomputed on one thread from the very state that is copied meanwhile on another (both begin to read
    while nobody can write). Then the copy is read back: every page against the seal that it was written with, every
    index, every balance. So it has what was recomputed. Putting it back works all of it out anew, from the file alone, and
    holds the raw scans against their events, too.
    """
    begun = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="proving") as beside, ExitStack() as held:
        with source.settled():
            pass  # Once before, so that little is left for the moment in which nobody can write.
        with source.writing():
            view, is_settled = held.enter_context(source.settled())
            journal = beside.submit(_journal, source, note, own, report, begun)
            begun.wait()
        if is_settled:
            copy_file(source.path, target, key)
        else:
            copy_view(view.driver, target, key)
        # An open view keeps the log from shrinking.
        held.close()
        store = open_database(target, key, is_readonly=True)
        try:
            # Beside the journal, which takes about as long as both.
            damage, ledger = _pages(store), _ledger(store)
            return _joined(ledger, journal.result(), damage)
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Told:
    """What the journal came to."""

    faults: tuple[str, ...] = ()
    events: int = 0
    covered: int = 0


def _joined(copy: Proof, told: _Told, damage: tuple[str, ...]) -> Proof:
    faults = (*damage, *copy.faults, *told.faults)
    return replace(copy, faults=faults, events=told.events, covered=told.covered)


def _begin(connection: Connection) -> None:
    """From here on the connection sees what is committed now."""
    connection.exec_driver_sql("SELECT 1 FROM alembic_version").first()


def _journal(
    store: Database,
    note: str,
    own: tuple[str, bytes] | None,
    report: Report,
    begun: threading.Event | None = None,
    *,
    with_scans: bool = False,
) -> _Told:
    """The journal recomputed; ``begun`` is set once it is certain of which state."""
    try:
        with store.reading() as connection:
            _begin(connection)
            if begun is not None:
                begun.set()
            outside = [Outside("The backup's checkpoint", note.encode())]
            checked = verify(connection, report, own, outside, with_scans=with_scans)
    except StoreError as error:
        return _Told((error.message,))
    finally:
        if begun is not None:
            begun.set()
    return _Told(tuple(finding.message for finding in checked.findings[:_SHOWN]), checked.events, checked.covered)


def _pages(store: Database) -> tuple[str, ...]:
    """What is wrong with the schema, pages and indexes."""
    try:
        with store.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
            altered = tuple(f"{each[0].upper()}{each[1:]}." for each in schema_faults(connection)[:_SHOWN])
            rows = connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")
            answers = tuple(in_one_line(str(row[0])) for row in rows)
    except StoreError as error:
        return (error.message,)
    return altered if answers == ("ok",) else (*altered, *answers)


def _ledger(store: Database) -> Proof:
    """The file's SHA-256, its balances held against the ledger, and what it is by its own words."""
    with store.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        with store.reading() as connection:
            return Proof(
                tuple(each.message for each in islice(audit_balances(connection), _SHOWN)),
                digest,
                origin=journal_origin(connection),
                schema=str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()),
                counts=tuple((table, _count(connection, table)) for table in COUNTED),
            )
    except StoreError as error:
        return Proof((error.message,), digest)


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
