"""The doctor asks whether whoever works here can come in."""

from __future__ import annotations

from tests.clinic import Clinic
from tests.station.signing import ADA, AT, CLEO, ask_pins
from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.journal.pen import Pen
from tracker.people.badges import replace_badge
from tracker.people.hashing import Hasher
from tracker.station.examining_access import examine_access
from tracker.station.pepper import pepper_of


def faults(clinic: Clinic, settings: Settings) -> list[str]:
    with clinic.database.reading() as connection:
        return [each.words for each in examine_access(connection, settings) if each.state == "fault"]


def test_a_badge_that_was_replaced_and_lets_nobody_in_is_told(clinic: Clinic, settings: Settings) -> None:
    """Also where the journal does not say which seal was made."""
    ask_pins(clinic, settings)
    new = badge_code(7_009)
    with clinic.database.writing() as connection:
        hasher = Hasher(pepper_of(connection, settings))
        replace_badge(connection, Pen(clinic.journal, AT, CLEO), ADA, new, hasher.sealed)
    assert faults(clinic, settings) == []
    clinic.execute("UPDATE credential SET seal = 'x' WHERE origin IS NOT NULL")
    assert faults(clinic, settings) == [
        "CMA 07 is kept out: what makes the PIN good under the new badge was changed in the database"
    ]
