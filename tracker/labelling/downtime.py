"""The pack for the day when the computers are down: how to work on paper, labels, sheets to fill in, and what is scanned
when they are back.

It is printed before that day, and holds no patient: whoever is written on it is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from labels.card import Paper
from labels.document import Document
from labels.page import Page
from tracker.labelling.commands import command_pages
from tracker.labelling.downtime_count import write_count_sheets
from tracker.labelling.downtime_custody import write_custody_sheets
from tracker.labelling.downtime_facts import PackFacts
from tracker.labelling.downtime_front import write_badges, write_front
from tracker.labelling.faults import in_families
from tracker.labelling.making import Setting, make_labels, make_pages
from tracker.labelling.wanted import of_roll
from tracker.labelling.words import CARDS
from tracker.text import safe

TITLE = "Downtime pack"

Report = Callable[[int, int], None]


def downtime_pack(facts: PackFacts, setting: Setting, paper: Paper, report: Report) -> bytes:
    """The PDF, every symbol in it read back. ``setting`` has the sheet that the tubes' labels are printed on.

    Raises Refusal or ConfigurationError for what cannot be drawn.
    """
    labels = make_labels([of_roll(number) for number in facts.numbers], setting, report)
    with in_families():
        document = Document(paper, TITLE)
        write_front(document, facts, setting.stock.title if setting.stock else "")
        write_custody_sheets(document, facts)
        document.add(make_pages(labels, setting))
        write_count_sheets(document, facts, report)
        write_badges(document, facts)
        document.add(_cards(facts, setting, paper))
        return document.finished(f"{TITLE}   {safe(facts.clinic)}   made on {facts.made_on}")


def _cards(facts: PackFacts, setting: Setting, paper: Paper) -> Sequence[Page]:
    """The card of papers first: it is the one that the pack is scanned in with."""
    first = sorted(CARDS, key=lambda card: card.name != "paper")
    return command_pages(setting.designs, facts.clinic, paper, setting.resolution, first)
