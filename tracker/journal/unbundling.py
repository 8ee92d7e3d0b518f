"""Checking a bundle on a machine that knows nothing of the clinic: every byte of it, and what exactly it proves.

A bundle is complete in itself, and so is one that a forger made anew as a whole and signed with keys of his own. Therefore
the answer names the keys by their fingerprints, and says whether anything from elsewhere stands for them: a fingerprint
that was compared, or a checkpoint that was received on another way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tracker.journal.bundles import (
    CHECKPOINT,
    EVENT_FOLDER,
    EVENTS,
    KIND,
    MANIFEST,
    RESERVED,
    SIGNATURE,
    STATIONS,
    event_file,
    manifest_statement,
)
from tracker.journal.canonical import canonical
from tracker.journal.chain import fingerprint, is_signed, leaf_of, link_leaf
from tracker.journal.claims import Outside, signer_of
from tracker.journal.finding import MOST, Finding
from tracker.journal.merkle import Proof, is_included
from tracker.journal.notes import Note, read_note
from tracker.journal.zipping import unpack


@dataclass(frozen=True, slots=True)
class BundledEvent:
    """One event as the bundle has it."""

    station: str
    seq: int
    position: int
    prev: bytes
    hash: bytes
    proof: Proof
    body: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A station whose key vouches for something in the bundle."""

    station: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class BundleChecked:
    """What a bundle holds and proves. With findings, it proves nothing.

    ``checkpoint_signer`` vouches for the events, ``exporter`` for the files for people. ``are_events_pinned`` and
    ``are_files_pinned`` say whether something from outside the bundle stands for that signer, or for the checkpoint.
    """

    findings: tuple[Finding, ...]
    title: str = ""
    events: tuple[BundledEvent, ...] = ()
    files: tuple[str, ...] = ()
    checkpoint: Note | None = None
    checkpoint_signer: Signer | None = None
    exporter: Signer | None = None
    are_events_pinned: bool = False
    are_files_pinned: bool = False


class _Broken(Exception):
    """The bundle cannot be followed any further."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding("", 0, code, message)


@dataclass(frozen=True, slots=True)
class _Bundle:
    title: str
    exporter: Signer
    keys: Mapping[str, bytes]
    note: Note
    signer: Signer
    events: tuple[BundledEvent, ...]
    files: tuple[str, ...]


def verify_bundle(
    data: bytes, *, known_keys: Collection[str] = (), checkpoints: Sequence[Outside] = ()
) -> BundleChecked:
    """Check every byte of ``data``. Raises nothing for bad data: what is wrong with it is a finding.

    ``known_keys`` are fingerprints that somebody compared; the signers must be among them. ``checkpoints`` are notes that
    came on another way; one of them must be the bundle's own, and none may contradict it.
    """
    try:
        bundle = _opened(data)
        findings = [*_event_findings(bundle)][:MOST]
    except _Broken as broken:
        return BundleChecked((broken.finding,))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # Only shapes that the manifest's signer gave it come here: all else was compared before it was parsed.
        return BundleChecked((Finding("", 0, "bundle_malformed", f"The bundle is malformed: {type(error).__name__}."),))
    strange = {each.fingerprint for each in (bundle.exporter, bundle.signer)} - set(known_keys)
    pins = [*(_unknown_keys(bundle, strange) if known_keys else ()), *_pinned(bundle.note, checkpoints)]
    findings += pins
    return BundleChecked(
        tuple(findings),
        bundle.title,
        bundle.events,
        bundle.files,
        bundle.note,
        bundle.signer,
        bundle.exporter,
        are_events_pinned=not findings and (bool(checkpoints) or bundle.signer.fingerprint not in strange),
        are_files_pinned=not findings and bundle.exporter.fingerprint not in strange,
    )


def _opened(data: bytes) -> _Bundle:
    try:
        files = unpack(data)
    except ValueError as error:
        raise _Broken("bundle_changed", f"The file was changed, or is no bundle: {error}.") from None
    missing = [name for name in RESERVED if name not in files]
    if missing:
        raise _Broken("bundle_incomplete", f"The bundle has no {missing[0]}.")
    manifest = _parsed(files[MANIFEST])
    if (manifest["kind"], _number(manifest["v"])) != (KIND, 1):
        raise _Broken("bundle_foreign", "The file is another kind of bundle, or of a later version of the program.")
    _require_listed(_object(manifest["files"]), files)
    keys = _keys([_object(station) for station in _list(_parsed(files[STATIONS])["stations"])])
    exporter = _text(manifest["station"])
    signature = _hex(files[SIGNATURE].decode().removesuffix("\n"), 64)
    if files[SIGNATURE] != signature.hex().encode() + b"\n" or exporter not in keys:
        raise _Broken("manifest_signature", "The bundle's list of files has no signature of a station in it.")
    if not is_signed(keys[exporter], signature, manifest_statement(files[MANIFEST])):
        raise _Broken("manifest_signature", f"The bundle's list of files is not signed by {exporter}.")
    note, signer = _vouched(files[CHECKPOINT], keys)
    events = tuple(_event(_object(entry), files) for entry in _list(_parsed(files[EVENTS])["events"]))
    for_people = set(files) - set(RESERVED) - {event_file(event.position) for event in events}
    if any(name.startswith(EVENT_FOLDER) for name in for_people):
        raise _Broken("event_unlisted", "The bundle has an event without a proof.")
    return _Bundle(
        _text(manifest["title"]),
        Signer(exporter, fingerprint(keys[exporter])),
        keys,
        note,
        Signer(signer, fingerprint(keys[signer])),
        events,
        tuple(sorted(for_people)),
    )


def _require_listed(listed: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    actual = {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if name not in (MANIFEST, SIGNATURE)
    }
    for name in sorted(listed.keys() | actual.keys()):
        if listed.get(name) != actual.get(name):
            raise _Broken("file_changed", f"The file {name} is not the one that the bundle lists.")


def _keys(stations: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    keys = {_text(station["name"]): _hex(station["key"], 32) for station in stations}
    if len(keys) != len(stations):
        raise ValueError("a station stands there twice")
    for station in stations:
        if station["fingerprint"] != fingerprint(keys[station["name"]]):
            raise _Broken("key_mislabelled", f"The fingerprint of {station['name']} is not that of its key.")
    return keys


def _vouched(data: bytes, keys: Mapping[str, bytes]) -> tuple[Note, str]:
    try:
        note = read_note(data)
    except ValueError as error:
        raise _Broken("checkpoint_malformed", f"The bundle's checkpoint is none: {error}.") from None
    signer = signer_of(note, keys)
    if signer is None:
        raise _Broken("checkpoint_signature", "The bundle's checkpoint is not signed by a station in it.")
    return note, signer


def _event(entry: Mapping[str, Any], files: Mapping[str, bytes]) -> BundledEvent:
    position = _number(entry["position"])
    if entry["file"] != event_file(position):
        raise ValueError("an event's file is named by its place")
    return BundledEvent(
        _text(entry["station"]),
        _number(entry["seq"]),
        position,
        _hex(entry["prev"], 32),
        _hex(entry["hash"], 32),
        tuple(_hex(part, 32) for part in _list(entry["proof"])),
        files[entry["file"]],
    )


def _event_findings(bundle: _Bundle) -> Iterator[Finding]:
    """Each event: its own bytes, its place in the chain, its proof; and that they follow each other."""
    if not bundle.events:
        yield Finding("", 0, "no_events", "The bundle has no events: it proves nothing.")
    ends: dict[str, BundledEvent] = {}
    place = -1
    for event in bundle.events:
        leaf, before = leaf_of(event.body), ends.get(event.station)
        if event.station not in bundle.keys:
            yield _of(event, "station_unknown", "is of a station whose key is not in the bundle")
        if link_leaf(event.prev, leaf) != event.hash:
            yield _of(event, "changed", "was changed after it was written")
        if not _bears(event):
            yield _of(event, "mislabelled", "does not bear its own number and station")
        if not is_included(leaf, event.position, bundle.note.size, event.proof, bundle.note.root):
            yield _of(event, "not_included", "is not among those of the checkpoint")
        if event.position <= place or (before and event.seq <= before.seq):
            yield _of(event, "event_order", "is not in its order")
        if before and event.seq == before.seq + 1 and event.prev != before.hash:
            yield _of(event, "broken_link", "does not follow the event before it")
        ends[event.station], place = event, event.position


def _bears(event: BundledEvent) -> bool:
    body = _parsed(event.body)
    return (body.get("station"), body.get("seq")) == (event.station, event.seq)


def _of(event: BundledEvent, code: str, what: str) -> Finding:
    return Finding(event.station, event.seq, code, f"Event {event.seq} {what}.")


def _unknown_keys(bundle: _Bundle, strange: Collection[str]) -> Iterator[Finding]:
    for signer in dict.fromkeys((bundle.signer, bundle.exporter)):
        if signer.fingerprint in strange:
            words = f"{signer.station} signed with {signer.fingerprint}, which is none of the keys given."
            yield Finding(signer.station, 0, "key_unknown", words)


def _pinned(note: Note, checkpoints: Sequence[Outside]) -> Iterator[Finding]:
    """What the notes that came on another way say against the bundle's own."""
    fits = False
    for kept in checkpoints:
        try:
            other = read_note(kept.note)
        except ValueError as error:
            yield Finding("", 0, "checkpoint_malformed", f"{kept.label} is no checkpoint: {error}.")
            continue
        if other.origin != note.origin:
            yield Finding("", 0, "checkpoint_foreign", f"{kept.label} belongs to another journal, {other.origin}.")
        elif other.size == note.size and other.root != note.root:
            yield Finding("", 0, "checkpoint_split", f"{kept.label} contradicts the bundle's checkpoint.")
        else:
            fits = fits or other.size == note.size
    if checkpoints and not fits:
        words = f"None of the checkpoints given is the bundle's, which covers {note.size} events."
        yield Finding("", 0, "checkpoint_other", words)


def _parsed(data: bytes) -> dict[str, Any]:
    """A canonical JSON object; ValueError for any other way to write it, so that one content has one form."""
    found = _object(json.loads(data.decode()))
    if canonical(found) != data:
        raise ValueError("it is not in canonical form")
    return found


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a number is expected")
    return value


def _hex(value: object, length: int) -> bytes:
    text = _text(value)
    if not re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", text):
        raise ValueError(f"{length} bytes in hexadecimal are expected")
    return bytes.fromhex(text)
