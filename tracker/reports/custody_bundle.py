"""A specimen's custody as a bundle, for somebody outside the house: the events with all that proves them, a paper to read,
a timeline for programs, and how to check all of it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import tzinfo

from labels.card import Paper
from tracker.hardware.scan import new_id
from tracker.journal.bundles import write_bundle
from tracker.journal.canonical import Value
from tracker.journal.checkpoints import Checkpoint, covering
from tracker.journal.pen import Pen
from tracker.reports.custody import Custody, custody_of, line_of, paper_of, timeline_json
from tracker.reports.custody_pdf import custody_pdf
from tracker.specimens.evidence import EXPORTED, evidence
from tracker.specimens.reader import SpecimenReader
from tracker.store.connection import Connection
from tracker.text import safe

PDF, TIMELINE, README = "custody.pdf", "timeline.json", "README.txt"
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class CustodyBundle:
    """What was made. ``fingerprint`` is that of the station that signed it, for the receiver to compare."""

    data: bytes
    number: str
    events: int
    specimens: int
    """The specimen and what it was filled from."""
    checkpoint: Checkpoint
    fingerprint: str


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
    files = {
        PDF: custody_pdf(paper_of(custody), paper),
        TIMELINE: timeline_json(custody),
        README: _readme(custody, len(event_ids)).encode(),
    }
    title = f"Custody of specimen {own.number}"
    data = write_bundle(connection, pen.journal, event_ids, checkpoint, title=title, extra_files=files)
    key = custody.keys[pen.journal.station]
    return CustodyBundle(data, own.number, len(event_ids), len(line), checkpoint, key)


def _readme(custody: Custody, events: int) -> str:
    """For a lawyer or a laboratory's manager, who has never heard of a hash."""
    assert custody.checkpoint is not None
    station = custody.checkpoint.station
    key, at = custody.keys[station], custody.checkpoint.at
    number, clinic = custody.own.specimen.number, safe(custody.clinic)
    filled = ", ".join(each.specimen.number for each in custody.line[:-1])
    parts = (
        f"CHAIN OF CUSTODY OF SPECIMEN {number}",
        f"This file was made by {clinic} on {at} (UTC). It says who held the specimen at every moment since its label was"
        " made, and lets anybody check that nothing of it was changed afterwards."
        + (f" The specimen was filled from {filled}; their custody is in it, too." if filled else ""),
        "WHAT IS IN IT",
        f"{PDF}: the custody, to read and to print.",
        f"{TIMELINE}: the same for programs, with the names of people and places.",
        f"events/: {events} entries of the clinic's journal, exactly as they were written at the time. They name people"
        " and places by codes. An entry is never cut: one about a whole rack names the other tubes in it by number.",
        "The other files prove the entries: the keys of the stations that wrote them, a signed checkpoint of the whole"
        " journal, and for each entry the proof that it is part of that. None of these files has a field for a patient's"
        " name, birth date or record number; whose specimen it was, the clinic knows by the requisition's code.",
        "HOW TO CHECK IT",
        "On any computer that has the program clinic-tracker, and without the clinic's database:",
        "    tracker verify FILE.zip",
        "It answers with a tick and the number of entries, or says what was changed. One changed letter anywhere in the"
        " file is found. Do not unpack and pack it again: check the file as you received it.",
        "WHOSE SIGNATURE IT IS",
        f"The file is signed with the key of the clinic's station {station}. Its fingerprint is",
        f"    {key}",
        "Somebody who forged the whole file would sign it with a key of his own, and write that key's fingerprint here."
        " So do not rely on this page: ask the clinic for the fingerprint, by telephone or on paper, compare it, and check"
        " once more with it:",
        f"    tracker verify FILE.zip --key {key}",
        "A checkpoint of the clinic that you received earlier, or on another way, serves as well, for the entries:",
        "    tracker verify FILE.zip --checkpoint CHECKPOINT.txt",
        "WHAT IT DOES NOT PROVE",
        "That what people entered was true when they entered it; that nothing else happened which nobody entered; and that"
        " nobody had the station's key who should not have had it. The times are those of the clinic's own clocks. The PDF"
        f" and the timeline are the clinic's reading of the entries, signed by {station} when it made this file.",
    )
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _wrapped(part: str) -> str:
    return part if part.startswith("    ") else textwrap.fill(part, _WIDTH, break_long_words=False)
