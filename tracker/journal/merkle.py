"""The Merkle tree of RFC 6962 (section 2.1; proofs verified as RFC 9162, section 2.1.3.2, says), without a database.

A root of 32 bytes stands for every leaf and for their order. Twenty hashes then prove that one event is among a million.
The verifier is strict: a proof that is a hash too long or too short is refused, and the path's middle is followed too (a
database that others trusted accepted falsified proofs until 2022, because its client did not).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Proof = tuple[bytes, ...]
HashOf = Callable[[int, int], bytes]
"""The hash of a complete subtree, by level and number: ``(3, 5)`` stands over the leaves 40 to 47, ``(0, 5)`` is leaf 5."""

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

TILE_LEVEL = 8
TILE = 1 << TILE_LEVEL
"""Leaves that are added to a growing tree at once, and the smallest subtree that is worth keeping."""


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees; it can never be taken for a leaf's, whose hash begins with another byte."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, hash_of: HashOf) -> bytes:
    """The root of the first ``size`` leaves."""
    return _span(0, size, hash_of) if size else EMPTY


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> Proof:
    """What proves that leaf ``index`` is in the tree of ``size`` leaves, from the leaf's neighbour up to the root's half."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_span(middle, end, hash_of))
            end = middle
        else:
            path.append(_span(start, middle, hash_of))
            start = middle
    return tuple(reversed(path))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether ``proof`` leads from ``leaf`` at place ``index`` to the root of ``size`` leaves, hash for hash."""
    if not 0 <= index < size or any(len(part) != 32 for part in (leaf, *proof)):
        return False
    place, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(part, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root_hash


class Growing:
    """A tree that grows at its right end and keeps of it only what every later root needs: one hash a level.

    Whole tiles of 256 leaves go in by :meth:`add`; leaves of a tile that is not full yet are handed to :meth:`root` only.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, hash_of: HashOf | None = None) -> None:
        """A tree that has ``size`` leaves already, a multiple of 256; ``hash_of`` then gives its subtrees."""
        if size % TILE or (size and hash_of is None):
            raise ValueError("a growing tree begins with whole tiles, and with their hashes")
        self.size = size
        self._peaks: list[bytes] = [hash_of(level, number) for level, number in _peaks(size)] if hash_of else []

    def add(self, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
        """Add one tile; returns (level, number, hash) of the tile and of every subtree that it completes."""
        if len(leaves) != TILE:
            raise ValueError("a tile has 256 leaves")
        level, number, found = TILE_LEVEL, self.size >> TILE_LEVEL, _whole(leaves)
        made = [(level, number, found)]
        while number & 1:
            level, number, found = level + 1, number >> 1, node(self._peaks.pop(), found)
            made.append((level, number, found))
        self._peaks.append(found)
        self.size += TILE
        return made

    def root(self, leaves: Sequence[bytes] = ()) -> bytes:
        """The root of the tree with ``leaves`` (at most 256) behind its whole tiles."""
        peaks = [*self._peaks]
        start, left = 0, len(leaves)
        while left:
            width = 1 << (left.bit_length() - 1)
            peaks.append(_whole(leaves[start : start + width]))
            start, left = start + width, left - width
        if not peaks:
            return EMPTY
        found = peaks.pop()
        while peaks:
            found = node(peaks.pop(), found)
        return found


def _whole(leaves: Sequence[bytes]) -> bytes:
    """The root of a power of two of leaves. The hash is written out here: a call for each costs as much again."""
    row: Sequence[bytes] = leaves
    while len(row) > 1:
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def subtree(leaves: Sequence[bytes], level: int, number: int) -> bytes:
    """The hash of a complete subtree straight from ``leaves``: see :data:`HashOf`."""
    return _whole(leaves[number << level : (number + 1) << level])


def _peaks(size: int) -> list[tuple[int, int]]:
    """The complete subtrees, largest first, of which a tree of ``size`` leaves is made: (level, number)."""
    found, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def _span(start: int, end: int, hash_of: HashOf) -> bytes:
    """The hash over the leaves from ``start`` up to ``end``, where ``start`` is where such a subtree may begin."""
    peaks = [hash_of(level, (start >> level) + number) for level, number in _peaks(end - start)]
    found = peaks.pop()
    while peaks:
        found = node(peaks.pop(), found)
    return found


def _split(size: int) -> int:
    """The largest power of two below ``size``: where RFC 6962 parts a tree."""
    return 1 << ((size - 1).bit_length() - 1)
