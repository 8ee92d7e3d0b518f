"""A clinic's keys in one file that opens with a passphrase: what a backup needs besides itself, to be kept elsewhere.

scrypt (N = 2^17, r = 8, p = 1: what OWASP's *Password Storage Cheat Sheet* asks for; 128 MB and some 0.4 s for each try)
makes the key with which AES-256-GCM closes the rest. No other parameters are read: a file could else ask for all memory.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.plain_files import NotPlain, plain_content
from tracker.store.naming import write_new

SHORTEST = 12
"""Characters of a passphrase."""

_KIND = "tracker keys, scrypt 2^17 8 1, aes-256-gcm"
_COST = 2**17
_LARGEST = 16_384


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """The 32-byte keys of a clinic by their names, and the station that one of them signs for."""

    station: str
    keys: Mapping[str, bytes]


def require_passphrase(passphrase: str) -> None:
    """Refusal (``passphrase_short``)."""
    if len(passphrase) < SHORTEST:
        raise Refusal(
            f"The passphrase has fewer than {SHORTEST} characters.",
            hint="Take four or five words that belong to no sentence, and write them on paper.",
            code="passphrase_short",
        )


def seal_keys(path: Path, keys: SealedKeys, passphrase: str) -> None:
    """Write ``keys`` to the new file ``path``, for its owner alone; whole or not at all."""
    require_passphrase(passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    inside = {"keys": {name: value.hex() for name, value in keys.keys.items()}, "station": keys.station}
    closed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(inside).encode(), _KIND.encode())
    whole = {"kind": _KIND, "nonce": nonce.hex(), "salt": salt.hex(), "sealed": b64encode(closed).decode()}
    _write(path, json.dumps(whole, indent=1).encode() + b"\n")


def open_keys(path: Path, passphrase: str) -> SealedKeys:
    """The keys in ``path``. ConfigurationError (``keys_file``) for what is no such file, Refusal (``passphrase_wrong``)."""
    salt, nonce, closed = _read(path)
    try:
        inside = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, closed, _KIND.encode()))
    except InvalidTag:
        raise Refusal(
            f"{path} does not open: the passphrase is another one, or the file is damaged.",
            hint="Type it again: capitals and spaces count.",
            code="passphrase_wrong",
        ) from None
    return SealedKeys(inside["station"], {name: bytes.fromhex(value) for name, value in inside["keys"].items()})


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode("utf-8", "surrogatepass"))


def _read(path: Path) -> tuple[bytes, bytes, bytes]:
    try:
        given = json.loads(plain_content(path, _LARGEST))
        if given["kind"] != _KIND:
            raise ValueError
        salt, nonce = bytes.fromhex(given["salt"]), bytes.fromhex(given["nonce"])
        closed = b64decode(given["sealed"], validate=True)
        if len(salt) != 16 or len(nonce) != 12:
            raise ValueError
    except NotPlain as error:
        raise _no_keys(path, str(error)) from None
    except OSError as error:
        raise _no_keys(path, f"it cannot be read ({error.strerror})") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _no_keys(path, "it is damaged, or another kind of file") from None
    return salt, nonce, closed


def _no_keys(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path} is no file of keys: {why}.",
        hint="It is the one that 'tracker backup --with-keys FILE' has made.",
        code="keys_file",
    )


def require_new(path: Path) -> None:
    """Refuse a file that is there: an older one may be all that opens an older backup."""
    if path.exists():
        raise ConfigurationError(
            f"{path} is there already.", hint="It was left alone. Choose another name.", code="keys_file"
        )


def _write(path: Path, content: bytes) -> None:
    require_new(path)
    try:
        write_new(path, content)
    except OSError as error:
        raise StoreError(
            f"The keys cannot be written to {path}: {error.strerror}.",
            hint="Name another file, on a disk with free space.",
            code="keys_file",
        ) from error
