"""Daily use, four weeks to a row: each day is the sum of what was added to it, and is told as if it had its own row."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import KEY, TODAY
from tracker.inventory.ordering.facts import Past
from tracker.inventory.ordering.pasts import PAST_DAYS, pasts
from tracker.inventory.use_blocks import BLOCK_DAYS, Day, add, packed
from tracker.store.connection import Connection
from tracker.store.database import Database, open_database
from tracker.store.engine import open_engine

UNTIL = TODAY.toordinal()
SINCE = UNTIL - PAST_DAYS
ITEMS, SITES = (1, 2, 3), (0, 1)

days = st.one_of(
    st.integers(SINCE - 40, UNTIL + 70),
    # Where a block begins or ends, the past begins, and today is.
    st.sampled_from([UNTIL, UNTIL - 1, UNTIL + 1, SINCE, SINCE - 1, SINCE + 1])
    | st.integers(SINCE // BLOCK_DAYS, UNTIL // BLOCK_DAYS + 2).map(lambda block: block * BLOCK_DAYS)
    | st.integers(SINCE // BLOCK_DAYS, UNTIL // BLOCK_DAYS + 2).map(lambda block: block * BLOCK_DAYS - 1),
)
added = st.lists(
    st.tuples(
        st.sampled_from(ITEMS),
        st.sampled_from(SITES),
        days,
        st.integers(-3, 9) | st.just(0) | st.just(10**12),
        st.integers(-9, 9) | st.just(-(10**12)),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def database(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """With a site beside the places that stand in none."""
    path = Path(shutil.copy(furnished_file, tmp_path_factory.mktemp("use") / "tracker.db"))
    database = open_database(path, KEY)
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO location (code, name, kind, path, is_store) VALUES ('L9', 'North', 'site', 'North', 0)"
        )
    yield database
    database.close()


@contextmanager
def emptied(database: Database) -> Iterator[tuple[Connection, dict[int, int]]]:
    """Without any use; and the sites' ids for the numbers above."""
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM use_block")
        site = connection.exec_driver_sql("SELECT id FROM location WHERE code = 'L9'").scalar_one()
        yield connection, {0: 0, 1: int(site)}


def placed(days: list[Day], site_of: dict[int, int]) -> list[Day]:
    return [(item, site_of[site], day, used, moved) for item, site, day, used, moved in days]


def by_day(days: list[Day]) -> list[Day]:
    used: Counter[tuple[int, int, int]] = Counter()
    moved: Counter[tuple[int, int, int]] = Counter()
    for item, site, day, day_used, day_moved in days:
        used[item, site, day] += day_used
        moved[item, site, day] += day_moved
    return [(*key, used[key], moved[key]) for key in sorted(used) if used[key] or moved[key]]


@given(added)
@settings(max_examples=60)
def test_each_day_is_what_was_added_to_it_however_it_was_written(database: Database, days: list[Day]) -> None:
    with emptied(database) as (connection, site_of):
        expected = by_day(placed(days, site_of))
        add(connection, placed(days, site_of))
        read = "SELECT item_id, site_id, day, used, moved FROM daily_use ORDER BY 1, 2, 3"
        assert connection.exec_driver_sql(read).all() == expected
        connection.exec_driver_sql("DELETE FROM use_block")
        connection.exec_driver_sql("INSERT INTO use_block VALUES (?, ?, ?, ?, ?)", list(packed(expected)))
        assert connection.exec_driver_sql(read).all() == expected


def one_by_one(days: list[Day], held: dict[tuple[int, int], int]) -> dict[tuple[int, int], tuple[list[float], int]]:
    """What is used on each day with stock, and the days without any, walked back from what stands there now."""
    of_pair: dict[tuple[int, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    for item, site, day, used, moved in days:
        if day >= SINCE:
            of_pair[item, site][day] = (used, moved)
    found = {}
    for pair, known in of_pair.items():
        end = held.get(pair, 0) - sum(moved for day, (_, moved) in known.items() if day >= UNTIL)
        kept, out = [], 0
        for day in range(UNTIL - 1, min(known) - 1, -1):
            used, moved = known.get(day, (0, 0))
            begin = end - moved
            if end > 0 or begin > 0 or used > 0:
                kept.append(float(max(0, used)))
            else:
                out += 1
            end = begin
        found[pair] = (kept[::-1], out)
    return found


@given(added, st.dictionaries(st.tuples(st.sampled_from(ITEMS), st.sampled_from(SITES)), st.integers(0, 40)))
@settings(max_examples=60)
def test_many_pasts_read_together_are_each_its_own_days(
    database: Database, days: list[Day], held: dict[tuple[int, int], int]
) -> None:
    with emptied(database) as (connection, site_of):
        stands = {(item, site_of[site]): quantity for (item, site), quantity in held.items()}
        add(connection, placed(days, site_of))
        found = pasts(connection, TODAY, stands)
        expected = one_by_one(by_day(placed(days, site_of)), stands)
    assert {pair: (past.used.tolist(), past.days_out) for pair, past in found.items()} == expected
    assert all(past.days_since_use == since_use(past) for past in found.values())


def since_use(past: Past) -> int | None:
    backwards = past.used.tolist()[::-1]
    return next((back for back, used in enumerate(backwards) if used), None)


def test_days_that_had_rows_of_their_own_are_the_same_days_in_blocks(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "old.db", KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    first = date(2026, 1, 1).toordinal()
    rows = [
        (item, site, day, day % 5 - 1, -(day % 7))
        for item in (1, 2)
        for site in (0, 9)
        for day in (*range(first, first + 90, item), first + 400)
    ]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
        for item in (1, 2):
            connection.exec_driver_sql(
                "INSERT INTO item (id, code, name, base_unit, category, tracks_lot, tracks_expiry)"
                " VALUES (?, ?, ?, 'each', '', 0, 0)",
                (item, f"I{item}", f"Item {item}"),
            )
        connection.exec_driver_sql("INSERT INTO daily_use VALUES (?, ?, ?, ?, ?)", rows)
        command.upgrade(config, "0013")
        found = connection.exec_driver_sql("SELECT * FROM daily_use ORDER BY 1, 2, 3").all()
        assert [tuple(row) for row in found] == sorted(row for row in rows if row[3] or row[4])
        assert (
            connection.exec_driver_sql("SELECT count(*) FROM use_block WHERE block * 28 > ?", (first + 120,)).scalar()
            == 4
        )
    engine.dispose()
