"""Signed checkpoints: what the journal was at a moment, in 32 bytes that can leave the machine.

A checkpoint is no event of the journal, since it could never cover itself: it stands in a table of its own. One that is
kept outside the database shows a tail that was cut off and an old backup that was put back, which nothing inside can.
What came after the newest checkpoint that
left the machine is not protected by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.journal.merkle import EMPTY, Proof, inclusion_proof
from tracker.journal.notes import Why, is_origin, origin_of, sign_note
from tracker.journal.tree import Sequencer, StoredTree, broken, place_of
from tracker.journal.writing import Journal
from tracker.store.connection import Connection, Row

_COLUMNS = "c.id, c.size, c.root, c.at, c.why, s.name, c.note FROM checkpoint c JOIN station s ON s.id = c.station_id"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stored checkpoint: the first ``size`` events have the Merkle root ``root``; ``note`` says it, signed."""

    id: int
    size: int
    root: bytes
    at: str
    why: Why
    station: str
    note: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where an event stands under a checkpoint, and what proves it; see :func:`tracker.journal.merkle.is_included`."""

    event_id: str
    position: int
    proof: Proof


def make_checkpoint(connection: Connection, journal: Journal, at: str, why: Why) -> Checkpoint:
    """Sequence what is new, sign the root, store and return it; within a write transaction. ``at`` as events have it.

    Costs the events since the last one, however many came before. Raises :class:`tracker.errors.StoreError`
    (``journal_broken``) where the journal is not as it was written: two checkpoints of one journal never contradict each
    other, so nothing is signed that the last one does not lead to.
    """
    sequencer = Sequencer(connection)
    before = latest(connection)
    expected = (before.size, before.root) if before else (0, EMPTY)
    if (sequencer.size, sequencer.root()) != expected:
        raise broken("The events are not those of the last checkpoint.")
    sequencer.enter_all()
    size, root = sequencer.size, sequencer.root()
    origin = journal_origin(connection)
    if not is_origin(origin):
        raise broken("The journal's identity is gone.")
    note = sign_note(origin, size, root, at=at, why=why, name=journal.station, key=journal.key)
    made = connection.exec_driver_sql(
        "INSERT INTO checkpoint (at, station_id, size, root, why, note) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (at, journal.station_id, size, root, why, note.written()),
    )
    return Checkpoint(made.scalar_one(), size, root, at, why, journal.station, note.written())


def latest(connection: Connection) -> Checkpoint | None:
    """The checkpoint made last; None before the first."""
    found = connection.exec_driver_sql(f"SELECT {_COLUMNS} ORDER BY c.id DESC LIMIT 1").first()
    return _checkpoint(found) if found else None


def covering(connection: Connection, journal: Journal, event_ids: Iterable[str], at: str) -> Checkpoint:
    """A checkpoint over all of these events: the latest, or where they are newer one made now; in a write transaction."""
    found = latest(connection)
    places = [place_of(connection, event_id) for event_id in event_ids]
    if found is None or any(place is None or place >= found.size for place in places):
        return make_checkpoint(connection, journal, at, "asked")
    return found


def first_over(connection: Connection, event_id: str) -> Checkpoint | None:
    """The first checkpoint that the event is in, whenever it is asked for; None while no checkpoint covers it."""
    place = place_of(connection, event_id)
    if place is None:
        return None
    found = connection.exec_driver_sql(f"SELECT {_COLUMNS} WHERE c.size > ? ORDER BY c.id LIMIT 1", (place,)).first()
    return _checkpoint(found) if found else None


def inclusion(connection: Connection, checkpoint: Checkpoint, event_id: str) -> Inclusion:
    """What proves that the event is among those of ``checkpoint``. Refusal (``not_covered``) where it came later."""
    return inclusions(connection, checkpoint, [event_id])[0]


def inclusions(connection: Connection, checkpoint: Checkpoint, event_ids: Iterable[str]) -> list[Inclusion]:
    """The same for several events, in the order given; they share what is read."""
    tree = StoredTree(connection)
    found = []
    for event_id in event_ids:
        place = place_of(connection, event_id)
        if place is None or place >= checkpoint.size:
            raise Refusal(
                f"The event {event_id} came after the checkpoint of {checkpoint.at}.",
                hint="Make a new checkpoint: tracker checkpoint.",
                code="not_covered",
            )
        found.append(Inclusion(event_id, place, inclusion_proof(place, checkpoint.size, tree.hash_of)))
    return found


def events_since(connection: Connection) -> int:
    """Events that no checkpoint covers yet."""
    return int(
        connection.exec_driver_sql(
            "SELECT (SELECT coalesce(sum(seq), 0) FROM journal_head) - (SELECT coalesce(max(size), 0) FROM checkpoint)"
        ).scalar_one()
    )


def journal_origin(connection: Connection) -> str:
    """The first line of this journal's checkpoints; one that no checkpoint can have where the journal's identity is gone."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'journal_id'").scalar()
    return origin_of(str(found or ""))


def _checkpoint(row: Row) -> Checkpoint:
    return Checkpoint(*row)
