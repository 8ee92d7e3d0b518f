"""A bundle: events with all that proves them, for somebody who has neither the database nor its keys.

A zip of: each event's exact bytes; where it stands in its station's chain and in the tree, with the proof that leads from
it to one signed checkpoint; that checkpoint; the stations' public keys; files for people; and ``MANIFEST``, which lists
all of them by hash and is signed by the station that exports. :mod:`tracker.journal.verifying_bundles` checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import fingerprint
from tracker.journal.checkpoints import Checkpoint, Inclusion, inclusions
from tracker.journal.writing import Journal
from tracker.journal.zipping import NAME, pack
from tracker.store.connection import Connection

MANIFEST, SIGNATURE = "MANIFEST", "MANIFEST.sig"
EVENTS, STATIONS, CHECKPOINT = "events.json", "stations.json", "checkpoint.txt"
EVENT_FOLDER = "events/"
RESERVED = (MANIFEST, SIGNATURE, EVENTS, STATIONS, CHECKPOINT)
KIND = "clinic-tracker bundle"
LONGEST_TITLE = 200


def write_bundle(
    connection: Connection,
    journal: Journal,
    event_ids: Iterable[str],
    checkpoint: Checkpoint,
    *,
    title: str,
    extra_files: Mapping[str, bytes],
) -> bytes:
    """The bundle of these events, proved by ``checkpoint``, which must cover them
    (:func:`tracker.journal.checkpoints.covering` finds or makes one), signed by the station of ``journal``.

    ``title`` is one line that says what it is of; ``extra_files`` are those for people (a PDF, a timeline), by name. Raises
    :class:`tracker.errors.Refusal` for an event that is unknown or not covered, ValueError for a name that is taken or no
    plain path, and for a title of more than a line.
    """
    if not title.isprintable() or not 0 < len(title) <= LONGEST_TITLE:
        raise ValueError("a title is one line")
    for name in extra_files:
        if not NAME.fullmatch(name) or name in RESERVED or name.startswith(EVENT_FOLDER):
            raise ValueError("a file's name is no plain path, or one that the bundle itself uses")
    found = inclusions(connection, checkpoint, dict.fromkeys(event_ids))
    files = {CHECKPOINT: checkpoint.note.encode(), **extra_files}
    listed, names = list[Value](), {journal.station, checkpoint.station}
    for each in sorted(found, key=lambda inclusion: inclusion.position):
        entry, body = _event(connection, each)
        names.add(str(entry["station"]))
        listed.append(entry)
        files[str(entry["file"])] = body
    files[EVENTS] = canonical({"events": listed})
    files[STATIONS] = canonical({"stations": _stations(connection, names)})
    manifest = _manifest(files, title, journal.station)
    signature = journal.key.sign(manifest_statement(manifest)).hex() + "\n"
    return pack({**files, MANIFEST: manifest, SIGNATURE: signature.encode()})


def event_file(position: int) -> str:
    """Where the bytes of the event at this place of the tree stand in the bundle."""
    return f"{EVENT_FOLDER}{position:010d}.json"


def manifest_statement(manifest: bytes) -> bytes:
    """What the exporting station signs. The first line keeps it apart from all else that its key signs."""
    return b"tracker bundle manifest\n" + manifest


def _manifest(files: Mapping[str, bytes], title: str, station: str) -> bytes:
    listed: dict[str, Value] = {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in files.items()
    }
    return canonical({"files": listed, "kind": KIND, "station": station, "title": title, "v": 1})


def _event(connection: Connection, found: Inclusion) -> tuple[dict[str, Value], bytes]:
    station, seq, prev, head, body = connection.exec_driver_sql(
        "SELECT s.name, j.seq, j.prev, j.hash, j.body FROM journal j JOIN station s ON s.id = j.station_id"
        " WHERE j.event_id = ?",
        (found.event_id,),
    ).one()
    return {
        "file": event_file(found.position),
        "hash": head.hex(),
        "position": found.position,
        "prev": prev.hex(),
        "proof": [part.hex() for part in found.proof],
        "seq": seq,
        "station": station,
    }, body


def _stations(connection: Connection, names: Iterable[str]) -> list[Value]:
    known: dict[str, bytes] = dict(connection.exec_driver_sql("SELECT name, public_key FROM station").all())
    return [{"fingerprint": fingerprint(known[name]), "key": known[name].hex(), "name": name} for name in sorted(names)]
