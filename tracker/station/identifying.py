"""What a scan names: of the stock, of the specimens, or nothing that may be acted on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from tracker.barcodes import personal
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    CommandCode,
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
from tracker.hardware.scan import FORM_OPEN, Quality, Scan
from tracker.hardware.wedge_rules import UNPROVEN
from tracker.inventory.item_in_stock import item_in_stock
from tracker.inventory.resolving import in_register, resolve
from tracker.inventory.subjects import CommandSubject, FaultySubject, ItemSubject, UnknownSubject
from tracker.inventory.where import Where
from tracker.jobs.advancing import list_in_hand, requisition_in_hand, where
from tracker.jobs.custody.dispatch import is_custody
from tracker.jobs.desk import Desk, JobName, Rules
from tracker.jobs.session import is_nobodys
from tracker.jobs.subjects import BareSubject, CollectSubject, ListedSubject, Subject
from tracker.journal.occasion import stamp
from tracker.journal.pen import UNSIGNED
from tracker.people.staff import badge_revoked, has_ended, name_of
from tracker.people.withheld import is_withheld
from tracker.registers.reading import registered
from tracker.specimens import resolving as specimens
from tracker.specimens.known_names import is_on_a_pack, looks_known
from tracker.specimens.licensed import exempted, lapsed
from tracker.specimens.queries import lost, specimens_by_number
from tracker.specimens.requisition_facts import Requisition
from tracker.specimens.scanned_names import minutes_to_wait
from tracker.specimens.subjects import RequisitionSubject
from tracker.specimens.vault import Vault
from tracker.station.typed_pins import DIGITS
from tracker.store.connection import Connection
from tracker.text import Separators

_FAULTS = {
    Quality.UNREADABLE: ("unreadable", "Nothing could be read.", "Scan it again, closer and straight."),
    Quality.DOUBTFUL: ("doubtful", "A code was seen, but not clearly enough to trust.", "Scan it again."),
    Quality.GARBLED: ("garbled", "Part of this scan may be missing.", "Scan it again."),
    Quality.EXCHANGED: (
        "scan_exchanged",
        "This scanner sends letters or signs exchanged.",
        "Use another scanner or a camera, or type the code. To mend it: F8 'scanner: test' says what to set.",
    ),
}
_SEPARATOR_LOST = "gs1_separator_lost"
_WITHOUT_SEPARATOR = frozenset({_SEPARATOR_LOST, "gs1_length"})
"""Refusals whose cause is the scanner, once its test has shown that it loses GS."""
_SET_UP_WRONG = frozenset({"scan_case", "scan_characters", "scan_aim", Quality.GARBLED.value})
"""Refusals whose cause may be how the scanner is set, which its test finds out."""
_OTHER_SCANNER = (
    "Use another scanner or a camera, or type it: (01)…(17)…(10)…(21)… "
    "To mend it: its manual's barcode for GS (0x1D), then F8 'scanner: test'."
)
_WITHOUT_IDENTIFIER = "It came without an AIM identifier, and may be the rest of a longer code."
_A_PATIENTS = "This is, or looks like, a patient's name or record number. It was not kept."
_OFTEN = "Many scans of yours were of patients' names or numbers. This one was not kept."
_GO_ON = "What the clinic knows is scanned as ever. Else wait, or fetch somebody else."
_NOT_A_PATIENT = "Scan the requisition, or the code of what is to be used."
_SEND_IDENTIFIER = (
    "Scan a pack's main code (01); type any other: F8 'scan: type a code'. To mend it, set the scanner to send AIM:"
    " F8 'scanner: test' says how."
)
_DIGITS_ALONE = "Digits alone: perhaps a PIN, and not kept."
_WITHHELD, _TYPE_IT = "It came while a PIN was asked for, and was not kept.", "A PIN is typed key by key, by hand."
_FINISH = "Finish the form, or leave it; then scan it again."
_BEHIND = "It came as part of the code before it."
_BY_ITSELF = "Scan it by itself: commands and badges count only apart from other codes."
_TWO_FIELDS = "lot and serial may have run together"
_TEST = "Always so? F8 'scanner: test' says what to set."
_SPECIMENS = SpecimenCode | RequisitionCode | HolderCode | ShipmentCode | PartnerCode


def identify(
    connection: Connection,
    scan: Scan,
    desk: Desk,
    today: date,
    vault: Vault | None,
    registers: Path | None = None,
    rules: Rules | None = None,
    printing: Collection[str] = (),
    now: datetime | None = None,
) -> Subject:
    """What the scan names, seen from the desk, or why it must not be acted on. ``printing`` are the numbers of labels that
    are about to come out here; ``now`` is the clinic's clock, where that is not the scan's."""
    seen = _Seen(scan, stamp(now or scan.at), today)
    # Of what is read badly at a locked station the words would say whether it names a patient: it is not looked at.
    names_by = None if rules is not None and is_nobodys(desk, rules) else vault
    try:
        # First, however well it was read: whatever else is refused may be quoted.
        personal.refuse_patient(scan.data, scan.aim)
        if scan.quality is not Quality.READ:
            return _unless_named(connection, names_by, desk, seen, _not_read(scan))
        meaning = _understood(scan.data, scan.aim, today, scan.separators)
    except BarcodeError as error:
        return _unless_named(connection, names_by, desk, seen, _faulty(scan, error))
    if scan.is_behind and isinstance(meaning, CommandCode | BadgeCode):
        return FaultySubject(scan.data, "scan_behind", _BEHIND, _BY_ITSELF)
    named = _named(connection, meaning, scan.data, where(desk, rules), desk, today, vault)
    if isinstance(named, RequisitionSubject) and desk.job is JobName.COLLECT and desk.operator is not None:
        by, paper = desk.operator.badge, desk.paper.at if desk.paper is not None else None
        day = paper.astimezone(rules.zone if rules is not None else None).date() if paper is not None else today
        is_exempt = exempted(connection, by, day) is not None
        named = replace(named, lapsed=lapsed(connection, by, day), is_exempt=is_exempt)
    if isinstance(named, UnknownSubject) and registers is not None:
        named = _in_register(connection, named, meaning, desk, today, registers)
    named = _unless_named(connection, vault, desk, seen, named)
    listed = list_in_hand(desk, named)
    if listed:
        return ListedSubject(named, specimens_by_number(connection, listed))
    return _beside_requisition(connection, named, desk, today, vault, printing)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A scan, and the clinic's own time and day at it."""

    scan: Scan
    at: str
    today: date


def _unless_named(
    connection: Connection, vault: Vault | None, desk: Desk, seen: _Seen, subject: BareSubject
) -> BareSubject:
    """``subject``; of what would be kept and shown as it was scanned, for want of anything known, nothing where it names a
    patient or looks so: which of both it is, nobody is told. While a patient is asked nothing is kept in any case, and it
    may be the answer."""
    data = seen.scan.data
    if vault is None or requisition_in_hand(desk) is not None:
        return subject
    by = desk.operator.badge if desk.operator is not None else UNSIGNED
    if isinstance(subject, ItemSubject) and is_on_a_pack(connection, vault, data):
        # Whoever waits is not told: a known pack is what it is, and else he would go on asking by its fields.
        is_told = not minutes_to_wait(connection, vault, by, seen.at)
        return FaultySubject("", personal.CODE, _A_PATIENTS, _NOT_A_PATIENT) if is_told else subject
    if not isinstance(subject, UnknownSubject) and not (isinstance(subject, FaultySubject) and subject.text):
        return subject
    minutes = minutes_to_wait(connection, vault, by, seen.at)
    if minutes:
        return FaultySubject(
            "", personal.WAIT, f"{_OFTEN} The next unknown code is looked at in {minutes} min.", _GO_ON
        )
    if looks_known(connection, vault, data, seen.today):
        return FaultySubject("", personal.CODE, _A_PATIENTS, _NOT_A_PATIENT)
    return subject


def _not_read(scan: Scan) -> FaultySubject:
    """Of what a device's test found out the scan's evidence is the reason, and stands apart."""
    code, message, hint = _FAULTS[scan.quality]
    if scan.evidence.startswith(FORM_OPEN):
        return FaultySubject(scan.data, "form_open", f"{scan.evidence} It was not counted.", _FINISH)
    if is_withheld(scan):
        return FaultySubject("", code, _WITHHELD, _TYPE_IT)
    if scan.evidence == DIGITS:
        return FaultySubject("digits", code, _DIGITS_ALONE, _SEND_IDENTIFIER)
    if UNPROVEN in scan.evidence:
        return FaultySubject(scan.data, code, _WITHOUT_IDENTIFIER, _SEND_IDENTIFIER)
    if scan.quality is Quality.EXCHANGED:
        return FaultySubject(scan.data, code, message, hint, scan.evidence)
    return FaultySubject(scan.data, code, f"{message} {scan.evidence}".rstrip(" "), _with_test(code, hint))


def _faulty(scan: Scan, error: BarcodeError) -> FaultySubject:
    """Where the scanner's test has shown that it loses GS, that is why, and what is to be mended is the scanner. Of what
    names a patient nothing goes further than this."""
    if error.code == personal.CODE:
        return FaultySubject("", error.code, error.message, error.hint)
    if scan.separators is Separators.LOST and error.code in _WITHOUT_SEPARATOR:
        message = _TWO_FIELDS if error.code == _SEPARATOR_LOST else error.message
        return FaultySubject(scan.data, error.code, message, _OTHER_SCANNER, scan.evidence)
    return FaultySubject(scan.data, error.code, error.message, _with_test(error.code, error.hint))


def _with_test(code: str, hint: str) -> str:
    return f"{hint} {_TEST}" if code in _SET_UP_WRONG else hint


def _beside_requisition(
    connection: Connection,
    named: BareSubject,
    desk: Desk,
    today: date,
    vault: Vault | None,
    printing: Collection[str],
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
    return CollectSubject(named, open_now, stock, _unprinted(connection, open_now.requisition, printing))


def _unprinted(connection: Connection, requisition: Requisition, printing: Collection[str]) -> frozenset[str]:
    labelled = [tube.specimen.number for tube in requisition.tubes if tube.is_open and tube.specimen is not None]
    numbers = [number for number in labelled if number not in printing]
    if not numbers:
        return frozenset()
    # With all that labels need: not before there are any.
    from tracker.labelling.unprinted import unprinted

    return unprinted(connection, numbers)


def _named(
    connection: Connection, meaning: Meaning, text: str, here: Where, desk: Desk, today: date, vault: Vault | None
) -> BareSubject:
    """A badge is a custodian where a specimen job is open. A plain number is an item's where the catalogue has it, else
    perhaps the ordering system's number of a requisition."""
    if isinstance(meaning, BadgeCode) and has_ended(connection, meaning.code):
        refusal = badge_revoked(name_of(connection, meaning.code) or meaning.code)
        return FaultySubject(meaning.code, refusal.code, refusal.message, refusal.hint)
    if isinstance(meaning, _SPECIMENS) or (isinstance(meaning, BadgeCode) and is_custody(desk)):
        return specimens.resolve(connection, vault, meaning, text, today) or UnknownSubject(text, meaning.kind)
    subject = resolve(connection, meaning, text, here, today)
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
