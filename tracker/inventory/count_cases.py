"""A count opened and cancelled, and what all of its steps have in common.

Every step is an event under the badge in the :class:`Pen`. A count ends once, by its closing
(:mod:`tracker.inventory.count_closing`) or by being cancelled; then no number of it changes any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.count_digests import opening_digest
from tracker.inventory.count_facts import CaseState, CountCase
from tracker.inventory.count_lines import case_numbered
from tracker.inventory.count_places import free_places
from tracker.inventory.count_rules import GRADES
from tracker.inventory.count_shares import left_to
from tracker.inventory.grading import grades
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs, require
from tracker.store.connection import Connection
from tracker.store.numbering import COUNT, given_out_in


@needs(Permission.STOCK_COUNT)
def open_case(connection: Connection, pen: Pen, places: Sequence[int], classes: str = "") -> CountCase:
    """Count what stands in ``places`` (ids) and in all below them: of ``classes`` (``A``, ``AB`` ...), or all of it.

    What another open count has of a place is left to that one. Raises :class:`Refusal`: ``count_class``, ``count_places``
    (none was named), ``count_open_already``.
    """
    wanted = _classes(classes)
    found = free_places(connection, places, wanted)
    case_id, number = put_case(connection, pen.by, pen.at, int(pen.day[:4]), wanted)
    connection.exec_driver_sql(
        "INSERT INTO count_place (case_id, location_id, room_id) SELECT ?, id, room_id FROM location WHERE id = ?",
        [(case_id, place_id) for place_id in found.free],
    )
    if found.shared:
        connection.exec_driver_sql(
            "INSERT INTO count_left_out (case_id, location_id, to_id) VALUES (?, ?, ?)",
            [(case_id, place_id, to_id) for place_id, to_id in found.shared],
        )
    known = grades(connection, date.fromisoformat(pen.day))
    connection.exec_driver_sql(
        "INSERT INTO count_grade (case_id, item_id, grade) VALUES (?, ?, ?)",
        [(case_id, item_id, grade) for item_id, grade in sorted(known.items()) if grade != "C"],
    )
    codes = connection.exec_driver_sql(
        "SELECT l.code FROM count_place p JOIN location l ON l.id = p.location_id WHERE p.case_id = ? ORDER BY l.code",
        (case_id,),
    ).scalars()
    case = case_numbered(connection, number)
    left = [[code, to] for code, to in sorted(left_to(connection).get(number, ()))]
    told: dict[str, Value] = {"classes": wanted, "left_out": left, "places": list(codes), "position": case.position}
    record(connection, pen, case, "opened", {**told, "opening": opening_digest(connection, case_id)})
    return case


@needs(Permission.STOCK_COUNT)
def cancel_case(connection: Connection, pen: Pen, number: str) -> CountCase:
    """Nothing is booked, and what was said stays on record. What a spot check has found missing waits for a lead, and is
    put aside by one only. Raises :class:`Refusal` (``count_over``)."""
    case = case_numbered(connection, number)
    require_open(case)
    if case.is_spot_check:
        require(connection, pen.by, Permission.STOCK_ADJUST)
    end(connection, pen, case, CaseState.CANCELLED)
    record(connection, pen, case, "cancelled", {})
    return case_numbered(connection, number)


def _classes(said: str) -> str:
    """``AB`` for ``ba``; empty for all."""
    if set(said.upper()) - set(GRADES):
        raise Refusal(f"There is no class '{said}'.", hint="A, B and C; see: tracker report abc", code="count_class")
    wanted = "".join(grade for grade in GRADES if grade in said.upper())
    return "" if wanted == "".join(GRADES) else wanted


def put_case(
    connection: Connection, by: str, at: str, year: int, classes: str = "", letter: str = "C"
) -> tuple[int, str]:
    """A new case's row id and number: one row of numbers for all letters."""
    last = connection.exec_driver_sql(
        "SELECT max(CAST(substr(number, 7) AS INTEGER)) FROM count_case WHERE number LIKE ?", (f"_{year}-%",)
    ).scalar()
    number = f"{letter}{year}-{max(last or 0, given_out_in(connection, COUNT, year)) + 1:03}"
    case_id = connection.exec_driver_sql(
        "INSERT INTO count_case (number, classes, state, position, opened_by, opened_at)"
        " VALUES (?, ?, 'open', (SELECT coalesce(max(id), 0) FROM movement), ?, ?) RETURNING id",
        (number, classes, by, at),
    ).scalar_one()
    return int(case_id), number


def require_open(case: CountCase) -> None:
    if not case.is_open:
        raise Refusal(
            f"The count {case.number} is {case.state.value}.",
            hint=f"'tracker count show {case.number}' tells what it came to.",
            code="count_over",
        )


def end(connection: Connection, pen: Pen, case: CountCase, state: CaseState) -> None:
    connection.exec_driver_sql(
        "UPDATE count_case SET state = ?, ended_by = ?, ended_at = ? WHERE id = ?", (state, pen.by, pen.at, case.id)
    )


def record(connection: Connection, pen: Pen, case: CountCase, what: str, more: Mapping[str, Value]) -> None:
    body: dict[str, Value] = {"by": pen.by, "number": case.number, **more}
    pen.journal.append(connection, new_id(), f"count.{what}", pen.at, body)
