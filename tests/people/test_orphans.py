"""A row that belongs to nothing, put there by whoever has the key: it counts for nothing, and a deep look tells of it."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.clinic import AT, Clinic
from tests.people.standing_out import LEAD, happened, listed, signed, staffed
from tracker.barcodes.house import badge_code
from tracker.people.lock_audit import audit_locks
from tracker.people.review_audit import audit_reviews
from tracker.people.reviews import reviews
from tracker.people.tries import MOST, count_try, forget_tries, instant
from tracker.specimens.table_audit import audit_tables
from tracker.station.examining_contents import orphans

__all__ = ["staffed"]

NOBODY = badge_code(99)
NOTHING = "0" * 32
ORPHANS = {
    "audit_review": (7, NOTHING, AT, LEAD, "looked"),
    "audit_review_end": (77, 1, 99999),
    "audit_review_line": (77, 1, "erased", LEAD, NOTHING, 99999),
    "break_glass": (NOTHING, LEAD, AT, "2026-11-16T16:00:00.000Z"),
    "proof_reset_by_keys": (NOTHING, LEAD, AT),
    "role_permission": ("collector", "people.roles", 1),
    "licence": (NOBODY, "phlebotomy", "P 1", "2030-01-01"),
    "licence_exemption": (NOBODY, "phlebotomy", "2026-11-16", "no other", LEAD, NOTHING),
    "sign_in_tries": (NOBODY, 3, AT, "boot", 5),
}


def planted(clinic: Clinic, table: str) -> None:
    with closing(clinic.database.engine.raw_connection()) as pooled:
        driver = pooled.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        marks = ", ".join("?" for _ in ORPHANS[table])
        driver.execute(f"INSERT INTO {table} VALUES ({marks})", ORPHANS[table])
        driver.commit()
        driver.execute("PRAGMA foreign_keys=ON")


def told(clinic: Clinic) -> set[str]:
    with clinic.database.reading() as connection:
        return {
            *audit_reviews(connection),
            *(each.message for each in audit_tables(connection)),
            *audit_locks(connection),
            *orphans(connection),
        }


@pytest.mark.parametrize("table", ORPHANS)
def test_a_row_of_nothing_is_told_of(staffed: Clinic, table: str) -> None:
    happened(staffed, "patient.erased")
    signed(staffed)
    before = told(staffed)
    planted(staffed, table)
    assert told(staffed) - before


@pytest.mark.parametrize("table", ["audit_review_end", "audit_review_line", "audit_review"])
def test_no_row_of_nothing_signs_for_anything(staffed: Clinic, table: str) -> None:
    happened(staffed, "patient.erased")
    before = listed(staffed)
    planted(staffed, table)
    assert listed(staffed) == before != []
    with staffed.database.reading() as connection:
        assert reviews(connection) == ()


def test_a_row_put_to_a_good_review_signs_for_nothing_more(staffed: Clinic) -> None:
    happened(staffed, "patient.erased")
    signed(staffed)
    staffed.execute("UPDATE audit_review_end SET seq = 99999")
    happened(staffed, "label.reprinted", reason="smeared")
    assert [code for code, _, _ in listed(staffed)] == ["reprinted"]


def test_a_lock_that_was_taken_off_in_the_database_is_told_of(staffed: Clinic) -> None:
    badge = badge_code(7)
    with staffed.database.writing() as connection:
        for _ in range(MOST):
            count_try(connection, badge, instant(AT))
    happened(staffed, "staff.locked", badge=badge, failed=MOST)
    assert not {each for each in told(staffed) if "locked" in each}
    with staffed.database.writing() as connection:
        forget_tries(connection, badge)
    assert {each for each in told(staffed) if "locked" in each}
    happened(staffed, "staff.released", by=LEAD, badge=badge)
    assert not {each for each in told(staffed) if "locked" in each}
