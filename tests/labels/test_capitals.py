"""Names stand in capitals on a label, as their language writes them, and only in capitals that can be drawn."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.capitals import capitals
from labels.errors import LabelError
from labels.lettering import checked

LETTERS = [
    chr(number)
    for number in range(0x20, 0x3000)
    if unicodedata.category(chr(number)).startswith("L")
    and unicodedata.name(chr(number), "").startswith(("LATIN ", "GREEK ", "CYRILLIC "))
]
"""Of the scripts that names are written in here."""


def drawn(text: str) -> str:
    """Empty where it can be drawn; else why it cannot."""
    try:
        checked(text)
    except LabelError as fault:
        return fault.message
    return ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ζαΐμης", "ΖΑΪΜΗΣ"),
        ("Ζαι\u0308\u0301μης", "ΖΑΪΜΗΣ"),
        ("Λαμπράκης", "ΛΑΜΠΡΑΚΗΣ"),
        ("Άννα", "ΑΝΝΑ"),
        ("Μάιος", "ΜΑΪΟΣ"),
        ("Χαΰνη", "ΧΑΫΝΗ"),
        ("Ἀχιλλεύς", "ΑΧΙΛΛΕΥΣ"),
        ("Δοξᾷ", "ΔΟΞΑΙ"),
        ("Ζαΐμη-Παπαδοπούλου, Ηλέκτρα", "ΖΑΪΜΗ-ΠΑΠΑΔΟΠΟΥΛΟΥ, ΗΛΕΚΤΡΑ"),
        ("Strauß", "STRAUSS"),
        ("Šťastný", "ŠŤASTNÝ"),
        ("Nguyễn", "NGUYỄN"),
        ("Ёлкин", "ЁЛКИН"),
        ("O'Brien", "O'BRIEN"),
    ],
)
def test_a_name_is_written_in_the_capitals_of_its_language(name: str, said: str) -> None:
    assert capitals(name) == said
    assert not drawn(said)


def test_a_letter_without_a_capital_in_the_typeface_stays_small_and_its_name_is_printed() -> None:
    assert capitals("Zuǎ") == "ZUǎ"
    assert capitals("Aǰan") == "AǰAN"
    assert not drawn("AǰAN")


def test_every_letter_is_drawn_in_capitals_or_refused_by_its_own_name() -> None:
    lost = [letter for letter in LETTERS if not drawn(letter) and drawn(capitals(letter))]
    assert not lost, "what can be drawn is not lost by its capital"
    refused = {letter: said for letter in LETTERS if drawn(letter) and (said := drawn(capitals(letter)))}
    # NFC gives some letters another number (OHM SIGN): they are named by it.
    unnamed = [
        letter
        for letter, said in refused.items()
        if unicodedata.name(unicodedata.normalize("NFC", letter)[0]) not in said or said != drawn(letter)
    ]
    assert refused
    assert not unnamed


@given(st.text(st.sampled_from(LETTERS), max_size=12))
def test_a_name_of_letters_that_can_be_drawn_can_be_drawn_in_capitals(name: str) -> None:
    if not drawn(name):
        assert not drawn(capitals(name))


@pytest.mark.parametrize(
    ("name", "letter", "mark"),
    [
        ("Mu\u0323\u0302ller", "LATIN SMALL LETTER U WITH DOT BELOW", "COMBINING CIRCUMFLEX ACCENT"),
        ("И\u0301ванов", "CYRILLIC CAPITAL LETTER I", "COMBINING ACUTE ACCENT"),
    ],
)
def test_a_letter_with_a_mark_that_no_letter_has_is_named_with_it_and_what_to_do_is_said(
    name: str, letter: str, mark: str
) -> None:
    with pytest.raises(LabelError) as refused:
        checked(name)
    assert refused.value.code == "label_character"
    assert letter in refused.value.message
    assert mark in refused.value.message
    assert refused.value.hint == "Write that letter without the mark."
