"""The cards of command barcodes: everything that can be said to the program without a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labels.card import Group, Paper, card
from labels.design import Design
from labels.drawing import Label
from labels.page import Page
from labels.resolution import Resolution
from tracker.errors import ConfigurationError
from tracker.labelling.making import Setting, drawn_label
from tracker.labelling.sheet_words import drawn_words
from tracker.labelling.wanted import Wanted, Wants
from tracker.labelling.words import CARDS, CardWords, Said, Words


def cards_named(names: Sequence[str]) -> tuple[CardWords, ...]:
    """The cards of these names, all of them for none. Raises :class:`ConfigurationError` for a name that none has."""
    known = {one.name: one for one in CARDS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigurationError(
            f"There is no card '{unknown[0]}'.", hint=f"There are: {', '.join(known)}.", code="label_card_unknown"
        )
    return tuple(known[name] for name in names) or CARDS


def command_labels(cards: Sequence[CardWords]) -> tuple[Wanted, ...]:
    """The same as labels one by one, for a roll or a sheet; what stands on several cards once."""
    said = {one.code: one for each in cards for _, group in each.groups for one in group if one is not None}
    return tuple(map(_wanted, said.values()))


def command_pages(
    designs: Mapping[str, Design], clinic: str, paper: Paper, resolution: Resolution, cards: Sequence[CardWords]
) -> tuple[Page, ...]:
    """Each card on a sheet of paper of its own, every symbol read back."""

    def cell(said: Said | None) -> Label | None:
        return drawn_label(_wanted(said), Setting(designs, resolution)) if said else None

    def group(heading: str, words: Words) -> Group:
        return Group(drawn_words(designs, "heading", {"name": heading}, resolution), tuple(map(cell, words)))

    return tuple(
        card(
            drawn_words(designs, "card_title", {"name": each.title, "clinic": clinic}, resolution),
            [group(heading, words) for heading, words in each.groups],
            paper,
        )
        for each in cards
    )


def _wanted(said: Said) -> Wanted:
    meaning = {"meaning": said.meaning} if said.meaning else {}
    wants = Wants.REASON if said.meaning else Wants.COMMAND
    return Wanted(wants, said.word, {"name": said.word, "code": said.code, **meaning})
