"""A patient's data is shut away field by field, and what is shown or asked of it gives nothing away."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.clinic import Clinic
from tests.specimens.ordered import JANE, JOHN, VAULT, equip, everything, order
from tracker.errors import Refusal, StoreError
from tracker.specimens.challenging import challenge_for
from tracker.specimens.known_names import names_known_patient
from tracker.specimens.patients import (
    LONGEST_NAME,
    Patient,
    cleaned,
    commitments,
    enter,
    masked,
    read,
    sealed_row,
)
from tracker.specimens.vault import Vault, folded

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
ASKABLE = st.from_regex("[A-Za-z]{2}", fullmatch=True)
"""Of what somebody must have two letters, so that he can be asked for them."""
PATIENTS = st.builds(
    Patient,
    st.builds(str.__add__, ASKABLE, NAMES) | NAMES,
    st.builds(str.__add__, ASKABLE, NAMES),
    DAYS,
    st.none() | NAMES,
).map(cleaned)


@given(PATIENTS)
def test_whoever_goes_into_the_vault_comes_out_the_same(patient: Patient) -> None:
    salt, name, born, record, _, _ = sealed_row(VAULT, patient)
    assert salt is not None
    assert name is not None
    assert born is not None
    family, _, given_name = VAULT.open(salt, "name", name).partition("\n")
    assert (family, given_name, VAULT.open(salt, "born", born)) == (
        patient.family,
        patient.given,
        patient.born.isoformat(),
    )
    assert (VAULT.open(salt, "record", record) if record else None) == patient.record


@given(PATIENTS)
@example(Patient("3rd", "2nd", date(2010, 1, 1)))
@example(Patient("’t Hooft", "J", date(1905, 12, 31), "99999"))
def test_a_mask_shows_two_letters_and_two_digits_at_most(patient: Patient) -> None:
    shown = masked(patient)
    assert sum(character.isalpha() for character in shown) <= 2
    assert sum(character.isdigit() for character in shown) <= 2


@given(PATIENTS)
@example(Patient("李", "小", date(1975, 5, 12), "70123"))
@example(Patient("ß", "ŉ", date(1999, 1, 1)))
def test_what_is_asked_can_be_answered_with_letters_and_digits_alone(patient: Patient) -> None:
    questions = challenge_for(patient).questions
    assert len(questions) == 2
    for question in questions:
        assert question.answer
        assert set(question.answer) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        assert question.answer not in question.asks


@pytest.mark.parametrize(
    ("patient", "answer"),
    [
        (Patient("Ødegård", "Åse", date(1990, 7, 1)), "ODAS"),
        (Patient("Łąkowska", "Żaneta", date(1990, 7, 1)), "LAZA"),
        (Patient("O'Thistledown", "Séamus", date(1990, 7, 1)), "OTSE"),
        (Patient("van der Berg", "Jo", date(1990, 7, 1)), "VAJO"),
        (Patient("Þórdís", "Æsa", date(1990, 7, 1)), "THAE"),
        (Patient("E", "Linnet", date(1990, 7, 1)), "LIN"),
        (Patient("Wren", "李", date(1990, 7, 1)), "WRE"),
        (Patient("李", "小蝶", date(1990, 7, 1), "MR-70 1-05"), "105"),
    ],
)
def test_the_name_is_asked_as_somebody_at_a_plain_keyboard_would_enter_it(patient: Patient, answer: str) -> None:
    assert [question.answer for question in challenge_for(patient).questions] == [answer, "0701"]


@pytest.mark.parametrize(
    ("patient", "other"),
    [
        (Patient("Doe", "Jane", date(1980, 3, 5)), Patient("Dunn", "Jill", date(1980, 3, 6))),
        (Patient("Ng", "李", date(1980, 3, 5)), Patient("Nu", "李", date(1980, 5, 3))),
        (Patient("E", "Linnet", date(1980, 3, 5)), Patient("E", "Loveday", date(1980, 12, 5))),
        (Patient("李", "小蝶", date(1980, 3, 5), "MR-1-05"), Patient("李", "小蝶", date(1980, 3, 15), "MR-1-06")),
    ],
)
def test_the_banner_gives_no_answer_away(patient: Patient, other: Patient) -> None:
    """Two patients of one banner, and not one answer that is right for both."""
    assert masked(patient) == masked(other)
    pairs = zip(challenge_for(patient).questions, challenge_for(other).questions, strict=True)
    answers = [(one.answer, another.answer) for one, another in pairs]
    assert len(answers) == 2
    assert all(one != another for one, another in answers)


@pytest.mark.parametrize(
    "patient",
    [
        Patient("李", "小蝶", date(1980, 3, 5)),
        Patient("E", "O", date(1904, 2, 29), "--"),
        Patient("Мятный", "Лука", date(1960, 7, 7), "71"),
    ],
)
def test_nobody_is_let_in_of_whom_only_the_birth_date_could_be_asked(clinic: Clinic, patient: Patient) -> None:
    """The year of birth stands on the banner, and with the day it is one identifier and not two."""
    with clinic.database.writing() as connection, pytest.raises(Refusal) as refused:
        enter(connection, VAULT, patient)
    assert (refused.value.code, "record number" in refused.value.hint) == ("patient_incomplete", True)
    assert challenge_for(patient).questions == ()


def test_twins_are_told_apart() -> None:
    tansy, tobias = (Patient("Pebblecroft", name, date(2019, 6, 1)) for name in ("Tansy", "Tobias"))
    assert challenge_for(tansy) != challenge_for(tobias)


def _answers(patient: Patient, *others: Patient) -> list[str]:
    return [question.answer for question in challenge_for(patient, others).questions]


def test_of_near_namesakes_of_one_birthday_more_letters_are_asked_until_they_differ() -> None:
    """Anna's answer must not pass for Anne's: to the banner they are one."""
    born = date(1980, 2, 20)
    anna, anne, ann = (Patient("Smith", given, born) for given in ("Anna", "Anne", "Ann"))
    assert _answers(anna) == _answers(anne) == ["SMAN", "0220"]
    assert (_answers(anna, anne), _answers(anne, anna)) == (["SMANNA", "0220"], ["SMANNE", "0220"])
    assert _answers(anna, ann) == ["SMANNA", "0220"]
    assert _answers(anna, replace(anne, born=date(1980, 3, 20))) == ["SMAN", "0220"]
    assert _answers(anna, Patient("Smythe", "Anna", born)) == ["SMIAN", "0220"]
    assert "4 of the given" in challenge_for(anna, [anne]).questions[0].asks


def test_of_namesakes_the_record_numbers_end_is_asked_too_else_the_challenge_says_that_it_cannot_tell() -> None:
    """Ann is how Anna begins: no letter of hers is not Anna's."""
    born = date(1980, 2, 20)
    ann, anna = Patient("Smith", "Ann", born, "MR-1077"), Patient("Smith", "Anna", born, "MR-2077")
    assert _answers(ann, anna) == ["SMAN", "0220", "1077"]
    assert not challenge_for(ann, [anna]).is_shared
    unnumbered = challenge_for(replace(ann, record=None), [anna])
    assert [each.answer for each in unnumbered.questions] == ["SMAN", "0220"]
    assert unnumbered.is_shared


def test_an_erased_patient_can_be_asked_nothing() -> None:
    assert challenge_for(None).questions == ()
    assert masked(None) == "erased"


def test_a_field_opens_nowhere_but_in_its_own_place() -> None:
    salt, name, born, *_ = sealed_row(VAULT, JANE)
    other, *_ = sealed_row(VAULT, JOHN)
    assert salt is not None
    assert name is not None
    assert born is not None
    assert other is not None
    for where, what, field in (
        (other, "name", name),
        (salt, "born", name),
        (salt, "name", born),
        (salt, "record", born),
    ):
        with pytest.raises(StoreError) as refused:
            VAULT.open(where, what, field)
        assert refused.value.code == "patient_key"
    with pytest.raises(StoreError):
        Vault(bytes(32)).open(salt, "name", name)
    with pytest.raises(StoreError):
        VAULT.open(salt, "name", name[:-1] + bytes([name[-1] ^ 1]))
    for cut in (b"", name[:11], name[:12], name[:20]):
        with pytest.raises(StoreError):
            VAULT.open(salt, "name", cut)


@given(NAMES, NAMES)
def test_names_have_one_index_where_they_are_equal_and_only_there(one: str, other: str) -> None:
    assert (VAULT.index("name", one) == VAULT.index("name", other)) == (folded(one) == folded(other))
    assert VAULT.index("name", one) == VAULT.index("name", unicodedata.normalize("NFD", one))
    assert VAULT.index("name", one) != VAULT.index("record", one)
    assert VAULT.index("name", one) != Vault(bytes(32)).index("name", one)


def test_two_patients_with_one_name_have_nothing_equal_but_its_index() -> None:
    twin = sealed_row(VAULT, Patient(JANE.family, JANE.given, JANE.born))
    rows = list(zip(sealed_row(VAULT, JANE), twin, strict=True))
    assert [one == other for one, other in rows[:3]] == [False] * 3
    assert rows[4][0] == rows[4][1]


def test_nothing_of_a_patient_can_be_read_in_the_database(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, JANE, number="NG-1")
    kept = everything(clinic)
    assert b"NG-1" in kept
    for secret in (JANE.family, JANE.given, JANE.record or "", "1980-03-05", "19800305"):
        assert secret.encode() not in kept
        assert secret.lower().encode() not in kept.lower()
        assert secret.encode("utf-16-le") not in kept


def test_nothing_of_a_patient_stands_in_a_representation() -> None:
    for shown in (repr(JANE), str(JANE), repr(VAULT), repr(challenge_for(JANE)), f"{JANE}"):
        for secret in (JANE.family, JANE.given, "MR-700101", "1980", "QUOD", "0305", bytes(range(100, 132)).hex()):
            assert secret not in shown


def test_nothing_of_a_patient_stands_in_an_error(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, JANE)
    thief = Patient("Brambleworth", "Ignatius", date(1947, 11, 30), JANE.record)
    with pytest.raises(Refusal) as refused:
        order(clinic, thief)
    assert refused.value.code == "patient_differs"
    told = f"{refused.value!r} {refused.value} {refused.value.message} {refused.value.hint} {refused.value.__cause__!r}"
    for secret in ("Quillfeather", "Odalys", "Brambleworth", "Ignatius", "MR-700101", "1980", "1947"):
        assert secret not in told


@pytest.mark.parametrize(
    "patient",
    [
        Patient("", "Odalys", date(1980, 3, 5)),
        Patient("Quill\nfeather", "Odalys", date(1980, 3, 5)),
        Patient("Quill\x1b[2J", "Odalys", date(1980, 3, 5)),
        Patient("Quill\u202efeather", "Odalys", date(1980, 3, 5)),
        Patient("Quillfeather", "O" * (LONGEST_NAME + 1), date(1980, 3, 5)),
        Patient("Quillfeather", "Odalys", date(1899, 12, 31)),
    ],
)
def test_what_no_label_can_show_is_refused_without_being_quoted(clinic: Clinic, patient: Patient) -> None:
    with pytest.raises(Refusal) as refused, clinic.database.writing() as connection:
        enter(connection, VAULT, patient)
    assert refused.value.code == "patient_incomplete"
    assert "Quill" not in refused.value.message + refused.value.hint


def people(clinic: Clinic, *patients: Patient) -> list[int]:
    with clinic.database.writing() as connection:
        return [enter(connection, VAULT, patient) for patient in patients]


def test_a_patient_is_known_again_by_record_or_by_name_and_birth_date(clinic: Clinic) -> None:
    shouted = Patient("QUILLFEATHER", "odalys", JANE.born, "mr-700101")
    nameless = Patient(JANE.family, JANE.given, JANE.born)
    other_day = Patient(JANE.family, JANE.given, date(1980, 3, 6))
    first, second, third, fourth = people(clinic, JANE, shouted, nameless, other_day)
    assert first == second == third
    assert fourth != first


def test_another_record_number_is_another_patient_even_of_that_name_and_day(clinic: Clinic) -> None:
    first, second = people(clinic, JANE, Patient(JANE.family, JANE.given, JANE.born, "MR-900000"))
    assert first != second


def test_of_two_namesakes_nobody_guesses_which_is_meant(clinic: Clinic) -> None:
    people(clinic, JANE, Patient(JANE.family, JANE.given, JANE.born, "MR-900000"))
    with pytest.raises(Refusal) as refused:
        people(clinic, Patient(JANE.family, JANE.given, JANE.born))
    assert refused.value.code == "patient_ambiguous"


def test_commitments_differ_for_equal_values_of_two_patients(clinic: Clinic) -> None:
    """Else anybody who has the journal could see that two orders are one person's, after both are erased."""
    one, other = people(clinic, JANE, Patient(JANE.family, JANE.given, JANE.born, "MR-900000"))
    with clinic.database.reading() as connection:
        first, second = (commitments(connection, VAULT, patient_id) for patient_id in (one, other))
        assert read(connection, VAULT, one) == JANE
    assert set(first) == {"born", "name", "record"}
    assert all(first[name] != second[name] for name in first)


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("MR-700101", True),
        ("mr-700101", True),
        ("WRISTBAND MR-700101 BED 4", True),
        ("Quillfeather^Odalys", True),
        ("odalys QUILLFEATHER, ward 3", True),
        ("MR-700109", False),
        ("Quillfeather", False),
        ("0109520101000408", False),
        ("", False),
    ],
)
def test_a_code_that_holds_a_known_patients_number_or_whole_name_is_told_by_the_indexes(
    clinic: Clinic, text: str, is_known: bool
) -> None:
    equip(clinic)
    order(clinic, JANE, "CBC")
    with clinic.database.reading() as connection:
        assert names_known_patient(connection, VAULT, text) is is_known
        assert not names_known_patient(connection, Vault(bytes(32)), text), "by the patients' own key alone"
