"""Of what stands out each line can be signed for by itself, and what comes after it stands out again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clinic import Clinic
from tests.people.standing_out import (
    CMA,
    LEAD,
    LOOKED,
    MONDAY,
    chosen_of,
    happened,
    listed,
    signed,
    signed_lines,
    staffed,
)
from tracker.errors import Refusal
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.people.noticing import noticed
from tracker.people.review_audit import audit_reviews
from tracker.people.reviewing import sign_off
from tracker.people.reviews import look, reviews, unsigned

__all__ = ["staffed"]


def test_one_line_is_signed_for_and_the_others_wait(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "reprinted"))
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
        assert [review.covers(each) for each in noticed(connection, LOOKED)] == [True, False]
        assert list(audit_reviews(connection)) == []
        assert verify(connection).findings == ()


def test_what_comes_to_a_line_after_it_was_signed_for_stands_out_again(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    seen = chosen_of(staffed, "reprinted")
    happened(staffed, "label.reprinted", MONDAY + timedelta(minutes=5), reason="torn")
    signed_lines(staffed, seen)
    assert listed(staffed) == [("reprinted", CMA, 1)]
    with staffed.database.reading() as connection:
        (left,) = unsigned(connection, LOOKED)
        assert left.reasons == ("torn",)


def test_the_last_line_that_is_signed_for_closes_the_review_for_every_station(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "reprinted"))
    signed_lines(staffed, chosen_of(staffed, "erased"))
    assert listed(staffed) == []
    with staffed.database.reading() as connection:
        head = connection.exec_driver_sql("SELECT max(seq) FROM journal").scalar_one()
        ends = [each.ends[staffed.journal.station] for each in reviews(connection)]
    assert ends == [head - 3, head - 1], "to before what waits; then to the end"


def test_a_line_that_another_has_signed_for_meanwhile_is_not_signed_twice(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    seen = chosen_of(staffed, "reprinted")
    signed_lines(staffed, seen)
    with pytest.raises(Refusal) as refused:
        signed_lines(staffed, seen)
    assert refused.value.code == "reviewed_meanwhile"


def test_a_signed_line_that_the_journal_does_not_know_is_found(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "erased"))
    staffed.execute("UPDATE audit_review_line SET code = 'reprinted'")
    with staffed.database.reading() as connection:
        assert len(list(audit_reviews(connection))) == 1


def test_what_came_after_the_look_waits_though_everything_was_signed_for(staffed: Clinic) -> None:
    """A look takes seconds after a long time: it is made before, so that no scan waits for it."""
    happened(staffed, "label.reprinted", reason="smeared")
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    happened(staffed, "patient.erased")
    with staffed.database.writing() as connection:
        sign_off(connection, Pen(staffed.journal, stamp(MONDAY), LEAD), LOOKED, "ok", found=found)
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        assert verify(connection).findings == ()
        assert list(audit_reviews(connection)) == []


def test_a_look_of_before_anothers_review_signs_for_nothing_twice(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    signed(staffed)
    with staffed.database.writing() as connection, pytest.raises(Refusal) as refused:
        sign_off(connection, Pen(staffed.journal, stamp(MONDAY), LEAD), LOOKED, "ok", found=found)
    assert refused.value.code == "nothing_to_review"
