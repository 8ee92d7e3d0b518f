"""Holding what was found in a copy against what its manifest says, and the manifest against the station that signed it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tracker.backups.manifest import Manifest, Signed
from tracker.backups.proving import Proof
from tracker.journal.turning import all_keys
from tracker.store.database import open_database


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
            found = all_keys(connection).get(signed.manifest.station, ())
    finally:
        store.close()
    return any(signed.is_signed_by(key) for key in found)
