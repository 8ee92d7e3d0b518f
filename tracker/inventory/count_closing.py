"""A count closed: the books put right by what was counted, once; and what that booked, taken back.

A count closes when every line of it is counted. Then each difference is booked as a movement of its reason, all in one
transaction, and what has moved since a line was counted stays moved. Asked again, it tells what it came to. What it booked
can be taken back as a whole, as any movement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory import ledger
from tracker.inventory.count_cases import end, record, require_open
from tracker.inventory.count_digests import results_digest
from tracker.inventory.count_entries import keep_reason
from tracker.inventory.count_facts import (
    CaseState,
    CountCase,
    CountLine,
    CountReason,
    LineState,
    differing,
    is_within,
    needs_second_person,
    worth_micros,
)
from tracker.inventory.count_lines import case_numbered, lines_of
from tracker.inventory.count_rules import CountRules
from tracker.inventory.counting import forget_count, keep_last
from tracker.inventory.ledger import Entry
from tracker.inventory.orders import MovementKind, Portion
from tracker.inventory.recall_guards import require_still_open
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.money import amount
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.people.persons import is_among
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Closed:
    """``is_new`` tells whether this very call closed it; ``lines`` are those that differed."""

    case: CountCase
    lines: tuple[CountLine, ...]
    is_new: bool


@needs(Permission.STOCK_ADJUST)
def close_case(
    connection: Connection, pen: Pen, number: str, rules: CountRules, reason: CountReason | None = None
) -> Closed:
    """Book every difference. ``reason`` stands for lines that were given none.

    A count that is closed already is told again, and nothing is booked. Raises :class:`Refusal`: ``count_over`` (it was
    cancelled), ``count_unfinished`` with what is to be counted, ``count_second_person``, ``count_reason`` (it
    cannot be why).
    """
    case = case_numbered(connection, number)
    if case.state is CaseState.CLOSED:
        return Closed(case, differing(lines_of(connection, case, rules)), is_new=False)
    require_open(case)
    lines = lines_of(connection, case, rules)
    require_finished(case, lines)
    require_second_person(connection, case, lines, rules, pen.by)
    differ = tuple(_explained(connection, case, line, reason) for line in differing(lines))
    for line in differ:
        require_fitting(line)
    end(connection, pen, case, CaseState.CLOSED)
    _book_by_reason(connection, pen, case, differ, rules)
    for line in lines:
        if not line.difference:
            _keep_result(connection, case, line, rules)
    told: dict[str, Value] = {
        "lines": len(lines),
        "differ": len(differ),
        "results": results_digest(connection, case.id),
    }
    record(connection, pen, case, "closed", told)
    keep_last(connection, [(*line.key, line.tally.day, line.tally.event_id) for line in lines])
    return Closed(case_numbered(connection, number), differ, is_new=True)


def _book_by_reason(
    connection: Connection, pen: Pen, case: CountCase, differ: Sequence[CountLine], rules: CountRules
) -> None:
    by_reason: dict[CountReason, list[CountLine]] = defaultdict(list)
    for line in differ:
        by_reason[line.reason].append(line)
    for why in sorted(by_reason):
        _book(connection, pen, case, why, by_reason[why], rules)


@needs(Permission.STOCK_ADJUST)
def reverse_case(connection: Connection, pen: Pen, number: str) -> CountCase:
    """Take back all that a closed count has booked, as any movement is taken back: by its exact reverse.

    Raises :class:`Refusal`: ``count_over`` (not closed, or taken back before), ``not_enough`` (the stock has moved on).
    """
    case = case_numbered(connection, number)
    if case.state is not CaseState.CLOSED or case.reversed_at is not None:
        state = "taken back already" if case.reversed_at is not None else case.state.value
        raise Refusal(f"The count {number} is {state}.", hint=f"tracker count show {number}", code="count_over")
    booked = connection.exec_driver_sql(
        "SELECT DISTINCT event_id FROM count_result WHERE case_id = ? AND event_id IS NOT NULL ORDER BY 1", (case.id,)
    ).scalars()
    for event_id in list(booked):
        _take_back(connection, pen, case, str(event_id))
    for event_id in connection.exec_driver_sql("SELECT event_id FROM count_entry WHERE case_id = ?", (case.id,)).all():
        forget_count(connection, event_id[0])
    connection.exec_driver_sql(
        "UPDATE count_case SET reversed_by = ?, reversed_at = ? WHERE id = ?", (pen.by, pen.at, case.id)
    )
    record(connection, pen, case, "reversed", {})
    return case_numbered(connection, number)


def require_finished(case: CountCase, lines: Sequence[CountLine]) -> None:
    """Names what nobody has counted, and what must be counted again; never how many the books have."""
    missing = [line for line in lines if line.state is LineState.TO_COUNT]
    again = [line for line in lines if line.state is LineState.AGAIN]
    if not missing and not again:
        return
    said = [f"{len(missing)} not counted" if missing else "", f"{len(again)} to count again" if again else ""]
    first = (missing or again)[0]
    raise Refusal(
        f"{case.number} is not finished: {', '.join(filter(None, said))}. The first: {first.item.name} in"
        f" {first.place.path}.",
        hint="Count them; where none is left, say so: 0. Nothing is taken for gone unasked.",
        code="count_unfinished",
    )


def require_second_person(
    connection: Connection, case: CountCase, lines: Sequence[CountLine], rules: CountRules, by: str
) -> None:
    """Whoever has counted under a badge that was replaced since is no second person."""
    counters = {tally.by for line in differing(lines) for tally in line.tallies}
    if not needs_second_person(lines, rules) or not is_among(connection, by, counters):
        return
    worth = worth_micros(lines)
    why = "some of them have no price" if worth is None else f"they are worth {amount(worth)}"
    if any(line.item.is_controlled for line in differing(lines)):
        why = "a controlled substance is among them"
    raise Refusal(
        f"The differences of {case.number} need a second person: {why}, and you have counted them.",
        hint="Somebody who has counted none of them looks, signs on with his badge, and closes it.",
        code="count_second_person",
    )


def require_fitting(line: CountLine) -> None:
    """What is missing was not found, and what is too many was not lost."""
    if line.reason.fits(line.difference):
        return
    how = f"{abs(line.difference)} too {'few' if line.difference < 0 else 'many'}"
    others = ", ".join(each for each in CountReason if each.fits(line.difference))
    raise Refusal(
        f"{line.item.name} in {line.place.path} is {how}: that is not why, “{line.reason}”. Nothing was booked.",
        hint=f"Say of the line itself why it differs, on the count's sheet; or of all of them one of: {others}.",
        code="count_reason",
    )


def _book(
    connection: Connection, pen: Pen, case: CountCase, why: CountReason, lines: Sequence[CountLine], rules: CountRules
) -> None:
    """One movement and one event for the lines of one reason."""
    event_id, account = new_id(), ledger.account(connection, "@difference")
    portions = [_portion(line, account) for line in lines]
    ledger.post(connection, Entry(event_id, MovementKind.ADJUST, pen.at, pen.day, why), portions)
    change: dict[str, Value] = {
        "do": "adjust",
        "reason": why.value,
        "case": case.number,
        "lines": ledger.in_codes(connection, portions),
    }
    _append(connection, pen, event_id, case, "booked", change)
    for line in lines:
        _keep_result(connection, case, line, rules, why, event_id)


def _explained(connection: Connection, case: CountCase, line: CountLine, reason: CountReason | None) -> CountLine:
    """The line with the reason that is given for all those that have none."""
    if reason is None or line.reason is not CountReason.UNEXPLAINED:
        return line
    keep_reason(connection, case, line.key, reason)
    return replace(line, reason=reason)


def _portion(line: CountLine, account: int) -> Portion:
    place_id, item_id, lot_id = line.key
    if line.difference > 0:
        return Portion(item_id, lot_id, account, place_id, line.difference)
    return Portion(item_id, lot_id, place_id, account, -line.difference)


def _keep_result(
    connection: Connection,
    case: CountCase,
    line: CountLine,
    rules: CountRules,
    why: CountReason | None = None,
    event_id: str | None = None,
) -> None:
    tally = line.tally
    connection.exec_driver_sql(
        "INSERT INTO count_result (case_id, location_id, item_id, lot_id, grade, counted, expected, is_within,"
        " price_micros, reason, event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            case.id,
            *line.key,
            line.grade,
            tally.counted,
            tally.expected,
            is_within(tally, line.grade, rules),
            line.price_micros,
            why,
            event_id,
        ),
    )


def _take_back(connection: Connection, pen: Pen, case: CountCase, booked: str) -> None:
    event_id = new_id()
    portions = ledger.reverse(connection, booked, Entry(event_id, MovementKind.ADJUST, pen.at, pen.day))
    require_still_open(connection, portions)
    change: dict[str, Value] = {
        "do": "undo",
        "of": booked,
        "case": case.number,
        "lines": ledger.in_codes(connection, portions),
    }
    _append(connection, pen, event_id, case, "unbooked", change)


def _append(
    connection: Connection, pen: Pen, event_id: str, case: CountCase, what: str, change: Mapping[str, Value]
) -> None:
    body: dict[str, Value] = {"by": pen.by, "number": case.number, "changes": [dict(change)], "day": pen.day}
    pen.journal.append(connection, event_id, f"count.{what}", pen.at, body)
