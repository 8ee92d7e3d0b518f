"""The parts that screens are drawn from: exact widths, nothing cut that says what to do, dates as a nurse reads them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tracker.inventory.facts import Holding, Item, Lot, LotState, Place, PlaceKind, Pull
from tracker.jobs.verdict import Tone, Verdict
from tracker.text import safe
from tracker.tui.panes.parked import since
from tracker.tui.panes.restock import Round, nothing_to_add, what_is_left
from tracker.tui.showing import expiry_words, fitted, line, text, units
from tracker.tui.tables import Column, Row, heading, row, widened
from tracker.tui.widgets.banner import layout
from tracker.tui.widgets.counts import beside_each_other

TODAY = date(2026, 11, 16)
ANY_TEXT = st.text(max_size=200)


@given(ANY_TEXT, st.integers(min_value=1, max_value=60), st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column_whatever_is_in_it(value: str, width: int, is_right: bool) -> None:
    assert cell_len(fitted(value, width, is_right=is_right)) == width


@given(st.lists(ANY_TEXT, min_size=3, max_size=3), st.sampled_from([80, 120, 200]))
def test_a_row_never_spills_over_its_table(cells: list[str], width: int) -> None:
    columns = (Column("Item"), Column("take", 5, True), Column("lot", 10))
    drawn = row(Row((cells[0], cells[1], cells[2]), "!", "$warning"), columns, width)
    assert cell_len(drawn.plain) == width
    assert cell_len(heading("Item", columns, width).plain) == width


@given(st.integers(min_value=0, max_value=10**9), st.text(min_size=30, max_size=60))
def test_a_long_name_is_cut_and_a_number_never(number: int, name: str) -> None:
    entry = Row((name, f"{number}/{number}"))
    columns = widened((Column("Item"), Column("has", 5, True)), (entry,))
    assert row(entry, columns, 50).plain.endswith(f"  {number}/{number}")


@given(ANY_TEXT)
def test_markup_and_control_characters_are_shown_and_never_obeyed(value: str) -> None:
    shown = text(value)
    assert shown.spans == []
    assert all(character.isprintable() for character in shown.plain)
    assert line((value, "bold")).plain == shown.plain


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.integers(min_value=40, max_value=150))
def test_a_banner_keeps_its_size_and_begins_with_sign_and_word(
    headline: str, detail: str, way_out: str, width: int
) -> None:
    verdict = Verdict("expired", Tone.REFUSE, "DO NOT SHELVE", headline, "on shelf 4", detail, way_out)
    drawn = layout(verdict, width)
    assert len(drawn) <= 4
    assert all(cell_len(part) <= width for part, _ in drawn)
    assert drawn[0][0].startswith("✖ DO NOT SHELVE")


WAY_OUT = "Put it in the waste bin, then scan WASTE. Not this one after all? Then scan UNDO and take another pack."


def test_what_to_do_and_why_both_stay_at_80_columns() -> None:
    drawn = layout(Verdict("expired", Tone.REFUSE, "DO NOT SHELVE", "Povidone swab", "", "lot P31", WAY_OUT), 74)
    assert [part.strip(" ") for part, _ in drawn[1:2]] == ["lot P31"]
    assert " ".join(part.strip(" ") for part, _ in drawn[2:]) == WAY_OUT


@given(st.text("abcdef .?", min_size=1, max_size=600), st.integers(min_value=40, max_value=150))
def test_however_much_is_to_be_done_who_has_it_keeps_its_line(way_out: str, width: int) -> None:
    verdict = Verdict("out", Tone.ASK, "OUT OF ORDER", "26004412 82", "store?", "with CMA 07, collected", way_out)
    assert any("with CMA 07, collected" in part for part, _ in layout(verdict, width))


def test_a_way_out_that_is_too_long_ends_with_a_whole_sentence() -> None:
    ways = f"{WAY_OUT} Still there? Tell the lead, who decides about it, and put it aside until then."
    drawn = layout(Verdict("expired", Tone.REFUSE, "DO NOT SHELVE", "Povidone swab", "", "lot P31", ways), 74)
    assert " ".join(part.strip(" ") for part, _ in drawn[2:]) == f"{WAY_OUT} … F1"


LONG = "26004413 79 is of D., J. ••/80, who was here with a long name before; here is S., A. ••/90"


def test_a_long_headline_stands_whole_where_there_is_room() -> None:
    drawn = layout(Verdict("other", Tone.REFUSE, "OTHER PATIENT'S TUBE", LONG, "not recorded"), 74)
    told = " ".join(part.strip(" ") for part, _ in drawn)
    assert told == f"✖ OTHER PATIENT'S TUBE   {LONG} not recorded"
    assert [is_strong for _, is_strong in drawn] == [True, True, False]


def test_a_long_headline_keeps_its_last_words_where_all_lines_are_needed() -> None:
    verdict = Verdict("other", Tone.REFUSE, "OTHER PATIENT'S TUBE", LONG, "not recorded", "", WAY_OUT)
    first, _ = layout(verdict, 74)[0]
    assert first.startswith("✖ OTHER PATIENT'S TUBE   26004413 79")
    assert first.strip(" ").endswith("S., A. ••/90")


@pytest.mark.parametrize(
    ("days", "words"),
    [(-14, "EXPIRED 2026-11-02"), (0, "today"), (1, "1 day"), (62, "62 days"), (91, "Feb 2027"), (400, "Dec 2027")],
)
def test_an_expiry_is_said_as_days_left_when_near(days: int, words: str) -> None:
    assert expiry_words(TODAY + timedelta(days=days), TODAY) == words


def test_what_never_expires_has_a_dash() -> None:
    assert expiry_words(None, TODAY) == "–"


SUMS = ("scanned 198 · posted 60 · noted 40 · refused 98", "scanned 198 · refused 98")


@given(ANY_TEXT.map(safe), st.integers(min_value=30, max_value=130))
def test_the_counts_are_never_glued_to_what_stands_beside_them(left: str, width: int) -> None:
    said, shown = beside_each_other(SUMS, left, width)
    assert said in SUMS
    assert shown in ("", left)
    assert not shown or cell_len(said) + cell_len(shown) + 3 <= width


def test_a_narrow_counts_line_says_the_sum_in_short_before_it_drops_what_is_left() -> None:
    assert beside_each_other(SUMS, "4 lines left", 80) == (SUMS[0], "4 lines left")
    assert beside_each_other(SUMS, "4 lines left", 58) == (SUMS[1], "4 lines left")


def test_a_room_from_which_something_must_be_pulled_has_no_check_mark() -> None:
    item = Item(1, "I0000012", "Povidone swab", "each", True, True)
    shelf = Place(1, "L0010239", "Exam 2", PlaceKind.ROOM, "Exam 2", 1, False)
    pull = Pull(item, Holding(shelf, Lot(1, "P31", date(2026, 11, 2), LotState.USABLE), 1), "expired")
    assert nothing_to_add((pull,)) == "Nothing to add. Now pull 1 × Povidone swab, lot P31."
    assert what_is_left(Round(pulls=(pull,))) == "1 lot to pull"
    assert what_is_left(Round()) == "✔ stocked"


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (504, "pack", "504 packs"),
        (1, "pack", "1 pack"),
        (2, "box", "2 boxes"),
        (12, "each", "12 each"),
        (30, "mL", "30 mL"),
    ],
)
def test_units_have_a_plural_where_they_are_words(number: int, unit: str, said: str) -> None:
    assert units(number, unit) == said


def test_a_parked_code_says_its_day_and_time_as_people_do() -> None:
    assert since("2026-11-16T08:03:00+00:00") == "16 Nov 08:03"
