"""The custody report says who held a specimen and what proves it, and knows no patient."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from labels.card import Paper
from labels.reading import readings
from tests.reports.papers import (
    COURIER,
    HOSTILE,
    NOTE,
    NURSE,
    pages_of,
    shown_on,
    specimen,
    step,
    words_of,
)
from tracker.reports.custody_pdf import SHOWN_DIGITS, Ancestor, CustodyReport, custody_pdf
from tracker.specimens.facts import CustodyStep
from tracker.specimens.states import RULES, Do, State

STEPS = (
    step(1, Do.LABEL, None, State.LABELLED),
    step(2, Do.COLLECT, NURSE, State.COLLECTED),
    step(3, Do.DEPART, COURIER, State.DEPARTED),
    step(4, Do.DISPOSE, COURIER, State.DISPOSED, reason="tested", witness="A. Second"),
)


def report(steps: tuple[CustodyStep, ...] = STEPS) -> CustodyReport:
    hashes = {one.event_id: hashlib.sha256(one.event_id.encode()).hexdigest() for one in steps}
    return CustodyReport(
        specimen(1), steps, "Northgate clinic", hashes, checkpoint=NOTE, keys="desk-1 SHA256:3f2a 9b1c 77de 0a45"
    )


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("count", [0, 1, 4, 120])
def test_every_step_stands_with_its_time_code_and_event(count: int, paper: Paper) -> None:
    steps = tuple(replace(STEPS[n % 4], seq=n + 1, event_id=f"event-{n + 1}") for n in range(count))
    made = report(steps)
    pdf = custody_pdf(made, paper)
    words, pages = words_of(pdf), len(pages_of(pdf))
    for one in steps:
        assert str(one.seq) in words
        assert f"{one.seq}: {made.hashes[one.event_id][:SHOWN_DIGITS]}" in words
        assert f"{one.do} ({RULES[one.do].hl7})" in words or (not RULES[one.do].hl7 and one.do in words)
    assert [word for word in words if word.startswith("page ")] == [f"page {n} of {pages}" for n in range(1, pages + 1)]
    assert {"desk-1 SHA256:3f2a 9b1c 77de 0a45", "EDTA lavender", "CBC, ESR"} <= set(words)


def test_custody_passes_from_one_to_the_next() -> None:
    words = words_of(custody_pdf(report(), Paper.A4))
    at = words.index("depart (S41)")
    assert words[at + 1 : at + 4] == [NURSE.name, NURSE.name, COURIER.name]
    assert "tested; witness: A. Second" in words


def test_its_symbols_read_as_the_specimen_and_the_checkpoint() -> None:
    found = [reading.data for page in shown_on(custody_pdf(report(), Paper.LETTER)) for reading in readings(page)]
    assert sorted(found) == sorted([specimen(1).number] * 2 + [NOTE])


def test_the_same_report_gives_the_same_bytes() -> None:
    assert custody_pdf(report(), Paper.A4) == custody_pdf(report(), Paper.A4)


def test_an_event_whose_hash_was_not_given_is_said_to_be_so() -> None:
    assert "1: not given" in words_of(custody_pdf(replace(report(), hashes={}), Paper.A4))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    steps = tuple(replace(one, by=text, reason=text, witness=text, condition=text) for one in STEPS)
    made = replace(report(steps), clinic=text, keys=text, lots=(text,))
    pdf = custody_pdf(made, Paper.LETTER)
    assert all(word.isprintable() for word in words_of(pdf))
    read = [reading.data for page in shown_on(pdf) for reading in readings(page)]
    assert sorted(read) == sorted([specimen(1).number] * 2 + [NOTE])


def test_an_aliquots_custody_begins_with_that_of_its_parent() -> None:
    parent = Ancestor(specimen(2, "SST gold"), STEPS[:2])
    words = words_of(custody_pdf(replace(report(), ancestors=(parent,)), Paper.A4))
    own, of_parent = specimen(1).shown, specimen(2).shown
    first, second = (
        words.index(f"Filled from: {of_parent}, SST gold"),
        words.index(f"This specimen: {own}, EDTA lavender"),
    )
    assert words.index("collect (S39)") > first
    assert words[first:second].count("label (S38)") == words[second:].count("label (S38)") == 1
    assert [word for word in words if word.startswith("Events of ")] == [
        f"Events of {number} in the journal, the first {SHOWN_DIGITS} digits of their hashes"
        for number in (of_parent, own)
    ]


def test_a_lot_that_is_held_back_stands_on_the_paper() -> None:
    assert "EDTA tube L-7 (recalled)" in words_of(
        custody_pdf(replace(report(), lots=("EDTA tube L-7 (recalled)",)), Paper.A4)
    )
