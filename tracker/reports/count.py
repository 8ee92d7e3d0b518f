"""Counts as tables: what is open and what is due, how exact the past ones were; or one count, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from tracker.inventory.count_due import ClosedLine, Due
from tracker.inventory.count_facts import Again, CountCase, CountLine, LineState, needs_second_person, worth_micros
from tracker.inventory.count_rules import GRADES, CountRules
from tracker.reports.columns import ITEM, UNIT, item_cells, number, unpriced_note
from tracker.reports.table import Cell, Column, Table, money

COLUMNS = (
    Column("part", "part"),
    Column("number", "count"),
    Column("state", "state"),
    Column("where", "where"),
    Column("class", "class"),
    *ITEM,
    Column("last_counted", "last counted"),
    number("lines", "lines"),
    number("done", "done"),
    number("within", "within"),
    number("accuracy_percent", "accuracy %"),
    number("gain", "gain"),
    number("loss", "loss"),
    Column("at", "time"),
    Column("by", "by"),
)
"""``part`` is ``case`` (open or past), ``class`` (how exact the past counts were) or ``due`` (an item in a place)."""
LINE_COLUMNS = (
    Column("where", "where"),
    *ITEM,
    Column("lot", "lot"),
    Column("class", "class"),
    Column("state", "state"),
    number("first", "first"),
    number("second", "second"),
    number("counted", "counted"),
    number("expected", "books then"),
    number("difference", "difference"),
    number("later", "moved since"),
    UNIT,
    number("value", "value"),
    Column("reason", "reason"),
    Column("by", "by"),
    Column("at", "time"),
)
"""Numbers of the books are empty for a line that is still to be counted, or to be counted again: the count is blind."""
WORDS = {
    LineState.TO_COUNT: "to count",
    LineState.COUNTED: "counted",
    Again.TOLERANCE: "again: not as expected",
    Again.DISAGREE: "again: numbers disagree",
    Again.UNDONE: "again: undone since",
    Again.SHORT: "again: more taken since",
}
_MOST_SAID = 20
"""Sentences under one count's table; the rows have all."""


@dataclass(frozen=True, slots=True)
class Worked:
    """One count with its lines, and for a closed one what they came to."""

    case: CountCase
    lines: Sequence[CountLine]
    results: Sequence[ClosedLine]


@dataclass(frozen=True, slots=True)
class Overview:
    """``closed`` are the lines of counts that were closed in the period and stand; ``due`` what is to be counted again."""

    cases: Sequence[Worked]
    closed: Sequence[ClosedLine]
    due: Sequence[Due]
    period_words: str


def state_words(line: CountLine) -> str:
    return WORDS[line.again or line.state]


def counts_table(found: Overview, today: date, zone: tzinfo | None) -> Table:
    """Something to do while one is open, or an item is due."""
    rows = (
        *(_case(each, zone) for each in found.cases),
        *(_grade(grade, [each for each in found.closed if each.grade == grade]) for grade in GRADES),
        *map(_due, found.due),
    )
    open_ = sum(each.case.is_open for each in found.cases)
    unpriced = sum(each.difference != 0 and each.price_micros is None for each in found.closed)
    notes = (
        f"{_said(open_, 'count')} open; {_said(len(found.due), 'item')} due in their places.",
        f"Accuracy: lines within their class's tolerance, of all lines of the counts closed {found.period_words}.",
        *unpriced_note(unpriced, "differences"),
    )
    title = f"Counts, {found.period_words}"
    return Table("count", title, today, COLUMNS, rows, notes, bool(open_ or found.due))


def cases_table(found: Sequence[Worked], today: date, zone: tzinfo | None) -> Table:
    """Only the counts: what 'tracker count list' shows."""
    shown = ("number", "state", "where", "class", "lines", "done", "within", "gain", "loss", "at", "by")
    places = [place for place, column in enumerate(COLUMNS) if column.key in shown]
    rows = tuple(tuple(row[place] for place in places) for row in (_case(each, zone) for each in found))
    columns = tuple(COLUMNS[place] for place in places)
    notes = () if found else ("No counts yet: tracker count open ROOM --badge BADGE",)
    return Table("count", "Counts", today, columns, rows, notes, any(each.case.is_open for each in found))


def case_table(worked: Worked, today: date, zone: tzinfo | None, rules: CountRules) -> Table:
    case = worked.case
    results = {each.key: each for each in worked.results}
    rows = tuple(_line(line, results.get(line.key), zone) for line in worked.lines)
    title = f"Count {case.number}, {'taken back' if case.reversed_at else case.state.value}: {case.words}"
    notes = [f"Opened {_time(case.opened_at, zone)} by {case.opened_by}."]
    if case.ended_at is not None:
        notes.append(f"{case.state.value.capitalize()} {_time(case.ended_at, zone)} by {case.ended_by}.")
    if case.reversed_at is not None:
        notes.append(f"What it booked was taken back {_time(case.reversed_at, zone)} by {case.reversed_by}.")
    notes += [f"{each} lies in another room now; it is counted here all the same." for each in case.moved]
    if case.is_open:
        notes += _open_notes(worked.lines, rules)
    notes += _sentences(worked.lines, results)
    return Table("count", title, today, LINE_COLUMNS, rows, tuple(notes), case.is_open)


def _open_notes(lines: Sequence[CountLine], rules: CountRules) -> Iterator[str]:
    missing = sum(line.state is LineState.TO_COUNT for line in lines)
    again = sum(line.state is LineState.AGAIN for line in lines)
    done = len(lines) - missing - again
    yield f"{done} of {len(lines)} lines done; {missing} to count, {again} to count again."
    if not missing and not again and needs_second_person(lines, rules):
        worth = worth_micros(lines)
        said = "have no price in part" if worth is None else f"are worth {money(worth)}"
        yield f"The differences {said}: somebody who counted none of them closes it."


def difference_sentence(line: CountLine, result: ClosedLine | None = None) -> str:
    """``Exam 2 · Drawer: 8 Saline 0.9 % lot SAL1 counted, 10 by the books: 2 too few, 4.20; not booked.``"""
    tally, unit = line.tally, line.item.base_unit
    difference = tally.difference
    how = f"{abs(difference)} {unit} too {'few' if difference < 0 else 'many'}"
    lot = f" lot {line.lot.number}" if line.lot.number else ""
    value = f", worth {money(abs(difference) * line.price_micros)}" if line.price_micros is not None else ", no price"
    reason = result.reason if result is not None and result.reason else line.reason
    later = f"; {abs(tally.later)} {'came' if tally.later > 0 else 'left'} since" if tally.later else ""
    numbers = " then ".join(str(each.counted) for each in line.tallies)
    said = f"{line.place.path}: {line.item.name}{lot}, {numbers} counted, {tally.expected} by the books"
    return f"{said}: {how}{value}; {reason.replace('_', ' ')}{later}."


def _sentences(lines: Sequence[CountLine], results: dict[tuple[int, int, int], ClosedLine]) -> Iterator[str]:
    differ = [line for line in lines if line.difference]
    for line in differ[:_MOST_SAID]:
        yield difference_sentence(line, results.get(line.key))
    if len(differ) > _MOST_SAID:
        yield f"and {len(differ) - _MOST_SAID} more differences, in the rows."


def _case(worked: Worked, zone: tzinfo | None) -> tuple[Cell, ...]:
    case = worked.case
    done = sum(line.state is LineState.COUNTED for line in worked.lines)
    of_results = _accuracy(worked.results) if worked.results else (None,) * 4
    state = "taken back" if case.reversed_at else case.state.value
    at, by = (case.opened_at, case.opened_by) if case.ended_at is None else (case.ended_at, case.ended_by)
    where = (case.number, state, ", ".join(case.rooms), case.classes or "all", None, None, None)
    return ("case", *where, len(worked.lines), done, *of_results, _time(at, zone), by)


def _grade(grade: str, closed: Sequence[ClosedLine]) -> tuple[Cell, ...]:
    lines = len(closed)
    return ("class", *[None] * 3, grade, *[None] * 3, lines, lines, *_accuracy(closed), None, None)


def _accuracy(lines: Sequence[ClosedLine]) -> tuple[Cell, Cell, Cell, Cell]:
    """Within, percent, gain, loss. What has no price is in neither."""
    within = sum(each.is_within for each in lines)
    percent = round(Decimal(within * 100) / len(lines), 1) if lines else None
    values = [each.difference * each.price_micros for each in lines if each.price_micros is not None]
    gain, loss = sum(each for each in values if each > 0), sum(-each for each in values if each < 0)
    return within, percent, money(gain), money(loss)


def _due(due: Due) -> tuple[Cell, ...]:
    state = "never counted" if due.last is None else f"due since {due.last + timedelta(days=due.days)}"
    return ("due", None, state, due.place.path, due.grade, *item_cells(due.item), due.last, *[None] * 8)


def _line(line: CountLine, result: ClosedLine | None, zone: tzinfo | None) -> tuple[Cell, ...]:
    said = [tally.counted for tally in line.tallies]
    is_known = line.state is LineState.COUNTED
    tally = line.tallies[-1] if line.tallies else None
    first, second = (*said[:2], None, None)[:2]
    about = (line.place.path, *item_cells(line.item), line.lot.number, line.grade, state_words(line), first, second)
    unit, price = line.item.base_unit, line.price_micros
    at = (tally.by, _time(tally.at, zone)) if tally is not None else (None, None)
    if tally is None or not is_known:
        return (*about, said[-1] if said else None, None, None, None, unit, None, None, *at)
    value = money(tally.difference * price) if price is not None and tally.difference else None
    reason = result.reason if result is not None else line.reason if tally.difference else None
    numbers = (tally.counted, tally.expected, tally.difference, tally.later or None)
    return (*about, *numbers, unit, value, reason, *at)


def _said(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _time(at: str | None, zone: tzinfo | None) -> str | None:
    return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="minutes") if at else None
