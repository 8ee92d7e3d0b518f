"""GS1's six-digit dates. biip takes the century from the machine's clock; a replayed shift needs the shift's own."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from tracker.errors import BarcodeError

FURTHEST_EXPIRY_YEARS = 20


def is_legal(yymmdd: str) -> bool:
    """Whether six digits can be a date in some century: month 01 to 12, and a day of that month or 00."""
    month, day = int(yymmdd[2:4]), int(yymmdd[4:6])
    return 1 <= month <= 12 and day <= monthrange(2000 + int(yymmdd[:2]), month)[1]


def to_date(yymmdd: str, today: date) -> date:
    """The day meant, by GS1 General Specifications 7.12: at most 49 years back and 50 ahead of ``today``'s year.

    Day 00 means the last day of the month. BarcodeError ``gs1_date`` for what is no date.
    """
    year = today.year - today.year % 100 + int(yymmdd[:2])
    if year - today.year > 50:
        year -= 100
    elif year - today.year < -49:
        year += 100
    month, day = int(yymmdd[2:4]), int(yymmdd[4:6])
    if not 1 <= month <= 12 or day > monthrange(year, month)[1]:
        raise bad_date(yymmdd)
    return date(year, month, day or monthrange(year, month)[1])


def to_expiry(yymmdd: str, today: date) -> date:
    """The same for an expiry, which must not lie more than 20 years ahead (``gs1_expiry_far``).

    Nothing that a clinic stocks keeps so long, and the century is a guess from two digits: a misread or mistaken year
    would put the lot on the shelf for good, unseen by every expiry report. So it is refused, not flagged.
    """
    expiry = to_date(yymmdd, today)
    refuse_far(expiry, today)
    return expiry


def refuse_far(expiry: date, today: date) -> None:
    """Raise ``gs1_expiry_far`` for a day over 20 years ahead, whatever standard wrote it."""
    if (expiry.year - FURTHEST_EXPIRY_YEARS, expiry.month, expiry.day) > (today.year, today.month, today.day):
        raise BarcodeError(
            f"The code says that it expires on {expiry.isoformat()}, more than {FURTHEST_EXPIRY_YEARS} years ahead.",
            hint="Compare with the date printed on the package. If the code is wrong, set the package aside.",
            code="gs1_expiry_far",
        )


def bad_date(yymmdd: str) -> BarcodeError:
    """The refusal of a date that no calendar has."""
    return BarcodeError(
        f"The code holds the date {yymmdd} (year, month, day), and there is no such day.",
        hint="Scan it again. If it stays so, the label is faulty: type what is printed, or set the package aside.",
        code="gs1_date",
    )


def bad_time(hhmm: str) -> BarcodeError:
    """The refusal of a time of day that no clock shows, under the code of a bad date."""
    return BarcodeError(
        f"The code holds the time {hhmm} (hours, minutes), and there is no such time.",
        hint="Scan it again. If it stays so, the label is faulty: type what is printed, or set the package aside.",
        code="gs1_date",
    )
