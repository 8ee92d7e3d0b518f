"""The cards say every command in whole words, and what must not be mixed up stands apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from labels.card import COLUMNS, Paper
from labels.design import Fit
from labels.drawing import draw
from labels.loading import own_designs
from labels.reading import readings
from labels.resolution import Resolution
from tracker.barcodes.commands import Command
from tracker.barcodes.house import parse
from tracker.barcodes.meaning import CommandCode
from tracker.errors import ConfigurationError
from tracker.labelling.commands import cards_named, command_labels, command_pages
from tracker.labelling.words import CARDS, Said


def commands_on(paper: Paper) -> list[list[CommandCode]]:
    """What is read from each page, in no order."""
    pages = command_pages(own_designs(), "Northgate clinic", paper, Resolution.DPI_300, CARDS)
    return [
        [
            meaning
            for placed in page.placements
            for found in readings(placed.label.dots)
            if isinstance(meaning := parse(found.data), CommandCode)
        ]
        for page in pages
    ]


@pytest.mark.parametrize("paper", list(Paper))
def test_the_cards_say_every_command_the_quantities_to_ten_and_every_letter(paper: Paper) -> None:
    pages = commands_on(paper)
    said = {one.code: one for page in pages for one in page}.values()
    assert {one.command for one in said} == set(Command)
    assert sorted(one.quantity for one in said if one.quantity) == list(range(1, 11))
    assert sorted(one.character for one in said if one.character) == sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert len(said) == len(set(Command)) - 2 + 10 + 36
    for page in pages:
        assert len({one.code for one in page}) == len(page)


def test_every_word_stands_whole() -> None:
    designs = {
        name: replace(one, texts=tuple(replace(text, fit=Fit.WHOLE) for text in one.texts if text.fit is not Fit.WRAP))
        for name, one in own_designs().items()
        if name in ("command", "heading", "card_title")
    }
    for each in CARDS:
        draw(designs["card_title"], {"name": each.title}, Resolution.DPI_203)
        for heading, words in each.groups:
            draw(designs["heading"], {"name": heading}, Resolution.DPI_203)
            for one in words:
                if one is not None and not one.meaning:
                    draw(designs["command"], {"name": one.word, "code": one.code}, Resolution.DPI_203)


def test_a_reject_reason_bears_its_hl7_code_and_the_command_is_the_same_reason() -> None:
    rejected = [one for each in CARDS for _, words in each.groups for one in words if one and one.meaning]
    assert {f"reject_{one.word.lower()}" for one in rejected} == {
        one.value for one in Command if "reject_" in one.value
    }
    assert all(one.command.value == f"reject_{one.word.lower()}" for one in rejected)


def neighbours(words: tuple[Said | None, ...]) -> set[frozenset[Command]]:
    """Pairs that stand beside or below each other."""
    pairs = set()
    for at, one in enumerate(words):
        beside = words[at + 1 : at + 2] if (at + 1) % COLUMNS else ()
        below = words[at + COLUMNS : at + COLUMNS + 1]
        pairs |= {frozenset({one.command, other.command}) for other in (*beside, *below) if one and other}
    return pairs


@pytest.mark.parametrize(
    "pair",
    [
        {Command.YES, Command.NO},
        {Command.STORE, Command.DISPOSE},
        {Command.RETRIEVE, Command.DISPOSE},
        {Command.AMBIENT, Command.FROZEN},
        {Command.CONDITION_WARM, Command.CONDITION_COLD},
        {Command.LABEL, Command.MISSING},
    ],
)
def test_what_must_not_be_mixed_up_stands_apart(pair: set[Command]) -> None:
    for each in CARDS:
        for _, words in each.groups:
            assert frozenset(pair) not in neighbours(words)
    for first, second in pairwise(sorted(pair)):
        assert any({first, second} <= {one.command for one in words if one} for c in CARDS for _, words in c.groups)


def test_a_card_is_asked_for_by_name_and_labels_say_each_command_once() -> None:
    assert [one.name for one in cards_named(["spelling", "stock"])] == ["spelling", "stock"]
    assert cards_named([]) == CARDS
    with pytest.raises(ConfigurationError, match="no card 'speling'"):
        cards_named(["speling"])
    codes = [one.values["code"] for one in command_labels(CARDS)]
    assert len(set(codes)) == len(codes)
