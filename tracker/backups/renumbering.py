"""After a backup was put back: which numbers hang in the clinic on labels and papers that the database knows nothing of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.inventory.count_facts import SPOT_CHECK
from tracker.store.connection import Connection
from tracker.store.numbering import A_YEAR, COUNT, RECALL, SPECIMEN, given_out, skip_to


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of number: ``highest`` asks for the greatest in use, ``ahead`` is how many are passed over where nobody can
    say how many were given out since: far more than a clinic gives out between two backups. ``a_year`` of them make a
    year's share, where they begin anew each year."""

    letter: str
    words: str
    highest: str
    ahead: int
    a_year: int = 0

    def begins(self, year: int) -> int:
        """What this year's numbers come after."""
        return (year if self.a_year == A_YEAR else year % 100) * self.a_year

    def shown(self, number: int) -> str:
        """As it stands on paper, without check digits."""
        if self.a_year == A_YEAR:
            return f"{self.letter[0].upper()}{number // A_YEAR}-{number % A_YEAR:03}"
        return f"{self.letter}{number}"


def _lettered(letter: str, words: str, table: str, ahead: int, column: str = "code") -> Kind:
    # The last two characters are check digits.
    number = f"CAST(substr({column}, 2, length({column}) - 3) AS INTEGER)"
    return Kind(letter, words, f"SELECT max({number}) FROM {table} WHERE {column} GLOB '{letter}[0-9]*'", ahead)


def _yearly(kind: str, words: str, table: str, also: str = "") -> Kind:
    """``also``: other first letters of numbers that are in one row with these."""
    letter = f"[{kind[0].upper()}{also}]"
    number = f"CAST(substr(number, 2, 4) AS INTEGER) * {A_YEAR} + CAST(substr(number, 7) AS INTEGER)"
    matching = f"number GLOB '{letter}[0-9][0-9][0-9][0-9]-[0-9]*'"
    return Kind(kind, words, f"SELECT max({number}) FROM {table} WHERE {matching}", 100, A_YEAR)


KINDS = (
    Kind(
        SPECIMEN,
        "specimens",
        "SELECT max(n) FROM (SELECT max(CAST(substr(number, 1, 8) AS INTEGER)) AS n FROM specimen"
        " UNION ALL SELECT max(last) FROM tube_roll)",
        10_000,
        1_000_000,
    ),
    _lettered("N", "requisitions", "requisition", 10_000),
    _lettered("T", "shipments", "shipment", 1_000),
    _lettered("K", "orders to suppliers", "purchase_order", 1_000, "number"),
    _yearly(COUNT, "counts", "count_case", SPOT_CHECK),
    _yearly(RECALL, "recalls", "recall_case"),
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


def pass_over(connection: Connection, present: Mapping[str, int] | None, year: int) -> Mapping[str, int]:
    """Give no number again that may have been given out since: by ``present``, the highest of each kind in the database
    that is there now, or without it far ahead in this ``year``. Returns what each kind goes on after, where it jumps."""
    jumps, before = {}, highest(connection)
    for kind in KINDS:
        known = before[kind.letter]
        after = present[kind.letter] if present is not None else max(known, kind.begins(year)) + kind.ahead
        if after > known:
            skip_to(connection, kind.letter, after)
            jumps[kind.letter] = after
    return jumps
