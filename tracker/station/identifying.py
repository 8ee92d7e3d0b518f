"""What a scan names: of the stock, of the specimens, or nothing that may be acted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    HolderCode,
    Meaning,
    PartnerCode,
    RequisitionCode,
    ShipmentCode,
    SpecimenCode,
    Unknown,
)
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.hardware.scan import Quality, Scan
from tracker.inventory.facts import CommandSubject, FaultySubject, UnknownSubject
from tracker.inventory.resolving import in_register, item_in_stock, resolve
from tracker.jobs.advancing import list_in_hand, requisition_in_hand, where
from tracker.jobs.custody.dispatch import is_custody
from tracker.jobs.desk import Desk
from tracker.jobs.subjects import BareSubject, CollectSubject, ListedSubject, Subject
from tracker.registers.reading import registered
from tracker.specimens import resolving as specimens
from tracker.specimens.patients import Vault
from tracker.specimens.queries import lost, specimens_by_number
from tracker.store.connection import Connection
from tracker.text import Separators

_FAULTS = {
    Quality.UNREADABLE: ("unreadable", "Nothing could be read.", "Scan it again, closer and straight."),
    Quality.DOUBTFUL: ("doubtful", "A code was seen, but not clearly enough to trust.", "Scan it again."),
    Quality.GARBLED: ("garbled", "Part of this scan may be missing.", "Scan it again."),
}
_WITHOUT_SEPARATOR = frozenset({"gs1_separator_lost", "gs1_ambiguous", "gs1_length"})
_OTHER_SCANNER = (
    "Use another scanner or a camera, or type it as printed, (01)…(17)…(10)…; or set this one to send GS (0x1D) and test it "
    "again: F8 'scanner: test'."
)
_SPECIMENS = SpecimenCode | RequisitionCode | HolderCode | ShipmentCode | PartnerCode


def identify(
    connection: Connection, scan: Scan, desk: Desk, today: date, vault: Vault | None, registers: Path | None = None
) -> Subject:
    """What the scan names, seen from the desk, or why it must not be acted on."""
    if scan.quality is not Quality.READ:
        code, message, hint = _FAULTS[scan.quality]
        return FaultySubject(scan.data, code, f"{message} {scan.evidence}".rstrip(" "), hint)
    try:
        meaning = _understood(scan.data, scan.aim, today, scan.separators)
    except BarcodeError as error:
        return _faulty(scan, error)
    named = _named(connection, meaning, scan.data, desk, today, vault)
    if isinstance(named, UnknownSubject) and registers is not None:
        named = _in_register(connection, named, meaning, desk, today, registers)
    listed = list_in_hand(desk, named)
    if listed:
        return ListedSubject(named, specimens_by_number(connection, listed))
    return _beside_requisition(connection, named, desk, today, vault)


def _faulty(scan: Scan, error: BarcodeError) -> FaultySubject:
    """Where the scanner's test has shown that it loses GS, that is why, and what is to be mended is the scanner."""
    if scan.separators is Separators.LOST and error.code in _WITHOUT_SEPARATOR:
        return FaultySubject(scan.data, error.code, f"{error.message} {scan.evidence}.", _OTHER_SCANNER)
    return FaultySubject(scan.data, error.code, error.message, error.hint)


def _beside_requisition(
    connection: Connection, named: BareSubject, desk: Desk, today: date, vault: Vault | None
) -> Subject:
    """While a requisition is open its tubes and their stock are read anew with each scan: others work on it, too."""
    code = requisition_in_hand(desk)
    if code is None:
        return named
    open_now = specimens.requisition_subject(connection, vault, code, today, is_opening=False)
    if open_now is None:
        return named
    items = {tube.container.item_id for tube in open_now.requisition.tubes if tube.is_open}
    here = where(desk)
    stock = tuple(item_in_stock(connection, key, here, today) for key in sorted(filter(None, items)))
    return CollectSubject(named, open_now, stock)


def _named(
    connection: Connection, meaning: Meaning, text: str, desk: Desk, today: date, vault: Vault | None
) -> BareSubject:
    """A badge is a custodian where a specimen job is open. A plain number is an item's where the catalogue has it, else
    perhaps the ordering system's number of a requisition."""
    if isinstance(meaning, _SPECIMENS) or (isinstance(meaning, BadgeCode) and is_custody(desk)):
        return specimens.resolve(connection, vault, meaning, text, today) or UnknownSubject(text, meaning.kind)
    subject = resolve(connection, meaning, text, where(desk), today)
    if isinstance(subject, CommandSubject) and subject.command is Command.CLOSE_DAY:
        return replace(subject, lost=lost(connection))
    if isinstance(subject, UnknownSubject) and isinstance(meaning, Unknown):
        return specimens.resolve(connection, vault, meaning, meaning.text, today) or subject
    return subject


def _in_register(
    connection: Connection, unknown: UnknownSubject, meaning: Meaning, desk: Desk, today: date, registers: Path
) -> UnknownSubject:
    """What nobody here has entered may be in a public register. Files of their own, which hold nobody up."""
    found = registered(registers, meaning)
    return in_register(connection, unknown, found, where(desk), today) if found is not None else unknown


@lru_cache(maxsize=256)
def _understood(data: str, aim: str, today: date, separators: Separators) -> Meaning:
    """Understanding is pure, and the packs of a delivery bear one code: 0.2 ms of a scan's 1.1 (measured) once, not each
    time. What cannot be understood raises and is not kept."""
    return understand(data, aim, today=today, separators=separators)
