"""A spot check that finds too much of a difference: a count of that bin, which a lead closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic import TODAY, Clinic, open_clinic
from tests.station.test_count_cases import ANNE, BEN, CART, COUNT, EXAM_1, LATE, Hand, hand
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.inventory.count_facts import CaseState, CountReason, CountSheet, SpotCheck
from tracker.inventory.count_rules import CountRules
from tracker.inventory.grading import grades, grades_at_once
from tracker.inventory.orders import Use
from tracker.inventory.spot_checks import spot_check_of
from tracker.jobs.verdict import Tone

__all__ = ["hand"]
SPOT = "S2026-001"
UNDO = command_code(Command.UNDO)


@pytest.fixture
def books(settings: Settings, clinic_file: Path) -> Iterator[Clinic]:
    clinic = open_clinic(clinic_file)
    yield clinic
    clinic.database.close()


@pytest.fixture
def checking(hand: Hand, books: Clinic) -> Hand:
    """The syringe is controlled, and Anne stands at the cart, which has 4 LATE and 3 GONE."""
    books.execute("UPDATE item SET is_controlled = 1 WHERE name = 'Syringe 3 mL'")
    for code in (ANNE, COUNT, CART):
        hand.scan(code)
    return hand


def sheet(hand: Hand) -> CountSheet:
    return hand.station.ask(lambda reader: reader.count_sheet(SPOT))


def test_a_controlled_substance_is_not_written_off_by_whoever_counts_it(checking: Hand, books: Clinic) -> None:
    told = checking.counts(LATE, 0)
    assert (told.word, told.tone) == ("SAVED: COUNT AGAIN", Tone.ACCEPT)
    assert "4" not in told.aside
    assert checking.counts(LATE, 0).word == "SAVED: FOR THE LEAD"
    assert books.held("Cart", "LATE") == 4, "nothing is booked"
    (line,) = sheet(checking).lines
    assert (line.item.name, line.lot.number, line.difference) == ("Syringe 3 mL", "LATE", -4)
    checking.whole()


def test_it_is_in_what_is_to_be_done_and_a_second_person_closes_it_with_a_reason(checking: Hand, books: Clinic) -> None:
    for _ in range(2):
        checking.counts(LATE, 0)
    duties = checking.station.ask(lambda reader: reader.duties())
    said = next(each for each in duties if SPOT in each.what)
    assert said.what == f"close count {SPOT}: a spot check in Exam 1 · Cart"
    assert said.why == "Syringe 3 mL: not as the books; all of it is counted"
    counting = checking.station.counting
    with pytest.raises(Refusal) as refused:
        counting.close(SPOT)
    assert refused.value.code == "count_second_person"
    assert "controlled" in refused.value.message
    checking.scan(BEN)
    counting.give_reason(SPOT, sheet(checking).lines[0].key, CountReason.LOST)
    assert counting.close(SPOT).is_new
    assert books.held("Cart", "LATE") == 0
    checking.whole()


def test_a_slip_that_is_counted_again_leaves_nothing_to_do(checking: Hand) -> None:
    checking.counts(LATE, 0)
    told = checking.counts(LATE, 4)
    assert (told.word, told.aside) == ("COUNTED", "as in the books")
    assert sheet(checking).case.state is CaseState.CLOSED
    checking.whole()


def test_a_slip_that_is_taken_back_leaves_nothing_to_do(checking: Hand) -> None:
    checking.counts(LATE, 0)
    assert checking.scan(UNDO).tone is Tone.ACCEPT
    assert sheet(checking).case.state is CaseState.CANCELLED
    checking.whole()


def test_what_waits_stands_in_nobodys_way(checking: Hand) -> None:
    """Another count of the room leaves to it what it has, and says so; other items are counted there as ever."""
    for _ in range(2):
        checking.counts(LATE, 0)
    assert checking.scan(CART).word != f"COUNT {SPOT}", "nothing is left to count there"
    checking.open()
    later = checking.station.ask(lambda reader: reader.count_sheet("C2026-002"))
    assert later.case.left_out == (f"1 item of Exam 1 · Cart: {SPOT}",)
    assert {line.place.name for line in later.lines} == {"Wall"}
    checking.scan(EXAM_1)
    checking.whole()


def test_a_paper_books_no_more_than_a_spot_check_does(checking: Hand, books: Clinic) -> None:
    for code in (command_code(Command.FROM_PAPER), "10:30", COUNT, CART, LATE):
        checking.scan(code)
    told = checking.say(0)
    assert (told.code, told.tone) == ("count_needs_lead", Tone.REFUSE)
    assert books.held("Cart", "LATE") == 4


def test_a_number_whose_item_was_scanned_before_a_count_began_is_that_counts(checking: Hand) -> None:
    checking.scan(LATE)
    checking.open()
    told = checking.say(0)
    assert (told.code, told.tone) == ("count_open", Tone.REFUSE)
    assert checking.counts(LATE, 0).word == "SAVED: COUNT AGAIN", "it is kept in the count"
    checking.whole()


def test_the_class_at_a_scan_is_that_of_the_report(books: Clinic) -> None:
    books.execute("UPDATE item SET unit_cost_micros = 1000000")
    item = books.items["Syringe 3 mL"]
    books.order(Use(item, books.lots["LATE"], books.places["B"], 60))
    with books.database.reading() as connection:
        assert grades_at_once(connection, TODAY) == grades(connection, TODAY) != {}
        assert spot_check_of(connection, item, 1000, CountRules(), TODAY).grade == grades(connection, TODAY)[item]
        assert spot_check_of(connection, item, 3, CountRules(), TODAY) == SpotCheck("C", 1_000_000), (
            "of 3 all are exact"
        )
