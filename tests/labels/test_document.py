"""A written document: every line in its width, nothing lost in between, symbols that say what was asked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.card import PAPER_MM, Paper
from labels.document import Document
from labels.errors import LabelError
from labels.reading import readings
from labels.symbols import Kind, SymbolError
from labels.writing import Style, broken, printable, run_dots, shortened
from tests.reports.papers import shown_on, words_of

STYLES = st.builds(Style, st.sampled_from([2.3, 3.2, 5.0]), st.booleans(), st.booleans())
ANY_TEXT = st.text(max_size=60)
WIDE = 600


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, STYLES)
def test_a_line_is_never_wider_than_its_place_and_begins_as_it_was_given(text: str, style: Style) -> None:
    line = shortened(text, style, WIDE)
    assert run_dots(line, style) <= WIDE
    whole = printable(text)
    assert line == whole or whole.startswith(line.removesuffix("…"))
    assert line.isprintable()


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, STYLES)
def test_broken_lines_hold_every_word(text: str, style: Style) -> None:
    lines = broken(text, style, WIDE)
    assert all(run_dots(line, style) <= WIDE for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")


def test_what_no_typeface_has_is_escaped_and_all_else_stays() -> None:
    assert printable("Ελένη Юлия Ł é") == "Ελένη Юлия Ł é"
    assert printable("\u05d3\U0001f600\x1b") == "\\u05d3\\U0001f600\\u001b"


@pytest.mark.parametrize("paper", list(Paper))
def test_a_page_has_its_papers_size_and_its_words(paper: Paper) -> None:
    document = Document(paper, "Trial")
    document.write(20, 20, "Hello (there)", Style(4), 100)
    document.turn_page()
    document.write(20, 20, "again", Style(4, is_bold=True), 100)
    pdf = document.finished("the foot")
    width_mm, height_mm = PAPER_MM[paper]
    shown = shown_on(pdf)
    assert [one.shape for one in shown] == [(round(height_mm / 25.4 * 600), round(width_mm / 25.4 * 600))] * 2
    assert words_of(pdf) == ["Hello (there)", "the foot", "page 1 of 2", "again", "the foot", "page 2 of 2"]


def test_bars_lie_on_whole_dots_and_read() -> None:
    document = Document(Paper.A4, "Trial")
    document.symbol(20.013, 30.007, Kind.CODE_128, "2600447102", 0.3, 8)
    (shown,) = shown_on(document.finished(""))
    assert [(one.aim, one.data) for one in readings(shown)] == [("]C0", "2600447102")]
    row = shown[round(34 / 25.4 * 600)]
    edges = [at for at in range(1, len(row)) if row[at] != row[at - 1]]
    assert {(right - left) % 7 for left, right in pairwise(edges)} == {0}


def test_a_symbol_that_cannot_be_is_refused() -> None:
    with pytest.raises((SymbolError, LabelError)):
        Document(Paper.A4, "Trial").symbol(20, 20, Kind.CODE_128, "", 0.3, 8)
