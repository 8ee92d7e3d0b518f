"""Whether a copy is what its maker says: opened with its key, every page and index read, the journal recomputed to the
checkpoint, every balance added up from the ledger. A backup that was not read is a hope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tracker.backups.manifest import COUNTED, Manifest, Signed
from tracker.errors import StoreError
from tracker.inventory.auditing import audit_balances
from tracker.journal.checkpoints import journal_origin
from tracker.journal.claims import Outside
from tracker.journal.verifying import verify
from tracker.store.connection import Connection
from tracker.store.database import Database, open_database

Report = Callable[[int, int], None]
_SHOWN = 3


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

    Two threads on two connections: the pages are decrypted and checked while the journal is hashed. Raises
    :class:`StoreError` where the copy does not open at all: ``store_wrong_key``, ``store_newer``, ``store_foreign``.
    """
    store = open_database(path, key, is_readonly=True)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="proving") as beside:
            pages = beside.submit(_pages, store, path)
            try:
                found = _contents(store, note, own, report)
            except StoreError as error:
                found = Proof((error.message,))
            damage, digest = pages.result()
    finally:
        store.close()
    faults = (*damage, *found.faults)
    return Proof(faults, digest, found.origin, found.schema, found.events, found.covered, found.counts)


def compare(proof: Proof, signed: Signed, size: int) -> Iterable[str]:
    """Where what was found differs from what the manifest says, in words."""
    manifest = signed.manifest
    if (size, proof.sha256) != (manifest.size, manifest.sha256):
        yield "The file is not the one that was made: its size or its SHA-256 differs from the manifest's."
    if proof.faults:
        return
    found = Manifest(
        file=manifest.file,
        size=manifest.size,
        sha256=manifest.sha256,
        at=manifest.at,
        origin=proof.origin,
        schema=proof.schema,
        program=manifest.program,
        events=proof.events,
        checkpoint=manifest.checkpoint,
        counts=dict(proof.counts),
        station=manifest.station,
    )
    if found != manifest:
        yield "What is in the file is not what the manifest says: its events, rows or version differ."


def is_by_station(path: Path, key: bytes, signed: Signed) -> bool:
    """Whether the manifest bears the signature of the station it names, by the key that the copy has of it."""
    store = open_database(path, key, is_readonly=True)
    try:
        with store.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT public_key FROM station WHERE name = ?", (signed.manifest.station,)
            ).scalar()
    finally:
        store.close()
    return found is not None and signed.is_signed_by(found)


def _pages(store: Database, path: Path) -> tuple[tuple[str, ...], str]:
    try:
        with store.reading() as connection:
            answers = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")]
    except StoreError as error:
        answers = [error.message]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return () if answers == ["ok"] else tuple(answers), digest


def _contents(store: Database, note: str, own: tuple[str, bytes] | None, report: Report) -> Proof:
    with store.reading() as connection:
        schema = version_of_copy(connection)
        checked = verify(connection, report, own, [Outside("The backup's checkpoint", note.encode())])
        faults = [finding.message for finding in checked.findings][:_SHOWN]
        faults += [each.message for each in audit_balances(connection)][:_SHOWN]
        return Proof(
            tuple(faults),
            origin=journal_origin(connection),
            schema=schema,
            events=checked.events,
            covered=checked.covered,
            counts=tuple((table, _count(connection, table)) for table in COUNTED),
        )


def version_of_copy(connection: Connection) -> str:
    """The schema's version; the copy was seen to be one of ours when it was opened."""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
