"""Growing the Merkle tree again from the events, beside the walk along the chains, and holding every checkpoint to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from tracker.journal.chain import leaf_of
from tracker.journal.claims import Claim
from tracker.journal.finding import MOST, Finding
from tracker.journal.merkle import TILE, TILE_LEVEL, Growing
from tracker.journal.tree import sequenced
from tracker.journal.walking import Walk
from tracker.store.connection import Connection


class Regrowth:
    """The tree as the events give it. Each leaf comes from the walk, which has hashed it anyway; memory stays flat."""

    def __init__(self, connection: Connection, claims: Sequence[Claim]) -> None:
        self.findings: list[Finding] = []
        self.covered = 0
        """The most events of which a checkpoint kept outside proved true."""
        self._connection = connection
        self._claims = sorted(claims, key=lambda claim: claim.size, reverse=True)
        self._growing = Growing()
        self._pending: list[bytes] = []
        self._hold(self._growing.size)

    @property
    def size(self) -> int:
        return self._growing.size + len(self._pending)

    def grow(self, walks: dict[int, Walk], report: Callable[[int], None]) -> None:
        """Take the events in the order in which they entered the tree; stops where one that must be there is not."""
        pending = self._pending
        for position, station_id, seq, events in self._connection.exec_driver_sql(
            "SELECT position, station_id, seq, events FROM leaf_run ORDER BY position"
        ):
            walk = walks.get(station_id)
            for leaf in walk.follow(seq + events - 1) if walk else ():
                pending.append(leaf)
                if len(pending) == TILE:
                    self._close_tile()
                    report(self._growing.size)
            # Comes out even only where the run begins where the tree and the chain stood, and all of it was there.
            if self.size != position + events:
                self._find(
                    "tree_order", f"The tree's order is broken between its events {position + 1} and {self.size}."
                )
                return

    def end(self, events: int) -> None:
        """Hold what is left to the tree's end; ``events`` is how many the journal has."""
        self._hold(self.size)
        entered = sequenced(self._connection)
        if self.size == entered:
            self._hold_ahead(events)
        for claim in self._claims:
            if claim.size > min(events, entered):
                there = f"it covers {claim.size} events, and this database knows of {min(events, entered)}"
                self._refute(
                    claim, "checkpoint_tail", f"{claim.label}: {there}: some were cut off, or an old copy was put back."
                )
            else:
                self._refute(claim, "checkpoint_root", _changed(claim))
        stored = self._connection.exec_driver_sql("SELECT coalesce(max(size), 0) FROM checkpoint").scalar_one()
        if entered > stored:
            self._find("checkpoint_missing", f"The checkpoint over {entered} events was taken out.")
        kept = self._connection.exec_driver_sql("SELECT count(*) FROM merkle_node").scalar_one()
        if kept != _nodes(self.size):
            self._find("tree_nodes", f"The stored tree has {kept} subtrees; the events make {_nodes(self.size)}.")

    def _hold_ahead(self, events: int) -> None:
        """Hold claims that were kept outside against events that are here and in no tree yet: a copy made just before a
        checkpoint has all that it covers.

        A checkpoint takes the new events station by station; which were new then, the order of writing says. Where several
        stations wrote, another checkpoint between, which is not at hand, may have taken them in other portions.
        """
        entered = self.size
        ahead = [claim for claim in self._claims if claim.is_outside and entered < claim.size <= events]
        leaves = self._leaves_ahead() if ahead else []
        is_certain = len({station_id for station_id, _, _ in leaves}) == 1
        ordered: list[bytes] = []
        for claim in sorted(ahead, key=lambda claim: claim.size):
            new = sorted(leaves[len(ordered) : claim.size - entered])
            told = [*ordered, *(leaf for _, _, leaf in new)]
            if self._root_with(told) == claim.root:
                ordered, self.covered = told, claim.size
            elif is_certain:
                self._refute(claim, "checkpoint_root", _changed(claim))
            else:
                self._refute(claim, "checkpoint_order", _unordered(claim))
        self._claims = [claim for claim in self._claims if claim not in ahead]

    def _leaves_ahead(self) -> list[tuple[int, int, bytes]]:
        """Station, number and leaf of each event that entered no tree, in the order of writing: 100 bytes each."""
        return [
            (station_id, seq, leaf_of(body))
            for station_id, seq, body in self._connection.exec_driver_sql(
                "SELECT station_id, seq, body FROM journal j WHERE seq > (SELECT coalesce(max(r.seq + r.events - 1), 0)"
                " FROM leaf_run r WHERE r.station_id = j.station_id) ORDER BY j.rowid"
            )
        ]

    def _root_with(self, leaves: Sequence[bytes]) -> bytes:
        growing, pending = deepcopy(self._growing), [*self._pending, *leaves]
        while len(pending) > TILE:
            growing.add(pending[:TILE])
            del pending[:TILE]
        return growing.root(pending)

    def _close_tile(self) -> None:
        self._hold(self.size)
        for level, number, made in self._growing.add(self._pending):
            kept = self._connection.exec_driver_sql(
                "SELECT hash FROM merkle_node WHERE level = ? AND number = ?", (level, number)
            ).scalar()
            if kept is not None and kept != made:
                self._find("tree_nodes", f"The stored subtree {number} of level {level} is not that of the events.")
        self._pending.clear()

    def _hold(self, size: int) -> None:
        """Compare every claim of up to ``size`` events, all of which are in the whole tiles or pending."""
        while self._claims and self._claims[-1].size <= size:
            claim = self._claims.pop()
            if self._growing.root(self._pending[: claim.size - self._growing.size]) != claim.root:
                self._refute(claim, "checkpoint_root", _changed(claim))
            elif claim.is_outside:
                self.covered = claim.size

    def _refute(self, claim: Claim, code: str, message: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(claim.refuted(code, message))

    def _find(self, code: str, message: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding("", 0, code, message))


def _changed(claim: Claim) -> str:
    return f"{claim.label}: the {claim.size} events that it covers are not the ones that were signed."


def _unordered(claim: Claim) -> str:
    return (
        f"{claim.label}: the {claim.size} events that it covers are not here in the order that was signed: one was changed,"
        " or a checkpoint that was made before it is missing."
    )


def _nodes(size: int) -> int:
    """How many subtrees of whole tiles a tree of ``size`` leaves has."""
    return sum(size >> level for level in range(TILE_LEVEL, size.bit_length()))
