"""A wristband that is scanned by mistake is known in whichever letters its printer has, and outlasts no erasure."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clinic import Clinic
from tests.specimens.ordered import VAULT, equip, order
from tests.specimens.test_patient_care import corrected, erased, scanned
from tracker.barcodes import personal
from tracker.hardware.scan import Quality, Scan
from tracker.inventory.subjects import FaultySubject, UnknownSubject
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, Rules, Step
from tracker.specimens.known_names import names_known_patient
from tracker.specimens.patients import Patient
from tracker.specimens.traces import Names
from tracker.station.identifying import identify

DAY = date(1981, 5, 5)
BANDS = [
    (Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"), "CERMAKOVA^RUZENA"),
    (Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"), "CERMAKOVASVITANI^RUZENA^"),
    (Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"), "MR700132"),
    (Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"), "mr 700 132"),
    (Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"), "700132"),
    (Patient("O'Brien", "Sinéad", DAY), "O'BRIEN^SINEAD"),
    (Patient("O'Brien", "Sinéad", DAY), "OBRIEN SINEAD"),
    (Patient("O’Brien", "Sinéad", DAY), "SINEAD O BRIEN"),
    (Patient("van der Berg", "Jan", DAY), "VANDERBERG^JAN"),
    (Patient("De Luca", "Gia", DAY), "DELUCA^GIA"),
    (Patient("Sørensen", "Åse", DAY), "SORENSEN^ASE"),
    (Patient("Sørensen", "Åse", DAY), "SOERENSEN^AASE"),
    (Patient("Łukasik", "Żaneta", DAY), "LUKASIK^ZANETA"),
    (Patient("Đorđević", "Vuk", DAY), "DORDEVIC^VUK"),
    (Patient("Weiß", "Jürgen", DAY), "WEISS^JUERGEN"),
    (Patient("Dræneberg", "Mai Lan", DAY), "DRAENEBERG^MAI"),
    (Patient("Kaʻahumanu", "Keola", DAY), "KAAHUMANU^KEOLA"),
    (Patient("Wren", "Ptolemy", DAY), "WREN^19810505"),
    (Patient("李檬", "小蝶", DAY, "MR-700105"), "李檬小蝶"),
]
CODES = (
    "BRAUN-4251-WREN", "LOT 70013 EXP 19810505", "WREN 500 ML", "4012345678901", "MR-70013", "OB RIEN", "VAN 19810505",
    "0109520101000408", "BERG JANUS 12", "LAN CABLE", "REF 7001322", "", "DELUCA",
)  # fmt: skip


@pytest.mark.parametrize(("patient", "band"), BANDS)
def test_a_wristband_is_known_by_the_scan_and_by_the_erasure(clinic: Clinic, patient: Patient, band: str) -> None:
    equip(clinic)
    order(clinic, patient)
    with clinic.database.reading() as connection:
        assert names_known_patient(connection, VAULT, band)
    assert Names(patient).are_in(band)
    scanned(clinic, band, "GLOVES")
    clinic.execute("INSERT INTO parked (text, scan_id, at) VALUES (?, 'x', '')", [band])
    erased(clinic)
    assert clinic.value("SELECT count(*) FROM parked") == 0
    assert clinic.value("SELECT group_concat(data) FROM scan WHERE data IS NOT NULL") == "GLOVES"


@pytest.mark.parametrize("code", CODES)
def test_a_product_that_sounds_a_little_like_one_is_nobody(clinic: Clinic, code: str) -> None:
    equip(clinic)
    for patient in {each.name: each for each, _ in BANDS}.values():
        order(clinic, patient)
    with clinic.database.reading() as connection:
        assert not names_known_patient(connection, VAULT, code)


def test_who_is_known_follows_what_was_entered_corrected_and_erased(clinic: Clinic) -> None:
    def is_known(band: str) -> bool:
        with clinic.database.reading() as connection:
            return names_known_patient(connection, VAULT, band)

    equip(clinic)
    assert not is_known("WREN^PTOLEMY")
    order(clinic, Patient("Wren", "Ptolemy", DAY))
    order(clinic, Patient("Larkspur", "Damaris", DAY))
    assert is_known("WREN^PTOLEMY")
    corrected(clinic, Patient("Yarrow", "Ptolemy", DAY))
    assert (is_known("WREN^PTOLEMY"), is_known("YARROW^PTOLEMY"), is_known("LARKSPUR^DAMARIS")) == (False, True, True)
    order(clinic, Patient("Oakapple", "Bartholomew", DAY))
    assert is_known("OAKAPPLE^BARTHOLOMEW")
    erased(clinic)
    assert (is_known("YARROW^PTOLEMY"), is_known("LARKSPUR^DAMARIS")) == (False, True)


@pytest.mark.parametrize("quality", [*Quality])
def test_one_that_was_read_badly_is_not_quoted_either(clinic: Clinic, quality: Quality) -> None:
    equip(clinic)
    order(clinic, Patient("Wren", "Ptolemy", DAY))

    def named(text: str) -> object:
        scan = Scan(text, "]C0", "serial:a", quality=quality)
        with clinic.database.reading() as connection:
            return identify(connection, scan, Desk(), date(2026, 11, 16), VAULT)

    band, other = named("WREN^PTOLEMY"), named("GLOVES^LARGE")
    assert isinstance(band, FaultySubject)
    assert (band.code, band.text) == (personal.CODE, "")
    assert isinstance(other, FaultySubject | UnknownSubject)
    assert other.text == "GLOVES^LARGE"


@pytest.mark.parametrize("quality", [*Quality])
def test_at_a_locked_station_nobody_learns_who_is_a_patient(clinic: Clinic, quality: Quality) -> None:
    """The corridor could else ask by name."""
    equip(clinic)
    order(clinic, Patient("Wren", "Ptolemy", DAY))
    rules = Rules(asks_pin=True)

    def told(text: str) -> Step:
        scan = Scan(text, "]C0", "serial:a", quality=quality)
        with clinic.database.reading() as connection:
            subject = identify(connection, scan, Desk(), date(2026, 11, 16), VAULT, rules=rules)
        return advance(Desk(), subject, scan, today=date(2026, 11, 16), rules=rules)

    band, other = told("WREN^PTOLEMY"), told("WREN^PTOLEMI")
    assert band.verdict.code == ("sign_in_first" if quality is Quality.READ else other.verdict.code)
    assert repr(band.verdict).replace("PTOLEMY", "") == repr(other.verdict).replace("PTOLEMI", "")
    assert band.is_private is (quality is Quality.READ), "what was read well is not kept"
