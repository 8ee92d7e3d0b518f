"""The patients' key is made once; and an order is entered by hand in turn with the scans."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clinic import open_clinic
from tests.specimens.ordered import equip
from tests.station.conftest import NOON
from tracker.config import Settings
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import Scan
from tracker.specimens.entries import NewRequisition
from tracker.specimens.patients import Patient
from tracker.station import Station, found_clinic, open_station
from tracker.station.clinic_keys import PATIENTS_KEY, keys_of
from tracker.station.opening import open_store, open_vault

JANE = NewRequisition(Patient("Quillfeather", "Odalys", date(1980, 3, 5)), ("CBC",), "Dr. Thornbury")


@pytest.fixture
def equipped(settings: Settings) -> Settings:
    clinic = open_clinic(settings.database)
    equip(clinic)
    clinic.database.close()
    return settings


def entered(settings: Settings) -> str:
    station: Station = open_station(settings, clock=lambda: NOON)
    try:
        return station.by_hand.enter_requisition(JANE)
    finally:
        station.close()


def test_a_new_clinic_has_its_patients_key_from_the_first_day(settings: Settings) -> None:
    fresh = settings.model_copy(
        update={"home": settings.home / "new", "database": settings.home / "new" / "tracker.db"}
    )
    found_clinic(fresh, "Northgate")
    assert keys_of(fresh).find(PATIENTS_KEY) is not None


def test_a_clinic_of_before_gets_its_key_at_first_use_and_keeps_it(equipped: Settings) -> None:
    assert keys_of(equipped).find(PATIENTS_KEY) is None
    first = open_vault(equipped).index("name", "x")
    assert open_vault(equipped).index("name", "x") == first


@pytest.mark.parametrize("is_replaced", [False, True])
def test_with_patients_there_no_other_key_is_ever_taken(equipped: Settings, is_replaced: bool) -> None:
    entered(equipped)
    file = equipped.home / "keys" / f"{PATIENTS_KEY}.key"
    kept = file.read_bytes()
    file.unlink()
    if is_replaced:
        keys_of(equipped).make(PATIENTS_KEY)
    with pytest.raises(StoreError) as refused:
        open_vault(equipped)
    assert refused.value.code == "patient_key"
    assert refused.value.hint
    assert file.exists() == is_replaced
    file.write_bytes(kept)
    file.chmod(0o600)
    open_vault(equipped)


def test_supplies_are_worked_on_where_only_the_patients_key_is_missing(equipped: Settings) -> None:
    entered(equipped)
    (equipped.home / "keys" / f"{PATIENTS_KEY}.key").unlink()
    station = open_station(equipped, clock=lambda: NOON)
    try:
        station.submit(Scan("NONSENSE", at=NOON))
        assert station.drain(60)
        with pytest.raises(StoreError) as refused:
            station.by_hand.enter_requisition(JANE)
        assert refused.value.code == "patient_key"
    finally:
        station.close()


def test_an_order_is_entered_in_turn_with_the_scans(equipped: Settings) -> None:
    code = entered(equipped)
    store = open_store(equipped)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT code, ordered_at FROM requisition").one() == (
            code,
            "2026-11-16T18:00:00.000Z",
        )
    store.close()


def test_a_refused_order_is_told_to_whoever_entered_it_and_the_writer_goes_on(equipped: Settings) -> None:
    station = open_station(equipped, clock=lambda: NOON)
    try:
        with pytest.raises(Refusal):
            station.by_hand.enter_requisition(NewRequisition(JANE.patient, ("NONE",), "Dr. Thornbury"))
        assert station.by_hand.enter_requisition(JANE)
    finally:
        station.close()
