"""The shapes a scanned string can take once it is understood.

A string that is damaged or ambiguous has no meaning: it raises :class:`tracker.errors.BarcodeError` instead, so that
nobody can act on it by forgetting to look. :class:`Unknown` is the honest rest: intact, but nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tracker.barcodes.commands import Command


class Standard(StrEnum):
    """Which system of codes a meaning was read by."""

    GS1 = "gs1"
    """GS1 element strings: GS1-128, GS1 DataMatrix, GS1 QR, DataBar."""
    GS1_HRI = "gs1_hri"
    """The same with parentheses, as printed under the bars and typed by a person."""
    DIGITAL_LINK = "digital_link"
    """A GS1 Digital Link URI."""
    GTIN = "gtin"
    """A plain EAN-13, EAN-8, UPC-A or ITF-14."""
    HOUSE = "house"
    """This clinic's own codes (:mod:`tracker.barcodes.house`)."""


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A trade item, as far as its code tells: the device identifier and the production identifiers of a UDI.

    ``gtin`` always has 14 digits. ``ndc`` holds the ten digits inside a US drug's GTIN or UPC, without hyphens,
    since the split cannot be told from the digits. ``house_code`` is set where the code is one of ours. A GS1 message
    without a GTIN (a pack's second barcode: lot and expiry only) has ``gtin`` and ``house_code`` both None.
    """

    standard: Standard
    gtin: str | None = None
    ndc: str | None = None
    house_code: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    count: int | None = None
    """AI 30 (variable count) or 37 (count of contained trade items), never a pack size."""
    produced: date | None = None
    elements: tuple[tuple[str, str], ...] = ()
    """Every application identifier with its value, in the order scanned."""
    kind: ClassVar[str] = "item"

    @property
    def is_production_only(self) -> bool:
        """Whether this is a pack's second barcode: production identifiers without a device identifier."""
        return self.gtin is None and self.house_code is None


@dataclass(frozen=True, slots=True)
class SpecimenCode:
    """Ten digits, the last two ISO 7064 MOD 97-10."""

    number: str
    kind: ClassVar[str] = "specimen"


@dataclass(frozen=True, slots=True)
class LocationCode:
    code: str
    kind: ClassVar[str] = "location"


@dataclass(frozen=True, slots=True)
class BadgeCode:
    code: str
    kind: ClassVar[str] = "badge"


@dataclass(frozen=True, slots=True)
class CommandCode:
    """A command barcode. ``quantity`` is set for :attr:`Command.QUANTITY` only (1 to 999)."""

    code: str
    command: Command
    quantity: int | None = None
    kind: ClassVar[str] = "command"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Intact, in no grammar that we know. It may be bound to an item as a vendor's own number."""

    text: str
    kind: ClassVar[str] = "unknown"


Meaning = ItemCode | SpecimenCode | LocationCode | BadgeCode | CommandCode | Unknown
