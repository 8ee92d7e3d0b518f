"""A specimen's custody as a bundle, for somebody outside the house: the events with all that proves them, a paper to read,
a timeline for programs, and how to check all of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from labels.card import Paper
from tracker.hardware.scan import new_id
from tracker.journal.bundles import write_bundle
from tracker.journal.canonical import Value
from tracker.journal.chain import fingerprint
from tracker.journal.checkpoints import Checkpoint, covering
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.reports.custody import Custody, custody_of, line_of, paper_of, timeline_json
from tracker.reports.custody_pdf import custody_pdf
from tracker.specimens.evidence import EXPORTED, evidence, journalled
from tracker.specimens.reader import SpecimenReader
from tracker.store.connection import Connection
from tracker.text import safe

PDF, TIMELINE, README = "custody.pdf", "timeline.json", "README.txt"
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class CustodyBundle:
    """What was made. ``keys`` has the fingerprints for the receiver to compare, by station: of the one that
    signed it, and of each that wrote an event in it."""

    data: bytes
    number: str
    events: int
    specimens: int
    """The specimen and what it was filled from."""
    checkpoint: Checkpoint
    keys: Mapping[str, str]


@needs(Permission.CUSTODY_EXPORT)
def export_custody(
    connection: Connection, pen: Pen, number: str, reader: SpecimenReader, paper: Paper, zone: tzinfo | None
) -> CustodyBundle:
    """The bundle of one specimen's custody, and the event that says who exported it; in one write transaction.

    The event comes first and is in the bundle itself, under the checkpoint: whoever receives it can prove who gave it out,
    and none is given out that the journal does not know of. Raises :class:`tracker.errors.Refusal` (``unknown_specimen``),
    :class:`tracker.errors.StoreError` (``journal_broken``) and :class:`labels.errors.LabelError`.
    """
    line = line_of(reader, number)
    own = line[-1].specimen
    body: dict[str, Value] = {"by": pen.by, "specimen": own.number}
    pen.journal.append(connection, new_id(), EXPORTED, pen.at, body)
    event_ids = evidence(connection, line)
    checkpoint = covering(connection, pen.journal, event_ids, pen.at)
    custody = custody_of(reader, line, checkpoint, zone)
    keys = _keys(connection, (pen.journal.station, checkpoint.station), event_ids)
    files = {
        PDF: custody_pdf(paper_of(custody), paper),
        TIMELINE: timeline_json(custody),
        README: _readme(custody, keys, len(event_ids)).encode(),
    }
    title = f"Custody of specimen {own.number}"
    data = write_bundle(connection, pen.journal, event_ids, checkpoint, title=title, extra_files=files)
    return CustodyBundle(data, own.number, len(event_ids), len(line), checkpoint, keys)


def _keys(connection: Connection, signers: Sequence[str], event_ids: Sequence[str]) -> Mapping[str, str]:
    known: dict[str, bytes] = dict(connection.exec_driver_sql("SELECT name, public_key FROM station").all())
    writers = sorted({event.station for event in journalled(connection, event_ids).values()})
    return {name: fingerprint(known[name]) for name in (*signers, *writers)}


def _readme(custody: Custody, keys: Mapping[str, str], events: int) -> str:
    """For a lawyer or a laboratory's manager, who has never heard of a hash."""
    assert custody.checkpoint is not None
    station = custody.checkpoint.station
    at = custody.checkpoint.at
    number, clinic = custody.own.specimen.number, safe(custody.clinic)
    filled = ", ".join(each.specimen.number for each in custody.line[:-1])
    parts = (
        f"CHAIN OF CUSTODY OF SPECIMEN {number}",
        f"This file was made by {clinic} on {at} (UTC). It says who held the specimen from its label on, as the clinic"
        " recorded it, and lets anybody check that nothing of that was changed afterwards."
        + (f" The specimen was filled from others, whose custody is in it, too: {filled}." if filled else ""),
        "WHAT IS IN IT",
        f"{PDF}: the custody, to read and to print.",
        f"{TIMELINE}: the same for programs, with the names of people and places.",
        f"events/: {events} entries of the clinic's journal, exactly as they were written at the time. They name people"
        " and places by codes. An entry is never cut: one about a whole rack names the other tubes in it by number.",
        "The other files prove the entries: the keys of the stations that wrote them, a signed checkpoint of the whole"
        " journal, and for each entry the proof that it is part of that.",
        "No file has a patient's name, birth date or record number: whose specimen it was, the clinic knows by the"
        " requisition's code. The entry of the order seals them in numbers (commitments) that nobody can turn back without"
        " a secret which stays with the clinic. What people typed as a reason stands as they typed it.",
        "HOW TO CHECK IT",
        "On any computer that has the program clinic-tracker, and without the clinic's database:",
        "    tracker verify FILE.zip",
        "It answers with a tick and the number of entries, or says what was changed. One changed letter anywhere in the"
        " file is found. Do not unpack and pack it again: check the file as you received it.",
        "WHOSE SIGNATURE IT IS",
        f"The file is signed with the key of the clinic's station {station}, and each entry was written by a station under a"
        " key of its own. Their fingerprints are",
        "\n".join(f"    {name}\n    {key}" for name, key in keys.items()),
        "Somebody who forged the whole file would sign it with a key of his own, and write that key's fingerprint here."
        " So do not rely on this page: ask the clinic for the fingerprints of its stations, by telephone or on paper,"
        " compare them, and check once more with all of them:",
        _to_check(keys.values()),
        "A checkpoint of the clinic that you received earlier, or on another way, serves as well, for the entries:",
        "    tracker verify FILE.zip --checkpoint CHECKPOINT.txt",
        "WHAT IT DOES NOT PROVE",
        "That what people entered was true when they entered it; that nothing else happened which nobody entered; and that"
        " nobody had the station's key who should not have had it. The times are those of the clinic's own clocks; but the"
        " time of a step that was entered afterwards stood on a paper: its entry says so, and when and by whom that was."
        " The PDF"
        f" and the timeline are the clinic's reading of the entries, signed by {station} when it made this file.",
    )
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _to_check(keys: Collection[str]) -> str:
    parts = ("    tracker verify FILE.zip", *(f"--key {key}" for key in keys))
    return (" " if len(keys) == 1 else " \\\n        ").join(parts)


def _wrapped(part: str) -> str:
    return part if part.startswith("    ") else textwrap.fill(part, _WIDTH, break_long_words=False)
