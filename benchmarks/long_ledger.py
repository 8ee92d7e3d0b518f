"""A ledger of millions of movements, in one encrypted file, by bulk SQL: as a clinic of the schema before has it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config

from tracker.store.engine import APPLICATION_ID, open_engine

KEY = bytes(range(32))
REVISION = "0005"
FIRST, DAYS = date(2020, 11, 17), 2191
LAST = FIRST + timedelta(days=DAYS - 1)
ITEMS, ROOMS, LOTS = 2_000, 10, 2
"""Rooms beside the store; lots of each item."""

_CATALOGUE = (
    "INSERT INTO location (id, code, name, kind, path, is_store) SELECT 100 + i, 'L' || i, 'Room ' || i, 'room',"
    f" 'Room ' || i, i = 0 FROM n WHERE i <= {ROOMS}",
    "UPDATE location SET room_id = id WHERE kind = 'room'",
    "INSERT INTO item (id, code, name, base_unit, category, tracks_lot, tracks_expiry)"
    f" SELECT 1 + i, 'I' || i, 'Item ' || i, 'each', 'Supplies', 1, 1 FROM n WHERE i < {ITEMS}",
    "INSERT INTO lot (id, item_id, number, expiry, state)"
    f" SELECT 1 + i, 1 + i % {ITEMS}, 'LOT' || i, '2030-01-01', 'usable' FROM n WHERE i < {ITEMS * LOTS}",
)
_LEDGER = (
    "INSERT INTO movement (id, event_id, kind, at) SELECT 1 + i, printf('%032x', i),"
    " CASE i % 3 WHEN 0 THEN 'receive' WHEN 1 THEN 'transfer' ELSE 'use' END, '' FROM n",
    # Three movements belong together: five come, four go to a room, three are used there.
    f"""INSERT INTO posting
        SELECT 1 + i, 1, 1 + i / 3 % {ITEMS}, 1 + i / 3 % {ITEMS} + {ITEMS} * (i / 3 / {ITEMS * ROOMS} % {LOTS}),
            CASE i % 3 WHEN 0 THEN (SELECT id FROM location WHERE code = '@supplier') WHEN 1 THEN 100 ELSE r END,
            CASE i % 3 WHEN 0 THEN 100 WHEN 1 THEN r ELSE (SELECT id FROM location WHERE code = '@use') END,
            5 - i % 3, day
        FROM (SELECT i, 101 + i / 3 / {ITEMS} % {ROOMS} AS r, d.day AS day
              FROM n JOIN day d ON d.number = i * {DAYS} / :movements)""",
    """INSERT INTO balance (item_id, location_id, lot_id, quantity)
        SELECT item_id, location_id, lot_id, sum(quantity) FROM (
            SELECT item_id, to_id AS location_id, lot_id, quantity FROM posting
            UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM posting)
        WHERE location_id IN (SELECT id FROM location WHERE kind = 'room')
        GROUP BY 1, 2, 3 HAVING sum(quantity) > 0""",
)


def fill_ledger(path: Path, movements: int) -> None:
    """Day by day for six years. The journal is left out: nothing that is measured reads it."""
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    raw = engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    for setting in ("foreign_keys=OFF", "synchronous=OFF", "secure_delete=OFF"):
        driver.execute(f"PRAGMA {setting}")
    driver.execute("BEGIN")
    driver.execute("CREATE TEMP TABLE day (number INTEGER PRIMARY KEY, day TEXT NOT NULL)")
    days = [(number, (FIRST + timedelta(days=number)).isoformat()) for number in range(DAYS)]
    driver.executemany("INSERT INTO day VALUES (?, ?)", days)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :movements) "
    for statement in (*_CATALOGUE, *_LEDGER):
        head = numbers if " n" in statement and "balance" not in statement else ""
        driver.execute(head + statement, {"movements": movements})
    driver.execute("COMMIT")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    engine.dispose()
