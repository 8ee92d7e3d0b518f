"""A table of labels to be printed: its columns are the fields of the design they are printed with.

``code`` with the shape of a house code must have its check digits, ``gtin`` its own; ``expiry`` is YYYY-MM-DD, and the
form that GS1 symbols need is made from it. A faulty line stops the whole file: half a batch of labels is a batch that
somebody prints twice.
"""

from __future__ import annotations

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
    for line in read_table(source, columns, faults, progress):
        row = {name: value for name in (*required, *optional) if (value := _value(line, name, name in required))}
        if _MADE & {*needs, *may_have}:
            row["expiry_yymmdd"] = row.get("expiry", "").replace("-", "")[2:]
        if judge is not None and (wrong := judge(row)) is not None:
            line.fault(*wrong)
        rows.append(row)
    return faults.check(rows)


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
