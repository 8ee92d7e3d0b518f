"""Bags on their way: packed, sent off, arrived, reconciled tube by tube, or lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.people.persons import is_among
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.deciding import require_fit, require_legal, require_text
from tracker.specimens.facts import PartyKind
from tracker.specimens.holder_facts import HolderKind, ShipmentState
from tracker.specimens.orders import Arrive, Depart, LoseShipment, OpenShipment
from tracker.specimens.parties import party, require_laboratory, require_staff
from tracker.specimens.placing import stand
from tracker.specimens.queries import tests_of
from tracker.specimens.standing import Standing, in_shipment, in_words
from tracker.specimens.states import UNDER_WAY, Do, State
from tracker.specimens.stepping import Act, take
from tracker.specimens.transport import strictest
from tracker.store.connection import Connection
from tracker.store.numbering import given_out


def open_shipment(connection: Connection, order: OpenShipment, occasion: Occasion) -> Mapping[str, Value]:
    """Begin to pack an empty bag or box: it gets a shipment code, and whoever packs it is the sender."""
    require_staff(connection, order.by)
    bag = stand(connection, order.holder_code)
    if bag.kind is HolderKind.RACK:
        raise Refusal(f"{bag.name} is a rack.", hint="Take a bag or a box.", code="not_a_bag")
    if bag.shipment_id is not None:
        raise Refusal(
            f"{bag.name} is being packed or on its way already.",
            hint="Go on with it, or take another bag.",
            code="bag_in_use",
        )
    if connection.exec_driver_sql("SELECT 1 FROM specimen WHERE holder_id = ? LIMIT 1", (bag.id,)).first():
        raise Refusal(
            f"{bag.name} is not empty.", hint="Accept what is in it, or take it out first.", code="bag_not_empty"
        )
    highest = connection.exec_driver_sql("SELECT max(code) FROM shipment").scalar()
    code = house.shipment_code(house.next_number([highest] if highest else [], "T", given_out(connection, "T")))
    connection.exec_driver_sql(
        "INSERT INTO shipment (code, holder_id, state, sender, opened_at) VALUES (?, ?, 'open', ?, ?)",
        (code, bag.id, order.by, occasion.at),
    )
    return {"do": "shipment.open", "by": order.by, "shipment": code, "holder": bag.code}


@dataclass(frozen=True, slots=True)
class _Trip:
    id: int
    code: str
    state: ShipmentState
    sender: str


def _trip(connection: Connection, shipment_id: int, *states: ShipmentState) -> _Trip:
    found = connection.exec_driver_sql(
        "SELECT id, code, state, sender FROM shipment WHERE id = ?", (shipment_id,)
    ).first()
    if found is None:
        raise Refusal("This shipment was never entered here.", hint="Scan the bag itself.", code="unknown_shipment")
    trip = _Trip(found[0], found[1], ShipmentState(found[2]), found[3])
    if trip.state not in states:
        raise Refusal(f"Shipment {trip.code} is {trip.state}.", hint=_HINTS[trip.state], code=f"shipment_{trip.state}")
    return trip


_HINTS: Mapping[ShipmentState, str] = {
    ShipmentState.OPEN: "It has not left: pack it, and scan SHIP.",
    ShipmentState.DEPARTED: "It is on its way: where it arrives, scan ARRIVE and the bag.",
    ShipmentState.ARRIVED: "It is here: accept its tubes, one by one.",
    ShipmentState.RECONCILED: "Each of its tubes is accounted for; nothing is left to do.",
    ShipmentState.LOST: "If you have the bag in your hand: scan FIND and each tube in it.",
}


def depart(connection: Connection, order: Depart, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """The sealed bag is taken as one: the courier answers for every tube in it, until somebody has accepted it.

    Whoever hands it to him is the sender, whoever began to pack it: what is lost comes back to the name it left in.
    """
    require_staff(connection, order.by)
    trip = _trip(connection, order.shipment_id, ShipmentState.OPEN)
    before = in_shipment(connection, trip.id)
    if not before:
        raise Refusal(f"Shipment {trip.code} is empty.", hint="Scan the tubes into it first.", code="bag_empty")
    _require_carriers(connection, order)
    require_legal(connection, Do.DEPART, before, order.by)
    _require_sendable(connection, order, before)
    expected = stamp(order.expected_at)
    after = [replace(each, state=State.DEPARTED, custodian=order.courier, place_id=None) for each in before]
    act = Act(Do.DEPART, order.by, occasion, rules, expected_at=expected)
    words = take(connection, act, list(zip(before, after, strict=True))).words
    connection.exec_driver_sql(
        "UPDATE shipment SET state = 'departed', sender = ?, target = ?, transport = ?, seal = ?, courier = ?,"
        " departed_at = ?, expected_at = ? WHERE id = ?",
        (order.by, order.target, order.transport, order.seal, order.courier, occasion.at, expected, trip.id),
    )
    return {
        **words,
        "target": order.target,
        "transport": order.transport.value,
        "seal": order.seal,
        "expected": expected,
        **({"overrides": list(order.overrides)} if order.overrides else {}),
    }


def _require_carriers(connection: Connection, order: Depart) -> None:
    """A courier may be a partner or one of us; the target a partner or a place of ours, but never a courier."""
    courier, target = party(connection, order.courier), party(connection, order.target)
    if courier is None or courier.kind not in (PartyKind.COURIER, PartyKind.PERSON):
        raise Refusal(
            "This is no courier of ours.", hint="Scan the courier's card, or a badge.", code="unknown_courier"
        )
    if target is None or target.kind not in (PartyKind.LABORATORY, PartyKind.SITE, PartyKind.PLACE):
        raise Refusal(
            "Where the bag goes is not known here.",
            hint="Scan the laboratory's or the site's code.",
            code="unknown_target",
        )


def _require_sendable(connection: Connection, order: Depart, before: Sequence[Standing]) -> None:
    """A rejected tube, and another temperature than a tube needs, are agreed to at the desk, or refused."""
    if "rejected" not in order.overrides:
        require_fit(before, "it is not sent on as if it were fit")
    if "temperature" in order.overrides:
        return
    transport = order.transport
    tests = tests_of(connection, [each.id for each in before])
    other = [
        each for each in before if strictest(test.transport for test in tests.get(each.id, ())) not in (None, transport)
    ]
    if other:
        needed = strictest(test.transport for test in tests[other[0].id])
        raise Refusal(
            f"{in_words([each.number for each in other])} must travel {needed}, and this bag goes {transport}.",
            hint="Take it out and pack it into a bag of its own.",
            code="other_temperature",
        )


def arrive(connection: Connection, order: Arrive, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """The bag is here, or a laboratory has confirmed that it has it. The courier answers for each tube until it was
    accepted; a broken seal is noted on each."""
    require_staff(connection, order.by)
    if order.confirmed_by is not None:
        require_laboratory(connection, order.confirmed_by)
    trip = _trip(connection, order.shipment_id, ShipmentState.DEPARTED)
    if order.confirmed_by is not None:
        _require_no_courier(connection, trip, order.by)
    before = [each for each in in_shipment(connection, trip.id) if each.state is State.DEPARTED]
    after = [replace(each, state=State.ARRIVED) for each in before]
    is_broken = order.is_seal_whole is False
    act = Act(Do.ARRIVE, order.by, occasion, rules, condition="seal_broken" if is_broken else None)
    words = take(connection, act, list(zip(before, after, strict=True))).words
    connection.exec_driver_sql(
        "UPDATE shipment SET state = 'arrived', arrived_at = ? WHERE id = ?", (occasion.at, trip.id)
    )
    confirmed = {"confirmed_by": order.confirmed_by} if order.confirmed_by is not None else {}
    return {**words, "shipment": trip.code, "is_seal_whole": order.is_seal_whole, **confirmed}


def _require_no_courier(connection: Connection, trip: _Trip, by: str) -> None:
    """Nobody confirms his own delivery, under whatever badge (``own_delivery``)."""
    courier = connection.exec_driver_sql("SELECT courier FROM shipment WHERE id = ?", (trip.id,)).scalar()
    if courier is not None and is_among(connection, by, {courier}):
        raise Refusal(
            f"Nobody confirms his own delivery: you were the courier of {trip.code}.",
            hint="Another person scans a badge, then the laboratory's code again.",
            code="own_delivery",
        )


def lose_shipment(
    connection: Connection, order: LoseShipment, occasion: Occasion, rules: DeadlineRules
) -> Mapping[str, Value]:
    """The bag is lost: whoever sent it answers again for all of it that nobody has accepted, and each tube is missing."""
    require_staff(connection, order.by)
    require_text(order.reason, "reason")
    trip = _trip(connection, order.shipment_id, ShipmentState.DEPARTED, ShipmentState.ARRIVED)
    before = [each for each in in_shipment(connection, trip.id) if each.state in UNDER_WAY]
    after = [
        replace(each, state=State.LOST, custodian=trip.sender, holder_id=None, slot=None, place_id=None)
        for each in before
    ]
    act = Act(Do.LOSE, order.by, occasion, rules, reason=order.reason)
    words = take(connection, act, list(zip(before, after, strict=True))).words
    connection.exec_driver_sql("UPDATE shipment SET state = 'lost', reason = ? WHERE id = ?", (order.reason, trip.id))
    return {**words, "shipment": trip.code, "is_shipment_lost": True}


def senders(connection: Connection, shipment_ids: Iterable[int | None]) -> Mapping[int | None, str]:
    """Who sent each of the shipments."""
    asked = sorted({each for each in shipment_ids if each is not None})
    return dict(
        connection.exec_driver_sql(
            "SELECT id, sender FROM shipment WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(asked),)
        ).all()
    )


def reconcile(connection: Connection, shipment_ids: Iterable[int | None]) -> list[Value]:
    """A shipment is done with once each of its tubes was accepted, rejected, taken over or lost. Returns the codes of those
    that are now."""
    asked = sorted({each for each in shipment_ids if each is not None})
    if not asked:
        return []
    return sorted(
        code
        for (code,) in connection.exec_driver_sql(
            "UPDATE shipment SET state = 'reconciled' WHERE id IN (SELECT value FROM json_each(?))"
            " AND state IN ('departed', 'arrived') AND NOT EXISTS (SELECT 1 FROM specimen s"
            " WHERE s.shipment_id = shipment.id AND s.state IN ('departed', 'arrived')) RETURNING code",
            (json.dumps(asked),),
        )
    )
