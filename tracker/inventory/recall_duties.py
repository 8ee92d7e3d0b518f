"""What is left to do in one room for one recall, as a scan there is told it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """Quantities in base units: ``stands`` is what the books still have in the room, ``taken`` what was pulled from it or
    thrown away since the recall was opened."""

    number: str
    """Of the recall; empty for what is held back without one."""
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


def of_none(duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """What is held back though no recall means it."""
    return tuple(each for each in duties if not each.number)


def to_find(duties: tuple[Duty, ...]) -> int:
    """Base units that the books still have, each counted once where two recalls mean it."""
    return sum(each.stands for each in _apart(duties))


def pulled(duties: tuple[Duty, ...]) -> int:
    """Base units that were taken out, each counted once."""
    return sum(each.taken for each in _apart(duties))


def _apart(duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """Without those that another one holds in it: a recall of all lots, one of the same lot."""
    whole = {each.item_id for each in duties if each.lot is None}
    found: dict[tuple[int, str | None], Duty] = {}
    for each in duties:
        if each.lot is None or each.item_id not in whole:
            found.setdefault((each.item_id, each.lot.upper() if each.lot is not None else None), each)
    return tuple(found.values())
