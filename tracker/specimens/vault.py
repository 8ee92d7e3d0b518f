"""The key that opens patients' fields, and what is reckoned with it."""

from __future__ import annotations

import hmac
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import StoreError
from tracker.store.connection import Connection

KEY_ID = "patients_key"
"""The setting of the database that says which key its patients are encrypted by, once that was changed."""
_NONCE = 12


class Vault:
    """The key that opens patient fields. 32 bytes; the two uses get keys of their own."""

    __slots__ = ("__weakref__", "_cipher", "_index", "id")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"patient fields", "sha256"))
        self._index = hmac.digest(key, b"patient index", "sha256")
        self.id = hmac.digest(key, b"patient key", "sha256")[:8].hex()
        """Which key it is, without telling anything of it."""

    def close(self, salt: bytes, name: str, value: str) -> bytes:
        """``value`` encrypted; it opens only as field ``name`` of the patient with this ``salt``."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value.encode(), name.encode() + salt)

    def open(self, salt: bytes, name: str, closed: bytes) -> str:
        """Raises :class:`StoreError` (``patient_key``) where the key is another, or the field was moved or changed."""
        try:
            return self._cipher.decrypt(closed[:_NONCE], closed[_NONCE:], name.encode() + salt).decode()
        except (InvalidTag, ValueError):
            raise StoreError(
                "A patient's data cannot be opened with this key.",
                hint="The patients' key of this station is not this database's: put that into the keys folder, or, where"
                " it was changed, tracker keys import FILE. Then open the program again.",
                code="patient_key",
            ) from None

    def index(self, name: str, value: str) -> bytes:
        """For exact search: equal for equal values, and says nothing else."""
        return hmac.digest(self._index, name.encode() + b"\0" + folded(value).encode(), "sha256")


def folded(text: str) -> str:
    """What is equal for one name written in capitals, or with its accents composed otherwise (Unicode 3.13, D145)."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())


def require_current(connection: Connection, vault: Vault) -> None:
    """Refuse (``patient_key``) to write with a key that is no longer this clinic's: a window that was open while the key was
    changed would make patients that nobody can read."""
    told = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (KEY_ID,)).scalar()
    if told is not None and told != vault.id:
        raise StoreError(
            "The patients' key was changed while this window was open.",
            hint="Close it and open it again: what was entered is kept until then.",
            code="patient_key",
        )
