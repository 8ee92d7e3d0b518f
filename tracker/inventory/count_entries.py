"""One line of a count: a number that is kept at once with what the books had at that moment, or taken back; and why it
differs.

What was saved is on disk with its scan; a crash, a sign-off or another station lose nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.count_cases import require_open
from tracker.inventory.count_facts import CaseState, CountCase, CountReason
from tracker.inventory.count_lines import case_numbered, open_cases_at
from tracker.inventory.count_shares import share_of
from tracker.inventory.orders import CountInCase, Uncount
from tracker.inventory.spot_checks import cancel_if_empty, end_if_as_booked, open_spot_check
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

MOST = 10_000_000
"""Base units. No shelf holds so much: such a number is a barcode in the wrong field."""


def keep_number(connection: Connection, order: CountInCase, occasion: Occasion) -> Mapping[str, Value]:
    """Save what was counted; returns its words for the journal.

    An order without a case is a spot check's, which opens one. Raises :class:`Refusal`: ``count_over`` (it was closed
    meanwhile, or the place belongs to none), ``count_class``, ``count_gone``, ``count_absurd``.
    """
    of, is_spot_check = _codes(connection, order), not order.case
    if not 0 <= order.quantity <= MOST:
        raise Refusal(f"{order.quantity} cannot stand here.", hint="Count it again.", code="count_absurd")
    case = open_spot_check(connection, order, occasion) if is_spot_check else _case_of(connection, order)
    expected = connection.exec_driver_sql(
        "SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = ? AND location_id = ? AND lot_id = ?",
        (order.item_id, order.place_id, order.lot_id),
    ).scalar_one()
    position = _keep(connection, case, order, occasion, expected)
    said: dict[str, Value] = {"counted": order.quantity, "expected": expected, "position": position}
    when: dict[str, Value] = {"said_at": occasion.at, "said_on": occasion.today.isoformat(), "said_by": order.by}
    words: dict[str, Value] = {"do": "count", "case": case.number, **said, **when, **of}
    if is_spot_check:
        words["spot_check"] = True
    is_as_booked = order.is_as_booked and order.quantity == expected
    if is_as_booked and end_if_as_booked(connection, case, order, occasion):
        words["ended"] = CaseState.CLOSED.value
    return words


def _case_of(connection: Connection, order: CountInCase) -> CountCase:
    """The open one that the number is of."""
    case = next((each for each in open_cases_at(connection, order.place_id) if each.number == order.case), None)
    if case is None:
        raise Refusal(
            f"The count {order.case} is not open here any more.",
            hint="Scan the place again; the number was not kept.",
            code="count_over",
        )
    if not share_of(connection, case.id).counts(order.place_id, order.item_id):
        raise _of_another(case)
    return case


def _keep(connection: Connection, case: CountCase, order: CountInCase, occasion: Occasion, expected: int) -> int:
    """The ledger's position at which it was said."""
    made = connection.exec_driver_sql(
        "INSERT INTO count_entry (case_id, location_id, item_id, lot_id, counted, expected, position, at, day, by, event_id)"
        " VALUES (?, ?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM movement), ?, ?, ?, ?)"
        " RETURNING position",
        (
            case.id,
            order.place_id,
            order.item_id,
            order.lot_id,
            order.quantity,
            expected,
            occasion.at,
            occasion.today.isoformat(),
            order.by,
            occasion.event_id,
        ),
    )
    return int(made.scalar_one())


def _of_another(case: CountCase) -> Refusal:
    only = f"class {', '.join(case.classes)} only" if case.classes else "what no other count has"
    return Refusal(
        f"{case.number} counts {only}, and this is of another.",
        hint="Leave it; it has a count of its own.",
        code="count_class",
    )


def take_back(connection: Connection, order: Uncount, occasion: Occasion) -> Mapping[str, Value]:
    """Raises :class:`Refusal`: ``nothing_to_undo``, ``count_over``."""
    found = connection.exec_driver_sql(
        "SELECT c.number, c.state, e.by FROM count_entry e JOIN count_case c ON c.id = e.case_id"
        " WHERE e.event_id = ? AND e.taken_back = 0",
        (order.scan_id,),
    ).first()
    if found is None:
        raise Refusal("That number was taken back already.", hint="Look at the history.", code="nothing_to_undo")
    number, state, by = found
    if state != "open":
        raise Refusal(
            f"The count {number} is {state}: its numbers stand.",
            hint=f"'tracker count reverse {number}' takes back what a closed count has booked.",
            code="count_over",
        )
    connection.exec_driver_sql("UPDATE count_entry SET taken_back = 1 WHERE event_id = ?", (order.scan_id,))
    words: dict[str, Value] = {"do": "uncount", "of": order.scan_id, "case": number}
    if cancel_if_empty(connection, number, by, occasion.at):
        words["ended"] = CaseState.CANCELLED.value
    return words


@needs(Permission.STOCK_COUNT)
def say_none(connection: Connection, pen: Pen, number: str, key: tuple[int, int, int]) -> None:
    """Nothing of a line (ids of place, item and lot) stands there: a number like any other, said without a scan."""
    case = case_numbered(connection, number)
    require_open(case)
    place_id, item_id, lot_id = key
    event_id = new_id()
    order = CountInCase(case.number, item_id, lot_id, place_id, 0, pen.by)
    occasion = Occasion(event_id, pen.at, date.fromisoformat(pen.day))
    words = keep_number(connection, order, occasion)
    body: dict[str, Value] = {"by": pen.by, "number": case.number, "changes": [dict(words)], "day": pen.day}
    pen.journal.append(connection, event_id, "count.said", pen.at, body)


@needs(Permission.STOCK_COUNT)
def give_reason(connection: Connection, pen: Pen, number: str, key: tuple[int, int, int], reason: CountReason) -> None:
    """Why a line differs, told before the count is closed; the last word counts, and stands in the closing's event."""
    case = case_numbered(connection, number)
    require_open(case)
    keep_reason(connection, case, key, reason)


def keep_reason(connection: Connection, case: CountCase, key: tuple[int, int, int], reason: CountReason) -> None:
    connection.exec_driver_sql(
        "INSERT INTO count_reason (case_id, location_id, item_id, lot_id, reason) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET reason = excluded.reason",
        (case.id, *key, reason),
    )


def _codes(connection: Connection, order: CountInCase) -> Mapping[str, Value]:
    found = connection.exec_driver_sql(
        "SELECT i.code, t.number, l.code FROM item i JOIN lot t ON t.item_id = i.id, location l"
        " WHERE i.id = ? AND t.id = ? AND l.id = ?",
        (order.item_id, order.lot_id, order.place_id),
    ).first()
    if found is None:
        raise Refusal("The catalogue does not have this any more.", hint="Scan its code again.", code="count_gone")
    item, lot, place = found
    return {"item": item, "lot": lot, "place": place}
