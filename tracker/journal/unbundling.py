"""Opening a bundle: strictly, so that each has one form, and what was changed in it shows before it is made sense of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
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
from tracker.journal.chain import fingerprint, is_signed
from tracker.journal.claims import signer_of
from tracker.journal.finding import Finding
from tracker.journal.merkle import Proof
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


class BrokenBundle(Exception):
    """The bundle cannot be followed any further."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding("", 0, code, message)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose list of files and whose checkpoint are signed by stations in it. Its events are not yet checked."""

    title: str
    exporter: Signer
    keys: Mapping[str, bytes]
    note: Note
    signer: Signer
    events: tuple[BundledEvent, ...]
    files: tuple[str, ...]


def open_bundle(data: bytes) -> Bundle:
    """What is in the bundle ``data``. Raises :class:`BrokenBundle` for what was changed, and ValueError, KeyError, TypeError
    or RecursionError for what has not the shape of a bundle."""
    files = _unpacked(data)
    manifest, keys, exporter = _signed_list(files)
    note, signer = _vouched(files[CHECKPOINT], keys)
    events = tuple(_event(_object(entry), files) for entry in _list(parsed(files[EVENTS])["events"]))
    for_people = set(files) - set(RESERVED) - {event_file(event.position) for event in events}
    if any(name.startswith(EVENT_FOLDER) for name in for_people):
        raise BrokenBundle("event_unlisted", "The bundle has an event without a proof.")
    return Bundle(
        _text(manifest["title"]),
        Signer(exporter, fingerprint(keys[exporter])),
        keys,
        note,
        Signer(signer, fingerprint(keys[signer])),
        events,
        tuple(sorted(for_people)),
    )


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        files = unpack(data)
    except ValueError as error:
        raise BrokenBundle("bundle_changed", f"The file was changed, or is no bundle: {error}.") from None
    missing = [name for name in RESERVED if name not in files]
    if missing:
        raise BrokenBundle("bundle_incomplete", f"The bundle has no {missing[0]}.")
    return files


def _signed_list(files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, bytes], str]:
    """The manifest, the stations' keys, and the station that signed the manifest over all other files."""
    manifest = parsed(files[MANIFEST])
    if (manifest["kind"], _number(manifest["v"])) != (KIND, 1):
        raise BrokenBundle("bundle_foreign", "It is another kind of bundle, or of a later version of the program.")
    _require_listed(_object(manifest["files"]), files)
    keys = _keys([_object(station) for station in _list(parsed(files[STATIONS])["stations"])])
    exporter = _text(manifest["station"])
    signature = _hex(files[SIGNATURE].decode().removesuffix("\n"), 64)
    if files[SIGNATURE] != signature.hex().encode() + b"\n" or exporter not in keys:
        raise BrokenBundle("manifest_signature", "The bundle's list of files has no signature of a station in it.")
    if not is_signed(keys[exporter], signature, manifest_statement(files[MANIFEST])):
        raise BrokenBundle("manifest_signature", f"The bundle's list of files is not signed by {exporter}.")
    return manifest, keys, exporter


def _require_listed(listed: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    actual = {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if name not in (MANIFEST, SIGNATURE)
    }
    for name in sorted(listed.keys() | actual.keys()):
        if listed.get(name) != actual.get(name):
            raise BrokenBundle("file_changed", f"The file {name} is not the one that the bundle lists.")


def _keys(stations: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    keys = {_text(station["name"]): _hex(station["key"], 32) for station in stations}
    if len(keys) != len(stations):
        raise ValueError("a station stands there twice")
    for station in stations:
        if station["fingerprint"] != fingerprint(keys[station["name"]]):
            raise BrokenBundle("key_mislabelled", f"The fingerprint of {station['name']} is not that of its key.")
    return keys


def _vouched(data: bytes, keys: Mapping[str, bytes]) -> tuple[Note, str]:
    try:
        note = read_note(data)
    except ValueError as error:
        raise BrokenBundle("checkpoint_malformed", f"The bundle's checkpoint is none: {error}.") from None
    signer = signer_of(note, {name: (key,) for name, key in keys.items()})
    if signer is None:
        raise BrokenBundle("checkpoint_signature", "The bundle's checkpoint is not signed by a station in it.")
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


def parsed(data: bytes) -> dict[str, Any]:
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
