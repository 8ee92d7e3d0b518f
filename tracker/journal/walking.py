"""Following one station's chain from event to event, in pieces, as the tree asks for its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from unicodedata import normalize

from tracker.journal.chain import genesis, head_statement, is_signed, seal
from tracker.journal.finding import MOST, Finding
from tracker.journal.signed import HASH, HASH_AT, IS_TO_BE_SIGNED, TAIL, Signing
from tracker.journal.turning import MARK, key_behind
from tracker.store.connection import Connection, Rows

_LAST = 2**63 - 1


class Walk:
    """One chain, checked against its own hashes, its raw scans and its signed head. Memory stays flat.

    ``findings`` are in order; after a finding the chain is followed from the hash that is stored.
    """

    __slots__ = (
        "_connection",
        "_key",
        "_prev",
        "_public_key",
        "_signing",
        "_station_id",
        "_with_scans",
        "clock_back",
        "events",
        "expected",
        "findings",
        "name",
        "scans",
    )

    def __init__(
        self,
        connection: Connection,
        station_id: int,
        name: str,
        public_key: bytes,
        first_key: bytes | None = None,
        *,
        with_scans: bool = True,
    ) -> None:
        """``public_key`` is the one of now; ``first_key`` the one that it began with, where that is another."""
        self._connection = connection
        self._with_scans = with_scans
        self._station_id = station_id
        self._public_key = public_key
        self._key = first_key or public_key
        self._prev = genesis(self._key)
        self._signing = Signing()
        self.name = name
        self.expected = 1
        """The sequence number of the next event."""
        self.events = 0
        self.scans = 0
        """Events whose raw scan is there."""
        self.clock_back = 0
        """Events that were stored under a clock that had been set back."""
        self.findings: list[Finding] = []

    def begin_behind(self, seq: int, stored_hash: bytes | None) -> None:
        """Begin with the event after number ``seq``, whose hash is taken as it is stored; None where it is missing."""
        self.expected, self._prev = seq + 1, stored_hash or b""

    def follow(self, last: int = _LAST) -> Iterator[bytes]:
        """The leaves of the next events, up to number ``last``, each checked on the way. Fewer where some are missing.
        To be iterated to the end.

        The hashes are written out here and not called by name: that took a seventh of the time (measured).
        """
        if not self._with_scans:
            yield from self._follow_alone(last)
            return
        prev, expected = self._prev, self.expected
        events = scans = clock_back = 0
        signing = self._signing
        for (
            seq, event_id, stored_prev, stored_hash, body, scan_id, data, salt, aim, quality, source, verdict, symbology,
        ) in self._rows(expected, min(last, _LAST)):  # fmt: skip
            leaf = sha256(b"\x00" + body).digest()
            if seq != expected:
                self._find(seq, "gap", f"Event {expected} is missing before event {seq}.")
            elif stored_prev != prev:
                self._find(seq, "broken_link", f"Event {seq} does not follow the event before it.")
            elif sha256(b"\x02" + prev + leaf).digest() != stored_hash:
                self._find(seq, "changed", f"Event {seq} was changed after it was written.")
            elif b'"id":%b,' % _quoted(event_id) not in body or b'"seq":%d,' % seq not in body:
                self._find(seq, "mislabelled", f"Event {seq} does not bear its own number and identity.")
            elif scan_id is None:
                if MARK in body:
                    self._turn(seq, prev, body)
                if b'"scan":{' in body:
                    self._find(seq, "scan_missing", f"The raw scan of event {seq} is missing.")
            elif data is not None or salt is not None:
                # An erased scan has neither, and is well: its row stays. The bytes are compared without parsing them.
                before, after, told = _around_seal(aim, quality, source, verdict, symbology)
                if before + seal(salt or b"", data or "").encode() + after not in body or told not in body:
                    self._find(seq, "scan_changed", f"The raw scan of event {seq} was changed.")
            if body[HASH_AT] == HASH or body.find(IS_TO_BE_SIGNED, TAIL) >= 0 or signing.is_awaited:
                self._look_at_signatures(seq, event_id, stored_hash, body)
            events += 1
            scans += scan_id is not None
            clock_back += b'"clock_back_s":' in body  # a key: within a text its quotes would be escaped
            expected, prev = seq + 1, stored_hash
            yield leaf
        self._prev, self.expected = prev, expected
        self.events += events
        self.scans += scans
        self.clock_back += clock_back

    def _follow_alone(self, last: int) -> Iterator[bytes]:
        """The same of the events alone, in half the time."""
        prev, expected, signing = self._prev, self.expected, self._signing
        for seq, event_id, stored_prev, stored_hash, body in self._connection.exec_driver_sql(
            "SELECT seq, event_id, prev, hash, body FROM journal WHERE station_id = ? AND seq BETWEEN ? AND ? ORDER BY seq",
            (self._station_id, expected, min(last, _LAST)),
        ):
            leaf = sha256(b"\x00" + body).digest()
            if seq != expected:
                self._find(seq, "gap", f"Event {expected} is missing before event {seq}.")
            elif stored_prev != prev:
                self._find(seq, "broken_link", f"Event {seq} does not follow the event before it.")
            elif sha256(b"\x02" + prev + leaf).digest() != stored_hash:
                self._find(seq, "changed", f"Event {seq} was changed after it was written.")
            elif b'"id":%b,' % _quoted(event_id) not in body or b'"seq":%d,' % seq not in body:
                self._find(seq, "mislabelled", f"Event {seq} does not bear its own number and identity.")
            elif MARK in body:
                self._turn(seq, stored_prev, body)
            if body[HASH_AT] == HASH or body.find(IS_TO_BE_SIGNED, TAIL) >= 0 or signing.is_awaited:
                self._look_at_signatures(seq, event_id, stored_hash, body)
            self.events += 1
            self.clock_back += b'"clock_back_s":' in body
            self._prev, self.expected = prev, expected = stored_hash, seq + 1
            yield leaf

    def end(self) -> None:
        """Compare the chain's end with what the station signed."""
        for finding in self._signing.end():
            self._find(*finding)
        found = self._head()
        if found is not None:
            self.findings.append(found)

    def _look_at_signatures(self, seq: int, event_id: str, digest: bytes, body: bytes) -> None:
        for finding in self._signing.see(seq, event_id, digest, body):
            self._find(*finding)

    def _rows(self, first: int, last: int) -> Rows:
        return self._connection.exec_driver_sql(
            "SELECT j.seq, j.event_id, j.prev, j.hash, j.body, s.id, s.data, s.salt, s.aim, s.quality, s.source,"
            " s.verdict, s.symbology"
            " FROM journal j LEFT JOIN scan s ON s.id = j.event_id"
            " WHERE j.station_id = ? AND j.seq BETWEEN ? AND ? ORDER BY j.seq",
            (self._station_id, first, last),
        )

    def _find(self, seq: int, code: str, message: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(self.name, seq, code, message))

    def _turn(self, seq: int, prev: bytes, body: bytes) -> None:
        """The event changes the signing key, where it does."""
        behind = key_behind(body, self.name, prev, self._key)
        if behind is None:
            self._find(
                seq, "key_unsigned", f"Event {seq} changes the key of {self.name} without both keys' signatures."
            )
        else:
            self._key = behind

    def _head(self) -> Finding | None:
        name, last = self.name, self.expected - 1
        head = self._connection.exec_driver_sql(
            "SELECT seq, hash, signature FROM journal_head WHERE station_id = ?", (self._station_id,)
        ).first()
        if head is None:
            return Finding(name, 0, "no_head", f"{name} has events and no signed head.") if last else None
        seq, stored, signature = head
        if not is_signed(self._public_key, signature, head_statement(name, seq, stored)):
            return Finding(name, seq, "bad_signature", f"The head of {name} is not signed by its key.")
        if last and self._key != self._public_key:
            return Finding(name, last, "key_unsigned", f"The events of {name} do not lead to the key that it has here.")
        if seq != last:
            return Finding(name, last, "cut_off", f"{name} signed {seq} events; the journal ends at {last}.")
        if stored != self._prev:
            return Finding(name, last, "rewritten", f"Event {last} is not the one that {name} signed.")
        return None


@lru_cache(maxsize=1024)
def _around_seal(
    aim: str | None, quality: str | None, source: str | None, verdict: str | None, symbology: str | None
) -> tuple[bytes, bytes, bytes]:
    """What stands before and after a scan's seal, and its verdict: the same few for a million events."""
    before = b'"scan":{"aim":%b,"quality":%b,"seal":"' % (_quoted(aim or ""), _quoted(quality or ""))
    after = b'","source":%b,"symbology":%b}' % (_quoted(source or ""), _quoted(symbology or ""))
    return before, after, b'"verdict":%b' % _quoted(verdict or "")


def _quoted(text: str) -> bytes:
    """A text as it stands in canonical bytes."""
    return encode_basestring(text if text.isascii() else normalize("NFC", text)).encode()
