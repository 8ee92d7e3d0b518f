"""Who may not see a name sees it in an emergency: for a typed reason, for a while, and never for what else he may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, CARA, NOW, REQUISITION
from tests.people.asking import ask_who, give_pins
from tests.specimens.bench import records, sign_in
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.people.access import Role
from tracker.people.permissions import Permission
from tracker.station import Station, open_station


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asking(home: Path, settings: Settings, clock: Clock) -> Iterator[Station]:
    """Anne is an assistant, Ben audits, Cara is the lead."""
    laboratory = records(home)
    ask_who(laboratory.database, {ANNE: Role.ASSISTANT, BEN: Role.AUDITOR, CARA: Role.LEAD})
    give_pins(laboratory.database, settings, ANNE, BEN, CARA)
    opened = open_station(settings, clock=clock)
    yield opened
    opened.close()


def refused(station: Station) -> str:
    with pytest.raises(Refusal) as found:
        station.by_hand.reveal_patient(REQUISITION, "urgent result")
    return found.value.code


def test_a_name_is_lent_for_a_quarter_of_an_hour_and_then_closed_again(asking: Station, clock: Clock) -> None:
    sign_in(asking, ANNE)
    assert refused(asking) == "not_permitted"
    assert not asking.may(Permission.PATIENT_REVEAL)
    until = asking.begin_emergency("unconscious, allergies needed")
    assert asking.may(Permission.PATIENT_REVEAL)
    assert asking.by_hand.reveal_patient(REQUISITION, "urgent result").family
    clock.now = until - timedelta(seconds=1)
    assert asking.by_hand.reveal_patient(REQUISITION, "urgent result").family
    clock.now = until
    assert refused(asking) == "not_permitted"
    assert not asking.may(Permission.PATIENT_REVEAL)


def test_it_lends_nothing_to_the_next_at_the_same_station(asking: Station) -> None:
    sign_in(asking, ANNE)
    asking.begin_emergency("unconscious")
    sign_in(asking, BEN)
    assert refused(asking) == "not_permitted"
    with pytest.raises(Refusal) as found:
        asking.begin_emergency("curious")
    assert found.value.code == "not_permitted"


def test_it_ends_with_the_badge(asking: Station, home: Path) -> None:
    sign_in(asking, ANNE)
    asking.begin_emergency("unconscious")
    records(home).execute("UPDATE staff SET ended_at = '2026-11-16T15:00:00.000Z' WHERE badge = ?", (ANNE,))
    assert refused(asking) == "not_permitted"


def test_it_lends_no_pen(asking: Station) -> None:
    sign_in(asking, ANNE)
    asking.begin_emergency("unconscious")
    for permission in (Permission.PATIENT_CORRECT, Permission.PATIENT_ERASE, Permission.SPECIMEN_COLLECT):
        assert not asking.may(permission)
