"""HIBC LIC, the health industry's own labels (ANSI/HIBC 2.6): ``+A123BJC5D6E71G`` and the lot behind it.

A *primary* names the product: ``+``, the labeler's four characters (LIC), the product (PCN, 1 to 18), the packaging
level (U) and a check character. A *secondary* names the pack: ``+``, lot, expiry or serial, a link character (the check
character of its primary), and its own check character. A *combined* code is both, joined by ``/``, with one check
character over all of it and no link.

The check character is the sum of all others' places among 43 characters, modulo 43. It may itself be ``/``, ``$``,
``+`` or a space: so it is cut off before anything is parted at ``/``, and no HIBC text is ever stripped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tracker.barcodes import hibc_dates
from tracker.barcodes.meaning import ItemCode, Standard
from tracker.errors import BarcodeError

T = TypeVar("T")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
NAMES = {
    "LIC": "Labeler identification code",
    "PCN": "Product or catalogue number",
    "U": "Unit of measure: 0 is the unit of use, 1 to 9 are packages",
    "EXP": "Expiration date, as the label writes it",
    "LOT": "Batch or lot number",
    "SN": "Serial number",
    "QTY": "Quantity",
    "14D": "Expiration date (YYYYMMDD)",
    "16D": "Manufacturing date (YYYYMMDD)",
    "S": "Serial number",
    "Q": "Quantity",
    "L": "Link: the check character of the primary code that it belongs to",
}
"""What each part is called in a meaning's ``elements``."""

_VALUE = r"[0-9A-Z.\-]"
_PRIMARY = re.compile(r"\+([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})([0-9])")
_SHAPE = re.compile(rf"\+(?:[A-Z][A-Z0-9]{{3}}[A-Z0-9]|[0-9]{{5}}|\$)[{re.escape(ALPHABET)}]{{2,}}")
_SERIAL = re.compile(rf"\$\+({_VALUE}{{1,18}})")
_LOT = re.compile(rf"\$({_VALUE}{{1,18}})")
_DATED = re.compile(rf"\$\$(\+?)(?:8([0-9]{{2}})|9([0-9]{{5}}))?({hibc_dates.FORMS}|)({_VALUE}{{0,18}})")
_OLD = re.compile(rf"([0-9]{{5}})({_VALUE}{{0,18}})")
_FURTHER = re.compile(rf"(14D|16D)([0-9]{{8}})|(S)({_VALUE}{{1,18}})|(Q)([0-9]{{1,5}})")


def has_shape(text: str) -> bool:
    """Whether ``text`` can only be meant as HIBC, whatever its check character says; lower case (Caps Lock) counts."""
    return text.isascii() and _SHAPE.fullmatch(_bare(text).upper()) is not None


def check_character(text: str) -> str:
    """The check character for all that stands before it, the ``+`` included. ValueError beyond the 43 characters."""
    return ALPHABET[sum(map(ALPHABET.index, text)) % len(ALPHABET)]


def has_check_character(text: str) -> bool:
    """Whether ``text`` ends in the right check character; every character must be one of HIBC's."""
    return set(text) <= set(ALPHABET) and len(text) > 1 and check_character(text[:-1]) == text[-1]


def is_primary(text: str) -> bool:
    """Whether ``text`` is a whole primary code, as the catalogue keeps it: check character and all."""
    return has_check_character(text) and _PRIMARY.fullmatch(text[:-1]) is not None


def parse(text: str, today: date) -> ItemCode:
    """What a HIBC label says. ``ItemCode.hibc`` is the primary with its own check character, from a combined code too.

    ``*`` around a Code 39 text as printed, and ``_`` for a check character that is a space, are taken off and back.
    BarcodeError ``hibc_check``, ``hibc_syntax``, ``hibc_date``, ``hibc_conflict``, ``scan_case``, or
    ``gs1_expiry_far`` for an expiry over 20 years ahead. ValueError without the shape: ask :func:`has_shape` first.
    """
    if not has_shape(text):
        raise ValueError("not the shape of a HIBC code")
    whole = _bare(text)
    if whole != whole.upper():
        raise BarcodeError(
            "This HIBC code came in small letters.", hint="Caps Lock is on: switch it off and scan again.",
            code="scan_case",
        )  # fmt: skip
    if not has_check_character(whole):
        raise BarcodeError(
            f"The check character of {text} is wrong, so at least one character of it is.",
            hint="Scan it again; when typing, copy every character, the last one too, even where it is a space.",
            code="hibc_check",
        )
    return _combined(whole[:-1], today) if whole[1].isalpha() else _secondary(whole[:-1], today)


def _bare(text: str) -> str:
    """Without the asterisks printed around Code 39; a printed ``_`` at the end stands for the space."""
    bare = text[1:-1] if len(text) > 2 and text[0] == text[-1] == "*" else text
    return f"{bare[:-1]} " if bare.endswith("_") else bare


@dataclass(slots=True)
class _Parts:
    """What has been read so far; a second word on the same thing must say the same."""

    today: date
    elements: list[tuple[str, str]] = field(default_factory=list)
    expiry: date | None = None
    produced: date | None = None
    lot: str | None = None
    serial: str | None = None
    count: int | None = None

    def take_expiry(self, written: str, day: date) -> None:
        self.expiry = _same(self.expiry, hibc_dates.believed(day, self.today), "expiry dates")
        self.elements.append(("EXP", written))

    def take_count(self, name: str, digits: str) -> None:
        self.count = _same(self.count, int(digits), "quantities")
        self.elements.append((name, digits))

    def take_text(self, name: str, value: str) -> None:
        if name == "LOT":
            self.lot = _same(self.lot, value, "lots")
        else:
            self.serial = _same(self.serial, value, "serial numbers")
        self.elements.append((name, value))

    def item(self, primary: str | None = None, link: str | None = None) -> ItemCode:
        return ItemCode(
            Standard.HIBC,
            hibc=primary,
            lot=self.lot,
            expiry=self.expiry,
            serial=self.serial,
            count=self.count,
            produced=self.produced,
            link=link,
            elements=tuple(self.elements),
        )


def _same(before: T | None, now: T, what: str) -> T:
    if before is not None and before != now:
        raise BarcodeError(
            f"This code names two different {what}.", hint="Set the package aside: its label is faulty.",
            code="hibc_conflict",
        )  # fmt: skip
    return now


def _combined(body: str, today: date) -> ItemCode:
    """A primary, alone or with the pack's data behind ``/``."""
    head, *segments = body.split("/")
    found = _PRIMARY.fullmatch(head)
    if found is None:
        raise _bad_syntax(body)
    parts = _Parts(today, list(zip(("LIC", "PCN", "U"), found.groups(), strict=True)))
    _read(segments, parts)
    return parts.item(primary=head + check_character(head))


def _secondary(body: str, today: date) -> ItemCode:
    """The pack's data alone; its last character is the link."""
    link, parts = body[-1], _Parts(today)
    _read(body[1:-1].split("/"), parts)
    if not (parts.lot or parts.serial or parts.expiry):
        raise _bad_syntax(body)
    parts.elements.append(("L", link))
    return parts.item(link=link)


def _read(segments: list[str], parts: _Parts) -> None:
    for number, segment in enumerate(segments):
        if not (number == 0 and _read_reference(segment, parts)) and not _read_further(segment, parts):
            raise _bad_syntax("/".join(segments))


def _read_reference(segment: str, parts: _Parts) -> bool:
    """Lot or serial, with a date and a quantity where ``$$`` says so."""
    if found := _DATED.fullmatch(segment):
        is_serial, hundreds, thousands, written, value = found.groups()
        count = hundreds or thousands
        if not written and (not count or value[:1].isdigit()):
            return False
        if count:
            parts.take_count("QTY", count)
        if written not in ("", "7"):
            parts.take_expiry(written, hibc_dates.to_date(written, parts.today))
        if value:
            parts.take_text("SN" if is_serial else "LOT", value)
        return True
    if found := _SERIAL.fullmatch(segment):
        parts.take_text("SN", found[1])
        return True
    if found := _LOT.fullmatch(segment):
        parts.take_text("LOT", found[1])
        return True
    if found := _OLD.fullmatch(segment):
        parts.take_expiry(found[1], hibc_dates.to_date("5" + found[1], parts.today))
        if found[2]:
            parts.take_text("LOT", found[2])
        return True
    return False


def _read_further(segment: str, parts: _Parts) -> bool:
    """The fields behind a further ``/``, by their data identifiers."""
    found = _FURTHER.fullmatch(segment)
    if found is None:
        return False
    name, value = _pair(iter(found.groups()))
    if name == "Q":
        parts.take_count("Q", value)
    elif name == "S":
        parts.take_text("S", value)
    else:
        day = hibc_dates.whole_date(value)
        if name == "14D":
            parts.take_expiry(value, day)
            parts.elements[-1] = (name, value)
        else:
            parts.produced = _same(parts.produced, day, "manufacturing dates")
            parts.elements.append((name, value))
    return True


def _pair(groups: Iterator[str | None]) -> tuple[str, str]:
    name, value = (group for group in groups if group is not None)
    return name, value


def name_of(part: str) -> str:
    """What a part of a HIBC label is: ``"Labeler identification code"``."""
    return NAMES.get(part, "?")


def _bad_syntax(text: str) -> BarcodeError:
    return BarcodeError(
        f"{text} is no whole HIBC code: a part of it is missing, too long, or of a form that is not known.",
        hint="Scan the package's other code, or type lot and expiry as they are printed.",
        code="hibc_syntax",
    )
