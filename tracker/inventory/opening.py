"""Until when an opened container may be used: the earlier of its lot's expiry and of so long after it was opened.

A vial that is punctured, a control that is reconstituted, a tin of test strips keep for days, whatever their lots say. For
multi-dose vials USP <797> and the CDC's guideline on injection safety say 28 days unless the maker says otherwise. That is
shown as a hint where somebody enters an item, and never assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from tracker.inventory.facts import Item, Lot, Place


class KeepsUnit(StrEnum):
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Keeps:
    """How long an item keeps once it is opened. Days are whole: opened on the 16th and kept 28 days is the 14th, to its
    end. Hours are to the minute, as some reconstituted drugs are kept."""

    amount: int
    unit: KeepsUnit

    @property
    def words(self) -> str:
        return f"{self.amount} {self.unit.value}" + ("" if self.amount == 1 else "s")


_SAID = re.compile(r"([0-9]{1,4})(?: ?(d|days?|h|hours?))?", re.IGNORECASE)


def keeps_said(text: str) -> Keeps | None:
    """``28 days``, ``12 hours``, ``28 d``, or a bare number for days; None for anything else, 0 among it."""
    found = _SAID.fullmatch(text)
    if found is None or int(found[1]) == 0:
        return None
    is_hours = (found[2] or "d")[0].lower() == "h"
    return Keeps(int(found[1]), KeepsUnit.HOUR if is_hours else KeepsUnit.DAY)


@dataclass(frozen=True, slots=True)
class UseBy:
    """The last day on which it may be used, or the moment until which where that comes sooner than the day's end."""

    day: date
    at: datetime | None = None

    def is_over(self, now: datetime, today: date) -> bool:
        return self.day < today or (self.at is not None and self.at < now)

    def words(self, zone: tzinfo | None) -> str:
        """``2026-12-14``, or ``2026-11-16 15:40``."""
        return f"{self.at.astimezone(zone):%Y-%m-%d %H:%M}" if self.at is not None else self.day.isoformat()


def use_by(opened_at: datetime, keeps: Keeps | None, expiry: date | None, zone: tzinfo | None) -> UseBy | None:
    """Never later than the lot's ``expiry``; None where neither the item nor the lot says anything."""
    found: UseBy | None = None
    if keeps is not None and keeps.unit is KeepsUnit.HOUR:
        at = opened_at + timedelta(hours=keeps.amount)
        found = UseBy(at.astimezone(zone).date(), at)
    elif keeps is not None:
        found = UseBy(opened_at.astimezone(zone).date() + timedelta(days=keeps.amount))
    if expiry is not None and (found is None or expiry < found.day):
        return UseBy(expiry)
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """One opened container. ``quantity`` base units remain in it, part of its lot's stock in ``place``; none: it is empty or
    was thrown away."""

    code: str
    item: Item
    lot: Lot
    place: Place
    quantity: int
    opened_at: datetime
    by: str
    """Who opened it, by name; empty where nobody had signed on."""
    use_by: UseBy | None
    serial: str = ""

    @property
    def is_ended(self) -> bool:
        return self.quantity == 0

    def is_over(self, now: datetime, today: date) -> bool:
        return self.use_by is not None and self.use_by.is_over(now, today)

    def is_held_back_by_lot(self, today: date) -> bool:
        """Whether its lot's own date is over: then it is expired, opened or not."""
        return self.lot.expiry is not None and self.lot.expiry < today


def soonest(containers: tuple[Opened, ...]) -> tuple[Opened, ...]:
    """In the order in which they are to be used up; one without a date last."""
    return tuple(sorted(containers, key=lambda each: (each.use_by is None, _key(each), each.code)))


def _key(each: Opened) -> tuple[date, bool, str]:
    found = each.use_by
    if found is None:
        return date.max, True, ""
    return found.day, found.at is None, found.at.isoformat() if found.at is not None else ""


def initials(name: str) -> str:
    """``Rachel Okafor`` → ``RO``; a badge's number or a name of one word is left as it is, at most four letters."""
    words = [word for word in name.replace(".", " ").split(" ") if word]
    return "".join(word[0] for word in words)[:4].upper() if len(words) > 1 else name[:4]
