"""PINs and passphrases, hashed: argon2id at OWASP's setting (19 MiB, two passes, one lane), over a pepper kept elsewhere.

The hash alone guards nothing for long: six digits fall in hours to whoever has the file (custody.md, B). Without the pepper,
which is not in the database and in no backup of it alone, there is nothing to try the digits against.

What is hashed begins with the badge: whoever can write the database and copies his own verifier to a lead's badge has
copied something that fits there with no PIN at all. Where a badge was replaced, the one before is kept beside the verifier
and sealed with the pepper. To ask for the PIN anew instead would leave the owner of a lost badge, who may be the last lead,
with a one-time code that runs out.
"""

from __future__ import annotations

import base64
import hashlib
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
        self.id = hmac.digest(pepper, b"\0pepper", "sha256")[:8].hex()
        """Which pepper it is, without telling anything of it."""
        self._argon2 = PasswordHasher(_TIME_COST, _MEMORY_KIB, _LANES, _HASH_BYTES, _SALT_BYTES)

    def __repr__(self) -> str:
        return "Hasher()"

    def made(self, badge: str, proof: Proof) -> str:
        """A new verifier, with a salt of its own, that fits ``proof`` under ``badge`` alone."""
        return self._argon2.hash(self._peppered(badge, proof))

    def is_right(self, verifier: str, badge: str, proof: Proof) -> bool:
        """Whether ``proof`` made ``verifier`` under ``badge``. As slow for a wrong one, and for :func:`nobodys`, as for a
        right one."""
        try:
            return self._argon2.verify(verifier, self._peppered(badge, proof))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, verifier: str) -> bool:
        """Whether it was made at another setting than today's: it is made anew while the proof is at hand."""
        return self._argon2.check_needs_rehash(verifier)

    def sealed(self, badge: str, origin: str) -> str:
        """The seal that lets what was chosen under ``origin`` be good under ``badge``."""
        return hmac.digest(self._pepper, b"\0".join((b"", badge.encode(), origin.encode())), "sha256").hex()

    def is_sealed(self, badge: str, origin: str, seal: str) -> bool:
        return hmac.compare_digest(self.sealed(badge, origin).encode(), seal.encode())

    def _peppered(self, badge: str, proof: Proof) -> bytes:
        """No badge is empty: what is peppered is never what :meth:`sealed` digests."""
        return hmac.digest(self._pepper, b"\0".join((badge.encode(), proof.as_bytes)), "sha256")


def fingerprint(verifier: str) -> str:
    """What the journal keeps of a verifier, so that another in its place is found: of no use for trying PINs, since the
    salt is random and not in it."""
    return hashlib.sha256(verifier.encode()).hexdigest()


def nobodys() -> str:
    """A verifier that nothing fits: checked where a badge is unknown, so that the time taken does not tell."""
    salt, digest = (_coded(secrets.token_bytes(size)) for size in (_SALT_BYTES, _HASH_BYTES))
    return f"$argon2id$v=19$m={_MEMORY_KIB},t={_TIME_COST},p={_LANES}${salt}${digest}"


def _coded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii").rstrip("=")
