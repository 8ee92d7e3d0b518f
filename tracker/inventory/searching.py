"""Items by parts of their names, as one types: among a hundred thousand within a keystroke.

Three letters that stand together are looked up in an index of all such (SQLite's FTS5 with its trigram tokenizer, which
knows no case and no accents). Before it, the names that begin as one types are looked at: often they fill the screen. Of
more than fit, those with that beginning come first, and then as many others as there is room for; who wants another one
types on. Words of one or two letters alone are looked for along the names until there are enough; where hardly any name has
them, the index of letters tells which.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from tracker.inventory import rows
from tracker.inventory.facts import Item
from tracker.inventory.rows import ITEM
from tracker.store.connection import Connection, Row

_MOST_WORDS = 6
_LETTERS = 3
"""Of a word that the index knows."""
_NEAR = 100
"""Names with the right beginning that are looked at before the index is asked."""
_FEW = 300
"""Names that have the letters: so many are looked at faster than all names are gone along."""
_LAST = "\U0010ffff"

_NAMED = "i.name LIKE ? ESCAPE '\\'"
_ORDER = "i.name COLLATE NOCASE, i.id"
_BEGINS = "i.name >= ? COLLATE NOCASE AND i.name < ? COLLATE NOCASE"


def search(connection: Connection, words: str, limit: int = 50) -> tuple[Item, ...]:
    """Items whose name holds every one of the words, in any order; those that begin with the first one first."""
    parts = [part for part in normalize("NFC", words).replace("\0", " ").split(" ") if part][:_MOST_WORDS]
    if not parts:
        return ()
    found = _near(connection, parts, limit)
    if len(found) < limit:
        find = _indexed if any(len(part) >= _LETTERS for part in parts) else _along
        found = _joined(found, find(connection, parts, limit + len(found)), parts[0])[:limit]
    return tuple(rows.item(row) for row in found)


def put_names_in_order(connection: Connection) -> None:
    """After a file of items: the index in one piece answers in two thirds of the time that it takes in a dozen.

    Costs 0.2 s for a hundred thousand names (measured). Names that come one by one need no order: SQLite merges them itself.
    """
    connection.exec_driver_sql("INSERT INTO item_words (item_words) VALUES ('optimize')")


def _joined(near: Sequence[Row], others: Sequence[Row], first: str) -> list[Row]:
    beginning = first.casefold()

    def order(row: Row) -> tuple[bool, str, int]:
        name = row[2].casefold()
        return not name.startswith(beginning), name, row[0]

    return sorted({row[0]: row for row in (*near, *others)}.values(), key=order)


def _near(connection: Connection, parts: Sequence[str], limit: int) -> list[Row]:
    """Among the first names that begin so: a range of the index by name."""
    matching = " AND ".join(_NAMED for _ in parts[1:]) or "TRUE"
    return connection.exec_driver_sql(
        f"SELECT {ITEM} FROM (SELECT * FROM item i WHERE {_BEGINS} ORDER BY {_ORDER} LIMIT ?) i WHERE {matching} LIMIT ?",
        (
            parts[0],
            parts[0] + _LAST,
            limit if len(parts) == 1 else _NEAR,
            *(f"%{_like(part)}%" for part in parts[1:]),
            limit,
        ),
    ).all()


def _indexed(connection: Connection, parts: Sequence[str], limit: int) -> list[Row]:
    """By the words that the index knows; the shorter ones are looked for in the names that it gives."""
    short = [part for part in parts if len(part) < _LETTERS]
    matching = "".join(f" AND {_NAMED}" for _ in short)
    # As phrases: nothing in them means anything else to the index.
    asked = " ".join('"' + part.replace('"', '""') + '"' for part in parts if len(part) >= _LETTERS)
    return connection.exec_driver_sql(
        f"SELECT {ITEM} FROM item_words w JOIN item i ON i.id = w.rowid WHERE w.item_words MATCH ?{matching} LIMIT ?",
        (asked, *(f"%{_like(part)}%" for part in short), limit),
    ).all()


def _along(connection: Connection, parts: Sequence[str], limit: int) -> list[Row]:
    """In the order of the names until there are enough: the index by name alone is read, and the items that were found."""
    matching = " AND ".join(_NAMED for _ in parts)
    few = _having(connection, max(parts, key=len))
    if few is not None:
        return connection.exec_driver_sql(
            f"SELECT {ITEM} FROM item i WHERE i.id IN ({','.join(map(str, few))}) AND {matching} ORDER BY {_ORDER} LIMIT ?",
            (*(f"%{_like(part)}%" for part in parts), limit),
        ).all()
    return connection.exec_driver_sql(
        f"WITH along AS MATERIALIZED (SELECT i.id FROM item i INDEXED BY item_by_name WHERE {matching}"
        f" ORDER BY {_ORDER} LIMIT ?) SELECT {ITEM} FROM along JOIN item i ON i.id = along.id",
        (*(f"%{_like(part)}%" for part in parts), limit),
    ).all()


def _having(connection: Connection, part: str) -> Sequence[int] | None:
    """The items whose names may have the one or two letters, where they are few; None for many, and for what no plain
    letter is: cases and accents of others mean more to the index than to a comparison of names."""
    if not part.isascii():
        return None
    letters = part.lower()
    found = connection.exec_driver_sql(
        "SELECT doc FROM item_letters WHERE term >= ? AND term < ? LIMIT ?", (letters, letters + _LAST, _FEW)
    ).all()
    return sorted({int(row[0]) for row in found}) if len(found) < _FEW else None


def _like(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
