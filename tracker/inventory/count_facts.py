"""What a count has come to, frozen, and the rules by which a line of it is done: pure, the same for job, screen and closing.

A number is held against what the books had at the ledger's position at which it was said; what moves later is no part of
it and stays moved. So the difference of a line is ``counted - expected``, whenever it is booked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import Item, Lot, Place

SPOT_CHECK = "S"
"""The first letter of the number of a count that a spot check has opened: ``S2026-004``. Others begin with a C, and are
numbered in one row with these."""


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CountReason(StrEnum):
    """Why the shelf is not as the books have it. A closed list: free text cannot be added up."""

    UNEXPLAINED = "unexplained"
    NOT_BOOKED = "not_booked"
    """Used, brought or wasted without a scan."""
    WRONG_PLACE = "wrong_place"
    """It stood in another place than the books said."""
    WRONG_LOT = "wrong_lot"
    """Booked as another lot of the same item."""
    COUNTED_WRONG = "counted_wrong"
    """An earlier count, or the number received, was wrong."""
    DAMAGED = "damaged"
    LOST = "lost"
    FOUND = "found"

    def fits(self, difference: int) -> bool:
        """Whether it can be why a shelf holds so many more than the books, or fewer where it is below zero."""
        if self is CountReason.FOUND:
            return difference > 0
        return difference < 0 or self not in (CountReason.LOST, CountReason.DAMAGED)


class LineState(StrEnum):
    TO_COUNT = "to_count"
    AGAIN = "again"
    """It must be counted once more: :class:`Again` says why."""
    COUNTED = "counted"


class Again(StrEnum):
    TOLERANCE = "tolerance"
    """The number is further from the books than its class allows."""
    DISAGREE = "disagree"
    """Two numbers were said of it, and they are not the same."""
    UNDONE = "undone"
    """Something that was booked before the number was undone after it, or another count booked: nobody can tell which of
    the two the shelf shows."""
    SHORT = "short"
    """More has been taken away since than was counted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One number that was said of a line. ``later`` is what has come (above zero) or gone since."""

    counted: int
    expected: int
    by: str
    at: str
    event_id: str
    day: str = ""
    later: int = 0
    is_overtaken: bool = False
    """Whether :attr:`Again.UNDONE` holds of it."""

    @property
    def difference(self) -> int:
        return self.counted - self.expected

    @property
    def stands(self) -> int:
        """What the shelf holds now if the number was right."""
        return self.counted + self.later


@dataclass(frozen=True, slots=True)
class CountLine:
    """One lot in one place. ``tallies`` oldest first; ``held`` is what the books have now: nobody who still has to count it
    may see that."""

    place: Place
    item: Item
    lot: Lot
    grade: str
    state: LineState
    again: Again | None
    tallies: tuple[Tally, ...]
    held: int
    reason: CountReason = CountReason.UNEXPLAINED
    price_micros: int | None = None
    """For one base unit; None where nobody knows it."""

    @property
    def tally(self) -> Tally:
        """The number that counts. ValueError where there is none."""
        if not self.tallies:
            raise ValueError("nobody has counted this")
        return self.tallies[-1]

    @property
    def difference(self) -> int:
        return self.tally.difference if self.state is LineState.COUNTED else 0

    @property
    def value_micros(self) -> int | None:
        """Of the difference, with its sign; None where the price is not known."""
        return None if self.price_micros is None else self.difference * self.price_micros

    @property
    def key(self) -> tuple[int, int, int]:
        return self.place.id, self.item.id, self.lot.id


@dataclass(frozen=True, slots=True)
class CountCase:
    """``rooms`` are the paths of what it is of, without what lies in another of them; ``moved`` the places of it that lie in
    another room now."""

    id: int
    number: str
    classes: str
    """``A``, ``AB`` ...; empty for all."""
    state: CaseState
    position: int
    opened_by: str
    opened_at: str
    ended_by: str | None
    ended_at: str | None
    reversed_by: str | None
    reversed_at: str | None
    rooms: tuple[str, ...]
    moved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """What other counts have of its places: ``class A of Storeroom: C2026-001``."""

    @property
    def is_open(self) -> bool:
        return self.state is CaseState.OPEN

    @property
    def is_spot_check(self) -> bool:
        """Whether it is of what was said in a spot check and of nothing else."""
        return self.number.startswith(SPOT_CHECK)

    @property
    def words(self) -> str:
        """``class A in Exam 1, Exam 2``."""
        where = ", ".join(self.rooms[:3]) + (f" and {len(self.rooms) - 3} more" if len(self.rooms) > 3 else "")
        if self.is_spot_check:
            return f"a spot check in {where}"
        return f"class {', '.join(self.classes)} in {where}" if self.classes else where


@dataclass(frozen=True, slots=True)
class CaseHere:
    """A count that is open where somebody stands, with how many of the lines that were asked about are done."""

    number: str
    words: str
    done: int
    lines: int
    is_spot_check: bool = False

    @property
    def waits(self) -> bool:
        """A spot check of which nothing is left to count: a lead closes it."""
        return self.is_spot_check and self.done == self.lines


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """What a spot check of an item is judged by. Without a price nobody knows what a difference is worth."""

    grade: str = "C"
    price_micros: int | None = None


UNPRICED = SpotCheck()


@dataclass(frozen=True, slots=True)
class ItemHere:
    """The same of one place, for one item: whether it is among what is counted, and what was said of its lots there."""

    case: CaseHere
    grade: str
    is_counted: bool
    lines: tuple[CountLine, ...]

    def tallies(self, lot_id: int) -> tuple[Tally, ...]:
        return next((each.tallies for each in self.lines if each.lot.id == lot_id), ())


def judged(tallies: Sequence[Tally], grade: str, rules: CountRules) -> tuple[LineState, Again | None]:
    """Whether a line is done. It is when its last number is within the tolerance and nobody has said another that was, or
    when the number agrees with one said before: then the shelf is as two people, or one twice, have seen it."""
    if not tallies:
        return LineState.TO_COUNT, None
    last = tallies[-1]
    if last.is_overtaken:
        return LineState.AGAIN, Again.UNDONE
    if last.stands < 0:
        return LineState.AGAIN, Again.SHORT
    earlier = [each for each in tallies[:-1] if not each.is_overtaken]
    if any(each.difference == last.difference for each in earlier):
        return LineState.COUNTED, None
    if not is_within(last, grade, rules):
        return LineState.AGAIN, Again.DISAGREE if earlier else Again.TOLERANCE
    if any(is_within(each, grade, rules) for each in earlier):
        return LineState.AGAIN, Again.DISAGREE
    return LineState.COUNTED, None


def is_within(tally: Tally, grade: str, rules: CountRules) -> bool:
    return abs(tally.difference) <= rules.tolerance(grade, tally.expected)


def differing(lines: Sequence[CountLine]) -> tuple[CountLine, ...]:
    return tuple(line for line in lines if line.difference)


def worth_micros(lines: Sequence[CountLine]) -> int | None:
    """What the differences are worth, gains and losses added; None where one of them has no price: it is never taken for
    free."""
    values = [line.value_micros for line in differing(lines)]
    known = [abs(value) for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def needs_second_person(lines: Sequence[CountLine], rules: CountRules) -> bool:
    worth = worth_micros(lines)
    is_controlled = any(line.item.is_controlled for line in differing(lines))
    return is_controlled or worth is None or worth > rules.second_person_micros


def waits_for_lead(difference: int, check: SpotCheck, expected: int, rules: CountRules, *, is_controlled: bool) -> bool:
    """Whether what a spot check has found is booked by a lead only, as a count's differences are: of a controlled substance
    always, else where it is worth more than one person may book. What has no price is let pass within the tolerance."""
    if not difference or is_controlled:
        return bool(difference)
    if check.price_micros is None:
        return abs(difference) > rules.tolerance(check.grade, expected)
    return abs(difference) * check.price_micros > rules.second_person_micros


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A count with its lines. ``last`` tells of its places when anything in them was last counted."""

    case: CountCase
    lines: tuple[CountLine, ...]
    rules: CountRules
    last: Mapping[int, date]

    @property
    def done(self) -> int:
        return sum(line.state is LineState.COUNTED for line in self.lines)

    @property
    def is_blind(self) -> bool:
        """Whether somebody may still have to count: until then what the books have is not shown."""
        return self.case.is_open and self.done < len(self.lines)

    def of_place(self, place_id: int) -> tuple[CountLine, ...]:
        return tuple(line for line in self.lines if line.place.id == place_id)
