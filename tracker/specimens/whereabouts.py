"""Where a step leaves specimens: in which rack, box or bag, in which slot and place, and on which trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.errors import Refusal
from tracker.specimens.orders import Step
from tracker.specimens.placing import Room, Stand, put, room, stand, stands
from tracker.specimens.standing import Standing
from tracker.specimens.states import UNDER_WAY, Do
from tracker.store.connection import Connection

_TAKEN_OUT = frozenset({Do.RETRIEVE, Do.LOSE, Do.FIND, Do.DISPOSE, Do.TAKE_OVER})
"""It leaves its slot: nothing stands there any more."""
_TAKEN_FROM_BAG = frozenset({Do.ACCEPT, Do.REJECT, Do.STORE})
"""It leaves a bag; a rack or box accepted as a whole stays one."""


def stood(connection: Connection, order: Step, before: Sequence[Standing]) -> list[Standing]:
    """The specimens where they stand afterwards: holder, slot and trip."""
    if order.holder_code:
        return put(connection, stand(connection, order.holder_code), order.slots, before)
    if order.do in _TAKEN_OUT or order.holder_code == "":
        return [
            replace(
                each,
                holder_id=None,
                slot=None,
                shipment_id=each.shipment_id if is_lost_on_the_way(order, each) else None,
            )
            for each in before
        ]
    if order.do in _TAKEN_FROM_BAG:
        known = stands(connection, (each.holder_id for each in before))
        return [
            replace(each, holder_id=None, slot=None, shipment_id=None)
            if each.holder_id is not None and known[each.holder_id].is_bag
            else replace(each, shipment_id=None)
            for each in before
        ]
    if order.do is Do.PLACE and order.place_id is None:
        raise Refusal("Where it is put was not said.", hint="Scan the rack, box or bag, or the place.", code="no_place")
    return list(before)


def is_lost_on_the_way(order: Step, each: Standing) -> bool:
    """Then it stays on its shipment's list, and its sender answers for it again."""
    return order.do is Do.LOSE and each.state in UNDER_WAY


def places(connection: Connection, order: Step, moved: Sequence[Standing]) -> list[Room | None]:
    """Where each is put down, None where nobody said. What is stored stands where its rack or box stands."""
    said = room(connection, place_id=order.place_id) if order.place_id is not None else None
    if order.do is not Do.STORE:
        return [said] * len(moved)
    if said is None and order.to is not None:
        said = room(connection, code=order.to)
    known = stands(connection, (each.holder_id for each in moved))
    found: dict[int | None, Room] = {}
    for holder_id in {each.holder_id for each in moved}:
        found[holder_id] = _store_in(connection, known[holder_id], said) if holder_id is not None else _said(said)
    return [found[each.holder_id] for each in moved]


def _said(place: Room | None) -> Room:
    if place is None:
        raise Refusal(
            "Where it is stored was not said.", hint="Scan the place, or the rack that stands there.", code="no_place"
        )
    return place


def _store_in(connection: Connection, into: Stand, said: Room | None) -> Room:
    """A rack that nobody has placed yet stands where its first tube is stored."""
    if into.is_bag or into.shipment_id is not None:
        raise Refusal(
            f"{into.name} travels: nothing is stored in it.",
            hint="Store it in another rack or box, or on the shelf itself.",
            code="bag_is_no_store",
        )
    if into.place_id is None:
        place = _said(said)
        connection.exec_driver_sql("UPDATE holder SET place_id = ? WHERE id = ?", (place.id, into.id))
        return place
    place = room(connection, place_id=into.place_id)
    if said is not None and said.id != place.id:
        raise Refusal(
            f"{into.name} stands in {place.path}, not in {said.path}.",
            hint="Scan the rack and its new place first, or take another rack.",
            code="holder_elsewhere",
        )
    return place


def place_id_of(order: Step, each: Standing, place: Room | None, custodian: str | None) -> int | None:
    if order.do in (Do.LOSE, Do.DISPOSE):
        return None
    if place is not None:
        return place.id
    has_left = custodian != each.custodian or (order.do is Do.PLACE and each.holder_id is not None)
    return None if has_left else each.place_id
