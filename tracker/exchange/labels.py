"""A table of labels to be printed: its columns are the fields of the design they are printed with.

``code`` with the shape of a house code must have its check digits, ``gtin`` its own; ``expiry`` is YYYY-MM-DD, and the
form that GS1 symbols need is made from it. A faulty line stops the whole file: half a batch of labels is a batch that
somebody prints twice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from tracker.barcodes import house
from tracker.errors import BarcodeError
from tracker.exchange import cells, codes, dates
from tracker.exchange.columns import Columns
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table

_MADE = frozenset(["expiry_yymmdd"])
Judge = Callable[[Mapping[str, str]], tuple[str, str, str] | None]
"""What is wrong with a line by what the clinic knows: column, message and hint; None where nothing is."""


def read_label_rows(
    source: Path | bytes,
    needs: Collection[str],
    may_have: Collection[str],
    progress: Progress | None = None,
    judge: Judge | None = None,
) -> Checked[Mapping[str, str]]:
    """One mapping of field to value for each line. Raises ConfigurationError where it is no table at all."""
    faults = Faults()
    required, optional = sorted(set(needs) - _MADE), sorted(set(may_have) - _MADE)
    columns = Columns(tuple(required), tuple(optional))
    rows: list[Mapping[str, str]] = []
    told = _Told()
    for line in read_table(source, columns, faults, progress):
        row = {name: value for name in (*required, *optional) if (value := _value(line, name, name in required))}
        if _MADE & {*needs, *may_have}:
            row["expiry_yymmdd"] = row.get("expiry", "").replace("-", "")[2:]
        told.compare(line, row)
        if judge is not None and (wrong := judge(row)) is not None:
            line.fault(*wrong)
        rows.append(row)
    return faults.check(rows)


_SAYS_WHAT = ("name", "serial")
"""By these a thing is another one, although it bears the same number."""


class _Told:
    """What the lines before have said of each number: one number for two things is two labels that scan alike."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, ...], tuple[int, str]] = {}

    def compare(self, line: Line, row: Mapping[str, str]) -> None:
        """A fault for each number that a line before has given to something else. A line once more is a label once more."""
        for column in ("code", "gtin"):
            if number := row.get(column, ""):
                for said in _SAYS_WHAT if column == "code" else _SAYS_WHAT[:1]:
                    self._compare(line, column, (column, number), said, row)
                if row.get("lot"):
                    self._compare(line, "lot", (column, number, row["lot"]), "expiry", row)

    def _compare(self, line: Line, column: str, key: tuple[str, ...], said: str, row: Mapping[str, str]) -> None:
        if said not in row:
            return
        key = (said, *(part.casefold() for part in key))
        first, before = self._first.setdefault(key, (line.number, row[said]))
        if _alike(before) != _alike(row[said]):
            line.fault(
                column,
                f"{line.quoted(row[column])} has the {said} {line.quoted(before)} on line {first},"
                f" and here {line.quoted(row[said])}.",
                "Give each thing a number of its own, or say the same of it on both lines.",
            )


def _alike(text: str) -> str:
    """Capitals and spaces make no other name."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _value(line: Line, name: str, is_needed: bool) -> str | None:
    """The cell, or None after a fault, or where it is empty and may be."""
    text = cells.need_text(line, name) if is_needed else cells.text(line, name)
    if not text:
        return None
    if name == "gtin":
        return codes.gtin(line, name)
    if name == "expiry":
        day = dates.expiry(line, name)
        return day.isoformat() if day else None
    if name in ("lot", "code"):
        text = cells.code_text(line, name)
    if name == "code" and text and house.has_house_shape(text):
        try:
            house.parse(text)
        except BarcodeError as error:
            line.fault(name, error.message, "Correct the code: it is printed as it stands here.")
    return text
