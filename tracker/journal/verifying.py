"""Recomputing the chains and the tree from the stored bytes: what was changed, cut out, moved or added shows.

What it cannot show, and no structure inside the database can: a tail cut off together with an older signed head, or a
whole older copy put back. That takes a checkpoint kept outside, which may be handed in. Nor a journal that was written
anew as a whole under another key, except where the station's own key is at hand to compare with, or such a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from tracker.journal.chain import fingerprint
from tracker.journal.checkpoints import journal_origin
from tracker.journal.claims import Claim, Keys, Outside, outside_claims, stored_claims
from tracker.journal.finding import MOST, Finding
from tracker.journal.regrowing import Regrowth
from tracker.journal.turning import all_keys, first_keys
from tracker.journal.walking import Walk
from tracker.store.connection import Connection

_BATCH = 2048


@dataclass(frozen=True, slots=True)
class StationChecked:
    """A station with its key's fingerprint, and how many events it wrote."""

    name: str
    fingerprint: str
    events: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What verification saw: events read, findings in order, and stored checkpoints. ``covered`` is the number of events,
    from the first on, of which a checkpoint kept outside proved true; ``stations`` are all that the database knows.
    ``clock_back`` were stored under a clock that had been set back: that is no fault of the journal, whose order is by
    number, but their times are not to be trusted."""

    events: int
    findings: tuple[Finding, ...]
    checkpoints: int = 0
    covered: int = 0
    stations: tuple[StationChecked, ...] = ()
    clock_back: int = 0


def verify(
    connection: Connection,
    report: Callable[[int, int], None] = lambda done, total: None,
    own: tuple[str, bytes] | None = None,
    outside: Sequence[Outside] = (),
    known_stations: Collection[str] = (),
    *,
    with_scans: bool = True,
) -> Checked:
    """Check every station's chain, the tree, and every checkpoint. Memory stays flat: events are read and dropped.

    ``own`` is the name and public key of the station that asks, where its key is at hand: the database may then not
    know that station under another key, nor leave it out. ``outside`` are checkpoints that were kept elsewhere.
    Without ``with_scans`` the raw scans are not held against the events that seal them, which takes half of the time.
    ``known_stations`` are the fingerprints of the clinic's own stations; where there are any, no other may have events.

    Raises nothing for bad data; at most 100 findings of a kind are kept, since one changed event is reported once and the
    chain is then followed from the stored hash.
    """
    total = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()

    def tell(done: int) -> None:
        if done % _BATCH == 0:
            report(done, total)

    stations = connection.exec_driver_sql("SELECT id, name, public_key FROM station ORDER BY id").all()
    first = first_keys(connection)
    walks = {
        station_id: Walk(connection, station_id, name, key, first[station_id], with_scans=with_scans)
        for station_id, name, key in stations
    }
    of_tree, checkpoints, covered = _verify_tree(connection, walks, all_keys(connection), outside, tell, total)
    for walk in walks.values():
        _finish(walk, sum(each.events for each in walks.values()), tell)
    report(total, total)
    findings = [finding for walk in walks.values() for finding in walk.findings][:MOST]
    events = sum(walk.events for walk in walks.values())
    if events != total:
        findings.append(Finding("", 0, "foreign_events", f"{total - events} events belong to no known station."))
    findings.extend(_not_own(connection, own))
    checked = tuple(
        StationChecked(walks[key].name, fingerprint(public), walks[key].events) for key, _, public in stations
    )
    findings.extend(_unknown(checked, known_stations))
    if with_scans:
        findings.extend(_without_event(connection, sum(walk.scans for walk in walks.values())))
    clock_back = sum(walk.clock_back for walk in walks.values())
    return Checked(events, (*findings, *of_tree), checkpoints, covered, checked, clock_back)


def _verify_tree(
    connection: Connection,
    walks: dict[int, Walk],
    keys: Keys,
    outside: Sequence[Outside],
    tell: Callable[[int], None],
    total: int,
) -> tuple[list[Finding], int, int]:
    """Walk the events that are in the tree; returns findings, stored checkpoints, and what ``outside`` proved."""
    if not _has_tree(connection):
        findings = [Finding("", 0, "checkpoint_tail", f"{kept.label}: this copy is older.") for kept in outside]
        return findings, 0, 0
    origin = journal_origin(connection)
    made = [*stored_claims(connection, origin, keys), *outside_claims(outside, origin, keys)]
    regrowth = Regrowth(connection, [claim for claim in made if isinstance(claim, Claim)])
    regrowth.grow(walks, tell)
    regrowth.end(total)
    findings = [finding for finding in made if isinstance(finding, Finding)][:MOST]
    checkpoints = connection.exec_driver_sql("SELECT count(*) FROM checkpoint").scalar_one()
    return [*findings, *regrowth.findings], checkpoints, regrowth.covered


def _has_tree(connection: Connection) -> bool:
    """Whether the database is of a version with checkpoints: an older one may be read without being brought up to date."""
    version: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return version >= "0004"


def _finish(walk: Walk, done: int, tell: Callable[[int], None]) -> None:
    """The events that came after the last checkpoint, and the chain's signed end."""
    for number, _ in enumerate(walk.follow(), start=done + 1):
        tell(number)
    walk.end()


def _not_own(connection: Connection, own: tuple[str, bytes] | None) -> Iterator[Finding]:
    if own is None:
        return
    name, public_key = own
    found = connection.exec_driver_sql("SELECT public_key FROM station WHERE name = ?", (name,)).scalar()
    if found != public_key:
        yield Finding(name, 0, "foreign_key", f"The journal of {name} is not signed by the key that this station has.")


def _unknown(stations: Sequence[StationChecked], known: Collection[str]) -> Iterator[Finding]:
    for station in stations:
        if known and station.events and station.fingerprint not in known:
            words = (
                f"wrote {station.events} events under {station.fingerprint}, which is none of this clinic's own keys."
            )
            yield Finding(station.name, 0, "station_unknown", words)


def _without_event(connection: Connection, scans: int) -> Iterator[Finding]:
    """Raw scans and movements that no event tells of; ``scans`` were told of, and only where there are more is each looked
    up again."""
    for (event_id,) in connection.exec_driver_sql(
        "SELECT event_id FROM movement m WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.event_id = m.event_id)"
        " LIMIT 100"
    ):
        yield Finding("", 0, "movement_without_event", f"The movement {event_id} has no event in the journal.")
    if connection.exec_driver_sql("SELECT count(*) FROM scan").scalar_one() == scans:
        return
    for (scan_id,) in connection.exec_driver_sql(
        "SELECT id FROM scan WHERE NOT EXISTS (SELECT 1 FROM journal WHERE event_id = scan.id) LIMIT 100"
    ):
        yield Finding("", 0, "scan_without_event", f"The scan {scan_id} has no event in the journal.")
