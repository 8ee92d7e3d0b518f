"""Bundles made, forged and told apart, for tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.clinic import AT, STATION_KEY, Clinic
from tracker.journal.bundles import MANIFEST, SIGNATURE, manifest_statement
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import fingerprint, leaf_of, link
from tracker.journal.merkle import inclusion_proof, root, subtree
from tracker.journal.notes import read_note, sign_note
from tracker.journal.verifying_bundles import BundleChecked
from tracker.journal.writing import open_journal
from tracker.journal.zipping import pack, unpack

FOR_PEOPLE = {"custody.pdf": b"%PDF-1.4 a stand-in", "timeline.json": b'{"steps":[]}'}
TITLE = "Custody of 2600447102"
DESK = fingerprint(Ed25519PrivateKey.from_private_bytes(STATION_KEY).public_key().public_bytes_raw())
LAB = fingerprint(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
FORGER = Ed25519PrivateKey.from_private_bytes(bytes([66]) * 32)


def steps(clinic: Clinic) -> list[str]:
    """Four steps of one specimen, on two stations, with other events between them; returns their identities."""
    with clinic.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(32))
        for number in range(40):
            journal = lab if number % 4 == 3 else clinic.journal
            journal.append(connection, f"{number:032x}", "custody", AT, {"specimen": f"S{number % 7}"})
    return [f"{number:032x}" for number in (3, 10, 17, 24)]


def note_of(bundle: bytes) -> str:
    return unpack(bundle)["checkpoint.txt"].decode()


def codes(checked: BundleChecked) -> set[str]:
    return {finding.code for finding in checked.findings}


def resigned(files: Mapping[str, bytes], key: Ed25519PrivateKey, /, **changes: Any) -> bytes:
    """The bundle as somebody with a key that is in it (his own, or a thief's) can put it right after changing it."""
    content = {name: data for name, data in files.items() if name not in (MANIFEST, SIGNATURE)}
    listed: dict[str, Value] = {
        name: {"sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in content.items()
    }
    manifest = canonical({**json.loads(files[MANIFEST]), "files": listed, **changes})
    signature = key.sign(manifest_statement(manifest)).hex().encode() + b"\n"
    return pack({**content, MANIFEST: manifest, SIGNATURE: signature})


def own_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(STATION_KEY)


def with_events(bundle: bytes, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    files = unpack(bundle)
    entries = json.loads(files["events.json"])["events"]
    change(entries)
    return resigned({**files, "events.json": canonical({"events": entries})}, own_key())


def change_event(bundle: bytes, event: int, old: bytes, new: bytes) -> bytes:
    files = unpack(bundle)
    name = [name for name in files if name.startswith("events/")][event]
    assert old in files[name]
    return resigned({**files, name: files[name].replace(old, new)}, own_key())


def forged_whole(bundle: bytes, *steps: tuple[int, bytes]) -> bytes:
    """Everything made anew by somebody without the clinic's keys: other events (each a number, and what it says stood before
    it), a tree, a checkpoint."""
    public = FORGER.public_key().public_bytes_raw()
    bodies = [
        canonical({"id": str(place), "kind": "custody", "seq": seq, "station": "front-desk", "v": 1})
        for place, (seq, _) in enumerate(steps)
    ]
    leaves = [leaf_of(body) for body in bodies]

    def hash_of(level: int, number: int) -> bytes:
        return subtree(leaves, level, number)

    entries: list[Value] = [
        {
            "file": f"events/{place:010d}.json",
            "hash": link(prev, body).hex(),
            "position": place,
            "prev": prev.hex(),
            "proof": [part.hex() for part in inclusion_proof(place, len(leaves), hash_of)],
            "seq": seq,
            "station": "front-desk",
        }
        for place, (body, (seq, prev)) in enumerate(zip(bodies, steps, strict=True))
    ]
    note = sign_note(
        read_note(note_of(bundle).encode()).origin,
        len(leaves),
        root(len(leaves), hash_of),
        at=AT,
        why="asked",
        name="front-desk",
        key=FORGER,
    )
    station: Value = {"fingerprint": fingerprint(public), "key": public.hex(), "name": "front-desk"}
    files = {
        "checkpoint.txt": note.written().encode(),
        "events.json": canonical({"events": entries}),
        "stations.json": canonical({"stations": [station]}),
        MANIFEST: unpack(bundle)[MANIFEST],
        **{f"events/{place:010d}.json": body for place, body in enumerate(bodies)},
        **FOR_PEOPLE,
    }
    return resigned(files, FORGER)
