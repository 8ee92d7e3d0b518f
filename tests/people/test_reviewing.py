"""What stands out is listed by person and day, signed for by somebody, and not listed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic import Clinic
from tests.people.standing_out import CMA, LEAD, LOOKED, MONDAY, happened, listed, signed, staffed
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.people.noticing import noticed
from tracker.people.review_audit import audit_reviews
from tracker.people.reviewing import own_acts
from tracker.people.reviews import look, reviews, unsigned

__all__ = ["staffed"]


def test_one_line_for_a_person_and_day_but_what_is_grave_stands_alone(staffed: Clinic) -> None:
    for minutes in (0, 5, 60 * 24):
        happened(staffed, "label.reprinted", MONDAY + timedelta(minutes=minutes), reason="smeared")
    happened(staffed, "label.reprinted", by=LEAD, reason="torn")
    for _ in range(2):
        happened(staffed, "patient.erased", reason="asked for by letter")
    assert sorted(listed(staffed)) == [
        ("erased", CMA, 1),
        ("erased", CMA, 1),
        ("reprinted", LEAD, 1),
        ("reprinted", CMA, 1),
        ("reprinted", CMA, 2),
    ]
    with staffed.database.reading() as connection:
        first = next(each for each in unsigned(connection, LOOKED) if each.count == 2)
    assert (first.first_at, first.last_at) == (MONDAY, MONDAY + timedelta(minutes=5))
    assert first.reasons == ("smeared",)


def test_what_was_signed_for_is_not_listed_again_and_what_comes_after_is(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    assert [each.code for each in signed(staffed)] == ["reprinted"]
    assert listed(staffed) == []
    happened(staffed, "patient.erased", MONDAY + timedelta(hours=4))
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
        assert (review.by, review.note) == (LEAD, "asked, reasons are good")
        whole = list(noticed(connection, LOOKED))
        assert [review.covers(each) for each in whole] == [True, False]
        assert verify(connection).findings == ()
        assert list(audit_reviews(connection)) == []


def test_a_signature_holds_for_every_station_up_to_what_it_had_written(staffed: Clinic) -> None:
    with staffed.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(range(1, 33)))
    other = replace(staffed, journal=lab)
    happened(other, "label.reprinted", reason="smeared")
    happened(staffed, "label.reprinted", reason="torn")
    assert len(signed(staffed)) == 2
    happened(other, "label.reprinted", MONDAY + timedelta(days=1), reason="torn")
    assert listed(staffed) == [("reprinted", CMA, 1)]


@pytest.mark.parametrize(
    ("by", "note", "code"),
    [("", "well", "badge_missing"), (badge_code(99), "well", "badge_unknown"), (LEAD, " ", "note_missing")],
)
def test_a_review_is_signed_by_somebody_and_with_a_note(staffed: Clinic, by: str, note: str, code: str) -> None:
    happened(staffed, "patient.erased")
    with pytest.raises(Refusal) as refused:
        signed(staffed, by, note)
    assert refused.value.code == code
    assert len(listed(staffed)) == 1


def test_nothing_is_signed_for_where_nothing_stands_out(staffed: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        signed(staffed)
    assert refused.value.code == "nothing_to_review"


def alone(clinic: Clinic) -> None:
    """Nobody but the lead may sign."""
    clinic.execute("UPDATE staff SET ended_at = '2026-11-01T00:00:00.000Z' WHERE badge <> ?", (LEAD,))


def test_what_somebody_did_himself_waits_for_another(staffed: Clinic) -> None:
    happened(staffed, "patient.erased", by=LEAD)
    happened(staffed, "label.reprinted", reason="smeared")
    assert [each.code for each in signed(staffed)] == ["reprinted"]
    assert listed(staffed) == [("erased", LEAD, 1)]
    with pytest.raises(Refusal) as refused:
        signed(staffed)
    assert refused.value.code == "own_lines"
    assert "R. Okafor looks at it and signs" in str(refused.value.hint)
    assert [each.code for each in signed(staffed, by=CMA)] == ["erased"]
    assert listed(staffed) == []
    with staffed.database.reading() as connection:
        assert list(audit_reviews(connection)) == []
        assert verify(connection).findings == ()


def test_two_who_leave_their_own_lines_to_each_other_look_at_nothing_twice(staffed: Clinic) -> None:
    """The next look begins before the first event that waits, and not at the last review that closed everything."""
    for day in range(4):
        happened(staffed, "label.reprinted", MONDAY + timedelta(days=day), reason="torn")
        happened(staffed, "patient.erased", MONDAY + timedelta(days=day), by=LEAD)
        signed(staffed, by=(LEAD, CMA)[day % 2])
    with staffed.database.reading() as connection:
        made = reviews(connection)
        own = min(each.seq for each in unsigned(connection, LOOKED))
        assert max(each.ends[staffed.journal.station] for each in made if each.ends) == own - 1
        assert list(audit_reviews(connection)) == []


def test_whoever_is_alone_signs_for_himself_and_is_told(staffed: Clinic) -> None:
    alone(staffed)
    happened(staffed, "patient.erased", by=LEAD)
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    assert own_acts(found, signed(staffed), LEAD) == 1
    assert listed(staffed) == []


def test_a_review_that_the_journal_does_not_know_is_found(staffed: Clinic) -> None:
    happened(staffed, "patient.erased")
    signed(staffed)
    staffed.execute("UPDATE audit_review_end SET seq = seq + 100")
    with staffed.database.reading() as connection:
        assert len(list(audit_reviews(connection))) == 1
