"""The FDA's drug register, the NDC directory: ``product.txt`` and ``package.txt``, parted by tabs.

A drug is asked for by the ten digits of its package (:mod:`tracker.barcodes.ndc`): how they part cannot be told from a
barcode.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tracker.barcodes import ndc
from tracker.registers.building import built, describe, insert
from tracker.registers.downloads import nothing_in_it, opened
from tracker.registers.facts import Level, Registered, TakenIn
from tracker.registers.tables import Progress, Tables

REGISTER = "NDC directory"
_SCHEMA = """
CREATE TABLE product (
    id TEXT NOT NULL, name TEXT NOT NULL, generic TEXT NOT NULL, form TEXT NOT NULL, strength TEXT NOT NULL,
    maker TEXT NOT NULL, PRIMARY KEY (id, name, generic, form, strength, maker)
) STRICT, WITHOUT ROWID;
CREATE TABLE package (
    ndc TEXT NOT NULL, product TEXT NOT NULL, written TEXT NOT NULL, description TEXT NOT NULL,
    PRIMARY KEY (ndc, product, written, description)
) STRICT, WITHOUT ROWID;
"""
_PRODUCT = ("productid", "productndc", "nonproprietaryname")
_PRODUCT_TOO = (
    "proprietaryname", "proprietarynamesuffix", "dosageformname", "active_numerator_strength", "active_ingred_unit",
    "labelername",
)  # fmt: skip


def take_in(path: Path, folder: Path, today: date, progress: Progress) -> TakenIn:
    """Take the directory at ``path`` into ``folder``, in place of any before. ConfigurationError or StoreError."""
    with opened(path, ("product.txt", "package.txt"), progress) as tables:
        with built(folder, "ndc", _SCHEMA) as connection:
            insert(connection, "INSERT OR IGNORE INTO product VALUES (?, ?, ?, ?, ?, ?)", _products(tables))
            rows = insert(connection, "INSERT OR IGNORE INTO package VALUES (?, ?, ?, ?)", _packages(tables))
            if not rows:
                raise nothing_in_it(path, "package", tables.reading)
            describe(connection, rows, today, tables.reading.digest)
        reading = tables.reading
        return TakenIn(REGISTER, rows, reading.broken, tuple(reading.faults), reading.digest)


def drug(connection: sqlite3.Connection, digits: str) -> Registered | None:
    """The package with these ten digits. Of two drugs that have them, each parting them in another way, both are named."""
    found = connection.execute(
        "SELECT p.written, p.description, d.name, d.generic, d.form, d.strength, d.maker"
        " FROM package p JOIN product d ON d.id = p.product WHERE p.ndc = ?"
        " ORDER BY p.written, p.description LIMIT 9",
        (digits,),
    ).fetchall()
    if not found:
        return None
    names = {_called(*each[2:6]): each[6] for each in found}
    if len(names) > 1:
        note = f"{len(names)} drugs have this NDC: compare what stands on the package"
        return Registered(
            REGISTER, digits, " or ".join(names), ", ".join(dict.fromkeys(names.values())), "", (), note=note
        )
    written, description, name, generic, form, strength, maker = found[0]
    called = _called(name, generic, form, strength)
    told = description if generic.casefold() in name.casefold() else f"{generic}; {description}"
    # How many of what are in the package stands in words only, and is not guessed.
    return Registered(REGISTER, digits, called, maker, told, (Level("each", 1, digits),), note=f"NDC {written}")


def _called(name: str, generic: str, form: str, strength: str) -> str:
    return " ".join(part for part in (name or generic, strength, form.casefold()) if part)


def _products(tables: Tables) -> Iterator[tuple[object, ...]]:
    for number, row in tables.rows("product.txt", "\t", _PRODUCT, _PRODUCT_TOO):
        if not row["productid"]:
            tables.reading.fault("product.txt", number, "no PRODUCTID")
            continue
        yield (
            row["productid"], _joined(row, "proprietaryname", "proprietarynamesuffix"), row["nonproprietaryname"],
            row["dosageformname"], _joined(row, "active_numerator_strength", "active_ingred_unit"), row["labelername"],
        )  # fmt: skip


def _packages(tables: Tables) -> Iterator[tuple[object, ...]]:
    for number, row in tables.rows("package.txt", "\t", ("productid", "ndcpackagecode", "packagedescription"), ()):
        digits = ndc.normal(row["ndcpackagecode"])
        if digits is None:
            tables.reading.fault("package.txt", number, "NDCPACKAGECODE is no NDC of ten digits")
            continue
        yield digits, row["productid"], row["ndcpackagecode"], row["packagedescription"]


def _joined(row: dict[str, str], *columns: str) -> str:
    return " ".join(row[column] for column in columns if row[column])
