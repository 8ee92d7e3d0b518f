"""A table of labels: checked wholly before one is printed."""

from __future__ import annotations

import pytest

from labels.loading import own_designs
from tracker.exchange.labels import read_label_rows
from tracker.exchange.rows import Checked

LOT = own_designs()["lot"]
ITEM = own_designs()["item"]


def rows(text: str, of_lot: bool = False) -> Checked[object]:
    design = LOT if of_lot else ITEM
    checked = read_label_rows(text.encode(), design.needs, design.may_have)
    return Checked(tuple(checked.rows), checked.faults, checked.fault_count)


def test_an_expiry_is_given_in_both_forms() -> None:
    checked = rows("name,gtin,lot,expiry\nSaline,9520101000408,2K417,2027-09-30\n", of_lot=True)
    assert checked.rows == (
        {"name": "Saline", "gtin": "09520101000408", "lot": "2K417", "expiry": "2027-09-30", "expiry_yymmdd": "270930"},
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Gauze,I00020757,", "code"),
        ("Gauze,,each", "code"),
        (",I00020756,each", "name"),
        ("Ga\x1b[2Juze,I00020756,each", "name"),
        ("=1+1,I00020756,each", "name"),
        ("Gauze,I0002 0756,each", "code"),
    ],
)
def test_a_faulty_line_stops_the_file(line: str, column: str) -> None:
    checked = rows(f"name,code,unit\nSwab,I00020368,each\n{line}\n")
    assert checked.rows == ()
    assert [(fault.line, fault.column) for fault in checked.faults] == [(3, column)]


@pytest.mark.parametrize("line", ["Saline,9520101000409,2K417,2027-09-30", "Saline,9520101000408,2K417,30.09.2027"])
def test_a_wrong_gtin_or_date_is_named(line: str) -> None:
    checked = rows(f"name,gtin,lot,expiry\n{line}\n", of_lot=True)
    assert checked.fault_count == 1


def test_a_column_that_the_design_has_not_is_named() -> None:
    assert rows("name,code,colour\nGauze,I00020756,red\n").faults[0].column == "colour"
