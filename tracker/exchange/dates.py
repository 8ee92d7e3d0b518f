"""Dates: ISO only, because 03/04/2027 is two days, and a wrong one shelves an expired vial or draws another patient."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from tracker.exchange.cells import text
from tracker.exchange.table import Line
from tracker.specimens.patients import EARLIEST_BIRTH
from tracker.text import safe

_EXCEL_FIRST: Final = date(1899, 12, 30)
"""Day 0 of Excel's count, one early, because Excel believes in a 29 February 1900."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEARS: Final = range(2000, 2100)
AS_ISO: Final = "Write it as 2027-09-30: year, month, day."


def expiry(line: Line, column: str) -> date | None:
    """An ISO date as a package bears it; None for an empty cell without a fault, and after one."""
    return _day(line, column, "an expiry date", is_on_package=True)


def day(line: Line, column: str) -> date | None:
    """An ISO date of something that happened; None for an empty cell without a fault, and after one."""
    return _day(line, column, f"right for {column}", is_on_package=False)


def _day(line: Line, column: str, what: str, *, is_on_package: bool) -> date | None:
    cell = text(line, column)
    if not cell:
        return None
    if _ISO.fullmatch(cell):
        try:
            found = date.fromisoformat(cell)
        except ValueError:
            line.fault(column, f"There is no day {cell}.", _no_such_day(cell) if is_on_package else AS_ISO)
            return None
        if found.year in _YEARS:
            return found
        line.fault(column, f"{cell} cannot be {what}.", f"Years go from {_YEARS[0]} to {_YEARS[-1]}.")
        return None
    line.fault(column, *_other_format(cell, is_on_package=is_on_package))
    return None


def need_birth_date(line: Line, column: str, today: date) -> date | None:
    """A day from 1900 to today. Faults never say which, nor what it might have been meant to be."""
    cell = text(line, column)
    if cell is None:
        return None
    found = date_of(cell)
    if found is None:
        line.fault(column, *_no_birth_date(column, cell))
    elif not EARLIEST_BIRTH <= found <= today:
        hint = "Compare it with the order."
        line.fault(column, f"Nobody who comes here was born then: {column} is in the future or before 1900.", hint)
    else:
        return found
    return None


def _no_birth_date(column: str, cell: str) -> tuple[str, str]:
    as_iso = "Write it as 1980-03-05: year, month, day."
    if not cell:
        return f"The column {column} is empty here.", as_iso
    if _ISO.fullmatch(cell):
        return f"The column {column} names a day that no calendar has: no such day.", "Compare it with the order."
    return f"The column {column} holds no date in the one order that all read alike.", as_iso


def date_of(text: str) -> date | None:
    """An ISO date; None for anything else, and no word of what it was."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment(line: Line, column: str, today: date) -> tuple[datetime | None, bool]:
    """A date and time by the clinic's wall clock, without a zone unless one is written, and whether there was no fault.

    ``2026-11-16 09:30``, also with T, seconds, Z or an offset. Standing orders may be dated up to a year ahead.
    """
    cell = text(line, column)
    if not cell:
        return None, cell is not None
    shape = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?"
    try:
        found = datetime.fromisoformat(cell) if re.fullmatch(shape, cell, re.ASCII) else None
    except ValueError:
        found = None
    if found is None or not date(2000, 1, 1) <= found.date() <= today + timedelta(days=366):
        line.fault(column, f"{line.quoted(cell, 40)} is no time of an order.", "Write it like 2026-11-16 09:30.")
        return None, False
    return found, True


def _no_such_day(cell: str) -> str:
    year, month, day = int(cell[:4]), int(cell[5:7]), int(cell[8:])
    if year and 1 <= month <= 12 and day == 0:
        return f"Day 00 in a barcode means the last day of the month: {date(year, month, monthrange(year, month)[1])}."
    return AS_ISO


def _other_format(cell: str, *, is_on_package: bool) -> tuple[str, str]:
    shown = safe(cell, 40)
    if found := re.fullmatch(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d\d)", cell, re.ASCII):
        days = int(found[1]), int(found[2]), int(found[3])
        return _day_or_month_first(shown, *days, ", whichever the package says" if is_on_package else "")
    if re.fullmatch(r"\d{5}", cell, re.ASCII):
        day = _EXCEL_FIRST + timedelta(days=int(cell))
        return (
            f"{shown} is Excel's own count of days, it seems {day}.",
            "Format the column as text and write 2027-09-30.",
        )
    if re.fullmatch(r"\d{8}|\d{6}", cell, re.ASCII):
        digits = cell if len(cell) == 8 else f"20{cell}"
        iso = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        meant = "the package says" if is_on_package else "is meant"
        return f"{shown} is a date without hyphens.", f"Write {iso}, if that is what {meant}."
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})", cell, re.ASCII):
        return _month_only(shown, int(found[1]), int(found[2]), is_on_package=is_on_package)
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", cell, re.ASCII):
        return _month_only(shown, int(found[2]), int(found[1]), is_on_package=is_on_package)
    if found := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.?[ -](\d{4})", cell, re.ASCII):
        month = found[1].casefold()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
        return _month_only(shown, int(found[2]), number, is_on_package=is_on_package)
    return f"“{shown}” is not a date.", AS_ISO


def _day_or_month_first(shown: str, first: int, second: int, year: int, which: str) -> tuple[str, str]:
    year += 2000 if year < 100 else 0
    readings = {_iso(year, second, first), _iso(year, first, second)} - {""}
    if len(readings) == 2:
        return f"{shown} can be two days.", f"Write {' or '.join(sorted(readings))}{which}."
    return f"{shown} is not in the one order that all read alike.", f"Write {readings.pop()}." if readings else AS_ISO


def _month_only(shown: str, year: int, month: int, *, is_on_package: bool) -> tuple[str, str]:
    if not (1 <= month <= 12 and year in _YEARS):
        return f"“{shown}” is not a date.", AS_ISO
    if not is_on_package:
        return f"{shown} names no day.", AS_ISO
    last = date(year, month, monthrange(year, month)[1])
    return f"{shown} names no day.", f"A package that names only the month is good to its last day: {last}."


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
