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
    NDC = "ndc"
    """A US drug number with its hyphens, as printed and typed (:mod:`tracker.barcodes.ndc`)."""
    HIBC = "hibc"
    """A HIBC LIC label (:mod:`tracker.barcodes.hibc`)."""
    HOUSE = "house"
    """This clinic's own codes (:mod:`tracker.barcodes.house`)."""


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A trade item, as far as its code tells: the device identifier and the production identifiers of a UDI.

    ``gtin`` always has 14 digits. ``ndc`` holds the ten digits inside a US drug's GTIN or UPC, without hyphens,
    since the split cannot be told from the digits. ``house_code`` is set where the code is one of ours. ``hibc`` is a
    HIBC primary code as the catalogue keeps it, ``+`` and check character included. A pack's second barcode (lot and
    expiry only) has none of the four.
    """

    standard: Standard
    gtin: str | None = None
    ndc: str | None = None
    house_code: str | None = None
    hibc: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    count: int | None = None
    """AI 30 (variable count) or 37 (count of contained trade items) or HIBC's quantity, never a pack size."""
    produced: date | None = None
    link: str | None = None
    """A HIBC secondary's link: the last character of the primary that it belongs to."""
    elements: tuple[tuple[str, str], ...] = ()
    """Every application identifier (of HIBC: the part's name) with its value, in the order scanned."""
    kind: ClassVar[str] = "item"

    @property
    def is_production_only(self) -> bool:
        """Whether this is a pack's second barcode: production identifiers without a device identifier."""
        return self.gtin is None and self.house_code is None and self.hibc is None and self.ndc is None

    def is_of_another_pack(self, second: ItemCode) -> bool:
        """Whether ``second`` carries a HIBC link to some other primary than this one. False where either is silent."""
        return self.hibc is not None and second.link is not None and self.hibc[-1] != second.link


@dataclass(frozen=True, slots=True)
class BloodCode:
    """Blood, cells or tissue under ISBT 128 (:mod:`tracker.barcodes.isbt128`): no supply, and never bound to one.

    ``din`` is the donation's 13 characters, ``din_check`` the check character printed behind it. ``product`` and
    ``device`` are codes whose tables are licensed.
    """

    din: str | None = None
    din_check: str | None = None
    product: str | None = None
    device: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    produced: date | None = None
    elements: tuple[tuple[str, str], ...] = ()
    """Every data identifier with what stands behind it, in the order scanned."""
    kind: ClassVar[str] = "blood"


@dataclass(frozen=True, slots=True)
class SpecimenCode:
    """Ten digits, the last two ISO 7064 MOD 97-10."""

    number: str
    kind: ClassVar[str] = "specimen"


@dataclass(frozen=True, slots=True)
class RequisitionCode:
    """An order for tests on one patient's specimens."""

    code: str
    kind: ClassVar[str] = "requisition"


@dataclass(frozen=True, slots=True)
class HolderCode:
    """What specimens stand or travel in: a rack, a box, a bag."""

    code: str
    kind: ClassVar[str] = "holder"


@dataclass(frozen=True, slots=True)
class ShipmentCode:
    """One trip of one bag or box, as printed on its manifest."""

    code: str
    kind: ClassVar[str] = "shipment"


@dataclass(frozen=True, slots=True)
class PurchaseOrderCode:
    """An order to a supplier, as printed on its paper: scanned before its delivery."""

    code: str
    kind: ClassVar[str] = "purchase_order"


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """One container that was opened: a vial, a bottle, a pack. Its label says until when it may be used."""

    code: str
    kind: ClassVar[str] = "opened"


@dataclass(frozen=True, slots=True)
class StockTransferCode:
    """Stock on its way to another site, as printed on its note: scanned before it is received."""

    code: str
    kind: ClassVar[str] = "stock_transfer"


@dataclass(frozen=True, slots=True)
class PartnerCode:
    """A courier, a reference laboratory, or another site of ours."""

    code: str
    kind: ClassVar[str] = "partner"


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
    """A command barcode. ``quantity`` is set for :attr:`Command.QUANTITY` only (1 to 999), ``character`` for
    :attr:`Command.SPELL` only (A to Z, 0 to 9)."""

    code: str
    command: Command
    quantity: int | None = None
    character: str | None = None
    kind: ClassVar[str] = "command"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Intact, in no grammar that we know. It may be bound to an item as a vendor's own number."""

    text: str
    kind: ClassVar[str] = "unknown"


Meaning = (
    ItemCode
    | BloodCode
    | SpecimenCode
    | RequisitionCode
    | HolderCode
    | ShipmentCode
    | PartnerCode
    | PurchaseOrderCode
    | OpenedCode
    | StockTransferCode
    | LocationCode
    | BadgeCode
    | CommandCode
    | Unknown
)
