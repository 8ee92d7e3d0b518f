"""Clinics of every schema that was released, with stock, scans and a journal in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config

from tests.clinic import AT, KEY, STATION_KEY, TODAY
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.writing import open_journal
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.engine import APPLICATION_ID, open_engine

DELIVERIES = 40


def old_clinic(path: Path, revision: str) -> None:
    """An encrypted database that stands at ``revision``, closed. Written by SQL: the services of today know no other
    schema than today's."""
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    database = Database(path, engine)
    with database.writing() as connection:
        _furnish(connection)
    database.empty_log()
    database.close()


def _furnish(connection: Connection) -> None:
    insert = connection.exec_driver_sql
    journal = open_journal(connection, "front-desk", STATION_KEY)
    insert("INSERT INTO setting VALUES ('clinic', 'Northgate')")
    site = insert(
        "INSERT INTO location (code, name, kind, path, is_store) VALUES ('L0000151', 'Here', 'site', 'Here', 0)"
    ).lastrowid
    item = insert(
        "INSERT INTO item (code, name, base_unit, category, tracks_lot, tracks_expiry)"
        " VALUES ('I00000192', 'Syringe', 'each', 'Supplies', 1, 1)"
    ).lastrowid
    insert("INSERT INTO package_level (item_id, name, factor) VALUES (?, 'each', 1)", (item,))
    lot = insert("INSERT INTO lot (item_id, number, expiry, state) VALUES (?, 'N1', '2030-01-31', 'usable')", (item,))
    supplier = insert("SELECT id FROM location WHERE code = '@supplier'").scalar_one()
    for number in range(1, DELIVERIES + 1):
        event_id, day = new_id(), TODAY.isoformat()
        line: Mapping[str, Value] = {
            "item": "I00000192",
            "lot": "N1",
            "from": "@supplier",
            "to": "L0000151",
            "quantity": number,
        }
        journal.append(
            connection,
            event_id,
            "scan",
            AT,
            {"changes": [{"do": "receive", "lines": [line]}], "day": day, "verdict": "x"},
        )
        movement = insert(
            "INSERT INTO movement (event_id, kind, at) VALUES (?, 'receive', ?)", (event_id, AT)
        ).lastrowid
        insert(
            "INSERT INTO posting VALUES (?, 1, ?, ?, ?, ?, ?, ?)",
            (movement, item, lot.lastrowid, supplier, site, number, day),
        )
    total = DELIVERIES * (DELIVERIES + 1) // 2
    insert("INSERT INTO balance VALUES (?, ?, ?, ?)", (site, item, lot.lastrowid, total))
    if insert("SELECT 1 FROM sqlite_schema WHERE name = 'daily_use' AND type = 'table'").first():
        insert("INSERT INTO daily_use VALUES (?, ?, ?, 0, ?)", (item, site, TODAY.toordinal(), total))
    if insert("SELECT 1 FROM sqlite_schema WHERE name = 'use_block'").first():
        block, offset = divmod(TODAY.toordinal(), 28)
        days = [0] * 28
        none = str(days)
        days[offset] = total
        insert("INSERT INTO use_block VALUES (?, ?, ?, ?, ?)", (item, site, block, none, str(days)))
