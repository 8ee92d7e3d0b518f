"""Many patients' names looked at on one day stand out, at whatever stations and under whatever badge."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clinic import AT, Clinic
from tests.people.standing_out import CMA, LEAD, LOOKED, MONDAY, happened, listed, signed, staffed
from tracker.barcodes.house import badge_code
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.writing import open_journal
from tracker.people.badges import replace_badge
from tracker.people.reviewing import sign_off
from tracker.people.reviews import unsigned

__all__ = ["staffed"]


def elsewhere(clinic: Clinic, count: int, by: str = CMA) -> None:
    with clinic.database.writing() as connection:
        journal = open_journal(connection, "other-desk", bytes([7]) * 32)
        for _ in range(count):
            journal.append(connection, new_id(), "patient.revealed", stamp(MONDAY), {"by": by})


def test_names_looked_at_from_two_stations_are_counted_together(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    elsewhere(staffed, 1)
    assert listed(staffed) == [("many_reveals", CMA, 2), ("many_reveals", CMA, 1)]
    with staffed.database.reading() as connection:
        assert [each.times for each in unsigned(connection, LOOKED)] == ["2 of 3 that day", "1 of 3 that day"]
    assert {each.code for each in signed(staffed)} == {"many_reveals"}
    assert listed(staffed) == []


def test_names_looked_at_under_two_badges_of_one_person_are_counted_together(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    with staffed.database.writing() as connection:
        replace_badge(connection, Pen(staffed.journal, AT, LEAD), CMA, badge_code(8), lambda one, other: one + other)
    happened(staffed, "patient.revealed", by=badge_code(8))
    assert ("many_reveals", badge_code(8), 1) in listed(staffed)


@pytest.mark.parametrize("is_all", [True, False])
def test_names_looked_at_after_it_was_signed_for_stand_out_again(staffed: Clinic, is_all: bool) -> None:
    """By its line, or with everything up to then."""
    for _ in range(3):
        happened(staffed, "patient.revealed")
    if not is_all:
        happened(staffed, "patient.erased")
    with staffed.database.writing() as connection:
        chosen = [each for each in unsigned(connection, LOOKED) if each.code == "many_reveals"]
        sign_off(connection, Pen(staffed.journal, AT, LEAD), LOOKED, "asked", None if is_all else chosen)
    assert "many_reveals" not in {code for code, _, _ in listed(staffed)}
    happened(staffed, "patient.revealed", MONDAY + timedelta(hours=2))
    assert ("many_reveals", CMA, 1) in listed(staffed)
    happened(staffed, "patient.revealed", MONDAY + timedelta(days=1))
    assert ("many_reveals", CMA, 1) in listed(staffed), "another day begins anew"


def test_what_was_too_little_for_a_line_counts_with_what_comes_after_a_review(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    happened(staffed, "patient.erased")
    signed(staffed)
    happened(staffed, "patient.revealed", MONDAY + timedelta(hours=2))
    assert listed(staffed) == [("many_reveals", CMA, 1)]
