"""The card of command barcodes: everything that can be said to the program without a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labels.card import Group, Paper, card
from labels.design import Design
from labels.drawing import Label, draw
from labels.page import Page
from labels.resolution import Resolution
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.labelling.wanted import Wanted, Wants


@dataclass(frozen=True, slots=True)
class Said:
    """One command as it is written on the card."""

    word: str
    command: Command
    quantity: int | None = None

    @property
    def code(self) -> str:
        return command_code(self.command, self.quantity)


_QUANTITIES = tuple(Said(f"× {number}", Command.QUANTITY, number) for number in range(1, 11))

GROUPS: tuple[tuple[str, tuple[Said | None, ...]], ...] = (
    (
        "Answers",
        (
            Said("YES", Command.YES),
            Said("DONE", Command.DONE),
            None,
            Said("UNDO", Command.UNDO),
            Said("NO", Command.NO),
        ),
    ),
    (
        "What are you doing?",
        (
            Said("Restock", Command.RESTOCK),
            Said("Receive", Command.RECEIVE),
            Said("Use", Command.USE),
            Said("Transfer", Command.TRANSFER),
            Said("Waste", Command.WASTE),
            Said("Find", Command.FIND),
            Said("Home", Command.HOME),
        ),
    ),
    ("How many? Scan this before the item", _QUANTITIES),
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
)


def command_labels() -> tuple[Wanted, ...]:
    """The same as labels one by one, for a roll or a sheet."""
    said = [one for _, group in GROUPS for one in group if one is not None]
    return tuple(Wanted(Wants.COMMAND, one.word, {"name": one.word, "code": one.code}) for one in said)


def command_card(designs: Mapping[str, Design], clinic: str, paper: Paper, resolution: Resolution) -> Page:
    """All of it on one sheet of paper."""

    def cell(said: Said | None) -> Label | None:
        return draw(designs["command"], {"name": said.word, "code": said.code}, resolution) if said else None

    title = draw(designs["card_title"], {"name": "Command barcodes", "clinic": clinic}, resolution)
    groups = [
        Group(draw(designs["heading"], {"name": heading}, resolution), tuple(cell(said) for said in group))
        for heading, group in GROUPS
    ]
    return card(title, groups, paper)
