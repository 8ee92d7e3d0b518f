"""The UDI in a code, whoever issued it: the device identifier (DI) and the production identifiers beside it.

Forms after FDA, *UDI formats by FDA-accredited issuing agency*, version 1.3 (2017), in the size that databases (GUDID)
keep, without the delimiters of the barcode: GS1 14 digits; HIBCC 6 to 23 characters (LIC, PCN and unit of measure,
neither ``+`` nor check character); ICCBBA 16 characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.barcodes.meaning import BloodCode, ItemCode, Meaning


class Agency(StrEnum):
    """Who issued a device identifier."""

    GS1 = "gs1"
    HIBCC = "hibcc"
    ICCBBA = "iccbba"


@dataclass(frozen=True, slots=True)
class Udi:
    """``donation`` is the distinct identification code of human tissue (21 CFR 1271.290(c)): the DIN."""

    agency: Agency
    di: str
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    produced: date | None = None
    donation: str | None = None


def of(meaning: Meaning) -> Udi | None:
    """The UDI that ``meaning`` carries, or None where it names no device: a second code, a plain number, our own.

    A GTIN on a package is a DI by its form alone; whether it is one is for the register of devices to say.
    """
    if not isinstance(meaning, ItemCode | BloodCode) or (issued := _issued(meaning)) is None:
        return None
    donation = meaning.din if isinstance(meaning, BloodCode) else None
    return Udi(*issued, meaning.lot, meaning.serial, meaning.expiry, meaning.produced, donation)


def device_identifier(meaning: Meaning) -> str | None:
    """The DI as GUDID writes it (``PrimaryDI``, or a package's): what the register of devices is asked by."""
    found = of(meaning)
    return found.di if found else None


def _issued(meaning: ItemCode | BloodCode) -> tuple[Agency, str] | None:
    if isinstance(meaning, BloodCode):
        return (Agency.ICCBBA, meaning.device) if meaning.device else None
    if meaning.gtin is not None:
        return Agency.GS1, meaning.gtin
    return (Agency.HIBCC, meaning.hibc[1:-1]) if meaning.hibc else None
