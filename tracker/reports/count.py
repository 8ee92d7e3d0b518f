"""Counts as a table: what is open, what is due, and how exact the past ones were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from tracker.inventory.count_due import BookedCheck, ClosedLine, Due
from tracker.inventory.count_facts import CountCase, CountSheet
from tracker.inventory.count_rules import GRADES
from tracker.money import money
from tracker.reports.columns import ITEM, item_cells, number, unpriced_note
from tracker.reports.table import Cell, Column, Table, in_lines

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
"""``part`` is ``case`` (open or past), ``class`` (how exact the past counts were), ``spot_check`` (what one has
booked) or ``due`` (an item in a place)."""
CASE_KEYS = ("number", "state", "where", "class", "lines", "done", "within", "gain", "loss", "at", "by")


@dataclass(frozen=True, slots=True)
class Past:
    """A count, and for a closed one what its lines came to."""

    sheet: CountSheet
    results: Sequence[ClosedLine]


@dataclass(frozen=True, slots=True)
class Overview:
    """``closed`` are the lines of counts that were closed in the period and stand; ``due`` what is to be counted again."""

    cases: Sequence[Past]
    closed: Sequence[ClosedLine]
    due: Sequence[Due]
    period_words: str
    checks: Sequence[BookedCheck] = ()
    """What spot checks have booked in the period, valued by ``prices``: micros by item id."""
    prices: Mapping[int, int] = field(default_factory=dict)


def counts_table(found: Overview, today: date, zone: tzinfo | None) -> Table:
    """Something to do while one is open, or an item is due."""
    by_grade = {grade: [each for each in found.closed if each.grade == grade] for grade in GRADES}
    rows = (
        *(_case(each, zone) for each in found.cases),
        *(_grade(grade, lines) for grade, lines in by_grade.items()),
        *(_check(each, found.prices, zone) for each in found.checks),
        *map(_due, found.due),
    )
    open_ = sum(each.sheet.case.is_open for each in found.cases)
    notes = (
        f"{_said(open_, 'count')} open; {_said(len(found.due), 'item')} due in their places.",
        f"Accuracy: lines within their class's tolerance, of all lines of the counts closed {found.period_words}.",
        *_checks_note(found),
        *unpriced_note(sum(each.difference != 0 and each.price_micros is None for each in found.closed), "differences"),
    )
    said = (
        *_case_lines(found.cases, zone),
        *(line for grade, lines in by_grade.items() for line in _grade_lines(grade, lines)),
        *(line for each in found.checks for line in _check_lines(each, found.prices, zone)),
        *_due_lines(found.due),
    )
    title = f"Counts, {found.period_words}"
    return Table("count", title, today, COLUMNS, rows, notes, bool(open_ or found.due), said)


def cases_table(found: Sequence[Past], today: date, zone: tzinfo | None) -> Table:
    """Only the counts: what 'tracker count list' shows."""
    places = [place for place, column in enumerate(COLUMNS) if column.key in CASE_KEYS]
    rows = tuple(tuple(row[place] for place in places) for row in (_case(each, zone) for each in found))
    columns = tuple(COLUMNS[place] for place in places)
    notes = () if found else ("No counts yet: tracker count open ROOM --badge BADGE",)
    is_open = any(each.sheet.case.is_open for each in found)
    return Table("count", "Counts", today, columns, rows, notes, is_open, tuple(_case_lines(found, zone)))


def state_words(case: CountCase) -> str:
    return "taken back" if case.reversed_at is not None else case.state.value


def time_words(at: str | None, zone: tzinfo | None) -> str | None:
    return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="minutes") if at else None


def _last_hand(case: CountCase) -> tuple[str, str]:
    """When it was taken back and by whom, else ended, else opened."""
    if case.reversed_at is not None:
        return case.reversed_at, case.reversed_by or ""
    is_over = case.ended_at is not None and case.ended_by is not None
    return (case.ended_at or "", case.ended_by or "") if is_over else (case.opened_at, case.opened_by)


def _case(past: Past, zone: tzinfo | None) -> tuple[Cell, ...]:
    case = past.sheet.case
    at, by = _last_hand(case)
    results = _accuracy(past.results) if past.results else (None,) * 4
    about = (case.number, state_words(case), ", ".join(case.rooms), _counted_of(case), None, None, None)
    return ("case", *about, len(past.sheet.lines), past.sheet.done, *results, time_words(at, zone), by)


def _counted_of(case: CountCase) -> str:
    return "spot check" if case.is_spot_check else case.classes or "all"


def _case_lines(found: Sequence[Past], zone: tzinfo | None) -> Iterator[str]:
    for past in found:
        case = past.sheet.case
        at, by = _last_hand(case)
        done = f"{past.sheet.done} of {len(past.sheet.lines)} lines done"
        if past.results:
            within, percent, gain, loss = _accuracy(past.results)
            done = f"{within} of {len(past.results)} lines within ({percent} %), gain {gain}, loss {loss}"
        when = f"{state_words(case) if not case.is_open else 'since'} {time_words(at, zone)} by {by}"
        yield from in_lines(f"{case.number}  {case.words}; {done}; {when}", "open" if case.is_open else "over")


def _grade(grade: str, closed: Sequence[ClosedLine]) -> tuple[Cell, ...]:
    lines = len(closed)
    return ("class", *[None] * 3, grade, *[None] * 3, lines, lines, *_accuracy(closed), None, None)


def _grade_lines(grade: str, closed: Sequence[ClosedLine]) -> Iterator[str]:
    within, percent, gain, loss = _accuracy(closed)
    said = (
        f"{within} of {len(closed)} lines within ({percent} %), gain {gain}, loss {loss}" if closed else "not counted"
    )
    yield from in_lines(said, f"class {grade}")


def _accuracy(lines: Sequence[ClosedLine]) -> tuple[Cell, Cell, Cell, Cell]:
    """Within, percent, gain, loss. What has no price is in neither."""
    within = sum(each.is_within for each in lines)
    percent = round(Decimal(within * 100) / len(lines), 1) if lines else None
    values = [each.difference * each.price_micros for each in lines if each.price_micros is not None]
    gain, loss = sum(each for each in values if each > 0), sum(-each for each in values if each < 0)
    return within, percent, money(gain), money(loss)


def _check(each: BookedCheck, prices: Mapping[int, int], zone: tzinfo | None) -> tuple[Cell, ...]:
    gain, loss = _worth(each, prices)
    about = ("spot_check", None, _off(each), each.place.path, None, *item_cells(each.item), None)
    return (*about, 1, *[None] * 3, gain, loss, time_words(each.at, zone), each.by or None)


def _worth(each: BookedCheck, prices: Mapping[int, int]) -> tuple[Cell, Cell]:
    micros = prices.get(each.item.id)
    if micros is None:
        return None, None
    return money(max(0, each.difference) * micros), money(max(0, -each.difference) * micros)


def _off(each: BookedCheck) -> str:
    return f"{each.difference:+d} {each.item.base_unit}" + (f", lot {each.lot.number}" if each.lot.number else "")


def _check_lines(each: BookedCheck, prices: Mapping[int, int], zone: tzinfo | None) -> Iterator[str]:
    gain, loss = _worth(each, prices)
    worth = f"loss {loss}" if each.difference < 0 else f"gain {gain}"
    by = f" by {each.by}" if each.by else ""
    said = f"{each.item.name} in {each.place.path}: {_off(each)}"
    said += f", {worth}" if gain is not None else ", no price"
    yield from in_lines(f"{said}; {time_words(each.at, zone)}{by}", "checked")


def _checks_note(found: Overview) -> Iterator[str]:
    if found.checks:
        worth = [each.difference * found.prices[each.item.id] for each in found.checks if each.item.id in found.prices]
        gain, loss = money(sum(max(0, each) for each in worth)), money(sum(max(0, -each) for each in worth))
        yield f"Spot checks that found a difference and booked it: {len(found.checks)}, gain {gain}, loss {loss}."


def _due(due: Due) -> tuple[Cell, ...]:
    state = "never counted" if due.last is None else f"due since {due.last + timedelta(days=due.days)}"
    return ("due", None, state, due.place.path, due.grade, *item_cells(due.item), due.last, *[None] * 8)


def _due_lines(found: Sequence[Due]) -> Iterator[str]:
    """Place by place, as somebody will count them; the items are in the rows."""
    by_place: dict[str, list[Due]] = defaultdict(list)
    for each in found:
        by_place[each.place.path].append(each)
    for path, items in by_place.items():
        classes = ", ".join(
            f"{count} {grade}" for grade in GRADES if (count := sum(each.grade == grade for each in items))
        )
        never = sum(each.last is None for each in items)
        oldest = min((each.last for each in items if each.last is not None), default=None)
        since = f"; the others last on {oldest} or later" if oldest is not None and never else ""
        said = f"{never} never counted{since}" if never else f"last counted on {oldest} or later"
        yield from in_lines(f"{path}: {_said(len(items), 'item')} ({classes}); {said}", "due")


def _said(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
