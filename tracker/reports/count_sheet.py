"""One count as a table, line by line. While somebody still has to count, nothing in it tells what the books have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo

from tracker.inventory.count_due import ClosedLine
from tracker.inventory.count_facts import (
    Again,
    CountLine,
    CountSheet,
    LineState,
    needs_second_person,
    worth_micros,
)
from tracker.money import money
from tracker.reports.columns import ITEM, UNIT, item_cells, number
from tracker.reports.count import state_words, time_words
from tracker.reports.table import Cell, Column, Table, in_lines

COLUMNS = (
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
"""``first`` and ``second`` are the first two numbers that were said, ``counted`` the one that counts."""
WORDS = {
    LineState.TO_COUNT: "to count",
    LineState.COUNTED: "counted",
    Again.TOLERANCE: "again: not as expected",
    Again.DISAGREE: "again: numbers disagree",
    Again.UNDONE: "again: undone since",
    Again.SHORT: "again: more taken since",
}
Results = Mapping[tuple[int, int, int], ClosedLine]


def sheet_table(sheet: CountSheet, results: Sequence[ClosedLine], today: date, zone: tzinfo | None) -> Table:
    """Something to do while it is open."""
    case, closed = sheet.case, {each.key: each for each in results}
    rows = tuple(_line(line, sheet, closed.get(line.key), zone) for line in sheet.lines)
    said = tuple(_said_by_place(sheet, closed))
    title = f"Count {case.number}, {state_words(case)}: {case.words}"
    return Table("count", title, today, COLUMNS, rows, tuple(_notes(sheet, zone)), case.is_open, said)


def difference_sentence(line: CountLine, result: ClosedLine | None = None) -> str:
    """``Saline 0.9 % lot SAL1, 8 counted, 10 by the books: 2 vial too few, worth 4.20; not booked.``"""
    tally, unit = line.tally, line.item.base_unit
    difference = tally.difference
    how = f"{abs(difference)} {unit} too {'few' if difference < 0 else 'many'}"
    value = f", worth {money(abs(difference) * line.price_micros)}" if line.price_micros is not None else ", no price"
    reason = result.reason if result is not None and result.reason else line.reason
    later = f"; {abs(tally.later)} {'came' if tally.later > 0 else 'left'} since" if tally.later else ""
    numbers = " then ".join(str(each.counted) for each in line.tallies)
    said = f"{_name(line)}, {numbers} counted, {tally.expected} by the books"
    return f"{said}: {how}{value}; {reason.replace('_', ' ')}{later}."


def _name(line: CountLine) -> str:
    lot = f" lot {line.lot.number}" if line.lot.number else ""
    return f"{line.item.name}{lot}"


def _said_by_place(sheet: CountSheet, closed: Results) -> Iterator[str]:
    """For a terminal: the place, then a sentence for each line in it."""
    before = None
    for line in sheet.lines:
        if line.place.id != before:
            before = line.place.id
            yield from in_lines(line.place.path)
        yield from _said(line, sheet, closed.get(line.key))


def _said(line: CountLine, sheet: CountSheet, result: ClosedLine | None) -> list[str]:
    if line.state is not LineState.COUNTED:
        return in_lines(f"{_name(line)} ({line.grade})", WORDS[line.again or line.state].partition(":")[0])
    if sheet.is_blind or not line.tally.difference:
        agrees = "" if sheet.is_blind else ", as by the books"
        return in_lines(f"{_name(line)}, {line.tally.counted} counted{agrees} ({line.grade})", "counted")
    return in_lines(difference_sentence(line, result), "differs")


def _notes(sheet: CountSheet, zone: tzinfo | None) -> Iterator[str]:
    case = sheet.case
    yield f"Opened {time_words(case.opened_at, zone)} by {case.opened_by}."
    if case.ended_at is not None:
        yield f"{case.state.value.capitalize()} {time_words(case.ended_at, zone)} by {case.ended_by}."
    if case.reversed_at is not None:
        yield f"What it booked was taken back {time_words(case.reversed_at, zone)} by {case.reversed_by}."
    for each in case.left_out:
        yield f"Without {each}."
    for each in case.moved:
        yield f"{each} lies in another room now; it is counted here all the same."
    if not case.is_open:
        return
    missing = sum(line.state is LineState.TO_COUNT for line in sheet.lines)
    again = sum(line.state is LineState.AGAIN for line in sheet.lines)
    yield f"{sheet.done} of {len(sheet.lines)} lines done; {missing} to count, {again} to count again."
    if sheet.is_blind:
        yield "What the books have is shown when all is counted."
    elif needs_second_person(sheet.lines, sheet.rules):
        worth = worth_micros(sheet.lines)
        said = "have no price in part" if worth is None else f"are worth {money(worth)}"
        yield f"The differences {said}: somebody who counted none of them closes it."


def _line(line: CountLine, sheet: CountSheet, result: ClosedLine | None, zone: tzinfo | None) -> tuple[Cell, ...]:
    numbers = [tally.counted for tally in line.tallies]
    tally = line.tallies[-1] if line.tallies else None
    first, second = (*numbers[:2], None, None)[:2]
    words = WORDS[line.again or line.state]
    about = (line.place.path, *item_cells(line.item), line.lot.number, line.grade, words, first, second)
    unit, price = line.item.base_unit, line.price_micros
    if tally is None:
        return (*about, *[None] * 4, unit, *[None] * 4)
    hand = (tally.by, time_words(tally.at, zone))
    if line.state is not LineState.COUNTED or sheet.is_blind:
        return (*about, tally.counted, None, None, None, unit, None, None, *hand)
    value = money(tally.difference * price) if price is not None and tally.difference else None
    reason = result.reason if result is not None else line.reason.value if tally.difference else None
    return (*about, tally.counted, tally.expected, tally.difference, tally.later or None, unit, value, reason, *hand)
