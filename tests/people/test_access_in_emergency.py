"""Emergency access to patients' data is for one badge, for a while, with a reason; and the journal tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.clinic import AT, Clinic
from tests.people.standing_out import CMA, LEAD, MONDAY, chosen_of, happened, listed, signed_lines, staffed
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal, StoreError
from tracker.journal.canonical import canonical
from tracker.journal.chain import link
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.writing import open_journal
from tracker.people.break_glass import BROKEN, break_glass, broken_until
from tracker.people.review_audit import audit_reviews
from tracker.people.reviews import reviews

__all__ = ["staffed"]


def broken(clinic: Clinic, at: datetime = MONDAY, reason: str = "unconscious, allergies needed") -> datetime:
    with clinic.database.writing() as connection:
        return break_glass(connection, Pen(clinic.journal, stamp(at), CMA), CMA, reason)


def is_open_to(clinic: Clinic, badge: str, at: datetime) -> bool:
    with clinic.database.reading() as connection:
        return broken_until(connection, clinic.journal, badge, at) is not None


def test_emergency_access_is_for_one_badge_for_a_while_and_has_to_be_signed_for(staffed: Clinic) -> None:
    assert broken(staffed) == MONDAY + timedelta(minutes=15)
    assert is_open_to(staffed, CMA, MONDAY)
    assert is_open_to(staffed, CMA, MONDAY + timedelta(minutes=14, seconds=59))
    assert not is_open_to(staffed, CMA, MONDAY + timedelta(minutes=15))
    assert not is_open_to(staffed, LEAD, MONDAY)
    assert listed(staffed) == [("break_glass", CMA, 1)]
    with staffed.database.reading() as connection:
        assert broken_until(connection, staffed.journal, CMA, MONDAY) == MONDAY + timedelta(minutes=15)
        assert list(audit_reviews(connection)) == []


def test_a_clock_that_is_set_back_opens_nothing_again(staffed: Clinic) -> None:
    broken(staffed)
    assert not is_open_to(staffed, CMA, MONDAY - timedelta(minutes=1))


LATER = stamp(MONDAY + timedelta(hours=8))


@pytest.mark.parametrize(
    "forged",
    [
        f"INSERT INTO break_glass SELECT event_id, '{LEAD}', '{stamp(MONDAY)}', '{LATER}' FROM journal WHERE seq = 1",
        f"UPDATE break_glass SET badge = '{LEAD}'",
        "UPDATE break_glass SET event_id = (SELECT event_id FROM journal WHERE seq = 1)",
        f"UPDATE break_glass SET at = '{stamp(MONDAY)}', until = '{LATER}'",
    ],
    ids=["a row alone", "another's badge", "another event", "a longer while"],
)
def test_a_row_that_the_journal_does_not_tell_of_opens_nothing(staffed: Clinic, forged: str) -> None:
    """Whoever has the database's key can put one in."""
    broken(staffed)
    staffed.execute(forged)
    assert not is_open_to(staffed, LEAD, MONDAY)
    assert not is_open_to(staffed, CMA, MONDAY + timedelta(minutes=15))


def test_it_holds_at_the_station_where_it_began(staffed: Clinic) -> None:
    """Another's chain may be of a key that nobody of the clinic has seen."""
    broken(staffed)
    with staffed.database.writing() as connection:
        another = open_journal(connection, "another", bytes(32))
        assert broken_until(connection, another, CMA, MONDAY) is None


def test_an_event_that_another_hand_wrote_opens_nothing(staffed: Clinic) -> None:
    """It can be linked to those before it, and not signed for."""
    with staffed.database.writing() as connection:
        seq, prev, hand = *staffed.journal.signed_end(connection), 1
        told = {"at": stamp(MONDAY), "badge": CMA, "by": CMA, "id": "forged", "kind": BROKEN, "reason": "x"}
        body = canonical({**told, "seq": seq + 1, "station": "front-desk", "until": LATER, "v": 1})
        values = (hand, seq + 1, "forged", prev, link(prev, body), body)
        connection.exec_driver_sql("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", values)
        connection.exec_driver_sql("INSERT INTO break_glass VALUES ('forged', ?, ?, ?)", (CMA, stamp(MONDAY), LATER))
    assert not is_open_to(staffed, CMA, MONDAY)
    staffed.execute("UPDATE journal_head SET seq = ?, hash = ?", (seq + 1, link(prev, body)))
    with pytest.raises(StoreError) as found:
        is_open_to(staffed, CMA, MONDAY)
    assert found.value.code == "journal_forged"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "x" * 201])
def test_emergency_access_needs_a_reason(staffed: Clinic, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        broken(staffed, reason=reason)
    assert refused.value.code == "reason_missing"
    assert not is_open_to(staffed, CMA, MONDAY)


def test_emergency_access_without_a_badge_is_none(staffed: Clinic) -> None:
    for badge, code in (("", "badge_missing"), (badge_code(99), "badge_unknown")):
        with staffed.database.writing() as connection, pytest.raises(Refusal) as refused:
            break_glass(connection, Pen(staffed.journal, AT, badge), badge, "needed")
        assert refused.value.code == code


def test_an_access_whose_line_was_signed_for_is_reviewed_and_the_next_is_not(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    (erased,) = chosen_of(staffed, "erased")
    signed_lines(staffed, (erased,))
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
    day = erased.day
    assert review.covers_act(erased.station, erased.seq, CMA, "erased", day)
    assert not review.covers_act(erased.station, erased.seq - 1, CMA, "reprinted", day)
    assert not review.covers_act(erased.station, erased.seq, LEAD, "erased", day)
