"""This clinic's own codes: the one grammar by which they are made, printed and read.

All end in two ISO 7064 MOD 97-10 check digits, because one check character is not enough: a decoder has been measured to
return a *checksum-valid wrong* Code 128, the same wrong text in two frames. MOD 97-10 catches every single wrong digit
and every exchange of two neighbours. Letters count as in an IBAN (A = 10 … Z = 35).

=========== ===================== =========== =========================================
kind        shape                 characters  example
=========== ===================== =========== =========================================
specimen    8 digits + 2          10          ``2600447102``
item        I + 6 digits + 2      9           shelf and bulk goods without a maker's code
location    L + 5 digits + 2      8           a room, cabinet or bin
badge       B + 8 digits + 2      11          a member of staff
command     C + 4 digits + 2      7           yes, no, undo, a job, a reason, a quantity
holder      R + 9 digits + 2      12          a rack, box or bag for specimens
requisition N + 10 digits + 2     13          an order for tests
shipment    T + 11 digits + 2     14          one trip of one bag, on its manifest
partner     P + 12 digits + 2     15          a courier, a reference laboratory
order       K + 13 digits + 2     16          an order to a supplier, on its paper
opened      V + 15 digits + 2     18          one opened vial or pack, which keeps for days only
transfer    X + 14 digits + 2     17          stock on its way to another site, on its note
=========== ===================== =========== =========================================

Digits and upper-case letters that no keyboard layout moves: a wedge on a French or German host would otherwise change
them. A length for each kind, so that a misread kind letter changes the shape and cannot pass as another kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from stdnum.iso7064 import mod_97_10

from tracker.barcodes import command_numbers
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    CommandCode,
    HolderCode,
    ItemCode,
    LocationCode,
    Meaning,
    OpenedCode,
    PartnerCode,
    PurchaseOrderCode,
    RequisitionCode,
    ShipmentCode,
    SpecimenCode,
    Standard,
    StockTransferCode,
)
from tracker.errors import BarcodeError

_DIGITS = {"": 8, "I": 6, "L": 5, "B": 8, "C": 4, "R": 9, "N": 10, "T": 11, "P": 12, "K": 13, "V": 15, "X": 14}
_SHAPE = re.compile("|".join(f"{letter}[0-9]{{{digits + 2}}}" for letter, digits in _DIGITS.items()))
_TAIL = re.compile(
    f"(?:{'|'.join(f'{letter}[0-9]{{{digits + 2}}}' for letter, digits in _DIGITS.items() if letter)})\\Z"
)

_PARTED = re.compile("[0-9]{8} [0-9]{2}")
"""A specimen's number as people read it."""

LAST_SPECIMEN = 99_999_999
"""The last number that eight digits can say."""


def specimen_code(n: int) -> str:
    """The ten digits of specimen number ``n`` (1 to 99,999,999). ValueError beyond: a counter has run out."""
    return _make("", n)


def unparted(text: str) -> str:
    """What somebody typed off a label, ``26000001 88``, as its bars say it; any other text as it is."""
    return text.replace(" ", "") if _PARTED.fullmatch(text) else text


def item_code(n: int) -> str:
    """The code of item ``n`` (1 to 999,999), for what has no barcode of its maker's."""
    return _make("I", n)


def location_code(n: int) -> str:
    """The code of location ``n`` (1 to 99,999)."""
    return _make("L", n)


def badge_code(n: int) -> str:
    """The code of badge ``n`` (1 to 99,999,999)."""
    return _make("B", n)


def holder_code(n: int) -> str:
    """The code of the rack, box or bag ``n`` (1 to 999,999,999)."""
    return _make("R", n)


def requisition_code(n: int) -> str:
    """The code of requisition ``n``. The letter is N: Q changes places with A on a French keyboard."""
    return _make("N", n)


def shipment_code(n: int) -> str:
    """The code of shipment ``n``."""
    return _make("T", n)


def partner_code(n: int) -> str:
    """The code of courier, laboratory or site ``n``."""
    return _make("P", n)


def purchase_order_code(n: int) -> str:
    """The code of the order to a supplier ``n``."""
    return _make("K", n)


def opened_code(n: int) -> str:
    """The code of the opened container ``n``."""
    return _make("V", n)


def stock_transfer_code(n: int) -> str:
    """The code of the shipment of stock to another site ``n``, and of the place that stands for it in the ledger."""
    return _make("X", n)


def is_stock_transfer(text: str) -> bool:
    """Whether ``text`` has the shape of :func:`stock_transfer_code`."""
    return len(text) == _DIGITS["X"] + 3 and text[0] == "X" and text[1:].isdigit()


def spelling_code(character: str) -> str:
    """The barcode of one letter or digit (A to Z, 0 to 9) of an answer. ValueError for any other."""
    return _make("C", command_numbers.of_character(character))


def is_spelling(text: str) -> bool:
    """Whether ``text`` is a barcode of the spelling card, whole or damaged: part of what a patient has said. Caps Lock
    makes it small."""
    return text[:2] in ("C2", "c2")


def command_code(command: Command, quantity: int | None = None) -> str:
    """The barcode that asks for ``command``; ``quantity`` (1 to 999) belongs to :attr:`Command.QUANTITY` alone.

    :attr:`Command.SPELL` has no barcode of its own: see :func:`spelling_code`.
    """
    return _make("C", command_numbers.of_command(command, quantity))


def has_house_shape(text: str) -> bool:
    """Whether ``text`` can only be meant as a house code, whatever its check digits say. Lower case counts, too:
    that is Caps Lock, which swaps the case of all that a keyboard wedge types."""
    return _SHAPE.fullmatch(text.upper()) is not None and text.isascii()


def ended_by(text: str) -> str:
    """The whole code of ours with a letter, check digits and all, that ``text`` ends with behind something else; empty
    where there is none."""
    found = _TAIL.search(text, 1)
    return found[0] if found is not None and _has_sound_check(found[0]) else ""


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
    if not _has_sound_check(text):
        raise BarcodeError(
            f"{text} looks like one of our codes, but its check digits are wrong.",
            hint="It was misread or mistyped. Scan it again; if that fails, have the label printed anew.",
            code="house_check",
        )
    return _meaning(text[0] if text[0].isalpha() else "", text)


def _has_sound_check(text: str) -> bool:
    """Of a text that :func:`has_house_shape`; number 0 was never given out."""
    payload = text[:-2]
    return mod_97_10.calc_check_digits(payload) == text[-2:] and int(payload[payload[0].isalpha() :]) > 0


def next_number(codes: Iterable[str], letter: str, after: int = 0) -> int:
    """The next free running number of a kind of house code: one above the highest in use, and above ``after``."""
    numbers = [int(code[1:-2]) for code in codes if code[:1] == letter and code[1:].isdigit()]
    return max(after, *numbers) + 1 if numbers else after + 1


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
    if letter in _CARRIED:
        return _CARRIED[letter](text)
    return _command(text) if letter == "C" else SpecimenCode(text)


_CARRIED: Mapping[str, Callable[[str], Meaning]] = {
    "R": HolderCode,
    "N": RequisitionCode,
    "T": ShipmentCode,
    "P": PartnerCode,
    "K": PurchaseOrderCode,
    "V": OpenedCode,
    "X": StockTransferCode,
}


def _command(text: str) -> CommandCode:
    said = command_numbers.meaning(int(text[1:5]))
    if said is None:
        raise BarcodeError(
            f"{text} is a command barcode that this version does not know.",
            hint="Print the command card again from this version.",
            code="house_command",
        )
    command, quantity, character = said
    return CommandCode(text, command, quantity, character)
