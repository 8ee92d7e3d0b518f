"""A count from its opening to its closing: blind, against the ledger's position, and nothing is taken for gone unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.clinic import AT, TODAY, Clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_cases import cancel_case, open_case
from tracker.inventory.count_closing import Closed, close_case, reverse_case
from tracker.inventory.count_due import closed_lines, due
from tracker.inventory.count_entries import give_reason, say_none
from tracker.inventory.count_facts import Again, CountCase, CountLine, CountReason, LineState
from tracker.inventory.count_lines import case_numbered, counted_at, item_here, lines_of, open_cases_at
from tracker.inventory.count_places import places_named
from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import WasteReason
from tracker.inventory.opening_audit import audit_opened
from tracker.inventory.orders import Count, CountInCase, Open, Receive, Reverse, Transfer, Uncount, Use, Waste
from tracker.inventory.services import perform
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.store.connection import Connection

ANNE, BEN = house.badge_code(7), house.badge_code(8)
SYRINGE = "Syringe 3 mL"
RULES = CountRules()
T = TypeVar("T")


def act(clinic: Clinic, what: Callable[[Connection, Pen], T], by: str = ANNE) -> T:
    with clinic.database.writing() as connection:
        return what(connection, Pen(clinic.journal, AT, by))


def opened(clinic: Clinic, *rooms: str, classes: str = "") -> CountCase:
    return act(clinic, lambda connection, pen: open_case(connection, pen, places_named(connection, rooms), classes))


def said(clinic: Clinic, place: str, lot: str, number: int, by: str = ANNE, case: str = "C2026-001") -> str:
    item = clinic.value("SELECT item_id FROM lot WHERE id = ?", (clinic.lots[lot],))
    assert isinstance(item, int)
    return clinic.order(CountInCase(case, item, clinic.lots[lot], clinic.places[place], number, by))


def closed(clinic: Clinic, by: str = ANNE, reason: CountReason | None = None, rules: CountRules = RULES) -> Closed:
    return act(clinic, lambda connection, pen: close_case(connection, pen, "C2026-001", rules, reason), by)


def lines(clinic: Clinic, number: str = "C2026-001") -> dict[tuple[str, str], CountLine]:
    with clinic.database.reading() as connection:
        found = lines_of(connection, case_numbered(connection, number), RULES)
    return {(line.place.name, line.lot.number): line for line in found}


def states(clinic: Clinic) -> dict[tuple[str, str], LineState | Again]:
    return {key: line.again or line.state for key, line in lines(clinic).items()}


def refused(code: str, what: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        what()
    assert found.value.code == code
    return found.value


def whole(clinic: Clinic) -> None:
    """Balances, ledger, counts and journal tell the same."""
    with clinic.database.reading() as connection:
        assert [*audit_balances(connection), *audit_movements(connection), *audit_counts(connection)] == []
        assert verify(connection).findings == ()


def as_the_books(clinic: Clinic) -> None:
    """Exam 1 is counted as it is: the cart has 4 LATE and 3 GONE, the wall 5 LATE."""
    for place, lot, number in (("Cart", "LATE", 4), ("Cart", "GONE", 3), ("Wall", "LATE", 5)):
        said(clinic, place, lot, number)


def test_a_count_asks_for_all_that_the_books_have_in_the_room_and_in_no_other(clinic: Clinic) -> None:
    case = opened(clinic, "Exam 1")
    assert (case.number, case.rooms, case.opened_by, case.is_open) == ("C2026-001", ("Exam 1",), ANNE, True)
    assert set(states(clinic)) == {("Cart", "LATE"), ("Cart", "GONE"), ("Wall", "LATE")}
    assert set(states(clinic).values()) == {LineState.TO_COUNT}


def test_what_agrees_is_closed_without_a_movement_and_is_counted_that_day(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    movements = clinic.value("SELECT count(*) FROM movement")
    assert closed(clinic).lines == ()
    assert clinic.value("SELECT count(*) FROM movement") == movements
    with clinic.database.reading() as connection:
        places = {each.place.path for each in due(connection, TODAY, RULES)}
    assert not [path for path in places if path.startswith("Exam 1")]
    assert [path for path in places if path.startswith("Storeroom")]
    whole(clinic)


def test_a_difference_is_booked_at_the_closing_with_its_reason_and_the_counts_number(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for number in (2, 2):
        said(clinic, "Wall", "LATE", number)
    assert clinic.held("Wall", "LATE") == 5, "nothing is booked before"
    key = lines(clinic)["Wall", "LATE"].key
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, CountReason.NOT_BOOKED))
    (line,) = closed(clinic, BEN).lines
    assert (line.difference, clinic.held("Wall", "LATE")) == (-3, 2)
    assert clinic.value("SELECT reason FROM movement ORDER BY id DESC LIMIT 1") == "not_booked"
    body = clinic.value("SELECT body FROM journal WHERE event_id = (SELECT event_id FROM movement ORDER BY id DESC)")
    assert isinstance(body, bytes)
    assert b'"case":"C2026-001"' in body
    whole(clinic)


@pytest.mark.parametrize(
    ("number", "impossible"), [(2, (CountReason.FOUND,)), (8, (CountReason.LOST, CountReason.DAMAGED))]
)
def test_a_reason_that_cannot_be_why_is_refused_and_nothing_is_booked(
    clinic: Clinic, number: int, impossible: tuple[CountReason, ...]
) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", number)
    for reason in impossible:
        refusal = refused("count_reason", lambda why=reason: closed(clinic, BEN, why))  # type: ignore[misc]
        assert f"3 too {'few' if number < 5 else 'many'}" in refusal.message
        assert reason not in refusal.hint.split(": ")[-1].split(", ")
    assert clinic.held("Wall", "LATE") == 5
    key = lines(clinic)["Wall", "LATE"].key
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, impossible[0]))
    refused("count_reason", lambda: closed(clinic, BEN, CountReason.NOT_BOOKED))
    fitting = next(each for each in CountReason if each is not CountReason.UNEXPLAINED and each not in impossible)
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, fitting))
    assert [line.reason for line in closed(clinic, BEN).lines] == [fitting]


def test_closing_twice_books_once_and_tells_the_same(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 2)
    said(clinic, "Wall", "LATE", 2)
    first = closed(clinic, BEN)
    events = clinic.value("SELECT count(*) FROM journal")
    again = closed(clinic, BEN)
    assert (first.is_new, again.is_new) == (True, False)
    assert [line.difference for line in again.lines] == [line.difference for line in first.lines] == [-3]
    assert clinic.held("Wall", "LATE") == 2
    assert clinic.value("SELECT count(*) FROM journal") == events


def test_what_was_booked_is_taken_back_as_any_movement_once(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for place, number in (("Wall", 2), ("Cart", 9)):
        said(clinic, place, "LATE", number)
        said(clinic, place, "LATE", number)
    closed(clinic, BEN)
    assert (clinic.held("Wall", "LATE"), clinic.held("Cart", "LATE")) == (2, 9)
    act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001"))
    assert (clinic.held("Wall", "LATE"), clinic.held("Cart", "LATE")) == (5, 4)
    refused("count_over", lambda: act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001")))
    with clinic.database.reading() as connection:
        assert "Exam 1 · Wall" in {each.place.path for each in due(connection, TODAY, RULES)}
    whole(clinic)


def test_what_moves_meanwhile_stops_no_count_and_stays_moved(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 7)
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 1))
    said(clinic, "Wall", "LATE", 6)
    clinic.order(Transfer((clinic.move("LATE", "B", "Wall", 10),)))
    line = lines(clinic)["Wall", "LATE"]
    assert (line.state, line.difference, line.tally.later) == (LineState.COUNTED, 2, 10)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 16
    whole(clinic)


def test_what_nobody_counted_is_asked_and_never_taken_for_gone(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Cart", "LATE", 4)
    said(clinic, "Wall", "LATE", 5)
    told = refused("count_unfinished", lambda: closed(clinic))
    first = "The first: Syringe 3 mL in Exam 1 · Cart."
    assert told.message == f"C2026-001 is not finished: 1 not counted. {first}", "how many the books have is not told"
    key = lines(clinic)["Cart", "GONE"].key
    for _ in range(2):
        act(clinic, lambda connection, pen: say_none(connection, pen, "C2026-001", key))
    assert closed(clinic, BEN).lines[0].difference == -3
    assert clinic.held("Cart", "GONE") == 0
    whole(clinic)


def test_what_came_since_the_opening_is_not_asked_and_what_went_is_not_either(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    clinic.order(Transfer((clinic.move("EARLY", "A", "Wall", 5),)))
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 5))
    assert set(states(clinic)) == {("Cart", "LATE"), ("Cart", "GONE")}
    said(clinic, "Cart", "LATE", 4)
    said(clinic, "Cart", "GONE", 3)
    closed(clinic)
    assert clinic.held("Wall", "EARLY") == 5


def test_a_number_beyond_the_tolerance_is_said_again_blind_and_both_are_kept(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 9)
    assert states(clinic)["Wall", "LATE"] is Again.DISAGREE
    said(clinic, "Wall", "LATE", 8)
    assert states(clinic)["Wall", "LATE"] is Again.DISAGREE, "two numbers that are both far from the books"
    refused("count_unfinished", lambda: closed(clinic))
    said(clinic, "Wall", "LATE", 8)
    line = lines(clinic)["Wall", "LATE"]
    assert (line.state, [each.counted for each in line.tallies]) == (LineState.COUNTED, [5, 9, 8, 8])


def test_a_first_number_beyond_the_tolerance_is_asked_again_and_the_second_may_be_the_books(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 50)
    assert states(clinic)["Wall", "LATE"] is Again.TOLERANCE
    said(clinic, "Wall", "LATE", 5)
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED


def test_two_people_who_count_one_bin_at_once_must_agree(clinic: Clinic) -> None:
    opened(clinic, "Storeroom")
    said(clinic, "B", "LATE", 100, ANNE)
    said(clinic, "B", "LATE", 96, BEN)
    assert states(clinic)["B", "LATE"] is Again.DISAGREE, "96 of 100 is within 5 %, and still not what Anne has seen"
    said(clinic, "B", "LATE", 100, BEN)
    assert states(clinic)["B", "LATE"] is LineState.COUNTED


def test_an_undo_of_what_was_booked_before_the_number_has_it_counted_again(clinic: Clinic) -> None:
    used = clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2))
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 3)
    clinic.order(Reverse(used))
    assert states(clinic)["Wall", "LATE"] is Again.UNDONE
    said(clinic, "Wall", "LATE", 3)
    said(clinic, "Wall", "LATE", 3)
    for lot, number in (("LATE", 4), ("GONE", 3)):
        said(clinic, "Cart", lot, number)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 3


def test_a_movement_and_its_undo_after_the_number_are_nothing(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    clinic.order(Reverse(clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2))))
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED
    assert closed(clinic).lines == ()


def test_more_taken_since_than_was_counted_is_counted_again(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 1)
    said(clinic, "Wall", "LATE", 1)
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 4))
    assert states(clinic)["Wall", "LATE"] is Again.SHORT
    said(clinic, "Wall", "LATE", 1)
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED


def test_stock_that_goes_to_zero_while_it_is_counted(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    clinic.order(Waste(clinic.items[SYRINGE], clinic.lots["GONE"], clinic.places["Cart"], 3, WasteReason.EXPIRED))
    assert closed(clinic).lines == ()
    assert clinic.held("Cart", "GONE") == 0
    whole(clinic)


def test_a_number_that_is_taken_back_is_asked_again_until_the_count_is_over(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    scan = said(clinic, "Wall", "LATE", 5)
    clinic.order(Uncount(scan))
    assert states(clinic)["Wall", "LATE"] is LineState.TO_COUNT
    refused("nothing_to_undo", lambda: clinic.order(Uncount(scan)))
    as_the_books(clinic)
    last = said(clinic, "Wall", "LATE", 5)
    closed(clinic)
    refused("count_over", lambda: clinic.order(Uncount(last)))
    whole(clinic)


def test_a_bin_that_is_moved_to_another_room_stays_in_its_count(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    room = clinic.places["Exam 2"]
    clinic.execute(
        "UPDATE location SET parent_id = ?, room_id = ?, path = 'Exam 2 · Wall' WHERE id = ?",
        (room, room, clinic.places["Wall"]),
    )
    with clinic.database.reading() as connection:
        (case,) = open_cases_at(connection, clinic.places["Wall"])
    assert (case.number, case.rooms, case.moved) == ("C2026-001", ("Exam 1",), ("Exam 2 · Wall",))
    second = opened(clinic, "Exam 2")
    assert second.moved == ()
    as_the_books(clinic)
    closed(clinic)
    assert ("Wall", "LATE") not in lines(clinic, second.number), "it is never counted twice"


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


def test_a_second_person_closes_what_is_worth_much_or_has_no_price(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 0)
    assert "no price" in refused("count_second_person", lambda: closed(clinic, ANNE)).message
    clinic.execute("UPDATE item SET unit_cost_micros = 20000000")
    assert "100.00" in refused("count_second_person", lambda: closed(clinic, ANNE)).message
    assert closed(clinic, BEN).is_new


def test_a_difference_of_little_worth_is_closed_by_its_counter(clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET unit_cost_micros = 50000")
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 0)
    assert closed(clinic, ANNE).is_new


def test_a_cancelled_count_books_nothing_and_is_over(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 1)
    act(clinic, lambda connection, pen: cancel_case(connection, pen, "C2026-001"))
    assert clinic.held("Wall", "LATE") == 5
    refused("count_over", lambda: closed(clinic))
    refused("count_over", lambda: said(clinic, "Wall", "LATE", 1))
    assert opened(clinic, "Exam 1").number == "C2026-002"
    whole(clinic)


def test_a_paper_is_not_entered_beside_an_open_count(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    order = Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 3)
    assert "C2026-001" in refused("count_open", lambda: clinic.order(order)).message
    clinic.order(Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["B"], 99))


@pytest.mark.parametrize("number", [-1, 10_000_001, 9520101000408])
def test_a_number_that_no_shelf_holds_is_refused(clinic: Clinic, number: int) -> None:
    opened(clinic, "Exam 1")
    refused("count_absurd", lambda: said(clinic, "Wall", "LATE", number))


def test_a_lot_that_is_not_there_any_more_is_refused(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    order = CountInCase("C2026-001", clinic.items[SYRINGE], 9999, clinic.places["Wall"], 1, ANNE)
    refused("count_gone", lambda: clinic.order(order))


def test_a_receipt_that_is_undone_while_it_is_counted(clinic: Clinic) -> None:
    """The lot is as good as deleted: what was counted of it is asked again, and then stands."""
    scan = clinic.order(Receive(clinic.items[SYRINGE], "NEW", None, clinic.places["Wall"], 5))
    lot = clinic.value("SELECT id FROM lot WHERE number = 'NEW'")
    assert isinstance(lot, int)
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    order = CountInCase("C2026-001", clinic.items[SYRINGE], lot, clinic.places["Wall"], 5, ANNE)
    clinic.order(order)
    clinic.order(Reverse(scan))
    assert states(clinic)["Wall", "NEW"] is Again.UNDONE
    clinic.order(order)
    clinic.order(order)
    closed(clinic, BEN)
    assert clinic.value("SELECT quantity FROM balance WHERE lot_id = ?", (lot,)) == 5
    whole(clinic)


def test_a_clock_that_goes_backwards_changes_nothing(clinic: Clinic) -> None:
    """Which came first is told by the ledger: numbers and movements of an earlier time are later all the same."""
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    early = "2026-11-16T03:00:00.000Z"
    event = new_id()
    use = Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2)
    with clinic.database.writing() as connection:
        change = perform(connection, use, Occasion(event, early, TODAY))
        clinic.journal.append(connection, event, "scan", early, {"changes": [dict(change)], "day": TODAY.isoformat()})
    assert lines(clinic)["Wall", "LATE"].tally.later == -2
    closed(clinic)
    assert clinic.held("Wall", "LATE") == 3


def test_the_journal_tells_every_step_and_a_changed_number_shows(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 2)
    closed(clinic, BEN)
    whole(clinic)
    with clinic.database.reading() as connection:
        assert len(closed_lines(connection, 1)) == 3
    clinic.execute("UPDATE count_entry SET counted = 5 WHERE id = (SELECT max(id) FROM count_entry)")
    with clinic.database.reading() as connection:
        assert [each.code for each in audit_counts(connection)] == ["count_changed"]
    clinic.execute("DELETE FROM count_entry WHERE id = (SELECT max(id) FROM count_entry)")
    with clinic.database.reading() as connection:
        assert [each.code for each in audit_counts(connection)] == ["count_changed"]


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


def test_an_opened_container_is_counted_with_its_lot_and_gone_with_it(clinic: Clinic) -> None:
    ids = (clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"])
    clinic.order(Open(*ids, 2, "V1", ANNE))
    opened(clinic, "Exam 1")
    refused("count_open", lambda: clinic.order(Count(*ids, 1, "V1")))
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 1)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 1
    assert clinic.value("SELECT remains FROM opened") == 1, "no more is in it than stands there"
    act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001"))
    assert clinic.value("SELECT remains FROM opened") == 2
    with clinic.database.reading() as connection:
        assert list(audit_opened(connection)) == []
    whole(clinic)
