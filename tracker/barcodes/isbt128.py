"""ISBT 128: blood, cells and tissue. Read so far as it needs no licensed table: what it is, whose, until when.

Each data structure begins with two characters that name it (ICCBBA ST-001) and has a fixed length, so that a compound
message (``=+``, how many, which; or simply several in one symbol) falls apart by itself. Product codes and blood groups
stay codes: their tables are not free.

The donation identification number (DIN) is 13 characters. Its check character (ISO 7064 MOD 37-2) is printed, and not
in the barcode, unless the two flag characters carry it: flags 60 to 96 are the check value plus 60, and are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.iso7064 import mod_37_2

from tracker.barcodes.meaning import BloodCode
from tracker.errors import BarcodeError

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_DIN = re.compile(r"([A-NP-Z1-9][0-9A-Z]{4}[0-9]{8})([0-9A-Z]{2})")
_COMPOUND = re.compile(r"=\+([0-9]{2})([0-9]{3})")


@dataclass(frozen=True, slots=True)
class _Structure:
    name: str
    length: int
    """Characters behind the identifier."""


_STRUCTURES = {
    "=%": _Structure("Blood groups", 4),
    "=<": _Structure("Product code", 8),
    "=>": _Structure("Expiration date", 6),
    "&>": _Structure("Expiration date and time", 10),
    "=*": _Structure("Collection date", 6),
    "&*": _Structure("Collection date and time", 10),
    "=}": _Structure("Production date", 6),
    "&}": _Structure("Production date and time", 10),
    "&(": _Structure("Special testing", 5),
    "=/": _Structure("UDI device identifier", 16),
    "=,": _Structure("Serial number", 6),
    "&,1": _Structure("Lot number", 18),
}
_DIN_STRUCTURE = _Structure("Donation identification number", 15)
_OTHER = re.compile(r"(=[\"#$'()\-:;?{]|&[\"#$%')+\-/:;<?{]|&,[02-9A-Z])([!-~]{4,})")
"""A structure that is not read here, alone in its symbol: it is kept whole. Its length is not known, so that within a
compound message it cannot be told from the next one."""
_BEGINS = re.compile(
    r"=\+[0-9]{2}|=[A-NP-Z1-9][0-9A-Z]{4}[0-9]{2}|=[%<>*}/,][0-9A-Z]{2}|&[>*}(][0-9]{2}|&,1[0-9A-Z]{2}"
)


def has_shape(text: str) -> bool:
    """Whether ``text`` begins as ISBT 128 data structures do."""
    return _BEGINS.match(text) is not None or _OTHER.fullmatch(text) is not None


def parse(text: str) -> BloodCode:
    """What an ISBT 128 symbol says. BarcodeError ``isbt_syntax``, ``isbt_check``, ``isbt_date``, ``isbt_conflict``."""
    if other := _OTHER.fullmatch(text):
        return BloodCode(elements=((other[1], other[2]),))
    body, announced = text, None
    if found := _COMPOUND.match(text):
        body, announced = text[found.end() :], int(found[1])
    parts: list[tuple[str, str]] = []
    while body:
        identifier, structure = _next(body)
        end = len(identifier) + structure.length
        if len(body) < end:
            raise _bad_syntax(text)
        parts.append((identifier, body[len(identifier) : end]))
        body = body[end:]
    if announced not in (None, len(parts)):
        raise _bad_syntax(text)
    return _meaning(parts)


def check_character(din: str) -> str:
    """The check character printed in a box behind the 13 characters of a DIN: ``G123417654321`` gives ``A``."""
    return str(mod_37_2.calc_check_digit(din, alphabet=_ALPHABET))


def name_of(identifier: str) -> str:
    """What a data identifier names: ``"Product code"``."""
    if identifier == "=":
        return _DIN_STRUCTURE.name
    known = _STRUCTURES.get(identifier)
    return known.name if known else "Another structure of ISBT 128, not read here"


def _next(body: str) -> tuple[str, _Structure]:
    for identifier, structure in _STRUCTURES.items():
        if body.startswith(identifier):
            return identifier, structure
    if body.startswith("=") and _DIN.match(body, 1):
        return "=", _DIN_STRUCTURE
    raise _bad_syntax(body)


def _meaning(parts: list[tuple[str, str]]) -> BloodCode:
    values = dict(parts)
    if len(values) != len(parts) or {"=>", "&>"} <= values.keys():
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
