"""What GS1 asks of a field's value and of the fields beside it, where biip asks nothing.

After the GS1 General Specifications, 3 (formats), 4.13 (pairs of identifiers) and 7.12 (dates), in the words of GS1's
own Barcode Syntax Dictionary (github.com/gs1/gs1-syntax-dictionary): ``yymmd0`` or ``yymmdd``, ``hhmm``, ``req``, ``ex``.

That a lot (10) or a date (17) stands without its item (01) is no fault: GS1 judges pairs over all codes on one package
together, and a second code that completes the first is common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stdnum import ean

from tracker.barcodes import gs1_dates
from tracker.errors import BarcodeError

_DAY_MAY_BE_00 = frozenset({"11", "12", "13", "15", "16", "17", "4324", "4325"})
_DAY_IS_WHOLE = frozenset({"4326", "7003", "7006", "7007", "7011", "8008"})
_TIMED = frozenset({"7003", "7011"})
_KEY_DIGITS = {"253": 13, "255": 13, "402": 17, "8003": 14, "8006": 14, "8017": 18, "8018": 18, "8026": 14}
"""Keys that biip does not check: how many of their first digits the check digit closes (``csum``)."""


def check_date(identifier: str, value: str) -> None:
    """BarcodeError ``gs1_date`` where ``identifier`` holds a date and ``value`` is none, or has no such time of day.

    Day 00 (the whole month) is legal in two-digit identifiers, and in no other that a package carries: an expiry to the
    minute (7003) or a moment of production (8008) has a day.
    """
    if identifier not in _DAY_MAY_BE_00 and identifier not in _DAY_IS_WHOLE:
        return
    days = (value[:6], value[6:]) if identifier == "7007" else (value[:6],)
    for day in filter(None, days):
        if not gs1_dates.is_legal(day) or (identifier in _DAY_IS_WHOLE and day[4:] == "00"):
            raise gs1_dates.bad_date(day)
    if identifier in _TIMED and value[6:] and not (value[6:8] < "24" and value[8:10] < "60"):
        raise gs1_dates.bad_time(value[6:10])


def has_key_check_digit(identifier: str, value: str) -> bool:
    """Whether the check digit inside a key (a document, an asset, a person, a piece) is right; True for all else.

    No such key is a supply; but a wrong digit in one is a misread.
    """
    digits = value[: _KEY_DIGITS.get(identifier, 0)]
    return not digits or bool(ean.calc_check_digit(digits[:-1]) == digits[-1])


def check_together(elements: Iterable[tuple[str, str]]) -> None:
    """BarcodeError ``gs1_conflict`` for one identifier with two values. The same value twice is legal."""
    values: dict[str, str] = {}
    for identifier, value in elements:
        if values.setdefault(identifier, value) != value:
            raise BarcodeError(
                f"({identifier}) stands twice in this code, as {values[identifier]} and as {value}.",
                hint="Two codes ran together, or the label is faulty. Scan one code at a time.",
                code="gs1_conflict",
            )


def count_of(values: Mapping[str, str]) -> int | None:
    """How many pieces the code counts (AI 30 or 37), or None; BarcodeError ``gs1_content`` where that is uncertain.

    What a carton holds (02) and how many of it (37) belong together, and neither stands beside an item (01), whose own
    packaging level counts already. A pallet (00) may have its contents in another code, a piece (8026) has its own
    count. This is no sign of a misread, so that it is asked of a meaning and not of a message.
    """
    if "02" in values and ("37" not in values or "01" in values):
        raise _bad_content("names the contents of a carton (02) without their count (37), or beside an item (01)")
    if "37" in values and ("01" in values or not values.keys() & {"02", "00", "8026"}):
        raise _bad_content("counts the contents of a carton (37) and does not say of what (02)")
    counted = values.get("30") or values.get("37")
    if counted is not None and int(counted) == 0:
        raise _bad_content("counts no pieces at all")
    return int(counted) if counted else None


def _bad_content(fault: str) -> BarcodeError:
    return BarcodeError(f"This code {fault}.", hint="Scan the code on the package itself.", code="gs1_content")


def no_end(identifier: str) -> BarcodeError:
    """The refusal of a field that does not end where it must."""
    return BarcodeError(
        f"The field ({identifier}) is too long, empty, or the separator behind it was lost.",
        hint="Check that the scanner sends GS (0x1D), then scan again; or type it as (01)…(17)…(10)…",
        code="gs1_length",
    )


def bad_value(identifier: str, value: str) -> BarcodeError:
    """The refusal of a value that its identifier does not admit."""
    return BarcodeError(
        f"({identifier}){value}: the value is too long, too short, or holds characters that GS1 does not allow there.",
        hint="Compare it with the label, character by character.",
        code="gs1_value",
    )


def bad_check_digit(identifier: str, value: str) -> BarcodeError:
    """The refusal of a key whose check digit denies it."""
    return BarcodeError(
        f"The check digit of ({identifier}){value} is wrong, so at least one digit of it is.",
        hint="Scan it again. If it stays so, the label is faulty.",
        code="gs1_check_digit",
    )
