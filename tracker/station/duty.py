"""One thing that somebody has to do: what, why, what comes of it if nobody does, and where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

SOON_DAYS = 30
"""Within so many days a lot is to be used up first."""
_NAMED = 2
"""So many rooms or items are named in a line; of the rest the number is told."""


class Harm(IntEnum):
    """What comes of it if nobody does it, the worst first."""

    PATIENT = 0
    """Somebody may be hurt: expired or recalled stock within reach, a specimen that is lost."""
    OUT = 1
    """Nothing is left of something, or soon will be of what must not be lacking; or somebody may be in who has no business
    here."""
    SHORT = 2
    """It will be lacking, or thrown away, if it is left."""
    ORDER = 3
    """The books get worse."""


@dataclass(frozen=True, slots=True)
class Duty:
    """``what`` is to be done, ``why`` in a few words; ``view`` is the screen that shows it, by name, and ``command`` how it
    is asked for without one."""

    code: str
    harm: Harm
    count: int
    what: str
    why: str
    view: str
    command: str


WAYS = {
    "recall": ("recalls", "tracker report recall"),
    "held": ("recalls", "tracker report recall"),
    "expired": ("expiring", "tracker report expiring --days 0"),
    "missing": ("board", "tracker report missing"),
    "by_keys": ("review", "tracker audit review"),
    "none_left": ("reorder", "tracker report reorder"),
    "vital": ("reorder", "tracker report reorder"),
    "reorder": ("reorder", "tracker report reorder"),
    "labels": ("labels", "tracker queue"),
    **dict.fromkeys(("late", "partly", "draft", "received"), ("orders", "tracker order list")),
    "shipment": ("transfers", "tracker report transfers"),
    "expiring": ("expiring", f"tracker report expiring --days {SOON_DAYS}"),
    "no_site": ("", "tracker import locations FILE"),
    "counting": ("counts", "tracker count list"),
    **dict.fromkeys(("count_a", "count_b", "count_c"), ("counts", "tracker report count")),
    "licences": ("", "tracker report staff"),
    "leads": ("", "tracker staff add NAME --role lead --badge BADGE"),
    "par": ("par", "tracker report par"),
    "parked": ("parked", "tracker report parked"),
    "review": ("review", "tracker audit review"),
}
"""The screen that shows it, where there is one, and what asks for it without."""


def duty(code: str, harm: Harm, count: int, what: str, why: str) -> Duty:
    return Duty(code, harm, count, what, why, *WAYS[code])


def worst_first(*found: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """By harm; among what harms alike as :data:`WAYS` has it."""
    places = {code: place for place, code in enumerate(WAYS)}
    return tuple(sorted((each for some in found for each in some), key=lambda each: (each.harm, places[each.code])))


def named(names: list[str]) -> str:
    first, more = names[:_NAMED], len(names) - _NAMED
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")
