"""The tree of RFC 6962, its proofs, and that a forged proof is refused whatever is forged in it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.journal.chain import leaf_of
from tracker.journal.merkle import (
    EMPTY,
    TILE,
    Growing,
    HashOf,
    Proof,
    inclusion_proof,
    is_included,
    node,
    root,
    subtree,
)

KNOWN_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
"""The leaves that the reference implementation of Certificate Transparency is tested with, in hexadecimal."""
KNOWN_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Its roots of the first one to eight of them."""


def known() -> list[bytes]:
    return [leaf_of(bytes.fromhex(leaf)) for leaf in KNOWN_LEAVES]


def numbered(count: int) -> list[bytes]:
    return [leaf_of(number.to_bytes(4, "big")) for number in range(count)]


def of(leaves: Sequence[bytes]) -> HashOf:
    return lambda level, number: subtree(leaves, level, number)


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_roots(size: int) -> None:
    assert root(size, of(known())).hex() == KNOWN_ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root(0, of([])) == EMPTY == sha256(b"").digest()


def test_a_known_inclusion_proof() -> None:
    """The reference's path for the first of its eight leaves."""
    assert [part.hex() for part in inclusion_proof(0, 8, of(known()))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@given(st.integers(0, 200))
def test_the_root_is_the_definitions(size: int) -> None:
    leaves = numbered(size)
    assert root(size, of(leaves)) == by_definition(leaves)


@given(st.integers(1, 700), st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_has_it(size: int, data: st.DataObject) -> None:
    leaves = numbered(size)
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion_proof(index, size, of(leaves)), root(size, of(leaves))
    assert len(proof) <= (size - 1).bit_length()
    assert is_included(leaves[index], index, size, proof, top)
    assert not is_included(leaf_of(b"never written"), index, size, proof, top)


def forgeries(proof: Proof) -> list[Proof]:
    """A proof with one byte altered at each place, cut, lengthened, doubled, turned round, and with two hashes swapped."""
    found = [
        tuple(part if number != place else _flipped(part, byte) for number, part in enumerate(proof))
        for place in range(len(proof))
        for byte in range(32)
    ]
    found += [proof[:-1], proof[1:], (*proof, bytes(32)), (bytes(32), *proof), (*proof, proof[-1])]
    found += [proof[:place] + proof[place + 1 :] for place in range(len(proof))]
    found += [(*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]) for place in range(len(proof) - 1)]
    found += [tuple(reversed(proof)), (*proof[:-1], proof[-1][:31]), (*proof[:-1], proof[-1] + b"\0"), ()]
    return [forged for forged in found if forged != proof]


def _flipped(part: bytes, byte: int) -> bytes:
    return part[:byte] + bytes([part[byte] ^ 1]) + part[byte + 1 :]


@pytest.mark.parametrize("size", [2, 3, 5, 6, 7, 8, 11, 100])
def test_a_forged_inclusion_proof_is_refused(size: int) -> None:
    leaves = numbered(size)
    top = root(size, of(leaves))
    for index in range(0, size, 1 + size // 12):
        proof = inclusion_proof(index, size, of(leaves))
        assert is_included(leaves[index], index, size, proof, top)
        for forged in forgeries(proof):
            assert not is_included(leaves[index], index, size, forged, top)


@given(st.integers(2, 130), st.data())
def test_a_proof_holds_for_its_own_place_only(size: int, data: st.DataObject) -> None:
    leaves = numbered(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda each: each != index))
    proof, top = inclusion_proof(index, size, of(leaves)), root(size, of(leaves))
    assert not is_included(leaves[index], other, size, proof, top)


@pytest.mark.parametrize("size", [0, -1, 1, 3, 9, 2**40])
def test_a_proof_for_a_tree_of_another_shape_is_refused(size: int) -> None:
    leaves = numbered(8)
    top = root(8, of(leaves))
    assert not is_included(leaves[3], 3, size, inclusion_proof(3, 8, of(leaves)), top)


def test_a_proof_cannot_climb_above_the_root() -> None:
    """The last of two leaves, shown as the only leaf of a tree of one, with a proof of one hash too many."""
    leaves = numbered(2)
    assert not is_included(leaves[1], 0, 1, (leaves[0],), root(2, of(leaves)))


def test_a_node_cannot_be_shown_as_a_leaf() -> None:
    """The second-preimage attack on trees without domain separation: an inner hash presented as an event."""
    leaves = numbered(4)
    top = root(4, of(leaves))
    inner = leaf_of(leaves[0] + leaves[1])
    assert not is_included(inner, 0, 2, (node(leaves[2], leaves[3]),), top)


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    for index in (-1, 5, 9):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_proof(index, 5, of(numbered(5)))


@given(st.integers(0, 5 * TILE + 30), st.integers(0, TILE))
def test_a_growing_tree_has_the_same_root_at_every_size(size: int, more: int) -> None:
    leaves = numbered(size)
    growing, kept = Growing(), dict[tuple[int, int], bytes]()
    for start in range(0, size - TILE + 1, TILE):
        for level, number, made in growing.add(leaves[start : start + TILE]):
            kept[level, number] = made
    assert growing.root(leaves[growing.size :]) == root(size, of(leaves))
    assert all(made == subtree(leaves, level, number) for (level, number), made in kept.items())
    resumed = Growing(growing.size, lambda level, number: kept[level, number])
    tail = numbered(size + more)[growing.size :][:TILE]
    assert resumed.root(tail) == growing.root(tail)


def test_a_growing_tree_takes_whole_tiles_only() -> None:
    with pytest.raises(ValueError, match="256 leaves"):
        Growing().add(numbered(255))
    with pytest.raises(ValueError, match="whole tiles"):
        Growing(3, of(numbered(3)))
