"""A person is followed through the badges that were replaced, wherever somebody else must look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.clinic import AT, Clinic
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.badges import REPLACED, replace_badge
from tracker.people.persons import is_among
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviewing import own_acts, sign_off
from tracker.people.reviews import look
from tracker.station.reviews import stood_out

LEAD, SECOND, THIRD, OTHER = (badge_code(number) for number in (1, 2, 3, 9))
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LOOKED = Looked(zone=UTC)


@pytest.fixture
def staffed(clinic: Clinic) -> Clinic:
    """The lead for whom the keys reset the PIN, and another who may sign."""
    clinic.execute(
        "INSERT INTO staff (badge, name, role) VALUES (?, 'lead 01', 'lead'), (?, 'N. Achterberg', 'lead')",
        (LEAD, OTHER),
    )
    with clinic.database.writing() as connection:
        said = {"badge": LEAD, "by": "keys", "reason": "forgotten"}
        clinic.journal.append(connection, new_id(), "staff.proof_reset_by_keys", stamp(MONDAY), said)
    return clinic


def replaced(clinic: Clinic, old: str, new: str) -> None:
    with clinic.database.writing() as connection:
        replace_badge(connection, Pen(clinic.journal, AT, OTHER), old, new, lambda one, other: one + other)


def signed(clinic: Clinic, by: str) -> tuple[Noticed, ...]:
    with clinic.database.writing() as connection:
        pen = Pen(clinic.journal, stamp(MONDAY + timedelta(hours=3)), by)
        return sign_off(connection, pen, LOOKED, "looked at it")


def test_all_badges_of_a_person_are_known_from_each_of_them(staffed: Clinic) -> None:
    replaced(staffed, LEAD, SECOND)
    replaced(staffed, SECOND, THIRD)
    with staffed.database.reading() as connection:
        for badge in (LEAD, SECOND, THIRD):
            assert is_among(connection, THIRD, {OTHER, badge})
        assert not is_among(connection, OTHER, {LEAD, SECOND, THIRD})


def test_replacements_that_were_forged_in_a_ring_stop_nothing(staffed: Clinic) -> None:
    replaced(staffed, LEAD, SECOND)
    with staffed.database.writing() as connection:
        said = {"badge": LEAD, "before": SECOND, "by": OTHER}
        staffed.journal.append(connection, new_id(), REPLACED, AT, dict(said))
    with staffed.database.reading() as connection:
        assert not is_among(connection, OTHER, {LEAD, SECOND})


def test_what_the_keys_did_for_a_lead_he_signs_under_no_badge_of_his(staffed: Clinic) -> None:
    for old, new in ((LEAD, SECOND), (SECOND, THIRD)):
        replaced(staffed, old, new)
        left = {each.code for each in signed(staffed, new)} if new == SECOND else set()
        assert "reset_by_keys" not in left, "of everything up to now it is left"
    replaced(staffed, OTHER, badge_code(10))
    with staffed.database.reading() as connection:
        found = stood_out(connection, LOOKED)
        (line,) = (each for each in found if each.noticed.code == "reset_by_keys")
        assert (line.badge, line.others) == (THIRD, ("N. Achterberg", "R. Okafor")), "and not himself"
        assert own_acts(look(connection, LOOKED), [line.noticed], THIRD) == 1
    with pytest.raises(Refusal, match="not signed for by you"), staffed.database.writing() as connection:
        sign_off(connection, Pen(staffed.journal, AT, THIRD), LOOKED, "looked", [line.noticed])
    assert "reset_by_keys" in {each.code for each in signed(staffed, badge_code(10))}
