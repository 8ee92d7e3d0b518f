"""Items by parts of their names, keystroke by keystroke, beside reading every name, over a hundred thousand items."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, at_least, at_most, interleaved
from benchmarks.long_ledger import KEY
from tracker.demo import TABLES
from tracker.inventory.searching import put_names_in_order, search
from tracker.store.connection import Connection
from tracker.store.database import create_database

ITEMS = 100_000
ROUNDS = 5
SHOWN = 50

_MAKERS = tuple(
    one + two
    for one in ("Al", "Ber", "Cor", "Dun", "El", "Far", "Gre", "Hol", "Iv", "Jes")
    for two in ("dent", "bex", "van", "more", "gin")
)
"""Fifty, and each has two thousand items: a thing in one of sixteen sizes."""
TYPED = (
    "syringe 3 ml 25g",
    "gauze sponge hol",
    "alcohol prep",
    "corvan nitrile glove",
    "tube edta gresham",
    "REF 40213",
    "latex free 250",
    "zzyzx 9",
    "lidocaine 1 % farmore",
)
"""Also what begins no name, and what is in none."""


def figures(folder: Path) -> Iterator[Figure]:
    database = create_database(folder / "names.db", KEY)
    with database.writing() as connection:
        _fill(connection)
        put_names_in_order(connection)
    keystrokes = [words[:length] for words in TYPED for length in range(1, len(words) + 1) if words[length - 1] != " "]
    with database.reading() as connection:
        taken = {}
        for words in keystrokes:
            _require_same(connection, words)
            taken[words] = interleaved(
                [partial(search, connection, words, SHOWN), partial(_read_all, connection, words)], ROUNDS
            )
    ratios = {words: slow / fast for words, (fast, slow) in taken.items()}
    name = f"search as one types, {ITEMS:,} items, {len(ratios)} keystrokes: LIKE / index"
    yield at_least(f"{name}, the middle one", median(ratios.values()), 20)
    together = sum(slow for _, slow in taken.values()) / sum(fast for fast, _ in taken.values())
    yield at_least(f"{name}, all together", together, 10)
    worst = min(ratios, key=lambda each: ratios[each])
    yield at_most("the worst of them: index / LIKE", 1 / ratios[worst], 1.5, f"({worst!r})")
    database.close()


def _fill(connection: Connection) -> None:
    """The demo clinic's hundred and twenty names, from many makers, in many sizes and with numbers of their own."""
    things = [row["name"] for row in csv.DictReader(io.StringIO(dict(TABLES)["items"].read_text("utf-8-sig")))]
    connection.exec_driver_sql(
        "INSERT INTO item (code, name, base_unit, category, tracks_lot, tracks_expiry) VALUES (?, ?, 'each', '', 0, 0)",
        [
            (
                f"I{n}",
                f"{things[n % len(things)]}, {_MAKERS[n // 7 % len(_MAKERS)]}, size {n // len(things) % 16},"
                f" REF {n * 7919 % 100_003:05}",
            )
            for n in range(ITEMS)
        ],
    )


def _read_all(connection: Connection, words: str) -> list[str]:
    """As it was asked before there was an index."""
    parts = [part.replace("%", "\\%") for part in words.split(" ") if part]
    matching = " AND ".join("i.name LIKE ? ESCAPE '\\'" for _ in parts)
    found = connection.exec_driver_sql(
        f"SELECT i.name FROM item i WHERE {matching} ORDER BY i.name LIKE ? ESCAPE '\\' DESC, i.name LIMIT ?",
        (*(f"%{part}%" for part in parts), f"{parts[0]}%", SHOWN),
    )
    return [row[0] for row in found]


def _require_same(connection: Connection, words: str) -> None:
    """As many, and all of them with the words; where all fit on the screen, the very same."""
    found, read = [item.name for item in search(connection, words, SHOWN)], _read_all(connection, words)
    assert len(found) == len(read), words
    assert len(read) == SHOWN or set(found) == set(read), words
