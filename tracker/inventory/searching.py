"""Items by parts of their names, as one types: among a hundred thousand within a keystroke.

Three letters that stand together are looked up in an index of all such (SQLite's FTS5 with its trigram tokenizer, which
knows no case and no accents). What shorter words, or words of very many items, find is taken in the order of the names
until there is enough of it: there the first match is never far.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from unicodedata import normalize

from tracker.inventory import rows
from tracker.inventory.facts import Item
from tracker.inventory.rows import ITEM
from tracker.store.connection import Connection, Row

_MOST_WORDS = 6
_LETTERS = 3
"""Of a word that the index knows."""
_FEW = 1_000
"""Found items that are sorted at once; where there are more, one of a hundred of a large catalogue has the words."""
_LAST = "\U0010ffff"

_NAMED = "i.name LIKE ? ESCAPE '\\'"
_ORDER = "i.name COLLATE NOCASE, i.id"


def search(connection: Connection, words: str, limit: int = 50) -> tuple[Item, ...]:
    """Items whose name holds every one of the words, in any order; those that begin with the first one first."""
    parts = [part for part in normalize("NFC", words).replace("\0", " ").split(" ") if part][:_MOST_WORDS]
    if not parts:
        return ()
    indexed = [part for part in parts if len(part) >= _LETTERS]
    ids = _indexed(connection, indexed)
    if ids is not None:
        return _items(_sorted(connection, ids, parts, limit))
    found = _beginning(connection, parts, limit)
    if len(found) < limit:
        found += _within(connection, parts, limit - len(found))
    return _items(found)


def _items(found: Sequence[Row]) -> tuple[Item, ...]:
    return tuple(rows.item(row) for row in found)


def _indexed(connection: Connection, parts: Sequence[str]) -> list[int] | None:
    """Ids of the items with all these words; None where the index does not tell them apart.

    Other letters than English ones are always asked of the index: LIKE takes Ä and ä for two letters.
    """
    if not parts:
        return None
    most = _FEW + 1 if "".join(parts).isascii() else -1
    asked = " ".join('"' + part.replace('"', '""') + '"' for part in parts)
    found = connection.exec_driver_sql("SELECT rowid FROM item_words WHERE item_words MATCH ? LIMIT ?", (asked, most))
    ids = list(found.scalars())
    return None if len(ids) == most else ids


def _like(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _sorted(connection: Connection, ids: Sequence[int], parts: Sequence[str], limit: int) -> list[Row]:
    short = [part for part in parts if len(part) < _LETTERS]
    matching = "".join(f" AND {_NAMED}" for _ in short)
    return connection.exec_driver_sql(
        f"SELECT {ITEM} FROM item i WHERE i.id IN (SELECT value FROM json_each(?)){matching}"
        f" ORDER BY {_NAMED} DESC, {_ORDER} LIMIT ?",
        (json.dumps(ids), *(f"%{_like(part)}%" for part in short), f"{_like(parts[0])}%", limit),
    ).all()


def _beginning(connection: Connection, parts: Sequence[str], limit: int) -> list[Row]:
    """A range of the index by name."""
    matching = "".join(f" AND {_NAMED}" for _ in parts[1:])
    return connection.exec_driver_sql(
        f"SELECT {ITEM} FROM item i WHERE i.name >= ? COLLATE NOCASE AND i.name < ? COLLATE NOCASE{matching}"
        f" ORDER BY {_ORDER} LIMIT ?",
        (parts[0], parts[0] + _LAST, *(f"%{_like(part)}%" for part in parts[1:]), limit),
    ).all()


def _within(connection: Connection, parts: Sequence[str], limit: int) -> list[Row]:
    """The others, along the index by name until there are enough."""
    matching = " AND ".join(_NAMED for _ in parts)
    return connection.exec_driver_sql(
        f"SELECT {ITEM} FROM item i WHERE {matching} AND NOT {_NAMED} ORDER BY {_ORDER} LIMIT ?",
        (*(f"%{_like(part)}%" for part in parts), f"{_like(parts[0])}%", limit),
    ).all()
