"""HIBC's expiry dates: eight written forms, told apart by their first digit (ANSI/HIBC 2.6, table 2)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tracker.barcodes import gs1_dates
from tracker.errors import BarcodeError

FORMS = "[01][0-9]{3}|2[0-9]{6}|3[0-9]{6}|4[0-9]{8}|5[0-9]{5}|6[0-9]{7}|7"
"""``MMYY``, ``2MMDDYY``, ``3YYMMDD``, ``4YYMMDDHH``, ``5YYJJJ``, ``6YYJJJHH``, and ``7`` for none."""


def to_date(written: str, today: date) -> date:
    """The day that ``written`` (one of :data:`FORMS` but ``7``) means; ``MMYY`` is the last day of its month.

    Two digits of a year are read as GS1 reads them, at most 49 years back and 50 ahead. BarcodeError ``hibc_date``.
    """
    form, rest = written[0], written[1:]
    if form in "01":
        return _day(written[2:], written[:2], "", written, today)
    if form in "46" and int(rest[-2:]) > 23:
        raise _bad_date(written)
    if form == "2":
        return _day(rest[4:], rest[:2], rest[2:4], written, today)
    if form in "34":
        return _day(rest[:2], rest[2:4], rest[4:6], written, today)
    return _day_of_year(_year(rest[:2], today), int(rest[2:5]), written)


def whole_date(yyyymmdd: str) -> date:
    """Eight digits as a day; BarcodeError ``hibc_date``."""
    try:
        return date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        raise _bad_date(yyyymmdd) from None


def believed(expiry: date, today: date) -> date:
    """``expiry``, unless it lies over 20 years ahead: ``gs1_expiry_far``, for the reason given in :mod:`.gs1_dates`."""
    gs1_dates.refuse_far(expiry, today)
    return expiry


def _year(two_digits: str, today: date) -> int:
    return gs1_dates.to_date(f"{two_digits}0101", today).year


def _day(year: str, month: str, day: str, written: str, today: date) -> date:
    """``day`` is empty for the last of the month."""
    whole_year = _year(year, today)
    if not 1 <= int(month) <= 12:
        raise _bad_date(written)
    last = monthrange(whole_year, int(month))[1]
    if day and not 1 <= int(day) <= last:
        raise _bad_date(written)
    return date(whole_year, int(month), int(day) if day else last)


def _day_of_year(year: int, number: int, written: str) -> date:
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if number < 1 or day.year != year:
        raise _bad_date(written)
    return day


def _bad_date(written: str) -> BarcodeError:
    return BarcodeError(
        f"The code holds the date {written}, and there is no such day.",
        hint="Scan it again. If it stays so, the label is faulty: type what is printed, or set the package aside.",
        code="hibc_date",
    )
