"""Recomputing the chain from the stored bytes: what was changed, cut out, moved or added shows.

What it cannot show, and no structure inside the database can: a tail cut off together with an older signed head, or a
whole older copy put back. That takes a checkpoint kept outside. Nor a journal that was written anew as a whole under
another key, except where the station's own key is at hand to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from unicodedata import normalize

from tracker.journal.chain import genesis, head_statement, is_signed, link, seal
from tracker.store.connection import Connection

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written. ``seq`` is 0 where it concerns the whole station."""

    station: str
    seq: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What verification saw: events read, and findings in order."""

    events: int
    findings: tuple[Finding, ...]


def verify(
    connection: Connection,
    report: Callable[[int, int], None] = lambda done, total: None,
    own: tuple[str, bytes] | None = None,
) -> Checked:
    """Check every station's chain. Memory stays flat: events are read in batches and dropped.

    ``own`` is the name and public key of the station that asks, where its key is at hand: the database may then not
    know that station under another key, nor leave it out.

    Raises nothing for bad data; at most 100 findings are kept, since one changed event is reported once and the chain is
    then followed from the stored hash.
    """
    total = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
    events = 0
    findings: list[Finding] = []
    for station_id, name, public_key in connection.exec_driver_sql(
        "SELECT id, name, public_key FROM station ORDER BY id"
    ).all():
        for seq, finding in _follow(connection, station_id, name, public_key):
            events += seq > 0
            if finding is not None and len(findings) < 100:
                findings.append(finding)
            if seq and events % _BATCH == 0:
                report(events, total)
    report(total, total)
    if events != total:
        findings.append(Finding("", 0, "foreign_events", f"{total - events} events belong to no known station."))
    findings.extend(_not_own(connection, own))
    findings.extend(_without_event(connection))
    return Checked(events, tuple(findings))


def _follow(
    connection: Connection, station_id: int, name: str, public_key: bytes
) -> Iterator[tuple[int, Finding | None]]:
    """Walk one chain; yields (seq, finding or None) an event, then (0, finding or None) for the signed head."""
    expected, prev = 1, genesis(public_key)
    rows = connection.exec_driver_sql(
        "SELECT j.seq, j.event_id, j.prev, j.hash, j.body, s.id, s.data, s.salt, s.aim, s.quality, s.source, s.verdict,"
        " s.symbology"
        " FROM journal j LEFT JOIN scan s ON s.id = j.event_id WHERE j.station_id = ? ORDER BY j.seq",
        (station_id,),
    )
    for seq, event_id, stored_prev, stored_hash, body, *scan in rows:
        finding = None
        if seq != expected:
            finding = Finding(name, seq, "gap", f"Event {expected} is missing before event {seq}.")
        elif stored_prev != prev:
            finding = Finding(name, seq, "broken_link", f"Event {seq} does not follow the event before it.")
        elif link(prev, body) != stored_hash:
            finding = Finding(name, seq, "changed", f"Event {seq} was changed after it was written.")
        elif b'"id":%b,' % _quoted(event_id) not in body or b'"seq":%d,' % seq not in body:
            finding = Finding(name, seq, "mislabelled", f"Event {seq} does not bear its own number and identity.")
        elif scan[0] is None and b'"scan":{' in body:
            finding = Finding(name, seq, "scan_missing", f"The raw scan of event {seq} is missing.")
        elif not _is_scan_as_told(body, scan[1:]):
            finding = Finding(name, seq, "scan_changed", f"The raw scan of event {seq} was changed.")
        expected, prev = seq + 1, stored_hash
        yield seq, finding
    yield 0, _head_finding(connection, station_id, name, public_key, expected - 1, prev)


def _head_finding(
    connection: Connection, station_id: int, name: str, public_key: bytes, last: int, last_hash: bytes
) -> Finding | None:
    head = connection.exec_driver_sql(
        "SELECT seq, hash, signature FROM journal_head WHERE station_id = ?", (station_id,)
    ).first()
    if head is None:
        return Finding(name, 0, "no_head", f"{name} has events and no signed head.") if last else None
    seq, stored, signature = head
    if not is_signed(public_key, signature, head_statement(name, seq, stored)):
        return Finding(name, seq, "bad_signature", f"The head of {name} is not signed by its key.")
    if seq != last:
        return Finding(name, last, "cut_off", f"{name} signed {seq} events; the journal ends at {last}.")
    if stored != last_hash:
        return Finding(name, last, "rewritten", f"Event {last} is not the one that {name} signed.")
    return None


def _is_scan_as_told(body: bytes, scan: Sequence[Any]) -> bool:
    """Whether the raw scan is as its event says. An erased one has neither data nor salt, and is well (its row stays), as
    is an event that was no scan. The bytes are compared without parsing them: it takes a third of the time."""
    data, salt, *words = scan
    if salt is None and data is None:
        return True
    before, after, verdict = _around_seal(*words)
    return before + seal(salt or b"", data or "").encode() + after in body and verdict in body


@lru_cache(maxsize=1024)
def _around_seal(
    aim: str | None, quality: str | None, source: str | None, verdict: str | None, symbology: str | None
) -> tuple[bytes, ...]:
    """What stands before and after a scan's seal, and its verdict: the same few for a million events."""
    before = b'"scan":{"aim":%b,"quality":%b,"seal":"' % (_quoted(aim or ""), _quoted(quality or ""))
    after = b'","source":%b,"symbology":%b}' % (_quoted(source or ""), _quoted(symbology or ""))
    return before, after, b'"verdict":%b' % _quoted(verdict or "")


def _quoted(text: str) -> bytes:
    """A text as it stands in canonical bytes."""
    return encode_basestring(text if text.isascii() else normalize("NFC", text)).encode()


def _not_own(connection: Connection, own: tuple[str, bytes] | None) -> Iterator[Finding]:
    if own is None:
        return
    name, public_key = own
    found = connection.exec_driver_sql("SELECT public_key FROM station WHERE name = ?", (name,)).scalar()
    if found != public_key:
        yield Finding(name, 0, "foreign_key", f"The journal of {name} is not signed by the key that this station has.")


def _without_event(connection: Connection) -> Iterator[Finding]:
    """Raw scans and movements that no event tells of."""
    for (event_id,) in connection.exec_driver_sql(
        "SELECT event_id FROM movement m WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.event_id = m.event_id)"
        " LIMIT 100"
    ):
        yield Finding("", 0, "movement_without_event", f"The movement {event_id} has no event in the journal.")
    for (scan_id,) in connection.exec_driver_sql(
        "SELECT id FROM scan WHERE NOT EXISTS (SELECT 1 FROM journal WHERE event_id = scan.id) LIMIT 100"
    ):
        yield Finding("", 0, "scan_without_event", f"The scan {scan_id} has no event in the journal.")
