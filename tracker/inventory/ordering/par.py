"""Par levels proposed for each room from its own use, and how far what is set has drifted from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from tracker.inventory import rows
from tracker.inventory.demand.methods import YEAR_DAYS, Waiting
from tracker.inventory.entries import ParRow
from tracker.inventory.facts import Item, Place
from tracker.inventory.import_places import import_pars
from tracker.inventory.ordering.facts import Past
from tracker.inventory.ordering.levels import level_for, service_of
from tracker.inventory.rows import ITEM, PLACE
from tracker.journal.pen import Imported, Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

RESTOCK_DAYS = 7
"""From one restocking of a room to the next, where nobody says otherwise."""
FITS = 0.25
"""A par within a quarter of what is proposed is left alone: nobody recounts a shelf for that."""


class Drift(StrEnum):
    FITS = "fits"
    TOO_LOW = "too low"
    TOO_HIGH = "too high"
    NOT_SET = "not set"
    UNKNOWN = "no use on record"


@dataclass(frozen=True, slots=True)
class ParProposal:
    """``shelf`` is the place in the room whose par is the largest, which takes the change; None where none is set."""

    room: Place
    shelf: Place | None
    shelf_par: int
    item: Item
    par: int
    proposed: int | None
    drift: Drift
    source: str
    """``use``, or ``refills`` where the room's use is not recorded: they follow it."""
    why: str


_Key = tuple[int, int]


def par_proposals(
    connection: Connection, today: date, restock_days: int = RESTOCK_DAYS, service: float | None = None
) -> tuple[ParProposal, ...]:
    """For each room that is no store and each item that it holds by par or has used; ``service`` stands for VED's."""
    rooms = {
        row[0]: rows.place(row)
        for row in connection.exec_driver_sql(
            f"SELECT {PLACE} FROM location l WHERE l.kind = 'room' AND NOT l.is_store ORDER BY l.path, l.id"
        )
    }
    items = {
        row[0]: (rows.item(row), row[-1])
        for row in connection.exec_driver_sql(
            f"SELECT {ITEM}, i.criticality FROM item i ORDER BY i.name COLLATE NOCASE, i.id"
        )
    }
    pars, used, refilled = _pars(connection), _flow(connection, today, _USED), _flow(connection, today, _REFILLED)
    made = []
    for room_id, room in rooms.items():
        for item_id, (item, criticality) in items.items():
            key = (room_id, item_id)
            shelves = pars.get(key, ())
            days = used.get(key) or refilled.get(key)
            if shelves or days:
                source = "use" if key in used else "refills" if days else ""
                share = service or service_of(criticality)
                proposal = _proposal(room, item, shelves, days or {}, source, today, restock_days, share)
                made.append(_never_less(proposal) if criticality == "V" else proposal)
    return tuple(made)


def _proposal(
    room: Place,
    item: Item,
    shelves: Sequence[tuple[int, Place]],
    days: Mapping[int, int],
    source: str,
    today: date,
    restock_days: int,
    service: float,
) -> ParProposal:
    par = sum(each for each, _ in shelves)
    shelf_par, shelf = shelves[0] if shelves else (0, None)
    past = _past(days, today)
    level = level_for(past, Waiting(restock_days, (0,)), service, 0)
    proposed = max(1, level.quantity) if level.quantity is not None else None
    why = f"{level.words[:1].upper()}{level.words[1:]}." if days else "No use on record in this room: its par stays."
    return ParProposal(room, shelf, shelf_par, item, par, proposed, _drift(par, proposed), source, why)


def _never_less(of: ParProposal) -> ParProposal:
    """Of what must not be lacking (VED class V: an emergency drug) rare use is no reason to hold less: its par is a
    protocol's."""
    if of.proposed is None or of.proposed >= of.par:
        return of
    why = f"{of.why} It is vital: its par is not lowered for rare use."
    return replace(of, proposed=of.par, drift=Drift.FITS, why=why)


def _drift(par: int, proposed: int | None) -> Drift:
    if proposed is None:
        return Drift.UNKNOWN
    if par == 0:
        return Drift.NOT_SET
    if abs(proposed - par) <= FITS * par:
        return Drift.FITS
    return Drift.TOO_LOW if proposed > par else Drift.TOO_HIGH


def _past(days: Mapping[int, int], today: date) -> Past:
    if not days:
        return Past(np.zeros(0))
    first, until = min(days), today.toordinal()
    used = np.zeros(max(0, until - first))
    for day, quantity in days.items():
        if day < until:
            used[day - first] = quantity
    with_use = np.flatnonzero(used)
    return Past(used, 0, len(used) - 1 - int(with_use[-1]) if len(with_use) else None)


def _pars(connection: Connection) -> Mapping[_Key, Sequence[tuple[int, Place]]]:
    """The room's places with their par levels, the largest first."""
    found: dict[_Key, list[tuple[int, Place]]] = defaultdict(list)
    for row in connection.exec_driver_sql(
        f"SELECT {PLACE}, p.item_id, p.par FROM par_level p JOIN location l ON l.id = p.location_id"
        " WHERE l.room_id IS NOT NULL ORDER BY p.par DESC, l.path, l.id"
    ):
        place = rows.place(row)
        if place.room_id is not None:
            found[place.room_id, row[-2]].append((row[-1], place))
    return found


_STANDS = " AND m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)"
_USED = (
    "SELECT f.room_id, p.item_id, p.day, sum(p.quantity) FROM posting p JOIN movement m ON m.id = p.movement_id"
    " JOIN location f ON f.id = p.from_id JOIN location t ON t.id = p.to_id AND t.kind = 'use'"
    f" WHERE p.day >= ? AND p.day <= ? AND f.room_id IS NOT NULL{_STANDS} GROUP BY 1, 2, 3"
)
_REFILLED = (
    "SELECT t.room_id, p.item_id, p.day, sum(p.quantity) FROM posting p JOIN movement m ON m.id = p.movement_id"
    " JOIN location f ON f.id = p.from_id JOIN location t ON t.id = p.to_id"
    " WHERE p.day >= ? AND p.day <= ?"
    f" AND m.kind = 'transfer' AND t.room_id IS NOT NULL AND f.room_id IS NOT t.room_id{_STANDS}"
    " GROUP BY 1, 2, 3"
)


def _flow(connection: Connection, today: date, statement: str) -> Mapping[_Key, Mapping[int, int]]:
    """By room and item: what moved on each day of the past year."""
    found: dict[_Key, dict[int, int]] = defaultdict(dict)
    since = (today - timedelta(days=YEAR_DAYS)).isoformat()
    for room_id, item_id, day, quantity in connection.exec_driver_sql(statement, (since, today.isoformat())):
        found[room_id, item_id][date.fromisoformat(day).toordinal()] = quantity
    return found


@needs(Permission.PAR_SET)
def accept(connection: Connection, pen: Pen, proposals: Sequence[ParProposal]) -> Imported:
    """Set what is proposed, one or all: the shelf with the largest par takes the difference, or the room itself where no
    par is set. A proposal without a number changes nothing."""
    wanted = [
        ParRow(
            (each.shelf or each.room).code, each.item.code, max(1, each.shelf_par + each.proposed - each.par), number
        )
        for number, each in enumerate(proposals, start=1)
        if each.proposed is not None
    ]
    return import_pars(connection, wanted, pen, lambda done, total: None)
