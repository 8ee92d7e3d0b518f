"""Function keys and menus do what command barcodes do, by being the same scan."""

from __future__ import annotations

from datetime import datetime

from tracker.barcodes.commands import Command
from tracker.hardware.scan import KEYS, SPOKEN, Quality, Scan

KEYBOARD = "keyboard:"
"""The wedge's own source: what a scanner typed into this window."""


def pressed(command: Command, at: datetime, quantity: int | None = None) -> Scan:
    """The scan that stands for a key: as if the command's barcode had been scanned."""
    from tracker.barcodes.house import command_code

    return Scan(command_code(command, quantity), source=KEYS, at=at, evidence="a key")


def typed(text: str, at: datetime) -> Scan:
    """A code that a person typed or chose from a list."""
    return Scan(text, source=KEYS, at=at, evidence="typed")


def spelled(text: str, at: datetime) -> tuple[Scan, ...]:
    """A scan for each letter or digit, as if the spelling card's barcodes had been scanned."""
    from tracker.barcodes.house import spelling_code

    return tuple(Scan(spelling_code(each), source=KEYS, at=at, evidence=SPOKEN) for each in text)


def is_private(scan: Scan) -> bool:
    """Whether ``scan`` is a barcode of the spelling card, whole or damaged: part of what a patient has said; or a code that
    names a patient by itself."""
    from tracker.barcodes.house import is_spelling
    from tracker.barcodes.personal import names_patient

    return is_spelling(scan.data) or names_patient(scan.data, scan.aim)


def is_whole(scan: Scan) -> bool:
    """Whether ``scan`` came through well and is one of our own codes: no part of an answer that was garbled."""
    from tracker.barcodes.house import has_house_shape

    return scan.quality is Quality.READ and has_house_shape(scan.data)


def is_command(scan: Scan, command: Command) -> bool:
    """Whether ``scan`` is the barcode of ``command``; for dialogs, which judge nothing else."""
    from tracker.barcodes.house import command_code

    return scan.stands_alone and scan.data == command_code(command)


def is_quantity(scan: Scan) -> bool:
    """Whether ``scan`` is any QUANTITY barcode."""
    from tracker.barcodes.house import has_house_shape

    return scan.data[:2] == "C1" and has_house_shape(scan.data) and not scan.is_behind


def quantity_of(scan: Scan) -> int | None:
    """The number that a QUANTITY barcode says; None for any other scan."""
    from tracker.barcodes.house import parse
    from tracker.barcodes.meaning import CommandCode
    from tracker.errors import BarcodeError

    if not is_quantity(scan) or scan.quality is not Quality.READ:
        return None
    try:
        meaning = parse(scan.data)
    except BarcodeError:
        return None
    return meaning.quantity if isinstance(meaning, CommandCode) else None


def is_thing(scan: Scan) -> bool:
    """Whether ``scan`` may name a thing that has a label: no command, nothing garbled."""
    from tracker.barcodes.house import has_house_shape

    is_said = scan.data[:1] == "C" and has_house_shape(scan.data)
    return scan.quality is Quality.READ and bool(scan.data) and not is_said


def is_specimens(scan: Scan) -> bool:
    """Whether ``scan`` has the shape of a tube's, a rack's, a requisition's or a shipment's house code."""
    from tracker.barcodes.house import has_house_shape

    return has_house_shape(scan.data) and (scan.data[0].isdigit() or scan.data[0] in "RNT")


def is_badge(scan: Scan) -> bool:
    """Whether ``scan`` is a badge's code, by its shape."""
    from tracker.barcodes.house import has_house_shape

    return scan.stands_alone and scan.data[:1] == "B" and has_house_shape(scan.data)
