"""A patient's data is revealed, corrected and erased on request: told each time, and gone when it is said to be gone."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

import pytest

from tests.clinic import AT, KEY, Clinic
from tests.people.asking import ask_who
from tests.specimens.ordered import JANE, JOHN, VAULT, equip, events, everything, order, pen
from tests.specimens.pages import opened_pages
from tracker.barcodes.house import badge_code, spelling_code
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.journal.writing import sealed_scan
from tracker.people.access import Role
from tracker.people.break_glass import break_glass
from tracker.specimens.accesses import accesses
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.patient_care import (
    correct,
    erase,
    patient_of_record,
    patient_of_requisition,
    requisitions_of,
    reveal,
    shown,
)
from tracker.specimens.patients import Patient, commitments, read
from tracker.specimens.vault import Vault

RENAMED = Patient("Quillfeather-Vale", "Odalys", date(1980, 5, 3), "MR-700101")


@pytest.fixture
def ordered(clinic: Clinic) -> Clinic:
    """Two patients with an order each; Jane is the first."""
    equip(clinic)
    order(clinic, JANE, "CBC", number="NG-1")
    order(clinic, JOHN, "PT", number="NG-2")
    return clinic


def scanned(clinic: Clinic, *data: str) -> None:
    """Raw scans, each with its event."""
    for text in data:
        event_id, salt = new_id(), secrets.token_bytes(16)
        with clinic.database.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO scan VALUES (?, ?, 'serial:x', '', ?, ?, 'read', '', 'unknown', '')",
                (event_id, AT, text, salt),
            )
            scan = sealed_scan(salt, text, "", "read", "serial:x")
            clinic.journal.append(connection, event_id, "scan", AT, {"scan": scan, "verdict": "unknown"})


def looked(clinic: Clinic, reason: str = "the ordering clinic called") -> Patient:
    with clinic.database.writing() as connection:
        return reveal(connection, VAULT, pen(clinic), 1, reason)


def corrected(clinic: Clinic, patient: Patient) -> tuple[str, ...]:
    with clinic.database.writing() as connection:
        return correct(connection, VAULT, pen(clinic), 1, patient)


def erased(clinic: Clinic, reason: str = "asked for by letter") -> int:
    with clinic.database.writing() as connection:
        blanked = erase(connection, VAULT, pen(clinic), 1, reason)
    clinic.database.scrub()
    return blanked


def differences(clinic: Clinic, vault: Vault = VAULT) -> list[str]:
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()
        return [difference.code for difference in audit_patients(connection, vault)]


def test_a_patient_is_found_by_order_and_by_record(ordered: Clinic) -> None:
    with ordered.database.reading() as connection:
        (code, _) = (requisitions_of(connection, 1)[0], requisitions_of(connection, 2))
        assert patient_of_requisition(connection, code) == patient_of_requisition(connection, "NG-1") == 1
        assert patient_of_record(connection, VAULT, "mr-700102") == 2
        assert shown(connection, VAULT, 1) == "Q., O. ••/80"
        for unknown in ("NG-9", "", "Quillfeather"):
            with pytest.raises(Refusal) as refused:
                patient_of_requisition(connection, unknown)
            assert refused.value.code == "patient_unknown"
        with pytest.raises(Refusal) as refused:
            patient_of_record(connection, VAULT, "MR-999")
        assert "MR-999" not in refused.value.message


def test_who_looks_is_in_the_journal_with_the_reason(ordered: Clinic) -> None:
    assert looked(ordered) == JANE
    (event,) = events(ordered, "patient.revealed")
    assert event["by"] == "command line"
    assert event["reason"] == "the ordering clinic called"
    assert event["requisitions"] == [ordered.value("SELECT code FROM requisition WHERE id = 1")]
    assert differences(ordered) == []


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "reason_missing"),
        ("   ", "reason_missing"),
        ("a\nb", "reason_missing"),
        ("x" * 201, "reason_missing"),
        ("Mrs. QUILLFEATHER called", "reason_names_patient"),
        ("for odalys", "reason_names_patient"),
        ("record mr-700101", "reason_names_patient"),
        ("born 1980-03-05", "reason_names_patient"),
        ("born 03/05/1980", "reason_names_patient"),
        ("born 5.3.1980: 05.03.1980", "reason_names_patient"),
    ],
)
def test_a_reason_is_needed_and_names_nobody(ordered: Clinic, reason: str, code: str) -> None:
    for act in (looked, erased):
        with pytest.raises(Refusal) as refused:
            act(ordered, reason)
        assert refused.value.code == code
    assert events(ordered, "patient.revealed") == events(ordered, "patient.erased") == []


def test_in_an_emergency_a_name_is_shown_to_whom_it_else_is_not_and_only_for_a_while(ordered: Clinic) -> None:
    courier, ended = badge_code(300), badge_code(301)
    ask_who(ordered.database, {courier: Role.COURIER, ended: Role.COURIER})

    def look(badge: str, minutes: int) -> str:
        at = stamp(datetime.fromisoformat(AT) + timedelta(minutes=minutes))
        with ordered.database.writing() as connection:
            try:
                reveal(connection, VAULT, Pen(ordered.journal, at, badge), 1, "unconscious")
            except Refusal as refusal:
                return f"{refusal.code}: emergency access" if "emergency access" in refusal.hint else refusal.code
            return "shown"

    assert look(courier, 0) == "not_permitted: emergency access", "it is told what there is"
    for badge in (courier, ended):
        with ordered.database.writing() as connection:
            break_glass(connection, Pen(ordered.journal, AT, badge), badge, "unconscious, allergies needed")
    ordered.execute("UPDATE staff SET ended_at = ? WHERE badge = ?", (AT, ended))
    assert [look(courier, minutes) for minutes in (0, 14, 15)] == ["shown", "shown", "not_permitted: emergency access"]
    assert look(ended, 1) == "not_permitted"
    assert [(event["by"], event["emergency"]) for event in events(ordered, "patient.revealed")] == [(courier, True)] * 2
    with ordered.database.reading() as connection:
        acts = [each.act for each in accesses(connection) if each.by == courier]
    assert acts == ["emergency access", "name shown, in an emergency", "name shown, in an emergency"]


def test_who_may_see_names_anyway_does_it_in_no_emergency(ordered: Clinic) -> None:
    lab = badge_code(300)
    ask_who(ordered.database, {lab: Role.LAB})
    with ordered.database.writing() as connection:
        reveal(connection, VAULT, Pen(ordered.journal, AT, lab), 1, "urgent result")
    (event,) = events(ordered, "patient.revealed")
    assert "emergency" not in event


def test_a_correction_is_told_and_the_chain_goes_on(ordered: Clinic) -> None:
    with ordered.database.reading() as connection:
        before = commitments(connection, VAULT, 1)
    assert corrected(ordered, RENAMED) == ()
    with ordered.database.reading() as connection:
        assert read(connection, VAULT, 1) == RENAMED
        after = commitments(connection, VAULT, 1)
    (event,) = events(ordered, "patient.corrected")
    assert event["commitments"] == after
    assert event["what"] == ["name", "birth date"]
    assert all(before[name] != after[name] for name in before), "a new salt: also what stayed is committed to anew"
    assert differences(ordered) == []
    assert order(ordered, RENAMED)
    assert ordered.value("SELECT count(*) FROM patient") == 2


def test_a_correction_says_which_labels_are_wrong_now(ordered: Clinic) -> None:
    ordered.execute(
        "INSERT INTO specimen (number, requisition_id, container_id, is_pool, state, steps, since)"
        " VALUES ('2600000143', 1, 1, 0, 'labelled', 1, ''), ('2600000240', 2, 1, 0, 'labelled', 1, ''),"
        " ('2600000337', 1, 1, 0, 'not_collected', 2, '')"
    )
    assert corrected(ordered, RENAMED) == ("2600000143",)


@pytest.mark.parametrize(
    ("patient", "code"),
    [
        (JANE, "patient_unchanged"),
        (Patient(JANE.family, JANE.given, JANE.born, JOHN.record), "record_taken"),
        (Patient("", JANE.given, JANE.born), "patient_incomplete"),
    ],
)
def test_what_is_no_correction_is_refused(ordered: Clinic, patient: Patient, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        corrected(ordered, patient)
    assert refused.value.code == code
    assert events(ordered, "patient.corrected") == []


def test_nothing_of_an_erased_patient_is_left_in_any_page(ordered: Clinic) -> None:
    names = "[)>PATIENT^Quillfeather^ODALYS", "DOB 03/05/1980", "mr-700101", "QUOD"
    scanned(ordered, *names, spelling_code("Q"), "NG-1", "0109520101000408", "GLOVES")
    ordered.execute("INSERT INTO parked (text, scan_id, at) VALUES ('WRISTBAND MR-700101', 'x', '')")
    ordered.execute(
        "INSERT INTO print_job (at, printer, about, labels, setting, state, fault, reprint) VALUES"
        " ('', 'p', 'tube', '[[\"specimen\", {\"name\": \"Quillfeather\"}]]', '{}', 'queued', '', 0),"
        " ('', 'p', 'tube', '[[\"specimen\", {\"name\": \"Brambleworth\"}]]', '{}', 'queued', '', 0)"
    )
    sealed = [value for value in row(ordered) if isinstance(value, bytes)]
    ordered.database.scrub()
    before = opened_pages(ordered.path, KEY)
    assert b"CREATE TABLE patient" in before, "the pages are really opened"
    assert b"Quillfeather" in before
    assert all(value in before for value in sealed)

    assert erased(ordered) == len(names) + 1

    after = opened_pages(ordered.path, KEY) + everything(ordered)
    assert b"CREATE TABLE patient" in after
    for secret in (b"quillfeather", b"odalys", b"mr-700101", b"03/05/1980", b"QUOD", spelling_code("Q").encode()):
        assert secret.lower() not in after.lower()
    assert not any(value in after for value in sealed)
    assert ordered.path.with_name(ordered.path.name + "-wal").stat().st_size == 0
    for kept in (b"0109520101000408", b"GLOVES", b"Brambleworth", b"NG-1"):
        assert kept in after
    assert differences(ordered) == []


def row(clinic: Clinic) -> tuple[object, ...]:
    with clinic.database.reading() as connection:
        return connection.exec_driver_sql(
            "SELECT salt, name, born, record, name_index, record_index FROM patient WHERE id = 1"
        ).one()


def test_erasing_after_a_correction_leaves_nothing_of_either(ordered: Clinic) -> None:
    corrected(ordered, RENAMED)
    sealed = [value for value in row(ordered) if isinstance(value, bytes)]
    erased(ordered)
    pages = opened_pages(ordered.path, KEY)
    assert not any(value in pages for value in sealed)
    assert row(ordered) == (None,) * 6
    assert differences(ordered) == []


def test_what_a_patient_is_called_no_longer_is_blanked_when_that_is_corrected(ordered: Clinic) -> None:
    """At his erasure nobody knows any more what he was called: a wristband of before would outlast it."""
    married = Patient("Vale", JANE.given, JANE.born, JANE.record)
    scanned(ordered, "WRISTBAND QUILLFEATHER", "WRISTBAND QUILLFEATHER MR-700101", spelling_code("Q"), "GLOVES")
    ordered.execute("INSERT INTO parked (text, scan_id, at) VALUES ('QUILLFEATHER', 'x', '')")
    corrected(ordered, married)
    with ordered.database.reading() as connection:
        kept = [row[0] for row in connection.exec_driver_sql("SELECT data FROM scan WHERE data IS NOT NULL").all()]
    assert set(kept) == {"WRISTBAND QUILLFEATHER MR-700101", spelling_code("Q"), "GLOVES"}, (
        "the first of them names both"
    )
    assert ordered.value("SELECT count(*) FROM parked") == 0
    assert differences(ordered) == []
    erased(ordered)
    assert b"quillfeather" not in (opened_pages(ordered.path, KEY) + everything(ordered)).lower()


def test_after_erasure_nothing_can_be_done_with_the_patient_any_more(ordered: Clinic) -> None:
    erased(ordered)
    with ordered.database.reading() as connection:
        assert shown(connection, VAULT, 1) == "erased"
        assert commitments(connection, VAULT, 1) == {}
    for act in (lambda: looked(ordered), lambda: corrected(ordered, RENAMED), lambda: erased(ordered)):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "patient_erased"


def test_nobody_is_erased_while_a_tube_is_under_way(ordered: Clinic) -> None:
    ordered.execute(
        "INSERT INTO specimen (number, requisition_id, container_id, is_pool, state, steps, since, custodian)"
        " VALUES ('2600000143', 1, 1, 0, 'departed', 1, '', 'P1')"
    )
    with pytest.raises(Refusal) as refused:
        erased(ordered)
    assert refused.value.code == "patient_in_use"
    ordered.execute("UPDATE specimen SET state = 'disposed'")
    erased(ordered)


def test_a_log_that_cannot_be_emptied_is_told(ordered: Clinic) -> None:
    """Somebody reads meanwhile: the old pages are still in the log, and whoever erased must not believe them gone."""
    with ordered.database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM patient").scalar()
        raw = ordered.database.engine.raw_connection().driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=50")
        with ordered.database.writing() as writing:
            erase(writing, VAULT, pen(ordered), 1, "asked for by letter")
        with pytest.raises(StoreError) as refused:
            ordered.database.scrub()
    assert refused.value.code == "store_locked"
    ordered.database.scrub()


SWAP = "UPDATE patient SET {0} = (SELECT {0} FROM patient WHERE id = 2) WHERE id = 1"


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ("UPDATE requisition SET patient_id = 2 WHERE id = 1", "requisition_patient"),
        ("UPDATE requisition SET patient_id = 3 - patient_id", "requisition_patient"),
        (SWAP.format("name"), "patient_unreadable"),
        (SWAP.format("salt"), "patient_unreadable"),
        (SWAP.format("name_index"), "patient_changed"),
        ("UPDATE patient SET record_index = NULL WHERE id = 1", "patient_changed"),
        ("UPDATE patient SET record = NULL, record_index = NULL WHERE id = 1", "patient_changed"),
        (
            "UPDATE patient SET salt = o.salt, name = o.name, born = o.born, name_index = o.name_index"
            " FROM (SELECT * FROM patient WHERE id = 2) o WHERE patient.id = 1",
            "patient_unreadable",
        ),
        (
            "UPDATE patient SET salt = o.salt, name = o.name, born = o.born, name_index = o.name_index, record = NULL,"
            " record_index = NULL FROM (SELECT * FROM patient WHERE id = 2) o WHERE patient.id = 1",
            "patient_changed",
        ),
        (
            "UPDATE patient SET salt = NULL, name = NULL, born = NULL, record = NULL, name_index = NULL,"
            " record_index = NULL, erased_at = '' WHERE id = 1",
            "patient_erased",
        ),
        ("INSERT INTO patient (erased_at) VALUES ('')", "patient_unknown"),
    ],
)
def test_a_patient_that_was_changed_behind_the_journals_back_is_found(ordered: Clinic, attack: str, code: str) -> None:
    assert differences(ordered) == []
    ordered.execute(attack)
    assert code in differences(ordered)


def test_another_key_opens_nobody(ordered: Clinic) -> None:
    assert set(differences(ordered, Vault(bytes(32)))) == {"patient_unreadable", "requisition_number"}


def test_the_audit_tells_no_value(ordered: Clinic) -> None:
    ordered.execute(SWAP.format("name_index"))
    ordered.execute("UPDATE requisition SET patient_id = 2 WHERE id = 1")
    with ordered.database.reading() as connection:
        told = " ".join(difference.message for difference in audit_patients(connection, VAULT))
    assert told
    for secret in ("Quillfeather", "Odalys", "MR-7", "1980", "Brambleworth"):
        assert secret not in told
