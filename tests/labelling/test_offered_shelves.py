"""Shelf labels have their par from the record, by place or of one item."""

from __future__ import annotations

import pytest

from tests.clinic import Clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.labelling.offered_shelves import shelf_of, shelves_under

STOREROOM, EXAM_1, CART = (house.location_code(number) for number in (2, 5, 6))
SYRINGE, GAUZE = house.item_code(1), house.item_code(2)


def test_a_room_has_the_shelves_of_all_that_is_in_it(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        made = shelves_under(connection, EXAM_1)
        assert [(one.values["name"], one.values["path"], one.values["par"]) for one in made] == [
            ("Syringe 3 mL", "Exam 1 · Cart", "20"),
            ("Syringe 3 mL", "Exam 1 · Wall", "10"),
        ]
        assert [one.values["par"] for one in shelves_under(connection, CART)] == ["20"]


def test_a_par_that_is_changed_is_the_one_that_is_printed(clinic: Clinic) -> None:
    clinic.execute("UPDATE par_level SET par = 24 WHERE par = 20")
    with clinic.database.reading() as connection:
        assert shelf_of(connection, SYRINGE, CART).values["par"] == "24"


def test_what_has_no_par_there_has_no_shelf(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        for ask in (lambda: shelves_under(connection, STOREROOM), lambda: shelf_of(connection, GAUZE, CART)):
            with pytest.raises(Refusal) as refused:
                ask()
            assert refused.value.code == "label_no_par"
