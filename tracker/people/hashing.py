"""PINs and passphrases, hashed: argon2id at OWASP's setting (19 MiB, two passes, one lane), over a pepper kept elsewhere.

The hash alone guards nothing for long: six digits fall in hours to whoever has the file (custody.md, B). Without the pepper,
which is not in the database and in no backup of it alone, there is nothing to try the digits against.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.people.proofs import Proof

_TIME_COST, _MEMORY_KIB, _LANES = 2, 19 * 1024, 1
"""OWASP Password Storage Cheat Sheet, argon2id: m=19456 (19 MiB), t=2, p=1."""
_HASH_BYTES, _SALT_BYTES = 32, 16


class Hasher:
    """Makes and checks verifiers under one clinic's pepper. Some 30 ms each: never on a thread that draws or writes."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._argon2 = PasswordHasher(_TIME_COST, _MEMORY_KIB, _LANES, _HASH_BYTES, _SALT_BYTES)

    def __repr__(self) -> str:
        return "Hasher()"

    def made(self, proof: Proof) -> str:
        """A new verifier, with a salt of its own."""
        return self._argon2.hash(self._peppered(proof))

    def is_right(self, verifier: str, proof: Proof) -> bool:
        """Whether ``proof`` made ``verifier``. As slow for a wrong one, and for :func:`nobodys`, as for a right one."""
        try:
            return self._argon2.verify(verifier, self._peppered(proof))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, verifier: str) -> bool:
        """Whether it was made at another setting than today's: it is made anew while the proof is at hand."""
        return self._argon2.check_needs_rehash(verifier)

    def _peppered(self, proof: Proof) -> bytes:
        return hmac.digest(self._pepper, proof.as_bytes, "sha256")


def nobodys() -> str:
    """A verifier that nothing fits: checked where a badge is unknown, so that the time taken does not tell."""
    salt, digest = (_coded(secrets.token_bytes(size)) for size in (_SALT_BYTES, _HASH_BYTES))
    return f"$argon2id$v=19$m={_MEMORY_KIB},t={_TIME_COST},p={_LANES}${salt}${digest}"


def _coded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii").rstrip("=")
