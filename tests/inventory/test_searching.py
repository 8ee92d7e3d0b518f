"""An item is found by any part of its name, in any order of the words, while one types."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import TODAY, Clinic, open_clinic
from tracker.inventory.reader import Reader


def found(clinic: Clinic, words: str, limit: int = 50) -> list[str]:
    with clinic.database.reading() as connection:
        return [item.name for item in Reader(connection, TODAY).search(words, limit)]


@pytest.fixture(scope="module")
def shared_clinic(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Read, and never written to."""
    opened = open_clinic(Path(shutil.copy(furnished_file, tmp_path_factory.mktemp("shared") / "tracker.db")))
    yield opened
    opened.database.close()


def stock_up(clinic: Clinic, *names: str) -> None:
    for number, name in enumerate(names):
        clinic.execute(
            "INSERT INTO item (code, name, base_unit, category, tracks_lot, tracks_expiry) VALUES (?, ?, 'each', '', 0, 0)",
            (f"X{number}", name),
        )


def test_a_part_of_a_name_finds_it_whatever_its_case(clinic: Clinic) -> None:
    for words in ("yring", "SYRINGE", "3 ml", "mL syr", "3", "nge 3", "y"):
        assert found(clinic, words) == ["Syringe 3 mL"], words
    assert found(clinic, "s") == ["Saline 0.9 %", "Syringe 3 mL"]
    assert found(clinic, "syringes") == []


def test_what_begins_so_comes_first_and_the_rest_by_name(clinic: Clinic) -> None:
    stock_up(clinic, "Pad, gauze", "gauze roll", "Bandage of gauze")
    assert found(clinic, "gauze") == ["Gauze 4×4", "gauze roll", "Bandage of gauze", "Pad, gauze"]
    assert found(clinic, "ga") == ["Gauze 4×4", "gauze roll", "Bandage of gauze", "Pad, gauze"]
    assert found(clinic, "gauze", 2) == ["Gauze 4×4", "gauze roll"]
    assert found(clinic, "ga", 3) == ["Gauze 4×4", "gauze roll", "Bandage of gauze"]


def test_accents_and_other_alphabets_are_found_in_either_case(clinic: Clinic) -> None:
    stock_up(clinic, "ÄTHER 70 %", "Kanüle grün", "Γάζα")
    assert found(clinic, "äther") == ["ÄTHER 70 %"]
    assert found(clinic, "grun") == found(clinic, "GRÜN") == ["Kanüle grün"]
    assert found(clinic, "γάζα") == ["Γάζα"]


def test_a_name_that_was_changed_is_found_by_the_new_one_only(clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET name = 'Sponge 4×4' WHERE name = 'Gauze 4×4'")
    assert (found(clinic, "gauze"), found(clinic, "sponge")) == ([], ["Sponge 4×4"])
    stock_up(clinic, "Splint")
    clinic.execute("DELETE FROM item WHERE name = 'Splint'")
    assert found(clinic, "splint") == []


@pytest.mark.parametrize(
    "words", ['"', '"""', "%", "___", "a OR b", "name:x", "NOT", "*", "^sy", "\0syr", "\\", "- - -", " "]
)
def test_what_means_something_to_a_database_means_nothing_here(clinic: Clinic, words: str) -> None:
    assert set(found(clinic, words)) <= {"Syringe 3 mL", "Saline 0.9 %"}


def test_of_more_than_fit_those_with_the_beginning_come_first(clinic: Clinic) -> None:
    """Far more than are looked at before the index is asked."""
    stock_up(clinic, *(f"Catheter {number:04}" for number in range(700)), "A catheter")
    assert found(clinic, "catheter", 3) == ["Catheter 0000", "Catheter 0001", "Catheter 0002"]
    assert len(set(found(clinic, "theter", 20))) == 20
    assert found(clinic, "theter 0699") == found(clinic, "0699 ca") == ["Catheter 0699"]
    assert found(clinic, "cat a", 1000) == [*(f"Catheter {number:04}" for number in range(700)), "A catheter"]


@settings(max_examples=60)
@given(words=st.text(alphabet="sSyYaglinune 34.%m×L", min_size=1, max_size=8), limit=st.integers(1, 5))
def test_it_finds_what_reading_every_name_finds(shared_clinic: Clinic, words: str, limit: int) -> None:
    with shared_clinic.database.reading() as connection:
        names = list(connection.exec_driver_sql("SELECT name FROM item").scalars())
    parts = words.casefold().split(" ")
    named = {name for name in names if any(parts) and all(part in name.casefold() for part in parts)}
    assert set(found(shared_clinic, words)) == named
    assert len(found(shared_clinic, words, limit)) == min(limit, len(named))


def test_one_or_two_letters_that_few_names_have_are_found_wherever_they_stand(clinic: Clinic) -> None:
    """At a name's beginning, within it, at its very end, and as the whole of it; among far more names without them."""
    stock_up(
        clinic, *(f"Catheter {number:04}" for number in range(400)), "Jazz", "Zz", "Pad ZZ b", "Äzz 3", "Z", "Fuzzy"
    )
    assert found(clinic, "zz") == ["Zz", "Fuzzy", "Jazz", "Pad ZZ b", "Äzz 3"]
    assert found(clinic, "z") == ["Z", "Zz", "Fuzzy", "Gauze 4×4", "Jazz", "Pad ZZ b", "Äzz 3"]
    assert found(clinic, "zz b") == ["Pad ZZ b"]
    assert found(clinic, "q") == found(clinic, "zq") == found(clinic, "zz q") == []
    clinic.execute("UPDATE item SET name = 'Jaw' WHERE name = 'Jazz'")
    clinic.execute("DELETE FROM item WHERE name = 'Fuzzy'")
    assert found(clinic, "zz") == ["Zz", "Pad ZZ b", "Äzz 3"]
    assert found(clinic, "aw") == ["Jaw"]


@settings(max_examples=40)
@given(
    names=st.lists(st.text(alphabet="abzÄäé%_' \u0301Kß×", min_size=1, max_size=6).filter(str.strip), max_size=8),
    words=st.text(alphabet="abzÄäé%_' ", min_size=1, max_size=2),
)
def test_short_words_find_what_comparing_each_name_finds(furnished_file: Path, names: list[str], words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clinic = open_clinic(Path(shutil.copy(furnished_file, Path(folder) / "tracker.db")))
        stock_up(clinic, *names)
        with clinic.database.reading() as connection:
            compared = connection.exec_driver_sql(
                "SELECT name FROM item WHERE " + " AND ".join("instr(lower(name), lower(?))" for _ in words.split()),
                tuple(words.split()),
            )
            expected = sorted(compared.scalars()) if words.split() else []
        assert sorted(found(clinic, words)) == expected
        clinic.database.close()
