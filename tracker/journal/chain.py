"""The arithmetic of the chain, without a database.

``leaf = SHA-256(0x00 || body)`` and ``hash[n] = SHA-256(0x02 || hash[n-1] || leaf)``; the leaf is RFC 6962's, so that
the same events stand in the Merkle tree of :mod:`tracker.journal.merkle`. The first event's predecessor is made from the
station's public key: two stations can never share a beginning, and a chain cannot be handed to another key.
"""

from __future__ import annotations

import re
from hashlib import sha256
from hmac import digest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def genesis(public_key: bytes) -> bytes:
    """What stands before a station's first event."""
    return sha256(b"\x03" + public_key).digest()


def leaf_of(body: bytes) -> bytes:
    """The hash of the event ``body`` by itself."""
    return sha256(b"\x00" + body).digest()


def link(prev: bytes, body: bytes) -> bytes:
    """The hash of the event ``body`` that follows ``prev``."""
    return link_leaf(prev, leaf_of(body))


def link_leaf(prev: bytes, leaf: bytes) -> bytes:
    """The same, where the event's own hash is at hand."""
    return sha256(b"\x02" + prev + leaf).digest()


def seal(salt: bytes, value: str) -> str:
    """A commitment to ``value`` that tells nothing without ``salt``: the value can be erased and the chain still verifies.

    A bare hash would not do: an unsalted SHA-256 of a birth date was reversed in 18 ms.
    """
    return digest(salt, value.encode("utf-8", "backslashreplace"), "sha256").hex()


def head_statement(station: str, seq: int, head: bytes) -> bytes:
    """What a station signs after each event: that its chain ends here, with this hash."""
    return b"tracker journal head\n" + station.encode() + b"\n" + str(seq).encode() + b"\n" + head


def public_key_of(private_key: bytes) -> bytes:
    """The 32 bytes by which anyone can check what ``private_key`` signed."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """``public_key`` as two people compare it, by telephone or on paper: half of its SHA-256, in groups of four."""
    return _grouped(sha256(public_key).hexdigest()[:32])


def as_fingerprint(text: str) -> str | None:
    """A fingerprint that somebody typed, in its one form; None for what is none. Capitals and groups do not matter."""
    digits = re.sub(r"[- :]", "", text.casefold().removeprefix("sha256:"))
    return _grouped(digits) if re.fullmatch(r"[0-9a-f]{32}", digits) else None


def _grouped(digits: str) -> str:
    return "SHA256:" + "-".join(digits[start : start + 4] for start in range(0, 32, 4))


def is_signed(public_key: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether ``signature`` is that key's over ``statement``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True
