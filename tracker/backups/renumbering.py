"""After a backup was put back: which numbers hang in the clinic on labels that the database knows nothing of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.store.connection import Connection
from tracker.store.numbering import SPECIMEN, given_out, skip_to


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of house code: ``highest`` asks for the greatest payload in use, ``ahead`` is how many are passed over
    where nobody can say how many were given out since: far more than a clinic gives out between two backups."""

    letter: str
    words: str
    highest: str
    ahead: int


def _lettered(letter: str, words: str, table: str, ahead: int, column: str = "code") -> Kind:
    # The last two characters are check digits.
    number = f"CAST(substr({column}, 2, length({column}) - 3) AS INTEGER)"
    return Kind(letter, words, f"SELECT max({number}) FROM {table} WHERE {column} GLOB '{letter}[0-9]*'", ahead)


KINDS = (
    Kind(
        SPECIMEN,
        "specimens",
        "SELECT max(n) FROM (SELECT max(CAST(substr(number, 1, 8) AS INTEGER)) AS n FROM specimen"
        " UNION ALL SELECT max(last) FROM tube_roll)",
        10_000,
    ),
    _lettered("N", "requisitions", "requisition", 10_000),
    _lettered("T", "shipments", "shipment", 1_000),
    _lettered("K", "orders to suppliers", "purchase_order", 1_000, "number"),
    _lettered("I", "items", "item", 1_000),
    _lettered("L", "places", "location", 100),
    _lettered("R", "racks, boxes and bags", "holder", 1_000),
    _lettered("P", "partners", "partner", 100),
    _lettered("V", "opened containers", "opened", 10_000),
    _lettered("X", "shipments of stock", "stock_transfer", 1_000, "number"),
)


def highest(connection: Connection) -> Mapping[str, int]:
    """The highest number of each kind that is used in a database, or was given out before it."""
    return {
        kind.letter: max(
            int(connection.exec_driver_sql(kind.highest).scalar() or 0), given_out(connection, kind.letter)
        )
        for kind in KINDS
    }


def pass_over(connection: Connection, present: Mapping[str, int] | None) -> Mapping[str, int]:
    """Give no number again that may have been given out since: by ``present``, the highest of each kind in the database
    that is there now, or without it far ahead. Returns what each kind goes on after, where it jumps."""
    jumps = {}
    for kind in KINDS:
        known = highest(connection)[kind.letter]
        after = max(known, present[kind.letter]) if present is not None else known + kind.ahead if known else 0
        if after > known:
            skip_to(connection, kind.letter, after)
            jumps[kind.letter] = after
    return jumps
