"""What signed checkpoints claim of the journal, those stored beside it and those that were kept outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.journal.finding import Finding
from tracker.journal.notes import Note, key_id, read_note
from tracker.store.connection import Connection

Keys = Mapping[str, Sequence[bytes]]
"""The stations' public keys by their names: that of now first, then those of before."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A note that was kept elsewhere: what to call it in a finding (a file's name), and its bytes."""

    label: str
    note: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """That the first ``size`` events have this root. Its signature was checked; whether it is true shows in the tree."""

    label: str
    station: str
    size: int
    root: bytes
    is_outside: bool

    def refuted(self, code: str, message: str) -> Finding:
        return Finding(self.station, 0, code, message)


def stored_claims(connection: Connection, origin: str, keys: Keys) -> Iterator[Claim | Finding]:
    """The checkpoints in the database. One whose row and note differ, or whose signature is wrong, claims nothing."""
    for size, root, at, why, station, note in connection.exec_driver_sql(
        "SELECT c.size, c.root, c.at, c.why, s.name, c.note FROM checkpoint c JOIN station s ON s.id = c.station_id"
        " ORDER BY c.id"
    ):
        label = f"The stored checkpoint of {at}"
        read = _read(label, note.encode())
        if isinstance(read, Finding):
            yield read
        elif (read.size, read.root, read.at, read.why) != (size, root, at, why):
            yield Finding(station, 0, "checkpoint_changed", f"{label} was changed: its note says otherwise.")
        else:
            yield _vouched(label, read, origin, {station: keys[station]}, is_outside=False)


def outside_claims(outside: Sequence[Outside], origin: str, keys: Keys) -> Iterator[Claim | Finding]:
    """Checkpoints that were kept outside; and where two contradict each other, that somebody was shown another history."""
    roots: dict[int, Claim] = {}
    for kept in outside:
        read = _read(kept.label, kept.note)
        claim = read if isinstance(read, Finding) else _vouched(kept.label, read, origin, keys, is_outside=True)
        if isinstance(claim, Claim):
            other = roots.setdefault(claim.size, claim)
            if other.root != claim.root:
                yield claim.refuted(
                    "checkpoint_split",
                    f"{claim.label} and {other.label} are both signed, and contradict each other at {claim.size} events.",
                )
        yield claim


def signer_of(note: Note, keys: Keys) -> str | None:
    """The station among ``keys`` whose signature the note bears; None where none of them signed it."""
    return next((name for name, own in keys.items() if any(note.is_signed_by(name, key) for key in own)), None)


def _read(label: str, data: bytes) -> Note | Finding:
    try:
        return read_note(data)
    except ValueError as error:
        return Finding("", 0, "checkpoint_malformed", f"{label} is no checkpoint: {error}.")


def _vouched(label: str, note: Note, origin: str, keys: Keys, *, is_outside: bool) -> Claim | Finding:
    if note.origin != origin:
        return Finding("", 0, "checkpoint_foreign", f"{label} belongs to another journal, {note.origin}.")
    signer = signer_of(note, keys)
    if signer is not None:
        return Claim(label, signer, note.size, note.root, is_outside)
    names = {signature.name: signature.key_id for signature in note.signatures}
    known = next((name for name in names if name in keys), "")
    if not known:
        words = f"{label} is signed by {', '.join(names)}, which this database does not know."
    elif names[known] not in [key_id(known, key) for key in keys[known]]:
        words = f"{label} is signed by another key than the one that {known} has here."
    else:
        words = f"{label} was changed after {known} signed it."
    return Finding(known, 0, "checkpoint_signature", words)
