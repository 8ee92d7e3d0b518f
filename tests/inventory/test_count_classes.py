"""Counts of classes beside one another: each line belongs to one of them."""

from __future__ import annotations

import json

from tests.clinic import AT, Clinic
from tests.inventory.count_steps import ANNE, RULES, SYRINGE, act, lines, opened, refused, said, whole
from tracker.hardware.scan import new_id
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_cases import cancel_case
from tracker.inventory.count_lines import counted_at, item_here, lines_of
from tracker.inventory.orders import Use


def test_what_one_open_count_has_no_other_has(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    assert "C2026-001" in refused("count_open_already", lambda: opened(clinic, "Exam 1")).message
    wide = opened(clinic)
    with clinic.database.reading() as connection:
        assert {line.place.path.split(" ")[0] for line in lines_of(connection, wide, RULES)} == {"Storeroom", "Exam"}
        assert not [line for line in lines_of(connection, wide, RULES) if line.place.path.startswith("Exam 1")]
    assert wide.left_out == ("Exam 1: C2026-001",)


def graded(clinic: Clinic) -> None:
    """The syringe is of class A, all others of C."""
    clinic.execute("UPDATE item SET unit_cost_micros = 1000000")
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["B"], 50))


def test_a_class_that_is_counted_elsewhere_is_left_out_and_nothing_else(clinic: Clinic) -> None:
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    wide = opened(clinic, "Northgate")
    assert wide.left_out == ("class A of Storeroom: C2026-001",)
    store = {line.item.name for line in lines(clinic, wide.number).values() if line.place.path.startswith("Storeroom")}
    assert store
    assert SYRINGE not in store
    elsewhere = {line.item.name for line in lines(clinic, wide.number).values() if line.place.name == "Cart"}
    assert SYRINGE in elsewhere
    act(clinic, lambda connection, pen: cancel_case(connection, pen, "C2026-001"))
    assert ("B", "LATE") not in lines(clinic, wide.number), "what was left to another is settled at the opening"
    again = opened(clinic, "Storeroom", classes="A")
    assert ("B", "LATE") in lines(clinic, again.number)
    refused("count_class", lambda: said(clinic, "B", "LATE", 1, case=wide.number))
    said(clinic, "B", "LATE", 1, case=again.number)
    whole(clinic)


def test_the_other_classes_of_a_room_are_counted_beside_one_and_refused_where_nothing_is_left(clinic: Clinic) -> None:
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    assert opened(clinic, "Storeroom", classes="BC").left_out == ()
    told = refused("count_open_already", lambda: opened(clinic, "Storeroom")).message
    assert "C2026-001, class A in Storeroom; C2026-002, class B, C in Storeroom" in told
    assert "C2026-001" in refused("count_open_already", lambda: opened(clinic, "A", classes="A")).message


def test_an_item_that_changes_its_class_stays_in_the_count_that_has_it(clinic: Clinic) -> None:
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    clinic.execute("UPDATE item SET unit_cost_micros = NULL")
    rest = opened(clinic, "Storeroom", classes="BC")
    assert ("B", "LATE") in lines(clinic)
    assert ("B", "LATE") not in lines(clinic, rest.number)


def test_whoever_stands_where_two_counts_are_open_counts_for_the_one_that_has_the_item(clinic: Clinic) -> None:
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    opened(clinic, "Storeroom", classes="BC")
    with clinic.database.reading() as connection:
        here = counted_at(connection, clinic.places["A"], RULES)
        of = {
            name: item_here(connection, clinic.places["A"], clinic.items[name], RULES)
            for name in (SYRINGE, "Gauze 4×4")
        }
    assert here is not None
    assert here.number == "C2026-001, C2026-002"
    assert {(each.case.done, each.case.lines) for each in of.values() if each is not None} == {(0, here.lines)}
    assert {name: each.case.number for name, each in of.items() if each is not None and each.is_counted} == {
        SYRINGE: "C2026-001",
        "Gauze 4×4": "C2026-002",
    }


def test_a_class_is_counted_alone(clinic: Clinic) -> None:
    graded(clinic)
    case = opened(clinic, classes="a")
    assert (case.classes, case.rooms) == ("A", ("Northgate",))
    assert {line.item.name for line in lines(clinic).values()} == {SYRINGE}
    assert {line.grade for line in lines(clinic).values()} == {"A"}
    refused("count_class", lambda: said(clinic, "Drawer", "SAL1", 6))
    refused("count_class", lambda: opened(clinic, "Exam 1", classes="D"))


def test_the_journal_tells_what_a_count_leaves_to_another_and_a_changed_share_shows(clinic: Clinic) -> None:
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    opened(clinic, "Storeroom", classes="BC")
    whole(clinic)
    body = clinic.value("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1")
    assert isinstance(body, bytes)
    codes = [clinic.value("SELECT code FROM location WHERE name = ?", (name,)) for name in ("Storeroom", "A", "B")]
    assert sorted(json.loads(body)["left_out"]) == sorted([code, "C2026-001"] for code in codes)
    row = (clinic.places["A"],)
    clinic.execute("DELETE FROM count_left_out WHERE location_id = ?", row)
    with clinic.database.reading() as connection:
        (found,) = audit_counts(connection)
    assert found.code == "count_left_out_changed"
    assert "C2026-002" in found.message
    clinic.execute("INSERT INTO count_left_out SELECT 2, ?, 1", row)
    whole(clinic)


def test_a_count_that_was_opened_before_the_journal_told_its_share_is_whole(clinic: Clinic) -> None:
    """As that version wrote it: the same event without the word."""
    graded(clinic)
    opened(clinic, "Storeroom", classes="A")
    with clinic.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO count_case (number, classes, state, position, opened_by, opened_at)"
            " VALUES ('C2026-002', 'BC', 'open', 0, ?, ?)",
            (ANNE, AT),
        )
        connection.exec_driver_sql("INSERT INTO count_left_out VALUES (2, ?, 1)", (clinic.places["A"],))
        event = {"by": ANNE, "classes": "BC", "number": "C2026-002", "places": []}
        clinic.journal.append(connection, new_id(), "count.opened", AT, event)
    whole(clinic)
