"""A name, a number and a day are found in a reason however a hurried hand writes them, and nothing is where none is."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clinic import Clinic
from tests.specimens.honest_reasons import FAMILIES, REASONS
from tests.specimens.ordered import VAULT, equip, order
from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.specimens.family_words import family_words
from tracker.specimens.nameless import names_anybody, require_nameless_number
from tracker.specimens.patients import Patient
from tracker.specimens.spelled import days

DAY = date(1981, 5, 5)
NAMED = [
    ("O'Brien", "call from OBrien"),
    ("O'Brien", "O Brien asked"),
    ("O'Neil", "mr oneil asked"),
    ("D'Angelo", "DAngelo"),
    ("McDonald", "Mc Donald asked"),
    ("Smith-Jones", "smithjones"),
    ("van der Berg", "vanderberg"),
    ("van der Berg", "vander Berg"),
    ("De Luca", "deluca called"),
    ("Sørensen", "sorensen"),
    ("Sørensen", "soerensen"),
    ("Łukasik", "lukasik"),
    ("Đorđević", "dordevic"),
    ("Đorđević", "djordjevic"),
    ("Weiß", "weiss"),
    ("Müller", "mueller"),
    ("Kaʻahumanu", "kaahumanu"),
    ("Long", "J. Long asked"),
    ("Long", "Long, J. asked"),
    ("Long", "asked by Long, J"),
    ("Long", "mrs long"),
    ("Cermakova", "cermakova2"),
    ("Cermakova", "_cermakova_"),
    ("Cermakova", "CermakovaJ"),
    ("Čermáková-Svítání", "CermakovaSvitani"),
    ("Ng", "ng called"),
    ("李檬", "lot 李檬2"),
    ("Wren", "Wrens tube"),
    ("Wren", "the wrens' tube"),
    ("Wren", "Wr\u0435n's tube"),
    ("Wren", "\u0174r\u212fn"),
    ("Wren", "\U0001d416\U0001d42b\U0001d41e\U0001d427 tube"),
    ("Wren", "\uff37\uff32\uff25\uff2e"),
    ("Marshfeather", "\u039c\u0391rshfe\u0430ther"),
    ("Мятный", "мятный asked"),
    ("Νίκος", "ΝΙΚΟΣ"),
]
BORN = [
    "5 V 1981", "5.V.1981", "05_05_1981", "5–5–1981", "5:5:1981", "5th day of May 1981", "5 | 5 | 1981", "5\\5\\1981",
    "5·5·1981", "٥/٥/١٩٨١", "5 de mayo de 1981", "1981.5.5", "DOB05051981",
    "5 mai 1981", "5. Mai 1981", "5 maggio 1981", "5 de maio de 1981", "5 mei 1981", "1981年5月5日", "1981년 5월 5일",
    "１９８１/５/５",
]  # fmt: skip


@pytest.mark.parametrize(("family", "reason"), NAMED)
def test_a_family_name_is_found(family: str, reason: str) -> None:
    assert family_words(reason).name(family, "Jane")


@pytest.mark.parametrize("reason", ["Long line, K hook", "too long, a tube broke", "K. Long", "Long wait. J hook"])
def test_a_word_of_everyday_is_a_name_beside_the_givens_letter_only(reason: str) -> None:
    assert not family_words(reason).name("Long", "Jane")


@pytest.mark.parametrize("said", BORN)
def test_a_day_is_found(said: str) -> None:
    assert (1981, 5, 5) in days(f"born {said}, she says").whole


def test_of_two_hundred_honest_reasons_none_is_refused_for_any_of_360_families() -> None:
    """Measured: 25 of them were, before the words of work were among the common ones."""
    assert len(REASONS) >= 200
    for reason in REASONS:
        said = family_words(reason)
        assert [family for family in FAMILIES if said.name(family, "Jane")] == [], reason


@pytest.mark.parametrize(
    ("reason", "is_named"),
    [
        ("record no. 1234", True),
        ("MRN 1234 asked", True),
        ("pt #1234", True),
        ("chart 12-34", True),
        ("A77 asked", False),
        ("record A77", True),
        ("lot 1234", False),
        ("order 1234 came twice", False),
    ],
)
def test_a_short_record_number_is_found_where_it_is_called_one(clinic: Clinic, reason: str, is_named: bool) -> None:
    equip(clinic)
    order(clinic, Patient("Wren", "Ptolemy", DAY, "1234"))
    order(clinic, Patient("Yarrow", "Zebedee", DAY, "A77"))
    with clinic.database.reading() as connection:
        assert names_anybody(connection, VAULT, reason) is is_named


@pytest.mark.parametrize(
    ("number", "is_named"),
    [
        ("Cermakova-Svitani", True),
        ("cermakova 3", True),
        ("MR700132", True),
        ("700132", False),
        ("19810505", False),
        ("NG4251", False),
        ("Z-1234-2026", False),
        ("CPT-00123456", False),
    ],
)
def test_a_number_names_by_a_name_and_not_by_its_digits(clinic: Clinic, number: str, is_named: bool) -> None:
    equip(clinic)
    order(clinic, Patient("Čermáková-Svítání", "Růžena", DAY, "MR-700132"))
    order(clinic, Patient("Ng", "Ada", DAY))
    with clinic.database.reading() as connection:
        try:
            require_nameless_number(
                connection, VAULT, Pen(clinic.journal, "2026-11-16T12:00:00.000Z"), "recall", number
            )
        except Refusal:
            assert is_named
        else:
            assert not is_named


@pytest.mark.parametrize(
    ("text", "day"), [("28 août 1943", 8), ("1er février 1943", 2), ("28 März 1943", 3), ("28 Dezember 1943", 12)]
)
def test_a_month_is_read_in_the_languages_of_those_who_write_it(text: str, day: int) -> None:
    assert (1943, day) in {(year, month) for year, month, _ in days(text).whole}
