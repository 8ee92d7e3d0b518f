"""Places: a tree, parents first, named by code or by name, without circles."""

from __future__ import annotations

import pytest

from tracker.exchange import read_locations
from tracker.inventory.entries import Known, KnownPlace, LocationRow
from tracker.inventory.facts import PlaceKind

SITE, ROOM, CART = "L0000151", "L0010142", "L0101128"


def rows(text: str, known: Known | None = None) -> list[LocationRow]:
    checked = read_locations(f"code,name,kind,parent,is_store\n{text}".encode(), known or Known())
    assert checked.faults == ()
    return list(checked.rows)


def faults(text: str, known: Known | None = None) -> list[tuple[int, str, str]]:
    checked = read_locations(f"code,name,kind,parent,is_store\n{text}".encode(), known or Known())
    assert checked.rows == ()
    return [(fault.line, fault.column, fault.message) for fault in checked.faults]


def test_parents_come_first_whatever_the_order_of_the_lines() -> None:
    found = rows(f"{CART},Cart,cabinet,{ROOM},\n{ROOM},Exam 1,room,{SITE},\n{SITE},Northgate,site,,\n")
    assert [(row.code, row.parent_code, row.line) for row in found] == [
        (SITE, "", 4),
        (ROOM, SITE, 3),
        (CART, ROOM, 2),
    ]


def test_places_without_codes_are_joined_by_name_and_known_by_line() -> None:
    found = rows(
        ",Clinic,site,,\n,Storeroom,room,Clinic,yes\n,A,cabinet,storeroom,\n,A-1,bin,A,\n,Exam 1,room,Clinic,\n"
    )
    assert {row.name: (row.parent_line, row.is_store) for row in found} == {
        "Clinic": (0, False),
        "Storeroom": (2, True),
        "A": (3, True),
        "A-1": (4, True),
        "Exam 1": (2, False),
    }


def test_a_line_without_code_is_the_known_place_of_that_name_there() -> None:
    known = Known(
        places={
            SITE: KnownPlace("Clinic", PlaceKind.SITE, "", False),
            ROOM: KnownPlace("Exam 1", PlaceKind.ROOM, SITE, False),
        }
    )
    found = rows(f",Exam 1,room,{SITE},\n,Exam 2,room,Clinic,\n", known)
    assert [(row.name, row.code, row.parent_code) for row in found] == [("Exam 1", ROOM, SITE), ("Exam 2", "", SITE)]


def test_a_file_that_names_its_parents_is_the_same_places_when_it_is_read_again() -> None:
    text = ",Clinic,site,,\n,Exam 1,room,Clinic,\n,Cart,cabinet,Exam 1,\n,Top,bin,Cart,\n"
    known = Known(
        places={
            SITE: KnownPlace("Clinic", PlaceKind.SITE, "", False),
            ROOM: KnownPlace("Exam 1", PlaceKind.ROOM, SITE, False),
            CART: KnownPlace("Cart", PlaceKind.CABINET, ROOM, False),
        }
    )
    assert [row.code for row in rows(text)] == ["", "", "", ""]
    assert [(row.code, row.parent_code) for row in rows(text, known)] == [
        (SITE, ""),
        (ROOM, SITE),
        (CART, ROOM),
        ("", CART),
    ]


def test_of_two_places_of_one_name_none_is_guessed() -> None:
    known = Known(
        places={
            SITE: KnownPlace("Clinic", PlaceKind.SITE, "", False),
            ROOM: KnownPlace("Store", PlaceKind.ROOM, SITE, False),
        }
    )
    found = faults(",South,site,,\n,Store,room,South,\n,A,cabinet,Store,\n", known)
    assert [(line, column) for line, column, _ in found] == [(4, "parent")]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (',"A\nB",site,,\n', 2, "name", "line break"),
        (",A,shelf,,\n", 2, "kind", "no kind of place"),
        (",A,cabinet,,\n", 2, "parent", "where this cabinet stands"),
        (",A,room,Nowhere,\n", 2, "parent", "called Nowhere"),
        (f",A,room,{SITE},\n", 2, "parent", f"no place {SITE}"),
        (",A,room,L0000152,\n", 2, "parent", "check digits"),
        (",S,site,,\n,A,room,S,\n,B,room,A,\n", 4, "kind", "A room cannot stand in a room"),
        (f"{SITE},S,site,,\n{SITE},T,site,,\n", 3, "code", "line 2 already"),
        (",S,site,,\n,A,room,S,\n,A,room,S,\n", 4, "name", "line 3 again"),
        (",S,site,,\n,A,room,S,\n,B,room,S,\n,X,cabinet,A,\n,X,cabinet,B,\n,Y,bin,X,\n", 7, "parent", "2 places"),
        (",S,site,,\n,A,room,,\n", 3, "parent", "in which site this room stands"),
        (",S,site,,perhaps\n", 2, "is_store", "neither yes nor no"),
    ],
)
def test_each_fault_is_named_in_its_column(text: str, line: int, column: str, words: str) -> None:
    found = faults(text)
    assert [(at, name) for at, name, _ in found] == [(line, column)]
    assert words in found[0][2]


def test_a_room_without_a_site_is_refused_where_the_clinic_has_one_and_its_sites_are_named() -> None:
    places = {
        SITE: KnownPlace("Clinic", PlaceKind.SITE, "", False),
        ROOM: KnownPlace("Exam 1", PlaceKind.ROOM, SITE, False),
    }
    checked = read_locations(f"code,name,kind\n{ROOM},Exam 1,room\n".encode(), Known(places=places))
    assert [(fault.line, fault.column, fault.hint) for fault in checked.faults] == [
        (2, "parent", "Write its site: Clinic.")
    ]
    assert len(rows(",Exam 1,room,,\n")) == 1, "where there is no site at all, none is asked for"


def test_a_circle_is_named_with_its_way_round() -> None:
    found = faults(",A,cabinet,B,\n,B,cabinet,C,\n,C,cabinet,A,\n")
    assert {line for line, _, _ in found} == {2, 3, 4}
    assert "A → B → C → A" in found[0][2]


def test_a_place_in_itself_is_a_circle() -> None:
    assert "A → A" in faults(",A,cabinet,A,\n")[0][2]
