"""Past use, to try methods of ordering on: what was issued, and how long orders took.

``issues.csv`` (also as ``.csv.gz``), a line for each issue; several of a day and an item are added up:

=========== ======== ==============================================================================
column      needed   what it holds
=========== ======== ==============================================================================
date        yes      the day: ``2026-03-05``
item        yes      its code or name
quantity    yes      base units; below zero what came back
site                 the clinic or store that keeps the stock; without it all of the file is one
ward                 for its reader: not read
=========== ======== ==============================================================================

``leadtimes.csv``, a line for each order: ``ordered`` and ``received`` (days); ``item``, ``quantity``: not read.
"""

from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path
from typing import Final

from tracker.errors import ConfigurationError
from tracker.exchange import cells
from tracker.exchange.columns import Columns
from tracker.exchange.dates import day
from tracker.exchange.decoding import MOST_BYTES, read_bytes
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.demand.history import Issue

ISSUES: Final = Columns(required=("date", "item", "quantity"), optional=("site",), notes=("ward",))
LEAD_TIMES: Final = Columns(required=("ordered", "received"), notes=("item", "quantity"))
_GZIP: Final = b"\x1f\x8b"


def read_issues(source: Path | bytes, progress: Progress | None = None) -> Checked[Issue]:
    """Every issue of the file, or its faults. Raises ConfigurationError where it is no table at all."""
    faults = Faults()
    issues: list[Issue] = []
    for line in read_table(_unpacked(read_bytes(source)), ISSUES, faults, progress):
        issue = _issue(line)
        if issue is not None and not faults.count:
            issues.append(issue)
    return faults.check(issues)


def _issue(line: Line) -> Issue | None:
    day, item = _day(line, "date"), cells.need_text(line, "item")
    quantity = cells.need_signed(line, "quantity")
    site = cells.text(line, "site")
    if day is None or not item or quantity is None or site is None:
        return None
    return Issue(day, item, site, quantity)


def read_lead_times(source: Path | bytes) -> Checked[int]:
    """The days from order to receipt of every line, or the file's faults."""
    faults = Faults()
    days: list[int] = []
    for line in read_table(read_bytes(source), LEAD_TIMES, faults):
        ordered, received = _day(line, "ordered"), _day(line, "received")
        if ordered is None or received is None:
            continue
        if received < ordered:
            line.fault("received", f"It was received on {received}, before it was ordered.", "Compare both dates.")
        days.append((received - ordered).days)
    return faults.check(days)


def _day(line: Line, column: str) -> date | None:
    """As everywhere ISO only and within this century; here it must be there."""
    if not line.get(column).strip():
        line.fault(column, f"The column {column} is empty here.", "Every line needs it.")
        return None
    return day(line, column)


def _unpacked(data: bytes) -> bytes:
    """What a ``.gz`` holds, no more of it than of any other file."""
    if not data.startswith(_GZIP):
        return data
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise ConfigurationError(
            f"The compressed file is damaged: {error}.", hint="Fetch it again.", code="import_unreadable"
        ) from error
    if len(unpacked) > MOST_BYTES:
        raise ConfigurationError(
            f"Unpacked it is larger than {MOST_BYTES // 1024 // 1024} MB.", hint="Split it.", code="import_too_large"
        )
    return unpacked
