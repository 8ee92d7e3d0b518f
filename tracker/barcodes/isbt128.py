"""ISBT 128: blood, cells and tissue. Read so far as it needs no licensed table: what it is, whose, until when.

Each data structure begins with two or three characters that name it and is as long as it says
(:mod:`tracker.barcodes.isbt128_structures`), so that a compound message (``=+``, how many, which; or simply several in
one symbol) falls apart by itself. Product codes and blood groups stay codes: their tables are not free.

The donation identification number (DIN) is 13 characters. Its check character (ISO 7064 MOD 37-2) is printed, and not
in the barcode, unless the two flag characters carry it: flags 60 to 96 are the check value plus 60, and are compared
(JPAC, Red Book, annex 2).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from stdnum.iso7064 import mod_37_2

from tracker.barcodes import personal
from tracker.barcodes.isbt128_structures import BEGINS, DIN, OPEN, STRUCTURES, Structure
from tracker.barcodes.meaning import BloodCode
from tracker.errors import BarcodeError

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_DIN = re.compile(r"([A-NP-Z1-9][0-9A-Z]{4}[0-9]{8})([0-9A-Z]{2})")
_COMPOUND = re.compile(r"=\+([0-9]{2})([0-9]{3})")
_READ = frozenset({"=", "=<", "=>", "&>", "=}", "&}", "=/", "=,", "&,1"})
"""Told once in a message; of others there may be several, such as flexible dates of different events."""


def has_shape(text: str) -> bool:
    """Whether ``text`` begins as ISBT 128 data structures do."""
    return BEGINS.match(text) is not None or OPEN.fullmatch(text) is not None


def parse(text: str) -> BloodCode:
    """What an ISBT 128 symbol says.

    BarcodeError ``isbt_syntax``, ``isbt_check``, ``isbt_date``, ``isbt_conflict``, and ``isbt_patient`` for a code that
    names a patient.
    """
    personal.refuse_patient(text)
    if other := OPEN.fullmatch(text):
        return BloodCode(elements=((other[1], other[2]),))
    body, announced = text, None
    if found := _COMPOUND.match(text):
        body, announced = text[found.end() :], int(found[1])
    parts: list[tuple[str, str]] = []
    while body:
        identifier, structure = _next(body)
        behind = body[len(identifier) :]
        length = structure.length_in(behind)
        if length is None or len(behind) < length or set("=&") & set(behind[:length]):
            raise _bad_syntax(text)
        parts.append((identifier, behind[:length]))
        body = behind[length:]
    if announced not in (None, len(parts)):
        raise BarcodeError(
            f"{text} announces {announced} part{'' if announced == 1 else 's'} and holds {len(parts)}.",
            hint="Scan it again, one code at a time. If it stays so, set it aside: the label is faulty.",
            code="isbt_syntax",
        )
    if not parts:
        raise _bad_syntax(text)
    return _meaning(parts)


def check_character(din: str) -> str:
    """The check character printed in a box behind the 13 characters of a DIN: ``G123417654321`` gives ``A``."""
    return str(mod_37_2.calc_check_digit(din, alphabet=_ALPHABET))


def name_of(identifier: str) -> str:
    """What a data identifier names: ``"Product code"``."""
    if identifier == "=":
        return DIN.name
    known = STRUCTURES.get(identifier)
    return known.name if known else "Another structure of ISBT 128, not read here"


def _next(body: str) -> tuple[str, Structure]:
    for identifier in (body[:3], body[:2]):
        if identifier in STRUCTURES:
            return identifier, STRUCTURES[identifier]
    if body.startswith("=") and _DIN.match(body, 1):
        return "=", DIN
    raise _bad_syntax(body)


def _meaning(parts: list[tuple[str, str]]) -> BloodCode:
    values = dict(parts)
    once = [identifier for identifier, _ in parts if identifier in _READ]
    if len(set(once)) != len(once) or {"=>", "&>"} <= values.keys():
        raise BarcodeError(
            "This code says one thing twice.", hint="Set it aside: its label is faulty.", code="isbt_conflict"
        )
    din, flags = values.get("=", "")[:13], values.get("=", "")[13:]
    if din:
        _check_flags(din, flags)
    expiry, made = values.get("=>") or values.get("&>"), values.get("=}") or values.get("&}")
    return BloodCode(
        din=din or None,
        din_check=check_character(din) if din else None,
        product=values.get("=<"),
        device=values.get("=/"),
        lot=values["&,1"].lstrip("0") or None if "&,1" in values else None,
        serial=values.get("=,"),
        expiry=_day(expiry) if expiry else None,
        produced=_day(made) if made else None,
        elements=tuple(parts),
    )


def _check_flags(din: str, flags: str) -> None:
    if flags.isdigit() and 60 <= int(flags) <= 96 and int(flags) - 60 != _ALPHABET.index(check_character(din)):
        raise BarcodeError(
            f"The check value of donation {din} is wrong, so at least one character of it is.",
            hint="Scan it again. If it stays so, set it aside: the label is faulty.",
            code="isbt_check",
        )


def _day(written: str) -> date:
    """``cYYJJJ``, with or without ``hhmm``: ``c`` is the century's last digit (0 is 20xx, 9 is 19xx)."""
    if not (written.isascii() and written.isdigit()):
        raise _bad_date(written)
    century, number, time = int(written[0]), int(written[3:6]), written[6:]
    year = (19 if century == 9 else 20 + century) * 100 + int(written[1:3])
    day = date(year, 1, 1) + timedelta(days=number - 1) if number else None
    if day is None or day.year != year or (time and not (time[:2] < "24" and time[2:] < "60")):
        raise _bad_date(written)
    return day


def _bad_date(written: str) -> BarcodeError:
    return BarcodeError(
        f"The code holds the date {written} (century, year, day of the year), and there is no such day.",
        hint="Scan it again. If it stays so, set it aside: the label is faulty.",
        code="isbt_date",
    )


def _bad_syntax(text: str) -> BarcodeError:
    return BarcodeError(
        f"{text} is no whole ISBT 128 code: a part of it is missing, too long, or of a kind that is not known here.",
        hint="Scan it again, one code at a time.",
        code="isbt_syntax",
    )
