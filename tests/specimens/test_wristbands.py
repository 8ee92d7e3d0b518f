"""A wristband that is scanned by mistake is known in whichever letters its printer has, and outlasts no erasure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clinic import Clinic
from tests.specimens.ordered import VAULT, equip, order
from tests.specimens.test_patient_care import corrected, erased, scanned
from tracker.barcodes import personal
from tracker.errors import Refusal
from tracker.hardware.scan import Quality, Scan, new_id
from tracker.inventory.subjects import FaultySubject, ItemSubject, UnknownSubject
from tracker.jobs.advancing import advance
from tracker.jobs.custody.dispatch import is_private
from tracker.jobs.desk import Desk, Rules, Step
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import UNSIGNED, Pen
from tracker.people.access import ASKS_PIN, SIGN_IN
from tracker.specimens.known_names import looks_known, names_known_patient
from tracker.specimens.looking_alike import looks_personal
from tracker.specimens.naming import FREE, require_unhurried
from tracker.specimens.patients import Patient
from tracker.specimens.scanned_names import FREE_OF_CARE, minutes_to_wait
from tracker.specimens.traces import Names
from tracker.station.identifying import identify

DAY = date(1981, 5, 5)
BANDS = [
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19), "MR-700091"), "0000700091"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19), "MR-700091"), "00700091"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19), "MR-700091"), "7000911"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19), "MR-0700091"), "700091"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19)), "MARSHFEATHER 05/19/62"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19)), "MARSHFEATHER 190562"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19)), "MARSHFEATHER CORI"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19)), "MARSHFEATHER%5ECORISANDE"),
    (Patient("Marshfeather", "Corisande", date(1962, 5, 19)), "https://x.y/?n=MARSHFEATHER&g=CORISANDE"),
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

    band, other = named("WREN^PTOLEMY"), named("GLOVES LARGE")
    assert isinstance(band, FaultySubject)
    assert (band.code, band.text) == (personal.CODE, "")
    assert isinstance(other, FaultySubject | UnknownSubject)
    assert other.text == "GLOVES LARGE"


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


PTOLEMY = Patient("Wren", "Ptolemy", date(1943, 8, 28), "MR-700123")
FORMS = (
    "{}^C", "{}^CORI", "{}-MARBLETHWA^WILH", "{}%5ECORISANDE", "{} 1943-08-28", "{} 28AUG1943", "1943-08-28 {}",
    "{} P 1943-08-28", "PID|1||MR-1||{}^P||19430828", "{}, CORI 1943-08-28", "{},CORI 28/08/1943", "{}_Cori_19430828",
    "1943-08-28 {}, CORI",
)  # fmt: skip


def subject_of(clinic: Clinic, text: str) -> object:
    with clinic.database.reading() as connection:
        return identify(connection, Scan(text, "]C0", "serial:a"), Desk(), date(2026, 11, 16), VAULT)


@pytest.mark.parametrize("form", FORMS)
def test_what_looks_like_a_patients_is_answered_alike_whether_or_not_there_is_one(clinic: Clinic, form: str) -> None:
    """Else whoever scans could ask name by name, and day by day, who is a patient and when he was born."""
    equip(clinic)
    order(clinic, PTOLEMY)
    there, nobody = subject_of(clinic, form.format("WREN")), subject_of(clinic, form.format("OAKAPPLE"))
    assert isinstance(there, FaultySubject)
    assert (there.code, there.text) == (personal.CODE, "")
    assert there == nobody


@pytest.mark.parametrize("text", ["PID|1||MR700132||X", '{"mrn":"MR700132"}', "https://x.example/?mrn=MR700132"])
def test_a_record_number_among_other_fields_is_one(text: str) -> None:
    assert looks_personal(text, {"mr######"}, date(2026, 11, 16))


def test_a_record_number_of_nobody_is_answered_like_one_of_somebody(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, PTOLEMY)
    assert subject_of(clinic, "MR-700123") == subject_of(clinic, "MR-700124") == subject_of(clinic, "mr 700 125")
    assert isinstance(subject_of(clinic, "MX-700124"), UnknownSubject), "another maker's number"


THINGS = (
    "LOT 70013 EXP 19810505", "KIT 2019-04-12", "PX20190412", "NITRILE GLOVES, LARGE", "BD 2019-01-02", "EQ-0042",
    "010952010100040810ABC^]21Y", "IV START KIT", "+A99912345/$$3270531ABC", "GAUZE 05/19/27", "MR-70013",
    "https://shop.example/?ref=GAUZE&size=LARGE", "Lote 2021-06-07", "Hergestellt 2021-06-07", "ISO 13485 2016-01-01",
    "Manufactured 2021-06-07", "BD Vacutainer 2019-05-01",
)  # fmt: skip


@pytest.mark.parametrize("text", THINGS)
def test_what_is_a_things_does_not_look_like_a_patients(clinic: Clinic, text: str) -> None:
    equip(clinic)
    order(clinic, PTOLEMY)
    with clinic.database.reading() as connection:
        assert not looks_known(connection, VAULT, text, date(2026, 11, 16))


def test_a_known_pack_that_bears_a_patients_name_is_not_kept_and_its_numbers_are_its_own(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, PTOLEMY)
    with clinic.database.reading() as connection:
        gtin = connection.exec_driver_sql("SELECT value FROM identifier WHERE kind = 'gtin'").scalar()
    named = subject_of(clinic, f"(01){gtin}(10)WREN(21)PTOLEMY")
    assert isinstance(named, FaultySubject)
    assert (named.code, named.text) == (personal.CODE, "")
    assert isinstance(subject_of(clinic, f"(01){gtin}(10)700123(21)WREN"), ItemSubject)


def test_a_cut_given_name_beside_a_family_name_of_everyday_makes_no_sentence_a_name(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, Patient("Long", "Andrew", DAY))
    with clinic.database.reading() as connection:
        assert not names_known_patient(connection, VAULT, "took too long and was warm")
        assert names_known_patient(connection, VAULT, "LONG ANDR")


NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def scanned_by(clinic: Clinic, badge: str, times: int, *, minute: int = 0) -> None:
    """So many scans of ``badge`` were of patients' codes."""
    with clinic.database.writing() as connection:
        for _ in range(times):
            body: dict[str, Value] = {"by": badge, "verdict": personal.CODE}
            clinic.journal.append(connection, new_id(), "scan", stamp(NOON + timedelta(minutes=minute)), body)


def wait_of(clinic: Clinic, badge: str, minute: float) -> int:
    at = stamp(NOON + timedelta(minutes=minute))
    with clinic.database.reading() as connection:
        return minutes_to_wait(connection, VAULT, badge, at)


def test_whoever_scans_patients_codes_often_waits_longer_each_time_and_nobody_else_does(clinic: Clinic) -> None:
    scanned_by(clinic, "B1", FREE_OF_CARE - 1)
    assert wait_of(clinic, "B1", 0.1) == 0
    scanned_by(clinic, "B1", 1)
    assert (wait_of(clinic, "B1", 0.1), wait_of(clinic, "B2", 0.1), wait_of(clinic, "B1", 1.1)) == (1, 0, 0)
    scanned_by(clinic, "B1", 1, minute=2)
    assert wait_of(clinic, "B1", 2.1) == 2
    scanned_by(clinic, "B1", 30, minute=5)
    assert (wait_of(clinic, "B1", 5.1), wait_of(clinic, "B1", 16), wait_of(clinic, "B1", 24 * 60 + 6)) == (10, 0, 0)


def test_whoever_may_see_no_patient_waits_sooner(clinic: Clinic) -> None:
    badge = "B0000030405"
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO staff (badge, name, role) VALUES (?, 'A', 'administrator')", (badge,))
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))
    scanned_by(clinic, badge, FREE)
    assert wait_of(clinic, badge, 0.1) == 1


def test_scans_and_reasons_count_together(clinic: Clinic) -> None:
    scanned_by(clinic, "B1", FREE)
    hand = Pen(clinic.journal, stamp(NOON + timedelta(seconds=5)), "B1", None)
    with clinic.database.reading() as connection, pytest.raises(Refusal) as refused:
        require_unhurried(connection, hand)
    assert refused.value.code == "reason_wait"


def test_while_somebody_waits_no_unknown_code_of_his_is_looked_at_or_kept(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, PTOLEMY)
    scanned_by(clinic, UNSIGNED, FREE_OF_CARE)

    def told(text: str) -> object:
        scan = Scan(text, "]C0", "serial:a", at=NOON)
        with clinic.database.reading() as connection:
            return identify(connection, scan, Desk(), date(2026, 11, 16), VAULT)

    waits = told("WREN PTOLEMY")
    assert isinstance(waits, FaultySubject)
    assert (waits.code, waits.text) == (personal.WAIT, "")
    assert waits == told("WREN PTOLEMI") == told("7001")
    assert is_private(waits, Desk())
    with clinic.database.reading() as connection:
        gtin = connection.exec_driver_sql("SELECT value FROM identifier WHERE kind = 'gtin'").scalar()
    assert isinstance(told(f"(01){gtin}(10)WREN(21)PTOLEMY"), ItemSubject), "nor does a pack's serial tell him"


def test_what_was_remembered_of_a_journal_that_was_put_back_is_read_anew(clinic: Clinic) -> None:
    scanned_by(clinic, "B1", FREE_OF_CARE)
    assert wait_of(clinic, "B1", 0.1) == 1
    clinic.execute("DELETE FROM journal WHERE instr(body, 'isbt_patient')", [])
    assert wait_of(clinic, "B1", 0.1) == 0
