"""All that is in a clinic comes out, in forms that say what they are, and no patient unless asked for."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.clinic import AT, STATION_KEY
from tests.made_once import copied
from tracker.config import Settings
from tracker.demo.signing import ask_pins
from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.exchange.leaving import EXPORTED, export, record_export
from tracker.exchange.leaving_schema import Exported
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.specimens.patients import read
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen, open_store, vault_of
from tracker.store.database import Database, open_database
from tracker.store.keys import Keys

Lines = list[dict[str, object]]


@pytest.fixture(scope="module")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied(demo_template, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def store(demo: Settings) -> Database:
    return open_store(demo)


@pytest.fixture(scope="module")
def vault(demo: Settings, store: Database) -> Vault:
    return vault_of(store, demo)


def exported(store: Database, folder: Path, vault: Vault | None) -> dict[str, Exported]:
    with store.reading() as connection:
        return {each.table: each for each in export(connection, folder, vault, AT)}


def lines_of(folder: Path, table: str) -> Lines:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text("ascii").splitlines()]


def cells_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in csv.DictReader(file)]


def test_both_forms_hold_every_row_of_the_database(store: Database, tmp_path: Path) -> None:
    done = exported(store, tmp_path / "out", None)
    with store.reading() as connection:
        for table, each in done.items():
            count = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()
            lines, cells = lines_of(tmp_path / "out", table), cells_of(tmp_path / "out", table)
            assert each.rows == count == len(lines) == len(cells), table
            as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in lines]
            assert as_text == cells, table


def test_nothing_that_pins_could_be_tried_against_is_taken_along(demo_template: Path, tmp_path: Path) -> None:
    """Not even by whoever takes the patients along."""
    settings = copied(demo_template, tmp_path / "home")
    ask_pins(settings)
    asking = open_store(settings)
    with asking.writing() as connection:
        connection.exec_driver_sql("UPDATE credential SET origin = 'B0000000999', seal = 'the seal'")
        verifiers = list(connection.exec_driver_sql("SELECT verifier FROM credential").scalars())
    for name, vault in (("plain", None), ("patients", vault_of(asking, settings))):
        exported(asking, tmp_path / name, vault)
        assert len(lines_of(tmp_path / name, "credential")) == len(verifiers) > 0
        written = b"".join(file.read_bytes() for file in (tmp_path / name).iterdir())
        assert not [each for each in (*verifiers, "argon2", "the seal") if each.encode() in written]
    asking.close()


def test_the_balances_add_up_from_the_postings_that_came_out(store: Database, tmp_path: Path) -> None:
    exported(store, tmp_path / "out", None)
    summed: Counter[tuple[object, object, object]] = Counter()
    for row in lines_of(tmp_path / "out", "posting"):
        quantity = row["quantity"]
        assert isinstance(quantity, int)
        summed[row["to_id"], row["item_id"], row["lot_id"]] += quantity
        summed[row["from_id"], row["item_id"], row["lot_id"]] -= quantity
    places = {row["id"] for row in lines_of(tmp_path / "out", "location") if not str(row["code"]).startswith("@")}
    kept = {
        (row["location_id"], row["item_id"], row["lot_id"]): row["quantity"]
        for row in lines_of(tmp_path / "out", "balance")
        if row["quantity"]
    }
    assert {key: count for key, count in summed.items() if key[0] in places and count} == kept
    assert len(kept) > 100


def test_all_tables_come_but_the_programs_own_and_each_column_is_described(store: Database, tmp_path: Path) -> None:
    exported(store, tmp_path / "out", None)
    told = json.loads((tmp_path / "out" / "schema.json").read_text())
    with store.reading() as connection:
        there = {
            row[1]
            for row in connection.exec_driver_sql("PRAGMA table_list").all()
            if row[0] == "main" and row[2] == "table" and not row[1].startswith("sqlite_")
        }
    assert {table["name"] for table in told["tables"]} == there - {"alembic_version", "sign_in_tries"}
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"schema.json"} | {f"{table['name']}.{end}" for table in told["tables"] for end in ("csv", "jsonl")}
    for table in told["tables"]:
        assert table["about"]
        heads = (tmp_path / "out" / f"{table['name']}.csv").read_text().partition("\n")[0].strip().split(",")
        assert [column["name"] for column in table["columns"]] == heads
        assert all(column["about"] and column["type"] in ("text", "integer", "hex") for column in table["columns"])


def names_in(store: Database, vault: Vault) -> set[str]:
    with store.reading() as connection:
        found = [read(connection, vault, row[0]) for row in connection.exec_driver_sql("SELECT id FROM patient").all()]
    patients = [patient for patient in found if patient is not None]
    assert len(patients) > 20
    parts = {part for patient in patients for part in (patient.family, patient.record or patient.family)}
    return {part for part in parts if len(part) > 3}


def test_without_asking_no_patient_is_in_any_file(store: Database, vault: Vault, tmp_path: Path) -> None:
    exported(store, tmp_path / "out", None)
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    assert [name for name in names_in(store, vault) if name in everything] == []
    assert list(lines_of(tmp_path / "out", "patient")[0]) == ["id", "erased_at"]
    assert "data" not in lines_of(tmp_path / "out", "scan")[0]


def test_when_asked_for_all_patients_come_in_the_clear_and_no_secret(
    store: Database, vault: Vault, tmp_path: Path
) -> None:
    exported(store, tmp_path / "out", vault)
    rows = lines_of(tmp_path / "out", "patient")
    assert list(rows[0]) == ["id", "erased_at", "family_name", "given_name", "birth_date", "record_number"]
    assert names_in(store, vault) <= {str(row[name]) for row in rows for name in ("family_name", "record_number")}
    assert "data" in lines_of(tmp_path / "out", "scan")[0]
    for table in ("patient", "scan"):
        assert not {"salt", "name_index", "record_index"} & set(lines_of(tmp_path / "out", table)[0])
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").iterdir())


def test_that_patients_were_taken_along_is_in_the_journal(clinic_file: Path) -> None:
    home = clinic_file.parent
    keys = Keys(home / "keys", "file")
    keys.keep("database", bytes(range(32)))
    keys.keep("station", STATION_KEY)
    store, journal = open_pen(Settings(home=home, database=clinic_file, station="front-desk", key_store="file"))
    vault = Vault(bytes(32))
    with store.writing() as connection:
        for nothing in ("", "  ", "two\nlines"):
            with pytest.raises(Refusal):
                record_export(connection, vault, Pen(journal, AT, "B0000000723"), nothing)
        record_export(connection, vault, Pen(journal, AT, "B0000000723"), "change of system")
    with store.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1").scalar()
        assert verify(connection).findings == ()
    told = json.loads(body)
    assert (told["kind"], told["by"], told["reason"]) == (EXPORTED, "B0000000723", "change of system")
    store.close()


def test_hostile_texts_come_out_as_they_are_and_no_cell_is_a_formula(clinic_file: Path, tmp_path: Path) -> None:
    hostile = ["=1+1", "+1", "-1", "@x", "'quoted", "\t=x", 'a"b,c\r\nd', "\x1b[31m", "[@click=app.quit]x", "ſ\u202e"]
    store = open_database(clinic_file, bytes(range(32)))
    with store.writing() as connection:
        for number, text in enumerate(hostile):
            connection.exec_driver_sql("INSERT INTO supplier (id, name) VALUES (?, ?)", (100 + number, text))
    exported(store, tmp_path / "out", None)
    store.close()
    assert [row["name"] for row in lines_of(tmp_path / "out", "supplier")] == hostile
    assert [row["name"] for row in cells_of(tmp_path / "out", "supplier")] == hostile
    with (tmp_path / "out" / "supplier.csv").open(encoding="utf-8", newline="") as file:
        assert not any(cell.startswith(tuple("=+-@\t")) for row in csv.reader(file) for cell in row)
    assert b"\x1b" not in (tmp_path / "out" / "supplier.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["../../x", "a b", 'x"; DROP TABLE item; --'])
def test_a_table_that_no_migration_made_is_neither_asked_nor_a_file(
    clinic_file: Path, tmp_path: Path, name: str
) -> None:
    store = open_database(clinic_file, bytes(range(32)))
    quoted = name.replace('"', '""')
    with store.writing() as connection:
        connection.exec_driver_sql(f'CREATE TABLE "{quoted}" (a TEXT)')
    (tmp_path / "below").mkdir()
    with pytest.raises(StoreError) as refused:
        exported(store, tmp_path / "below" / "out", None)
    store.close()
    assert refused.value.code == "foreign_table"
    assert list((tmp_path / "below").iterdir()) == []


def test_a_folder_that_is_there_is_left_and_one_that_cannot_be_written_too(store: Database, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    for folder in (tmp_path / "out", tmp_path / "out" / "mine", tmp_path / "none" / "out"):
        with pytest.raises(ConfigurationError) as refused:
            exported(store, folder, None)
        assert refused.value.code == "export_folder"
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine"]
