"""The parts of a HIBC label behind its primary: lot, serial, dates, quantity, in all the forms that 2.6 allows."""

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
_SERIAL = re.compile(rf"\$\+({_VALUE}{{1,18}})")
_LOT = re.compile(rf"\$({_VALUE}{{1,18}})")
_DATED = re.compile(rf"\$\$(\+?)(?:8([0-9]{{2}})|9([0-9]{{5}}))?({hibc_dates.FORMS}|)({_VALUE}{{0,18}})")
_OLD = re.compile(rf"([0-9]{{5}})({_VALUE}{{0,18}})")
_FURTHER = re.compile(rf"(14D|16D)([0-9]{{8}})|(S)({_VALUE}{{1,18}})|(Q)([0-9]{{1,5}})")


@dataclass(slots=True)
class Parts:
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
        if int(digits) == 0:
            raise BarcodeError(
                "This code counts no pieces at all.",
                hint="Scan the package's other code, or type lot and expiry as they are printed.",
                code="hibc_quantity",
            )
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


def read(segments: list[str], parts: Parts) -> None:
    for number, segment in enumerate(segments):
        if not (number == 0 and _read_reference(segment, parts)) and not _read_further(segment, parts):
            raise bad_syntax("/".join(segments))


def _read_reference(segment: str, parts: Parts) -> bool:
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


def _read_further(segment: str, parts: Parts) -> bool:
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


def bad_syntax(text: str) -> BarcodeError:
    return BarcodeError(
        f"{text} is no whole HIBC code: a part of it is missing, too long, or of a form that is not known.",
        hint="Scan the package's other code, or type lot and expiry as they are printed.",
        code="hibc_syntax",
    )
