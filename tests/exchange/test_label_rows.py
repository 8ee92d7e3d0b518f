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


@pytest.mark.parametrize(
    ("design", "header", "first", "second", "column", "told"),
    [
        ("equipment", "name,code", "Centrifuge 2,EQ-0042", "Scale,EQ-0042", "code", "Centrifuge 2"),
        ("equipment", "name,code", "Centrifuge 2,EQ-0042", "Scale,eq-0042", "code", "Centrifuge 2"),
        ("equipment", "name,code,serial", "Scale,EQ-0042,A1", "Scale,EQ-0042,A2", "code", "A1"),
        ("item", "name,code", "Gauze,I00020756", "Swab,I00020756", "code", "Gauze"),
        ("badge", "name,code", "Anne,B0000000723", "Ben,B0000000723", "code", "Anne"),
        (
            "lot",
            "name,gtin,lot,expiry",
            "Saline,9520101000408,2K417,2027-09-30",
            "Saline,09520101000408,2K417,2028-09-30",
            "lot",
            "2027-09-30",
        ),
        (
            "lot",
            "name,gtin,lot,expiry",
            "Saline,9520101000408,2K417,2027-09-30",
            "Ringer,9520101000408,2K418,2027-09-30",
            "gtin",
            "Saline",
        ),
        (
            "lot_local",
            "name,code,lot,expiry",
            "Saline,I00020756,2K417,2027-09-30",
            "Saline,I00020756,2K417,2028-09-30",
            "lot",
            "2027-09-30",
        ),
    ],
)
def test_one_number_for_two_things_is_a_fault_of_the_second_line(
    design: str, header: str, first: str, second: str, column: str, told: str
) -> None:
    kind = own_designs()[design]
    checked = read_label_rows(f"{header}\n{first}\n{second}\n".encode(), kind.needs, kind.may_have)
    assert checked.rows == ()
    assert [(fault.line, fault.column) for fault in checked.faults] == [(3, column)]
    assert told in checked.faults[0].message
    assert "line 2" in checked.faults[0].message


def test_the_same_line_once_more_is_a_label_once_more() -> None:
    kind = own_designs()["equipment"]
    table = b"name,code,due\nScale,EQ-0042,2027-03-01\nscale,EQ-0042,2027-03-01\nScale,EQ-0043,2027-03-01\n"
    assert len(read_label_rows(table, kind.needs, kind.may_have).rows) == 3
