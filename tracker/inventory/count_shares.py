"""Who counts what where several counts are open in one place: the one that was opened first keeps its classes, and a later
one has the rest. So two open counts never have the same line.

What was left to another is settled at the opening: it does not come back when that one is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.inventory.count_facts import SPOT_CHECK
from tracker.inventory.count_rules import GRADES
from tracker.store.connection import Connection
from tracker.text import counted

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Share:
    """What one count counts. ``grades`` are those of its opening, by item id, all others C; ``others`` by place the counts
    to which it leaves theirs."""

    number: str
    classes: str
    """``A``, ``AB`` ...; empty for all."""
    grades: Mapping[int, str]
    others: Mapping[int, tuple[Share, ...]]
    only: frozenset[int] | None = None
    """The ids of the items that a spot check has found to differ: it is of nothing else."""

    def counts(self, place_id: int, item_id: int) -> bool:
        """Of a place that it has. An item whose class has changed since another count began is still that one's."""
        if self.only is not None:
            return item_id in self.only
        is_wanted = not self.classes or self.grades.get(item_id, "C") in self.classes
        return is_wanted and not any(each.counts(place_id, item_id) for each in self.others.get(place_id, ()))

    def classes_at(self, place_id: int) -> str:
        """``BC`` where all is wanted and A is left to another; empty where nothing is left for this count."""
        if self.only is not None:
            return ""
        taken = "".join(each.classes_at(place_id) for each in self.others.get(place_id, ()))
        return "".join(grade for grade in self.classes or GRADES if grade not in taken)


def share_of(connection: Connection, case_id: int, known: dict[int, Share] | None = None) -> Share:
    """``known`` are those read before, by their counts' ids; it is added to."""
    known = {} if known is None else known
    if case_id in known:
        return known[case_id]
    others: dict[int, list[Share]] = defaultdict(list)
    for place_id, to_id in connection.exec_driver_sql(
        "SELECT location_id, to_id FROM count_left_out WHERE case_id = ? ORDER BY to_id", (case_id,)
    ).all():
        others[place_id].append(share_of(connection, to_id, known))
    number, classes = connection.exec_driver_sql(
        "SELECT number, classes FROM count_case WHERE id = ?", (case_id,)
    ).one()
    grades = connection.exec_driver_sql("SELECT item_id, grade FROM count_grade WHERE case_id = ?", (case_id,)).all()
    only = _items_said(connection, case_id) if number.startswith(SPOT_CHECK) else None
    known[case_id] = Share(number, classes, dict(grades), {key: tuple(each) for key, each in others.items()}, only)
    return known[case_id]


def _items_said(connection: Connection, case_id: int) -> frozenset[int]:
    found = connection.exec_driver_sql(
        "SELECT DISTINCT item_id FROM count_entry WHERE case_id = ? AND taken_back = 0", (case_id,)
    )
    return frozenset(found.scalars())


def open_shares(connection: Connection) -> Mapping[int, Mapping[int, Share]]:
    """By place the open counts that have it, by their ids."""
    known: dict[int, Share] = {}
    found: dict[int, dict[int, Share]] = defaultdict(dict)
    for place_id, case_id in connection.exec_driver_sql(
        "SELECT p.location_id, c.id FROM count_place p JOIN count_case c ON c.id = p.case_id WHERE c.state = 'open'"
        " ORDER BY c.id"
    ).all():
        found[place_id][case_id] = share_of(connection, case_id, known)
    return found


_LEFT_OUT = """
    SELECT o.to_id, o.location_id, l.parent_id, l.path FROM count_left_out o JOIN location l ON l.id = o.location_id
    WHERE o.case_id = ? ORDER BY o.to_id, l.path, l.id"""


def left_out(connection: Connection, case_id: int) -> tuple[str, ...]:
    """What a count leaves to which other: ``class A of Storeroom: C2026-001``; of a whole place without its classes. Of a
    spot check it is what that has found: ``1 item of Bin 3: S2026-004``."""
    found = connection.exec_driver_sql(_LEFT_OUT, (case_id,)).all()
    if not found:
        return ()
    known: dict[int, Share] = {}
    wanted = share_of(connection, case_id, known).classes or "".join(GRADES)
    places: dict[tuple[int, str], dict[int, tuple[int | None, str]]] = defaultdict(dict)
    for to_id, place_id, parent_id, path in found:
        theirs = share_of(connection, to_id, known).classes_at(place_id)
        both = "".join(grade for grade in wanted if grade in theirs)
        if both or known[to_id].only:
            places[to_id, both][place_id] = (parent_id, path)
    return tuple(_words(known[to_id], both, of) for (to_id, both), of in places.items())


def _words(to: Share, classes: str, places: Mapping[int, tuple[int | None, str]]) -> str:
    number = to.number
    tops = list(dict.fromkeys(path for parent_id, path in places.values() if parent_id not in places))
    more = f" and {len(tops) - _MOST_NAMED} more" if len(tops) > _MOST_NAMED else ""
    where = ", ".join(tops[:_MOST_NAMED]) + more
    if to.only is not None:
        return f"{counted(len(to.only), 'item')} of {where}: {number}"
    return f"{where}: {number}" if len(classes) == len(GRADES) else f"class {', '.join(classes)} of {where}: {number}"


def left_to(connection: Connection) -> Mapping[str, frozenset[tuple[str, str]]]:
    """By each count's number the places, in codes, that it shares with which earlier counts; those that share none are not
    in it."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for number, code, to in connection.exec_driver_sql(
        "SELECT c.number, l.code, t.number FROM count_left_out o JOIN count_case c ON c.id = o.case_id"
        " JOIN location l ON l.id = o.location_id JOIN count_case t ON t.id = o.to_id"
    ):
        found[number].add((code, to))
    return {number: frozenset(each) for number, each in found.items()}
