"""Counts read from the tables: which there are, and each with its lines as they are now.

Lines are what was counted, and what the books had when the count was opened and have still: that must be asked. What has
come since, and what has gone before anybody counted it, is no line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.errors import Refusal
from tracker.inventory.count_facts import (
    CaseHere,
    CountCase,
    CountLine,
    CountReason,
    CountSheet,
    ItemHere,
    LineState,
    Tally,
    judged,
)
from tracker.inventory.count_rows import (
    CASE,
    Key,
    Moved,
    Said,
    case_of,
    held_in,
    moved_in,
    named,
    prices_in,
    reasons_in,
    said_in,
)
from tracker.inventory.count_rules import CountRules
from tracker.inventory.count_shares import share_of
from tracker.store.connection import Connection


def count_cases(connection: Connection, limit: int = 1_000_000) -> tuple[CountCase, ...]:
    """The open ones first, then the newest first."""
    found = connection.exec_driver_sql(f"{CASE} ORDER BY c.state <> 'open', c.id DESC LIMIT ?", (limit,)).all()
    return tuple(case_of(connection, row) for row in found)


def case_numbered(connection: Connection, number: str) -> CountCase:
    """Raises :class:`Refusal` (``unknown_count``)."""
    found = connection.exec_driver_sql(f"{CASE} WHERE c.number = ? COLLATE NOCASE", (number,)).first()
    if found is None:
        raise Refusal(
            f"There is no count {number}.", hint="'tracker count list' names all of them.", code="unknown_count"
        )
    return case_of(connection, found)


def open_cases_at(connection: Connection, place_id: int) -> tuple[CountCase, ...]:
    """The open counts that this very place belongs to, the oldest first. No line is in two of them
    (:mod:`tracker.inventory.count_shares`)."""
    found = connection.exec_driver_sql(
        f"{CASE} JOIN count_place p ON p.case_id = c.id WHERE p.location_id = ? AND c.state = 'open' ORDER BY c.id",
        (place_id,),
    ).all()
    return tuple(case_of(connection, row) for row in found)


def lines_of(
    connection: Connection, case: CountCase, rules: CountRules, *, place_id: int | None = None, is_priced: bool = True
) -> tuple[CountLine, ...]:
    """The lines of the count, or of one place in it, by place and item's name. Of one that is over they are told as they
    were at its closing.

    ``is_priced``: prices are read from all receipts, for which no scan should wait.
    """
    tallies = said_in(connection, case, place_id)
    keys = set(tallies)
    held: dict[Key, int] = {}
    moved = moved_in(connection, case, place_id)
    tallies = {key: tuple(_since(each, moved[key]) for each in found) for key, found in tallies.items()}
    if case.is_open:
        held = held_in(connection, case, place_id)
        if not case.is_spot_check:
            keys |= {key for key, quantity in held.items() if quantity > 0 and _stood(quantity, moved[key]) > 0}
    share = share_of(connection, case.id)
    keys = {key for key in keys if key in tallies or share.counts(*key[:2])}
    reasons = reasons_in(connection, case)
    prices = prices_in(connection, case, keys) if is_priced else {}
    made = []
    for place, item, lot in named(connection, keys):
        key = (place.id, item.id, lot.id)
        grade, said = share.grades.get(item.id, "C"), _positioned(tallies.get(key, ()))
        state, again = judged(said, grade, rules)
        reason = reasons.get(key, CountReason.UNEXPLAINED)
        price = prices.get(key)
        made.append(CountLine(place, item, lot, grade, state, again, said, held.get(key, 0), reason, price))
    return tuple(made)


def sheet_of(connection: Connection, case: CountCase, rules: CountRules) -> CountSheet:
    found = connection.exec_driver_sql(
        "SELECT n.location_id, max(n.day) FROM count_place p JOIN last_count n ON n.location_id = p.location_id"
        " WHERE p.case_id = ? GROUP BY 1",
        (case.id,),
    )
    last = {place_id: date.fromisoformat(day) for place_id, day in found}
    return CountSheet(case, lines_of(connection, case, rules), rules, last)


def counted_at(connection: Connection, place_id: int, rules: CountRules, *, is_whole: bool = False) -> CaseHere | None:
    """The open count of a place, with how much of it is done there, or in all; None where none is open there. Several are
    told as one: whoever stands there counts for all of them. A spot check that waits for a lead asks nobody to count."""
    within = None if is_whole else place_id
    found = [
        _case_here(case, lines_of(connection, case, rules, place_id=within, is_priced=False))
        for case in open_cases_at(connection, place_id)
    ]
    found = [each for each in found if each.lines and not each.waits] or [each for each in found if not each.waits][:1]
    if not found:
        return None
    number, words = ", ".join(each.number for each in found), "; ".join(each.words for each in found)
    is_spot_check = all(each.is_spot_check for each in found)
    return CaseHere(number, words, sum(each.done for each in found), sum(each.lines for each in found), is_spot_check)


def item_here(connection: Connection, place_id: int, item_id: int, rules: CountRules) -> ItemHere | None:
    """The same for one item in it, of the count that has the item; how much is done is told of all that are open there."""
    cases = open_cases_at(connection, place_id)
    if not cases:
        return None
    shares = {each.id: share_of(connection, each.id) for each in cases}
    case = next((each for each in cases if shares[each.id].counts(place_id, item_id)), cases[0])
    share = shares[case.id]
    lines = {each.id: lines_of(connection, each, rules, place_id=place_id, is_priced=False) for each in cases}
    own = tuple(each for each in lines[case.id] if each.item.id == item_id)
    grade = share.grades.get(item_id, "C")
    here = _case_here(case, tuple(line for some in lines.values() for line in some))
    return ItemHere(here, grade, share.counts(place_id, item_id), own)


def _case_here(case: CountCase, lines: Sequence[CountLine]) -> CaseHere:
    done = sum(each.state is LineState.COUNTED for each in lines)
    return CaseHere(case.number, case.words, done, len(lines), case.is_spot_check)


def _since(said: Said, moved: Iterable[Moved]) -> Said:
    later = [each for each in moved if each.movement_id > said.position]
    is_overtaken = any(
        each.kind == "adjust" or (each.reverses is not None and each.reverses <= said.position) for each in later
    )
    known = said.tally
    total = sum(each.quantity for each in later)
    tally = Tally(
        known.counted, known.expected, known.by, known.at, known.event_id, known.day, total, is_overtaken=is_overtaken
    )
    return Said(tally, said.position)


def _stood(held: int, moved: Iterable[Moved]) -> int:
    """What the books had when the count was opened, as they are known today."""
    return held - sum(each.quantity for each in moved)


def _positioned(said: Iterable[Said]) -> tuple[Tally, ...]:
    return tuple(each.tally for each in said)
