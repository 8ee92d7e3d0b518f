"""Which number on a command barcode asks for what: a job, an answer, a reason; a quantity; one letter of an answer.

A card that was printed once is scanned for years: a number that was given is never given to anything else.
"""

from __future__ import annotations

from tracker.barcodes.commands import Command

_NUMBERS = {
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
    Command.COUNT: 28,
    Command.REASON_EXPIRED: 31,
    Command.REASON_DAMAGED: 32,
    Command.REASON_CONTAMINATED: 33,
    Command.REASON_OPENED: 34,
    Command.REASON_RECALLED: 35,
    Command.REASON_LOST: 36,
    Command.FROM_PAPER: 41,
    Command.PAPER_DONE: 42,
    Command.OPENED: 51,
    Command.PULL: 53,
    Command.RETURN: 54,
    Command.SIGN_OUT: 55,
    Command.BOARD: 101,
    Command.COLLECT: 102,
    Command.HAND_OFF: 103,
    Command.ACCEPT: 104,
    Command.SPIN: 105,
    Command.TEST: 106,
    Command.ALIQUOT: 107,
    Command.POOL: 108,
    Command.PACK: 109,
    Command.SHIP: 110,
    Command.ARRIVE: 111,
    Command.STORE: 112,
    Command.RETRIEVE: 113,
    Command.DISPOSE: 114,
    Command.CLOSE_DAY: 115,
    Command.LABEL: 121,
    Command.ADD_ON: 122,
    Command.MISSING: 123,
    Command.SEAL_BROKEN: 124,
    Command.LOST_IN_TRANSIT: 131,
    Command.LOST_HERE: 132,
    Command.LOST_SPILLED: 133,
    Command.REJECT_EX: 141,
    Command.REJECT_QS: 142,
    Command.REJECT_RA: 143,
    Command.REJECT_RB: 144,
    Command.REJECT_RC: 145,
    Command.REJECT_RD: 146,
    Command.REJECT_RE: 147,
    Command.REJECT_RH: 148,
    Command.REJECT_RI: 149,
    Command.REJECT_RM: 150,
    Command.REJECT_RN: 151,
    Command.REJECT_RP: 152,
    Command.REJECT_RR: 153,
    Command.REJECT_RS: 154,
    Command.CONDITION_LEAKED: 161,
    Command.CONDITION_HEMOLYZED: 162,
    Command.CONDITION_CLOTTED: 163,
    Command.CONDITION_LOW_VOLUME: 164,
    Command.CONDITION_WARM: 165,
    Command.CONDITION_COLD: 166,
    Command.NOT_DRAWN_REFUSED: 171,
    Command.NOT_DRAWN_DIFFICULT: 172,
    Command.NOT_DRAWN_NOT_PREPARED: 173,
    Command.NOT_DRAWN_NO_MATERIAL: 174,
    Command.NOT_DRAWN_DAMAGED: 175,
    Command.DISPOSE_TESTED: 181,
    Command.DISPOSE_EXPIRED: 182,
    Command.DISPOSE_REJECTED: 183,
    Command.DISPOSE_USED_UP: 184,
    Command.DISPOSE_CONTAMINATED: 185,
    Command.DISPOSE_WITHDRAWN: 186,
    Command.METHOD_AUTOCLAVE: 191,
    Command.METHOD_INCINERATION: 192,
    Command.METHOD_CHEMICAL: 193,
    Command.METHOD_SHARPS: 194,
    Command.AMBIENT: 201,
    Command.REFRIGERATED: 202,
    Command.FROZEN: 203,
    Command.EXCEPTION_FOUND: 211,
    Command.EXCEPTION_NOT_SCANNED: 212,
    Command.EXCEPTION_EMERGENCY: 213,
    Command.EXCEPTION_DOWNTIME: 214,
}
_COMMANDS = {number: command for command, number in _NUMBERS.items()}
_QUANTITY_FROM = 1000
_SPELL_FROM = 2000
"""A letter or digit is said by this and its ASCII code."""
LARGEST_QUANTITY = 999
"""The largest number of base units that one quantity barcode can say."""


def of_command(command: Command, quantity: int | None) -> int:
    """ValueError for a quantity that none of the barcodes says, or where none belongs."""
    if command is not Command.QUANTITY:
        if quantity is not None:
            raise ValueError(f"{command} takes no quantity")
        return _NUMBERS[command]
    if quantity is None or not 1 <= quantity <= LARGEST_QUANTITY:
        raise ValueError(f"a quantity barcode says 1 to {LARGEST_QUANTITY}, not {quantity}")
    return _QUANTITY_FROM + quantity


def of_character(character: str) -> int:
    """ValueError for what is none of A to Z and 0 to 9."""
    if len(character) != 1 or not _is_spelt(character):
        raise ValueError("a spelling barcode says one of A to Z and 0 to 9")
    return _SPELL_FROM + ord(character)


def meaning(number: int) -> tuple[Command, int | None, str | None] | None:
    """The command with its quantity or character; None for a number that was never given."""
    character = chr(max(0, number - _SPELL_FROM))
    if _is_spelt(character):
        return Command.SPELL, None, character
    if command := _COMMANDS.get(number):
        return command, None, None
    quantity = number - _QUANTITY_FROM
    return (Command.QUANTITY, quantity, None) if 1 <= quantity <= LARGEST_QUANTITY else None


def _is_spelt(character: str) -> bool:
    return character.isascii() and character.isalnum() and character == character.upper()
