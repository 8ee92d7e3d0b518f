"""Where specimens stand: places, racks and boxes with their slots, bags with their trips."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.holder_facts import HolderKind, ShipmentState
from tracker.specimens.orders import PlaceHolder
from tracker.specimens.parties import require_staff
from tracker.specimens.standing import Standing, in_holder
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, take
from tracker.specimens.storage import free_slots, slot_name
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Room:
    """A place in the building."""

    id: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Stand:
    """A rack, box or bag, with the trip that it is packed for or on."""

    id: int
    code: str
    name: str
    kind: HolderKind
    rows: int
    columns: int
    place_id: int | None
    shipment_id: int | None
    shipment_state: ShipmentState | None

    @property
    def is_bag(self) -> bool:
        return self.kind is HolderKind.BAG


_STAND = (
    "SELECT h.id, h.code, h.name, h.kind, h.rows, h.columns, h.place_id, v.id, v.state FROM holder h"
    " LEFT JOIN shipment v ON v.holder_id = h.id AND v.state IN ('open', 'departed', 'arrived') WHERE "
)


def room(connection: Connection, *, place_id: int | None = None, code: str | None = None) -> Room:
    """The place of this id or code. Raises :class:`Refusal` (``unknown_place``)."""
    found = connection.exec_driver_sql(
        "SELECT id, code, path FROM location WHERE (id = ?1 OR code = ?2)"
        " AND kind IN ('site', 'room', 'cabinet', 'bin')",
        (place_id, code),
    ).first()
    if found is None:
        raise Refusal(
            "This place was never entered here.", hint="Scan the code on the door or shelf.", code="unknown_place"
        )
    return Room(*found)


def stand(connection: Connection, code: str) -> Stand:
    """The rack, box or bag of this code. Raises :class:`Refusal` (``unknown_holder``)."""
    found = connection.exec_driver_sql(_STAND + "h.code = ?", (code,)).first()
    if found is None:
        raise Refusal(
            "This rack, box or bag was never entered here.",
            hint="Is it another clinic's? Use one of ours.",
            code="unknown_holder",
        )
    return _made(found)


def stands(connection: Connection, ids: Iterable[int | None]) -> Mapping[int | None, Stand]:
    """The racks, boxes and bags of these ids."""
    asked = sorted({each for each in ids if each is not None})
    if not asked:
        return {}
    found = connection.exec_driver_sql(_STAND + "h.id IN (SELECT value FROM json_each(?))", (json.dumps(asked),))
    return {row[0]: _made(row) for row in found}


def _made(row: Sequence[Any]) -> Stand:
    state = ShipmentState(row[8]) if row[8] is not None else None
    return Stand(row[0], row[1], row[2], HolderKind(row[3]), row[4], row[5], row[6], row[7], state)


def put(connection: Connection, into: Stand, slots: Sequence[int], before: Sequence[Standing]) -> list[Standing]:
    """The specimens as they stand in ``into``: in ``slots``, or where none are named in the next free ones.

    Raises :class:`Refusal`: ``bag_not_open``, ``slot_outside``, ``slot_taken``, ``holder_full``.
    """
    if into.shipment_state not in (None, ShipmentState.OPEN) or (into.is_bag and into.shipment_id is None):
        raise Refusal(
            f"{into.name} is not being packed.",
            hint="Scan PACK and the bag first, or take another.",
            code="bag_not_open",
        )
    chosen: Sequence[int | None]
    if into.columns:
        chosen = _slots(connection, into, slots, before)
    elif slots:
        raise Refusal(f"{into.name} has no slots.", hint="Scan the bag and the tube only.", code="slot_outside")
    else:
        chosen = [None] * len(before)
    return [
        replace(each, holder_id=into.id, slot=slot, shipment_id=into.shipment_id)
        for each, slot in zip(before, chosen, strict=True)
    ]


def _slots(connection: Connection, into: Stand, slots: Sequence[int], before: Sequence[Standing]) -> list[int]:
    moving = {each.id for each in before}
    found = connection.exec_driver_sql(
        "SELECT slot, id FROM specimen WHERE holder_id = ? AND slot IS NOT NULL", (into.id,)
    )
    taken = {slot for slot, specimen_id in found if specimen_id not in moving}
    if not slots:
        return _next_free(into, before, taken)
    if len(slots) != len(before):
        raise ValueError("one slot for each specimen, or none")
    for slot in slots:
        if not 1 <= slot <= into.rows * into.columns:
            raise Refusal(
                f"{into.name} has {into.rows * into.columns} slots, and this is number {slot}.",
                hint=f"It goes from A1 to {slot_name(into.rows * into.columns, into.columns)}.",
                code="slot_outside",
            )
        if slot in taken:
            raise Refusal(
                f"{slot_name(slot, into.columns)} of {into.name} is taken.",
                hint="Look which tube really stands there; the next free slot is proposed.",
                code="slot_taken",
            )
        taken.add(slot)
    return list(slots)


def _next_free(into: Stand, before: Sequence[Standing], taken: Collection[int]) -> list[int]:
    """What stands in it already keeps its slot."""
    kept = [each.slot if each.holder_id == into.id else None for each in before]
    free = free_slots(into.rows, into.columns, {*taken, *(slot for slot in kept if slot is not None)})
    chosen = [slot if slot is not None else next(free, 0) for slot in kept]
    if 0 in chosen:
        raise Refusal(
            f"{into.name} is full: {chosen.count(0)} of {len(chosen)} find no slot.",
            hint="Take another rack or box for the rest.",
            code="holder_full",
        )
    return chosen


def place_holder(
    connection: Connection, order: PlaceHolder, occasion: Occasion, rules: DeadlineRules
) -> Mapping[str, Value]:
    """A rack or box is carried to another place, which from now on answers for what is stored in it.

    Each stored tube gets a step of its own, so that its timeline says when it came there. What is in somebody's hands
    stays in his name.
    """
    require_staff(connection, order.by)
    moved, target = stand(connection, order.holder_code), room(connection, place_id=order.place_id)
    if moved.is_bag:
        raise Refusal(
            f"{moved.name} is a bag: nothing is stored in one.",
            hint="Store its tubes in a rack or box.",
            code="bag_is_no_store",
        )
    connection.exec_driver_sql("UPDATE holder SET place_id = ? WHERE id = ?", (target.id, moved.id))
    words: dict[str, Value] = {"do": "holder.place", "by": order.by, "moved": moved.code, "stands": target.code}
    stored = [
        each for each in in_holder(connection, moved.id) if each.state is State.STORED and each.custodian != target.code
    ]
    if not stored:
        return words
    after = [replace(each, place_id=target.id, custodian=target.code) for each in stored]
    act = Act(Do.STORE, order.by, occasion, rules)
    return {**take(connection, act, list(zip(stored, after, strict=True))).words, **words, "step": Do.STORE.value}
