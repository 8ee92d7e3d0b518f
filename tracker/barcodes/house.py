"""This clinic's own codes: the one grammar by which they are made, printed and read.

All end in two ISO 7064 MOD 97-10 check digits, because one check character is not enough: a decoder has been measured to
return a *checksum-valid wrong* Code 128, the same wrong text in two frames. MOD 97-10 catches every single wrong digit
and every exchange of two neighbours. Letters count as in an IBAN (A = 10 … Z = 35).

======== ===================== =========== =========================================
kind     shape                 characters  example
======== ===================== =========== =========================================
specimen 8 digits + 2          10          ``2600447102``
item     I + 6 digits + 2      9           shelf and bulk goods without a maker's code
location L + 5 digits + 2      8           a room, cabinet or bin
badge    B + 8 digits + 2      11          a member of staff
command  C + 4 digits + 2      7           yes, no, undo, a job, a reason, a quantity
======== ===================== =========== =========================================

Digits and upper-case letters that no keyboard layout moves: a wedge on a French or German host would otherwise change
them. Five lengths for five kinds, so that a misread kind letter changes the shape and cannot pass as another kind.
"""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_97_10

from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    CommandCode,
    ItemCode,
    LocationCode,
    Meaning,
    SpecimenCode,
    Standard,
)
from tracker.errors import BarcodeError

_DIGITS = {"": 8, "I": 6, "L": 5, "B": 8, "C": 4}
_SHAPE = re.compile(r"[0-9]{10}|I[0-9]{8}|L[0-9]{7}|B[0-9]{10}|C[0-9]{6}")

_COMMAND_NUMBERS = {
    Command.YES: 1,
    Command.NO: 2,
    Command.UNDO: 3,
    Command.DONE: 4,
    Command.BIND: 11,
    Command.NEW: 12,
    Command.PARK: 13,
    Command.RESTOCK: 21,
    Command.RECEIVE: 22,
    Command.USE: 23,
    Command.WASTE: 24,
    Command.TRANSFER: 25,
    Command.FIND: 26,
    Command.HOME: 27,
    Command.REASON_EXPIRED: 31,
    Command.REASON_DAMAGED: 32,
    Command.REASON_CONTAMINATED: 33,
    Command.REASON_OPENED: 34,
    Command.REASON_RECALLED: 35,
    Command.REASON_LOST: 36,
}
_COMMANDS = {number: command for command, number in _COMMAND_NUMBERS.items()}
_QUANTITY_FROM = 1000
LARGEST_QUANTITY = 999
"""The largest number of base units that one quantity barcode can say."""


def specimen_code(n: int) -> str:
    """The ten digits of specimen number ``n`` (1 to 99,999,999). ValueError beyond: a counter has run out."""
    return _make("", n)


def item_code(n: int) -> str:
    """The code of item ``n`` (1 to 999,999), for what has no barcode of its maker's."""
    return _make("I", n)


def location_code(n: int) -> str:
    """The code of location ``n`` (1 to 99,999)."""
    return _make("L", n)


def badge_code(n: int) -> str:
    """The code of badge ``n`` (1 to 99,999,999)."""
    return _make("B", n)


def command_code(command: Command, quantity: int | None = None) -> str:
    """The barcode that asks for ``command``; ``quantity`` (1 to 999) belongs to :attr:`Command.QUANTITY` alone."""
    if command is not Command.QUANTITY:
        if quantity is not None:
            raise ValueError(f"{command} takes no quantity")
        return _make("C", _COMMAND_NUMBERS[command])
    if quantity is None or not 1 <= quantity <= LARGEST_QUANTITY:
        raise ValueError(f"a quantity barcode says 1 to {LARGEST_QUANTITY}, not {quantity}")
    return _make("C", _QUANTITY_FROM + quantity)


def has_house_shape(text: str) -> bool:
    """Whether ``text`` can only be meant as a house code, whatever its check digits say. Lower case counts, too:
    that is Caps Lock, which swaps the case of all that a keyboard wedge types."""
    return _SHAPE.fullmatch(text.upper()) is not None and text.isascii()


def parse(text: str) -> Meaning:
    """What the house code ``text`` names.

    BarcodeError ``house_case`` for lower case, ``house_check`` for wrong check digits, ``house_command`` for a command
    number that nobody has given a meaning. ValueError where ``text`` has no house shape: ask that first.
    """
    if not has_house_shape(text):
        raise ValueError("not the shape of a house code")
    if text != text.upper():
        raise BarcodeError(
            f"{text} is one of our codes in lower case.",
            hint="Caps Lock is on, or it was typed small: switch it off and scan again.",
            code="house_case",
        )
    payload, letter = text[:-2], text[0] if text[0].isalpha() else ""
    if mod_97_10.calc_check_digits(payload) != text[-2:] or not int(payload.removeprefix(letter)):
        raise BarcodeError(
            f"{text} looks like one of our codes, but its check digits are wrong.",
            hint="It was misread or mistyped. Scan it again; if that fails, have the label printed anew.",
            code="house_check",
        )
    return _meaning(letter, text)


def _make(letter: str, n: int) -> str:
    digits = _DIGITS[letter]
    if not 1 <= n < 10**digits:
        raise ValueError(f"{n} does not fit the {digits} digits of a house code")
    payload = f"{letter}{n:0{digits}d}"
    return payload + str(mod_97_10.calc_check_digits(payload))


def _meaning(letter: str, text: str) -> Meaning:
    if letter == "I":
        return ItemCode(Standard.HOUSE, house_code=text)
    if letter == "L":
        return LocationCode(text)
    if letter == "B":
        return BadgeCode(text)
    return _command(text) if letter == "C" else SpecimenCode(text)


def _command(text: str) -> CommandCode:
    number = int(text[1:5])
    if command := _COMMANDS.get(number):
        return CommandCode(text, command)
    quantity = number - _QUANTITY_FROM
    if 1 <= quantity <= LARGEST_QUANTITY:
        return CommandCode(text, Command.QUANTITY, quantity)
    raise BarcodeError(
        f"{text} is a command barcode that this version does not know.",
        hint="Print the command card again from this version.",
        code="house_command",
    )
