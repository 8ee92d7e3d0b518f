"""Which pepper the clinic's PINs were hashed over: its fingerprint in the database, so that another in its place is told
from a wrong PIN. It says nothing of the pepper, and is of no use for trying PINs.
"""

from __future__ import annotations

from tracker.store.connection import Connection

_ID = "pepper_id"
"""The setting of the database. A clinic of before has none until the first PIN that was right."""


def told_pepper(connection: Connection) -> str:
    """The fingerprint (:attr:`tracker.people.hashing.Hasher.id`) of the clinic's pepper; empty where none is told yet."""
    return connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (_ID,)).scalar() or ""


def tell_pepper(connection: Connection, pepper: str) -> None:
    """From now on that is the clinic's."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_ID, pepper),
    )


def has_credentials(connection: Connection) -> bool:
    """Whether anybody has a PIN, a passphrase or a one-time code: it was hashed over a pepper."""
    return connection.exec_driver_sql("SELECT 1 FROM credential LIMIT 1").first() is not None
