"""All that a clinic has, in forms that any other program reads: a CSV and a JSON Lines file for each table, and a schema.

Nobody is to be kept by what he cannot take along. One state of the database, written whole or not at all. Patients, and
what may name them (raw scans, codes put aside, what stood on printed labels), come only where they are asked for.
"""

from __future__ import annotations

import csv
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.exchange.leaving_schema import Column, Exported, opened, write_schema
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.nameless import require_nameless
from tracker.specimens.patients import count_patients, read
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection
from tracker.store.copying import settle
from tracker.text import as_file_name, safe

EXPORTED = "patients.exported"
"""The kind of the event that tells who took all patients along, and why."""
LONGEST_REASON = 200

Cell = str | int | None
Report = Callable[[int, int], None]

_OWN = ("alembic_version", "item_words", "sign_in_tries")
"""The program's own: the schema's version is in the schema, the full-text index is made from the items' names, and who
has just typed a wrong PIN is nobody's to take along."""
_NAMING = {
    "parked": ("text",),
    "patient": ("name", "born", "record"),
    "print_job": ("about", "labels"),
    "scan": ("data", "evidence"),
}
"""Columns that name a patient, or may. Of the patient the clear text comes in place of what is encrypted."""
_SECRET = {
    "credential": ("verifier", "seal"),
    "patient": ("salt", "name_index", "record_index"),
    "scan": ("salt",),
}
"""What opens the journal's commitments, compares patients, or PINs could be tried against: of no use to another program, and
never written."""
_CLEAR = ("family_name", "given_name", "birth_date", "record_number")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
"""Of each table and column that a migration makes."""
_FORMULA = tuple("=+-@\t\r＝＋－＠")


@needs(Permission.PATIENT_EXPORT)
def record_export(connection: Connection, vault: Vault, pen: Pen, reason: str) -> int:
    """Tell in the journal that all patients are taken along; how many. Commit it before a name is written.

    Refusal (``reason_missing``, ``reason_names_patient``).
    """
    line = " ".join(part for part in reason.split(" ") if part)
    if not line or not line.isprintable() or len(line) > LONGEST_REASON:
        raise Refusal(
            "A reason is needed to take the patients along.",
            hint=f"One line of at most {LONGEST_REASON} characters that names nobody: --reason 'change of system'.",
            code="reason_missing",
        )
    require_nameless(connection, vault, pen, "export", line, may_wait=False)
    count = count_patients(connection)
    body: dict[str, Value] = {"by": pen.by, "patients": count, "reason": line}
    pen.journal.append(connection, new_id(), EXPORTED, pen.at, body)
    return count


def require_new_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(
            f"{folder} is there already.", hint="It was left alone. Name a new folder.", code="export_folder"
        )
    if not folder.parent.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder.parent}.", hint="Is its disk there? Else make it first.", code="export_folder"
        )


def export(
    connection: Connection, folder: Path, vault: Vault | None, at: str, report: Report = lambda done, total: None
) -> tuple[Exported, ...]:
    """Write every table into the new ``folder``; with ``vault`` the patients too, in the clear.

    ConfigurationError (``export_folder``) where it cannot be written; nothing is left of it then.
    """
    require_new_folder(folder)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        draft.mkdir(mode=0o700)
        names = _tables(connection)
        done = []
        for number, name in enumerate(names):
            report(number, len(names))
            done.append(_write_table(connection, draft, name, vault))
        write_schema(draft, done, at, has_patients=vault is not None)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
        settle(folder.parent)
    except OSError as error:
        raise ConfigurationError(
            f"The export cannot be written to {folder}: {error.strerror}.",
            hint="Nothing is left of it. Free some space there, or name another folder.",
            code="export_folder",
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return tuple(done)


def _tables(connection: Connection) -> list[str]:
    """StoreError (``foreign_table``) where one is there that no program of ours has made: its name would be a statement's
    part, and a file's."""
    listed = connection.exec_driver_sql("PRAGMA table_list").all()
    names = sorted(
        row[1]
        for row in listed
        if row[0] == "main" and row[2] == "table" and row[1] not in _OWN and not row[1].startswith("sqlite_")
    )
    for name in names:
        columns = [row[1] for row in connection.exec_driver_sql("SELECT * FROM pragma_table_info(?)", (name,))]
        if foreign := [each for each in (name, *columns) if not _NAME.fullmatch(each)]:
            raise StoreError(
                f"The database has a table or a column that is none of the tracker's: {safe(foreign[0], 60)}.",
                hint="Nothing was written. Somebody has changed the database: put back a backup, or ask who did.",
                code="foreign_table",
            )
    return names


def _write_table(connection: Connection, folder: Path, table: str, vault: Vault | None) -> Exported:
    left_out = (*_SECRET.get(table, ()), *(_NAMING.get(table, ()) if vault is None or table == "patient" else ()))
    columns = [each for each in _columns(connection, table) if each.name not in left_out]
    rows = _rows(connection, table, columns)
    if table == "patient" and vault is not None:
        rows = _with_patients(connection, rows, columns, vault)
        columns = [*columns, *(Column(name, "text", False, "", False) for name in _CLEAR)]
    names, count, name = [each.name for each in columns], 0, as_file_name(table)
    with opened(folder / f"{name}.csv", newline="") as flat, opened(folder / f"{name}.jsonl") as lines:
        writer = csv.writer(flat, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_harmless(cell) for cell in row])
            lines.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=True) + "\n")
            count += 1
        for file in (flat, lines):
            file.flush()
            os.fsync(file.fileno())
    return Exported(table, tuple(columns), count)


def _columns(connection: Connection, table: str) -> list[Column]:
    refers = {row[3]: row[2] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})")}
    return [
        Column(
            name,
            "integer" if kind == "INTEGER" else "text",
            bool(needed or is_key),
            refers.get(name, ""),
            kind == "BLOB" and (table, name) != ("journal", "body"),
        )
        for _, name, kind, needed, _, is_key in connection.exec_driver_sql(f"PRAGMA table_info({table})")
    ]


def _rows(connection: Connection, table: str, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    names = ", ".join(f'"{each.name}"' for each in columns)
    order = "1, 2" if len(columns) > 1 else "1"
    for row in connection.exec_driver_sql(f'SELECT {names} FROM "{table}" ORDER BY {order}'):
        yield [_cell(value, each) for value, each in zip(row, columns, strict=True)]


def _cell(value: object, column: Column) -> Cell:
    match value:
        case bytes():
            return value.hex() if column.is_hex else value.decode("utf-8", "backslashreplace")
        case str() | int() | None:
            return value
    raise TypeError(f"{type(value).__name__} in {column.name}")


def _with_patients(
    connection: Connection, rows: Iterator[list[Cell]], columns: Sequence[Column], vault: Vault
) -> Iterator[list[Cell]]:
    at = [each.name for each in columns].index("id")
    for row in list(rows):
        number = row[at]
        assert isinstance(number, int)
        patient = read(connection, vault, number)
        clear = (
            (patient.family, patient.given, patient.born.isoformat(), patient.record)
            if patient
            else (None,) * len(_CLEAR)
        )
        yield [*row, *clear]


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets an apostrophe before it (CWE-1236), and so does one that has one: what is
    taken away again when reading is then always the first. The JSON Lines are without it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith((*_FORMULA, "'")) else cell
