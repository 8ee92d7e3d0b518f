"""Recalls of devices and drugs: openFDA's enforcement reports, kept by the codes and lots that they name.

A notice is free text: "Lot 2K417, UDI-DI 00812345678901". It is parted into tokens, and *our* codes and lots are looked up
among them, never the other way round: of what is in the text nobody can say what is a lot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from tracker.barcodes import ndc
from tracker.registers.building import FORM, built, describe, insert
from tracker.registers.facts import TakenIn
from tracker.registers.json_results import results
from tracker.registers.lots_named import TOKEN, Lots, denies, is_findable, is_token, listed, lots_named, shape_of
from tracker.registers.reading import connected, form_of
from tracker.registers.tables import TOLD_FAULTS, Progress, plain

REGISTER = "openFDA recalls"
_SCHEMA = """
CREATE TABLE notice (
    number TEXT PRIMARY KEY, class TEXT NOT NULL, status TEXT NOT NULL, firm TEXT NOT NULL, product TEXT NOT NULL,
    reason TEXT NOT NULL, reported TEXT NOT NULL, lots TEXT NOT NULL, shape TEXT NOT NULL, denies INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE file (name TEXT PRIMARY KEY, imported TEXT NOT NULL, notices INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE token (token TEXT NOT NULL, notice TEXT NOT NULL, PRIMARY KEY (token, notice)) STRICT, WITHOUT ROWID;
"""
_TEXTS = ("product_description", "code_info", "more_code_info")
_CODES = ("package_ndc", "product_ndc", "upc")
_TOLD = ("classification", "status", "recalling_firm", "product_description", "reason_for_recall")


@dataclass(frozen=True, slots=True)
class Notice:
    """One recall. ``reported`` is YYYY-MM-DD. The status is that of the day of its report: the FDA does not carry it on."""

    number: str
    recall_class: str
    status: str
    firm: str
    product: str
    reason: str
    reported: str
    lots: Lots
    shape: str
    """Of the lots that it lists (:func:`~.lots_named.shape_of`)."""
    denies: bool
    """Whether a lot in it may be there as one that is not meant."""

    def spares(self, lot: str) -> bool:
        """Whether ``lot``, which it does not name, is for sure not meant. A lot of another shape than those that it lists
        may be one of them, written in another way: ``2K-417``, or a whole lot where only the ends of lots are listed."""
        return self.lots is Lots.LISTED and is_findable(lot) and shape_of(lot) == self.shape


@dataclass(frozen=True, slots=True)
class RecallFile:
    """A download that was taken in. ``imported`` is its day, ISO 8601; ``notices`` are those in it, with those that a later
    file replaced."""

    name: str
    imported: str
    notices: int


def take_in(path: Path, folder: Path, today: date, progress: Progress) -> TakenIn:
    """Take the notices at ``path`` in; those of a file before that are not in this one stay, since devices and drugs come
    in two. ConfigurationError or StoreError."""
    faults: list[str] = []
    broken = whole = 0

    def notices() -> Iterator[Mapping[str, object]]:
        nonlocal broken, whole
        for number, result in results(path, progress):
            if result is not None and plain(_text(result, "recall_number")):
                whole += 1
                yield result
                continue
            broken += 1
            if len(faults) < TOLD_FAULTS:
                faults.append(f"notice {number}: no recall_number")

    before, entered = folder / "recalls.db", set[str]()
    with built(folder, "recalls", _SCHEMA) as connection:
        for each in notices():
            _enter(connection, each, entered)
        connection.execute("INSERT INTO file VALUES (?, ?, ?)", (plain(path.name), today.isoformat(), whole))
        if not _keep(connection, before, entered):
            broken += 1
            faults.append("the notices of the files before cannot be read: take those files in again")
        rows = int(connection.execute("SELECT count(*) FROM notice").fetchone()[0])
        digest = _digest(path)
        describe(connection, rows, today, digest)
    return TakenIn(REGISTER, rows, broken, tuple(faults), digest)


def naming(connection: sqlite3.Connection, tokens: Sequence[str]) -> dict[str, Notice]:
    """The notices that name any of ``tokens``, by number."""
    found: dict[str, Notice] = {}
    for token in tokens:
        named = "SELECT n.* FROM token t JOIN notice n ON n.number = t.notice WHERE t.token = ?"
        for number, level, status, firm, product, reason, reported, lots, shape, no in connection.execute(
            named, (token,)
        ):
            found[number] = Notice(number, level, status, firm, product, reason, reported, Lots(lots), shape, bool(no))
    return found


def looked_through(connection: sqlite3.Connection) -> tuple[int, tuple[RecallFile, ...]]:
    """How many notices there are, and the files that they came from, the newest first."""
    files = connection.execute("SELECT name, imported, notices FROM file ORDER BY imported DESC, name")
    notices = connection.execute("SELECT count(*) FROM notice").fetchone()[0]
    return int(notices), tuple(RecallFile(*each) for each in files)


def token_of(text: str) -> str:
    """A code or lot of ours as it would stand among a notice's tokens."""
    return text.upper()


def _keep(connection: sqlite3.Connection, before: Path, entered: Container[str]) -> bool:
    """What stood in the file before and is not told anew; False where there is one that cannot be read.

    It is read by a connection of its own: the file that is being built has no journal, and could not take back what a
    damaged one gave before it broke off. Tokens come first, so that no notice is kept without all of its own.
    """
    if not before.exists():
        return True
    try:
        with connected(before) as old:
            if form_of(old) != FORM:
                return False
            for table, number, marks in (
                ("token", 1, "?, ?"),
                ("notice", 0, ", ".join("?" * 10)),
                ("file", 0, "?, ?, ?"),
            ):
                rows = (row for row in old.execute(f"SELECT * FROM {table}") if row[number] not in entered)
                insert(connection, f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
    except (sqlite3.Error, ValueError):
        return False
    return True


def _enter(connection: sqlite3.Connection, result: Mapping[str, object], entered: set[str]) -> None:
    """A notice in place of the one that an earlier file had. Of several with one number in one file, each about another
    product, none may be lost: they are one notice that names all that they name."""
    number = plain(_text(result, "recall_number"))
    codes = f"{_text(result, 'code_info')} {_text(result, 'more_code_info')}"
    lots, shape = lots_named(codes), next(map(shape_of, listed(codes)), "")
    if number in entered:
        again = "UPDATE notice SET lots = ? WHERE number = ? AND (lots <> ? OR shape <> ?)"
        connection.execute(again, (Lots.UNCLEAR, number, lots, shape))
        connection.execute("UPDATE notice SET denies = 1 WHERE number = ? AND ?", (number, denies(codes)))
    else:
        entered.add(number)
        told = [plain(_text(result, key)) for key in _TOLD]
        connection.execute(
            "INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *told, _day(_text(result, "report_date")), lots, shape, denies(codes)),
        )
    insert(connection, "INSERT OR IGNORE INTO token VALUES (?, ?)", ((token, number) for token in _tokens(result)))


def _tokens(result: Mapping[str, object]) -> Iterator[str]:
    openfda = result.get("openfda")
    codes = [code for key in _CODES for code in _list(openfda, key)]
    text = " ".join([*(_text(result, key) for key in _TEXTS), *codes]).upper()
    for found in TOKEN.finditer(text):
        whole = found[0]
        parts = whole.split("/") if "/" in whole else ()  # "2K417/2K418" is two lots, or one with a stroke
        yield from (each for each in (whole, *parts) if is_token(each))
        digits = whole.replace("-", "")
        if digits != whole and digits.isdigit() and is_token(digits):
            yield digits
        if (ten := ndc.normal(whole)) is not None and ten != digits:  # hyphened 5-4-2, as on bills
            yield ten


def _text(result: Mapping[str, object], key: str) -> str:
    value = result.get(key)
    return value if isinstance(value, str) else ""


def _list(value: object, key: str) -> Iterable[str]:
    found = value.get(key) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _day(written: str) -> str:
    return (
        f"{written[:4]}-{written[4:6]}-{written[6:]}"
        if len(written) == 8 and written.isascii() and written.isdigit()
        else ""
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
