"""How the lines of a count are said on the screen. What the books have is said only where nobody has to count any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from tracker.money import amount
from tracker.text import counted
from tracker.tui.panes.pane import place_name, room_of, shelf_name
from tracker.tui.showing import expiry_words, line, text, units
from tracker.tui.tables import Column, Row

if TYPE_CHECKING:
    from tracker.inventory.count_due import Due
    from tracker.inventory.count_facts import CountCase, CountLine, CountSheet

PLACE_COLUMNS = (Column("lot", 9), Column("expires", 10), Column("counted", 16))
SHEET_COLUMNS = (Column("where", 15), Column("lot", 8), Column("found", 5, True), Column("", 11))
PLACES_SIDE = (Column("Places"), Column("done", 7, True), Column("counted", 9))
DUE_SIDE = (Column("Due"), Column("items", 5, True))
CASE_COLUMNS = (Column("of what"), Column("done", 9, True), Column("state", 16))
SIGNS = {"to_count": ("○", ""), "again": ("↻", "$text-warning"), "counted": ("✔", "$text-success")}
_TO_DO_FIRST = ("again", "to_count", "counted")
AGAIN = {
    "tolerance": "not as expected",
    "disagree": "numbers disagree",
    "undone": "undone since",
    "short": "more taken since",
}
REASONS = {
    "not_booked": ("not booked", "used, brought or wasted without a scan"),
    "wrong_place": ("wrong place", "it stood in another place than the books said"),
    "wrong_lot": ("wrong lot", "booked as another lot of the same item"),
    "counted_wrong": ("counted wrong", "an earlier count or receipt was wrong"),
    "damaged": ("damaged", "thrown away without being booked"),
    "lost": ("lost", "nobody can find it"),
    "found": ("found", "it has turned up"),
    "unexplained": ("unexplained", "nobody knows why"),
}


def last_words(last: date | None, today: date) -> str:
    """``last counted 41 days ago``."""
    if last is None:
        return "never counted before"
    days = (today - last).days
    return "last counted today" if days <= 0 else f"last counted {counted(days, 'day')} ago"


def place_row(each: CountLine, today: date) -> Row:
    """Blind: the own number, and no more. One that must be said again is not shown either, so that the next is seen anew."""
    sign, style = SIGNS[each.state.value]
    state = each.state.value
    said = str(each.tally.counted) if state == "counted" else "count again" if state == "again" else ""
    return Row((each.item.name, each.lot.number or "–", expiry_words(each.lot.expiry, today), said), sign, style)


def place_list(sheets: Sequence[CountSheet], place_id: int, today: date) -> tuple[Row, ...]:
    """One place, what is to be done first. Where several counts share it each has its lines under its own number."""
    found: list[Row] = []
    for each in sheets:
        here = sorted(each.of_place(place_id), key=lambda line: _TO_DO_FIRST.index(line.state.value))
        if len(sheets) > 1:
            found.append(_count_row(each.case, here))
        found += [place_row(line, today) for line in here]
    return tuple(found)


def _count_row(case: CountCase, here: Sequence[CountLine]) -> Row:
    """``C2026-002, class B, C   3 of 4``, over the lines whose numbers go there."""
    done = sum(line.state.value == "counted" for line in here)
    classes = f", class {', '.join(case.classes)}" if case.classes else ""
    return Row((f"{case.number}{classes}", "", "", f"{done} of {len(here)} done"), "▸")


def sheet_row(each: CountLine, *, is_blind: bool, is_one_room: bool) -> Row:
    """Without colour, which the ground of the chosen line would swallow."""
    sign = SIGNS[each.state.value][0]
    said = str(each.tally.counted) if each.tallies and each.state.value != "again" else ""
    if each.state.value != "counted":
        what = "count again" if each.again is not None else "to count"
    elif is_blind:
        what = ""
    else:
        what = f"{each.difference:+d}" if each.difference else "as booked"
        sign = "!" if each.difference else sign
    where = shelf_name(each.place) if is_one_room else place_name(each.place)
    return Row((each.item.name, where, each.lot.number or "–", said, what), sign)


def case_row(sheet: CountSheet) -> Row:
    case = sheet.case
    sign = "▸" if case.is_open else "·"
    return Row((case.number, case.words, f"{sheet.done} of {len(sheet.lines)}", state_words(case)), sign)


def place_rows(sheet: CountSheet, today: date) -> tuple[Row, ...]:
    """The places of a count, those with something to do first."""
    places = dict.fromkeys(line.place for line in sheet.lines)
    named = shelf_name if len({room_of(place) for place in places}) == 1 else place_name
    rows = []
    for place in places:
        here = sheet.of_place(place.id)
        done = sum(line.state.value == "counted" for line in here)
        is_done = done == len(here)
        sign, style = SIGNS["counted" if is_done else "to_count"]
        days = (today - sheet.last[place.id]).days if place.id in sheet.last else None
        last = "never" if days is None else "today" if days <= 0 else f"{days} d ago"
        rows.append((is_done, Row((named(place), f"{done}/{len(here)}", last), sign, style)))
    return tuple(row for _, row in sorted(rows, key=lambda each: each[0]))


def due_rows(due: Sequence[Due]) -> tuple[Row, ...]:
    """Rooms with how many items are due in them, most first."""
    names = {room_of(each.place): each.place.path.split(" · ")[0] for each in due}
    return tuple(Row((names[room], str(count)), "○") for room, count in due_by_room(due).items())


def due_by_room(due: Sequence[Due]) -> dict[int, int]:
    """The room's id, and how many items are due in its places; most first."""
    rooms = Counter(room_of(each.place) for each in due)
    return dict(rooms.most_common())


def state_words(case: CountCase) -> str:
    return "taken back" if case.reversed_at is not None else case.state.value


def explained(each: CountLine, *, is_blind: bool) -> Iterator[Content]:
    """One line in sentences."""
    lot = f"   lot {each.lot.number}" if each.lot.number else ""
    yield line((each.item.name, "bold"), (f"{lot}   {place_name(each.place)}   class {each.grade}", ""))
    state = each.state.value
    if state == "to_count":
        yield text("Nobody has counted this yet: scan the shelf, then it. Enter: none of it is here.")
    elif state == "again":
        why = AGAIN[each.again.value] if each.again is not None else ""
        yield text(f"Count it once more, {why}: scan the shelf, then it. Enter: none of it is here.")
    elif is_blind:
        yield text(
            f"{units(each.tally.counted, each.item.base_unit)} counted. The books are shown when all is counted."
        )
    else:
        yield text(difference_words(each), "bold" if each.difference else "")
    if len(each.tallies) > 1 and not is_blind:
        yield text(f"Said one after the other: {', '.join(str(tally.counted) for tally in each.tallies)}.", "$muted")


def difference_words(each: CountLine) -> str:
    """``8 vials counted, 10 by the books: 2 too few, 4.20. Not booked.``"""
    tally, unit = each.tally, each.item.base_unit
    said = f"{units(tally.counted, unit)} counted"
    if not each.difference:
        return f"{said}, as by the books."
    how = f"{abs(each.difference)} too {'few' if each.difference < 0 else 'many'}"
    worth = ", no price" if each.price_micros is None else f", worth {amount(abs(each.difference) * each.price_micros)}"
    later = f" {abs(tally.later)} {'came' if tally.later > 0 else 'left'} since." if tally.later else ""
    return f"{said}, {tally.expected} by the books: {how}{worth}. Why: {REASONS[each.reason.value][0]}.{later}"
