"""A spot check that finds more of a difference than whoever counted may book: it becomes a count of that place, of what it
has found and of nothing else, and waits for a lead.

It is opened by the scan that says the first such number, and every number is kept in it. It ends by itself where it was a
slip: where that number is taken back, or the next one is as the books have it.
"""

from __future__ import annotations

from datetime import date

from tracker.errors import Refusal
from tracker.inventory.count_cases import put_case
from tracker.inventory.count_facts import SPOT_CHECK, CountCase, SpotCheck
from tracker.inventory.count_lines import case_numbered, open_cases_at
from tracker.inventory.count_rules import GRADES, CountRules
from tracker.inventory.count_shares import share_of
from tracker.inventory.counting import keep_last
from tracker.inventory.grading import grades_at_once
from tracker.inventory.orders import CountInCase
from tracker.inventory.prices import last_price
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection


def spot_check_of(connection: Connection, item_id: int, held: int, rules: CountRules, today: date) -> SpotCheck:
    """``held`` is what the books have of the item in the place: of a few, every class allows the same."""
    price = last_price(connection, item_id, date.max)
    is_same = len({rules.tolerance(grade, held) for grade in GRADES}) == 1
    grade = "C" if is_same else grades_at_once(connection, today).get(item_id, "C")
    return SpotCheck(grade, price.micros if price is not None else None)


def open_spot_check(connection: Connection, order: CountInCase, occasion: Occasion) -> CountCase:
    """The one that is open in the place, else a new one; with the item's class of today. Raises :class:`Refusal`
    (``count_open``) where another count has begun since the item was scanned: the number is that one's."""
    day = occasion.today
    here = open_cases_at(connection, order.place_id)
    for each in here:
        if not each.is_spot_check and share_of(connection, each.id).counts(order.place_id, order.item_id):
            raise Refusal(
                f"This is being counted: {each.number}.",
                hint="Scan the item again, then its number: it is kept there.",
                code="count_open",
            )
    found = next((each for each in here if each.is_spot_check), None)
    if found is None:
        case_id, number = put_case(connection, order.by, occasion.at, day.year, letter=SPOT_CHECK)
        connection.exec_driver_sql(
            "INSERT INTO count_place (case_id, location_id, room_id) SELECT ?, id, room_id FROM location WHERE id = ?",
            (case_id, order.place_id),
        )
        found = case_numbered(connection, number)
    grade = grades_at_once(connection, day).get(order.item_id, "C")
    if grade != "C":
        connection.exec_driver_sql(
            "INSERT INTO count_grade (case_id, item_id, grade) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (found.id, order.item_id, grade),
        )
    return found


def end_if_as_booked(connection: Connection, case: CountCase, order: CountInCase, occasion: Occasion) -> bool:
    """Whether the count is over: it was of one lot, and that is as the books have it."""
    lots = connection.exec_driver_sql(
        "SELECT count(DISTINCT lot_id) FROM count_entry WHERE case_id = ? AND taken_back = 0", (case.id,)
    ).scalar_one()
    if not case.is_spot_check or lots != 1:
        return False
    key = (order.place_id, order.item_id, order.lot_id)
    connection.exec_driver_sql(
        "INSERT INTO count_result (case_id, location_id, item_id, lot_id, grade, counted, expected, is_within)"
        " VALUES (?1, ?2, ?3, ?4, coalesce((SELECT grade FROM count_grade WHERE case_id = ?1 AND item_id = ?3), 'C'),"
        " ?5, ?5, 1)",
        (case.id, *key, order.quantity),
    )
    _end(connection, case, "closed", order.by, occasion.at)
    keep_last(connection, [(*key, occasion.today.isoformat(), occasion.event_id)])
    return True


def cancel_if_empty(connection: Connection, number: str, by: str, at: str) -> bool:
    """Whether the last number of a spot check was taken back: then nobody has anything to look at."""
    case = case_numbered(connection, number)
    left = connection.exec_driver_sql(
        "SELECT count(*) FROM count_entry WHERE case_id = ? AND taken_back = 0", (case.id,)
    ).scalar_one()
    if not case.is_spot_check or left:
        return False
    _end(connection, case, "cancelled", by, at)
    return True


def _end(connection: Connection, case: CountCase, state: str, by: str, at: str) -> None:
    connection.exec_driver_sql(
        "UPDATE count_case SET state = ?, ended_by = ?, ended_at = ? WHERE id = ?", (state, by, at, case.id)
    )
