"""Recalls of devices and drugs: openFDA's enforcement reports, kept by the codes and lots that they name.

A notice is free text: "Lot 2K417, UDI-DI 00812345678901". It is parted into tokens, and *our* codes and lots are looked up
among them, never the other way round: of what is in the text nobody can say what is a lot.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from tracker.registers.building import built, describe, insert
from tracker.registers.facts import TakenIn
from tracker.registers.json_results import results
from tracker.registers.tables import TOLD_FAULTS, Progress, plain

REGISTER = "openFDA recalls"
_SCHEMA = """
CREATE TABLE notice (
    number TEXT PRIMARY KEY, class TEXT NOT NULL, status TEXT NOT NULL, firm TEXT NOT NULL, product TEXT NOT NULL,
    reason TEXT NOT NULL, reported TEXT NOT NULL, names_lots INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE token (token TEXT NOT NULL, notice TEXT NOT NULL, PRIMARY KEY (token, notice)) STRICT, WITHOUT ROWID;
"""
_TOKEN = re.compile(r"[0-9A-Z](?:[0-9A-Z]|[-./](?=[0-9A-Z]))*")
_LOTS = re.compile(r"\b(?:lots?|batch|batches|serials?|control)\b", re.IGNORECASE)
_ALL_LOTS = re.compile(r"\ball (?:lots?|serials?|batches|units|devices|codes|product)\b", re.IGNORECASE)
SHORTEST_TOKEN = 4
"""Characters, one of them a digit. Shorter lots are found only beside their product's code."""
_TEXTS = ("product_description", "code_info", "more_code_info")
_CODES = ("package_ndc", "product_ndc", "upc")
_MOST_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One recall. ``reported`` is YYYY-MM-DD; ``names_lots`` is False where it holds for all of the product."""

    number: str
    recall_class: str
    status: str
    firm: str
    product: str
    reason: str
    reported: str
    names_lots: bool


def take_in(path: Path, folder: Path, today: date, progress: Progress) -> TakenIn:
    """Take the notices at ``path`` in; those of a file before that are not in this one stay, since devices and drugs come
    in two. ConfigurationError or StoreError."""
    faults: list[str] = []
    broken = 0

    def notices() -> Iterator[Mapping[str, object]]:
        nonlocal broken
        for number, result in results(path, progress):
            if result is not None and _text(result, "recall_number"):
                yield result
                continue
            broken += 1
            if len(faults) < TOLD_FAULTS:
                faults.append(f"notice {number}: no recall_number")

    before = folder / "recalls.db"
    with built(folder, "recalls", _SCHEMA) as connection:
        _keep(connection, before)
        for each in notices():
            _enter(connection, each)
        rows = int(connection.execute("SELECT count(*) FROM notice").fetchone()[0])
        digest = _digest(path)
        describe(connection, rows, today, digest)
    return TakenIn(REGISTER, rows, broken, tuple(faults), digest)


def naming(connection: sqlite3.Connection, tokens: Sequence[str]) -> dict[str, Notice]:
    """The notices that name any of ``tokens``, by number."""
    found: dict[str, Notice] = {}
    for token in tokens:
        named = "SELECT n.* FROM token t JOIN notice n ON n.number = t.notice WHERE t.token = ?"
        for number, level, status, firm, product, reason, reported, names_lots in connection.execute(named, (token,)):
            found[number] = Notice(number, level, status, firm, product, reason, reported, bool(names_lots))
    return found


def token_of(text: str) -> str:
    """A code or lot of ours as it would stand among a notice's tokens."""
    return text.upper()


def _keep(connection: sqlite3.Connection, before: Path) -> None:
    """What stood in the file before. One that cannot be read is left behind."""
    if not before.exists():
        return
    try:
        connection.execute("ATTACH DATABASE ? AS before", (f"{before}",))
        for table in ("notice", "token"):
            connection.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM before.{table}")
        connection.commit()
        connection.execute("DETACH DATABASE before")
    except sqlite3.Error:
        connection.rollback()


def _enter(connection: sqlite3.Connection, result: Mapping[str, object]) -> None:
    number = plain(_text(result, "recall_number"))
    codes = f"{_text(result, 'code_info')} {_text(result, 'more_code_info')}"
    names_lots = bool(_LOTS.search(codes)) and not _ALL_LOTS.search(codes)
    told = [plain(_text(result, key)) for key in ("classification", "status", "recalling_firm")]
    told += [plain(_text(result, key)) for key in ("product_description", "reason_for_recall")]
    connection.execute("DELETE FROM token WHERE notice = ?", (number,))
    connection.execute(
        "INSERT OR REPLACE INTO notice VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *told, _day(_text(result, "report_date")), names_lots),
    )
    insert(connection, "INSERT OR IGNORE INTO token VALUES (?, ?)", ((token, number) for token in _tokens(result)))


def _tokens(result: Mapping[str, object]) -> Iterator[str]:
    openfda = result.get("openfda")
    codes = [code for key in _CODES for code in _list(openfda, key)]
    text = " ".join([*(_text(result, key) for key in _TEXTS), *codes]).upper()
    for number, found in enumerate(_TOKEN.finditer(text)):
        token = found[0]
        if number >= _MOST_TOKENS:
            return
        if SHORTEST_TOKEN <= len(token) <= 40 and any(character.isdigit() for character in token):
            yield token
            if "-" in token and token.replace("-", "").isdigit():
                yield token.replace("-", "")


def _text(result: Mapping[str, object], key: str) -> str:
    value = result.get(key)
    return value if isinstance(value, str) else ""


def _list(value: object, key: str) -> Iterable[str]:
    found = value.get(key) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _day(written: str) -> str:
    return f"{written[:4]}-{written[4:6]}-{written[6:]}" if len(written) == 8 and written.isdigit() else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
