"""A clinic's own numbers for its equipment: they mean nothing to the program, and must not look as if they did."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.gs1_rules import has_key_check_digit
from tracker.barcodes.meaning import Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.inventory.resolving import resolve
from tracker.inventory.subjects import ItemSubject, PurchaseOrderSubject, RecallSubject
from tracker.inventory.where import Where
from tracker.labelling.on_record import is_ordered
from tracker.labelling.suiting import is_specimen_number
from tracker.labelling.words import CARDS
from tracker.specimens.spelled import days
from tracker.store.connection import Connection
from tracker.text import safe

OWN_NUMBERS = "Give equipment numbers of your own, such as EQ-0042."

_UNIT = re.compile(r"(?:\(00\)|00)?([0-9]{18})")
"""A logistic unit's number (SSCC), with its GS1 identifier or without."""
_CLOCK = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]?)?(?:[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})?[Zh]?)?", re.IGNORECASE
)
_COUNTED = re.compile(r"[0-9]{1,5}")
_LETTERS = frozenset("ILBCRNTPKVX")
"""With which our own codes begin."""
_CALLED = (
    ("a place, a rack or a bag", "holder", "name"),
    ("a place, a rack or a bag", "location", "name"),
    ("an item", "item", "name"),
    ("a person", "staff", "name"),
    ("a test", "test_kind", "name"),
    ("a test", "test_kind", "code"),
    ("a courier, laboratory or site", "partner", "name"),
)
_A = {"item": "a product", "blood": "blood"}


def taken_for(number: str) -> str:
    """What a scan of it would be taken for, by a scanner that tells the symbology or one that does not, or its reader by
    people; empty where it is a number that means nothing to either."""
    if house.has_house_shape(number):
        return "is a number of the program's own kind: this label would scan as another thing"
    for aim in ("]C0", ""):
        try:
            meaning = understand(number, aim, today=datetime.now(UTC).date())
        except BarcodeError as error:
            return f"would be refused whenever it is scanned: {error.message.rstrip('.')}"
        if not isinstance(meaning, Unknown):
            return f"is the code of {_A.get(meaning.kind, 'another thing')} to every scanner, and not of equipment"
        if meaning.text != number:
            return "would scan as another number"
    return _read_as(number)


def _read_as(number: str) -> str:
    """What people and the open work take such a text for, where they wait for one."""
    plain = _plain(number)
    if is_specimen_number("".join(filter(str.isdigit, number))):
        return "is the number of a specimen, however it is written: this label would be another tube's"
    if plain in _words():
        return "is a word of the command cards: whoever reads it takes it for that command"
    if _COUNTED.fullmatch(number):
        return "would be taken for a number that was counted, or for a time"
    if number and (_CLOCK.fullmatch(number) or _is_day(number)):
        return "would be taken for a date or a time"
    if len(plain) < 2:
        return "is too short: a single sign is part of what a patient answers"
    if plain[0] in _LETTERS and plain[1:].isdigit():
        return f"has the form of the program's own codes, {plain[0]} and digits: it would be typed and told for one"
    unit = _UNIT.fullmatch(number.replace(" ", ""))
    if unit is not None and has_key_check_digit("00", unit[1]):
        return "is the number of a shipped unit (SSCC)"
    return ""


def _is_day(number: str) -> bool:
    """A date in whichever order, and nothing else: EQ-20240115 is a number."""
    said = days(number)
    letters = re.findall(r"[^\W\d_]+", number)
    if letters:
        return bool(said.whole) and len(letters) == 1 and bool(days(f"1 {letters[0]} 2000").whole)
    return bool(said.whole or (said.short and not number.isdigit()))


def _words() -> frozenset[str]:
    said = (said.word for card in CARDS for _, row in card.groups for said in row if said is not None)
    return frozenset(map(_plain, (*said, *(command.value for command in Command))))


def _plain(text: str) -> str:
    """Capitals, spaces and hyphens make no other word to whoever reads or types it."""
    return "".join(filter(str.isalnum, text)).upper()


def taken_here(connection: Connection, number: str, today: date) -> str:
    """What this clinic calls so already; empty where that is nothing."""
    if is_ordered(connection, number):
        return "is the number of an order for tests here"
    match resolve(connection, Unknown(number), number, Where(), today):
        case ItemSubject(item=item):
            return f"is a number of {safe(item.name)} here"
        case PurchaseOrderSubject():
            return "is the number of an order to a supplier here"
        case RecallSubject():
            return "is the number of a recall here"
        case _:
            pass
    plain = _plain(number)
    for what, table, column in _CALLED:
        found = connection.exec_driver_sql(
            f"SELECT {column} FROM {table} WHERE replace(replace({column}, ' ', ''), '-', '') = ? COLLATE NOCASE",
            (plain,),
        ).scalar()
        if found is not None:
            return f"is what the clinic calls {what}: {safe(found)}"
    return ""
