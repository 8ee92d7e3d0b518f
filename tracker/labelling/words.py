"""What stands on the cards of command barcodes, and where: every command has its word here.

A scanner may be aimed a hand's breadth beside, so what must not be mixed up stands apart: YES and NO, STORE and DISPOSE, and
what ends a day. Every card but the one of reasons bears the answers, for whoever has only that card in reach.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.specimens.reject_reasons import REJECT_REASONS


@dataclass(frozen=True, slots=True)
class Said:
    """One command as it is written on the card. ``meaning`` explains a word that is itself a code."""

    word: str
    command: Command
    quantity: int | None = None
    character: str = ""
    meaning: str = ""

    @property
    def code(self) -> str:
        return spelling_code(self.character) if self.character else command_code(self.command, self.quantity)


Words = tuple[Said | None, ...]
"""Five to the row; None leaves a place empty."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """``name`` is the card's word on the command line."""

    name: str
    title: str
    groups: tuple[tuple[str, Words], ...]


_ANSWERS: Words = (
    Said("YES", Command.YES),
    Said("DONE", Command.DONE),
    None,
    Said("UNDO", Command.UNDO),
    Said("NO", Command.NO),
)

STOCK = CardWords(
    "stock",
    "Command barcodes",
    (
        ("Answers", _ANSWERS),
        (
            "What are you doing?",
            (
                Said("Restock", Command.RESTOCK),
                Said("Receive", Command.RECEIVE),
                Said("Use", Command.USE),
                Said("Transfer", Command.TRANSFER),
                Said("Waste", Command.WASTE),
                Said("Find", Command.FIND),
                Said("Label", Command.LABEL),
                Said("Opened", Command.OPENED),
                Said("Home", Command.HOME),
                Said("Count", Command.COUNT),
                Said("Pull recalled", Command.PULL),
                Said("Return", Command.RETURN),
                Said("SIGN OUT", Command.SIGN_OUT),
            ),
        ),
        (
            "How many? Scan this before the item",
            tuple(Said(f"× {number}", Command.QUANTITY, number) for number in range(1, 11)),
        ),
        (
            "Waste: why?",
            (
                Said("Expired", Command.REASON_EXPIRED),
                Said("Damaged", Command.REASON_DAMAGED),
                Said("Contaminated", Command.REASON_CONTAMINATED),
                Said("Opened", Command.REASON_OPENED),
                Said("Recalled", Command.REASON_RECALLED),
                Said("Lost", Command.REASON_LOST),
            ),
        ),
        (
            "Unknown code",
            (
                Said("Bind to item", Command.BIND),
                Said("New item", Command.NEW),
                Said("Put aside", Command.PARK),
            ),
        ),
    ),
)

SPECIMENS = CardWords(
    "specimens",
    "Specimens",
    (
        (
            "Answers",
            (
                *_ANSWERS,
                Said("LABEL", Command.LABEL),
                None,
                Said("ADD-ON", Command.ADD_ON),
                None,
                Said("MISSING", Command.MISSING),
            ),
        ),
        (
            "What are you doing?",
            (
                Said("Board", Command.BOARD),
                Said("Collect", Command.COLLECT),
                Said("Hand off", Command.HAND_OFF),
                Said("Accept", Command.ACCEPT),
                Said("Find", Command.FIND),
                Said("Spin", Command.SPIN),
                Said("Test", Command.TEST),
                Said("Aliquot", Command.ALIQUOT),
                Said("Pool", Command.POOL),
                None,
                Said("Pack", Command.PACK),
                Said("Ship", Command.SHIP),
                Said("Arrive", Command.ARRIVE),
                None,
                Said("Close day", Command.CLOSE_DAY),
                Said("Store", Command.STORE),
                Said("Retrieve", Command.RETRIEVE),
                None,
                None,
                Said("Dispose", Command.DISPOSE),
            ),
        ),
        (
            "How must it travel?  Refrigerated: 2 to 8 °C.  Frozen: -20 °C or below",
            (
                Said("Ambient", Command.AMBIENT),
                None,
                Said("Refrigerated", Command.REFRIGERATED),
                None,
                Said("Frozen", Command.FROZEN),
            ),
        ),
        (
            "Lost: how?  Or a bag's seal: broken, missing, another",
            (
                Said("In transit", Command.LOST_IN_TRANSIT),
                Said("Here", Command.LOST_HERE),
                Said("Spilled", Command.LOST_SPILLED),
                None,
                Said("Seal broken", Command.SEAL_BROKEN),
            ),
        ),
        (
            "Out of order: why?  A second person scans a badge",
            (
                Said("Found", Command.EXCEPTION_FOUND),
                Said("Not scanned", Command.EXCEPTION_NOT_SCANNED),
                Said("Emergency", Command.EXCEPTION_EMERGENCY),
                Said("Downtime", Command.EXCEPTION_DOWNTIME),
            ),
        ),
    ),
)

_REJECTED: Words = tuple(
    Said(code, Command(f"reject_{code.lower()}"), meaning=meaning) for code, meaning in REJECT_REASONS.items()
)

REASONS = CardWords(
    "reasons",
    "Specimens: why, and how",
    (
        ("Rejected: why?", _REJECTED),
        (
            "Condition, noted beside a tube that is accepted",
            (
                Said("Leaked", Command.CONDITION_LEAKED),
                Said("Hemolyzed", Command.CONDITION_HEMOLYZED),
                Said("Clotted", Command.CONDITION_CLOTTED),
                Said("Low volume", Command.CONDITION_LOW_VOLUME),
                None,
                Said("Too warm", Command.CONDITION_WARM),
                None,
                Said("Too cold", Command.CONDITION_COLD),
            ),
        ),
        (
            "Not drawn: why?",
            (
                Said("Refused", Command.NOT_DRAWN_REFUSED),
                Said("Difficult", Command.NOT_DRAWN_DIFFICULT),
                Said("Not prepared", Command.NOT_DRAWN_NOT_PREPARED),
                Said("No material", Command.NOT_DRAWN_NO_MATERIAL),
                Said("Damaged", Command.NOT_DRAWN_DAMAGED),
            ),
        ),
        (
            "Disposed of: why?",
            (
                Said("Tested", Command.DISPOSE_TESTED),
                Said("Expired", Command.DISPOSE_EXPIRED),
                Said("Rejected", Command.DISPOSE_REJECTED),
                Said("Used up", Command.DISPOSE_USED_UP),
                Said("Contaminated", Command.DISPOSE_CONTAMINATED),
                Said("Withdrawn", Command.DISPOSE_WITHDRAWN),
            ),
        ),
        (
            "Disposed of: how?",
            (
                Said("Autoclave", Command.METHOD_AUTOCLAVE),
                Said("Incineration", Command.METHOD_INCINERATION),
                Said("Chemical", Command.METHOD_CHEMICAL),
                Said("Sharps bin", Command.METHOD_SHARPS),
            ),
        ),
    ),
)

_LOOK_ALIKE = {"0": "0  zero", "1": "1  one", "I": "I  India", "O": "O  Oscar"}
"""Said in words where a digit and a letter look the same."""


def _spelt(characters: str) -> Words:
    return tuple(Said(_LOOK_ALIKE.get(one, one), Command.SPELL, character=one) for one in characters)


SPELLING = CardWords(
    "spelling",
    "Spelling: letters and digits of an answer",
    (
        ("Answers", _ANSWERS),
        ("Digits", _spelt("1234567890")),
        ("Letters", _spelt("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    ),
)

PAPER = CardWords(
    "paper",
    "Entered from paper",
    (
        ("Answers", _ANSWERS),
        (
            "Your own badge, FROM PAPER, the time as four digits; then what the paper says",
            (
                Said("From paper", Command.FROM_PAPER),
                None,
                None,
                None,
                Said("Paper done", Command.PAPER_DONE),
            ),
        ),
        (
            "What does the paper say?",
            (
                Said("Collect", Command.COLLECT),
                Said("Hand off", Command.HAND_OFF),
                Said("Spin", Command.SPIN),
                Said("Test", Command.TEST),
                Said("Store", Command.STORE),
                Said("Count", Command.COUNT),
                Said("Opened", Command.OPENED),
            ),
        ),
        ("Digits of a time, or of what was counted", _spelt("1234567890")),
    ),
)

CARDS = (STOCK, SPECIMENS, REASONS, SPELLING, PAPER)
"""In the order in which they are printed, a page for each."""
