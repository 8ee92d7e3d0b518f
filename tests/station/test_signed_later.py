"""A signature is for the act of whoever gave it: it is not put under what is done in another's session, or later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from tests.clinic import Clinic
from tests.station.conftest import NOON
from tests.station.signing import AT, BEN, CLEO, NAMES, PINS, ask_pins, one_time_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.people.access import Role
from tracker.people.proofs import Proof
from tracker.people.review_lines import Looked
from tracker.people.reviews import Found, look
from tracker.station import Station, open_station
from tracker.station import reviews as station_reviews
from tracker.store.connection import Connection


@pytest.fixture
def station(settings: Settings, clinic: Clinic) -> Iterator[Station]:
    """Something stands out, and either of two who may sign for it."""
    ask_pins(clinic, settings)
    clinic.execute("UPDATE staff SET role = ? WHERE badge = ?", (Role.LEAD, BEN))
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), "patient.erased", AT, {"by": BEN, "reason": "asked for"})
    opened = open_station(settings, clock=lambda: NOON)
    opened.signing.sign_in(CLEO, Proof(PINS[CLEO]))
    yield opened
    opened.close()


def reviews_made(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        bodies = [json.loads(body) for body in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    return [each["by"] for each in bodies if each["kind"] == "audit.reviewed"]


def while_looking(monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """As it is where nothing was signed for in a year: the look takes seconds, and ``then`` falls into them."""

    def long_look(connection: Connection, looked: Looked) -> Found:
        then()
        return look(connection, looked)

    monkeypatch.setattr(station_reviews, "look", long_look)


def test_a_review_is_not_signed_in_the_name_of_whoever_has_come_meanwhile(
    station: Station, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with station.read() as reader:
        chosen = [each.noticed for each in reader.stood_out()]
    while_looking(monkeypatch, lambda: station.signing.sign_in(BEN, Proof(PINS[BEN])))
    with pytest.raises(Refusal, match=f"{NAMES[CLEO]} has signed, and left"):
        station.reviewing.sign_off(chosen, "asked both", Proof(PINS[CLEO]), CLEO)
    assert reviews_made(clinic) == []


def test_a_review_is_not_signed_by_a_pin_that_was_reset_meanwhile(
    station: Station, settings: Settings, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with station.read() as reader:
        chosen = [each.noticed for each in reader.stood_out()]
    while_looking(monkeypatch, lambda: one_time_code(clinic, settings, CLEO))
    with pytest.raises(Refusal, match="changed meanwhile"):
        station.reviewing.sign_off(chosen, "asked both", Proof(PINS[CLEO]), CLEO)
    assert reviews_made(clinic) == []


def test_undisturbed_it_is_signed_by_whoever_has_looked(station: Station, clinic: Clinic) -> None:
    with station.read() as reader:
        chosen = [each.noticed for each in reader.stood_out()]
    assert station.reviewing.sign_off(chosen, "asked both", Proof(PINS[CLEO]), CLEO) == len(chosen)
    assert reviews_made(clinic) == [CLEO]


def test_a_signature_for_a_count_is_good_in_its_own_session_only(station: Station) -> None:
    proved = station.signing.prove(CLEO, Proof(PINS[CLEO]), "adjusted")
    with station.read() as reader:
        proved.require_so(reader.connection, station.desk, AT)
        for badge in (BEN, CLEO):
            station.signing.sign_in(badge, Proof(PINS[badge]))
            with pytest.raises(Refusal, match="left before it was done"):
                proved.require_so(reader.connection, station.desk, AT)
