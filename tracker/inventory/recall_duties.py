"""What is left to do in one room for one recall, as a scan there is told it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """Quantities in base units: ``stands`` is what the books still have in the room, ``taken`` what was pulled from it or
    thrown away since the recall was opened."""

    number: str
    item_id: int
    item: str
    base_unit: str
    lot: str | None
    """None where all lots of the item are recalled."""
    stands: int
    taken: int
    must_sign: bool


def of_case(duties: tuple[Duty, ...], number: str) -> tuple[Duty, ...]:
    """Those of the recall that is worked on; all where ``number`` is empty."""
    return tuple(each for each in duties if not number or each.number == number)
