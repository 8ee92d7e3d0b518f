"""What travels: packed, departed, arrived or lost, and who answers for it meanwhile."""

from __future__ import annotations

from tests.laboratory import (
    ANNE,
    BAG,
    BAG_2,
    BEN,
    BIG_RACK,
    BOX,
    CARA,
    COURIER,
    LABORATORY,
    RACK,
    STAT_REQUISITION,
    STRANGER,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.barcodes import house
from tracker.specimens.facts import Transport
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.orders import (
    Arrive,
    LoseShipment,
    OpenShipment,
    Step,
)
from tracker.specimens.states import Do, State


def test_a_bag_takes_tubes_only_while_it_is_packed(laboratory: Laboratory) -> None:
    tube, late = laboratory.drawn(1), laboratory.drawn(3)
    assert refused(laboratory, Step(Do.PLACE, (tube,), ANNE, holder_code=BAG)).code == "bag_not_open"
    laboratory.sent(tube)
    assert refused(laboratory, Step(Do.PLACE, (late,), ANNE, holder_code=BAG)).code == "bag_not_open"
    assert refused(laboratory, OpenShipment(BAG, ANNE)).code == "bag_in_use"
    assert refused(laboratory, OpenShipment(RACK, ANNE)).code == "not_a_bag"


def test_a_box_in_which_tubes_are_stored_is_packed_for_no_trip(laboratory: Laboratory) -> None:
    """They would travel without having been packed by anybody."""
    tube = laboratory.drawn()
    laboratory.order(Step(Do.STORE, (tube,), ANNE, holder_code=BOX))
    assert refused(laboratory, OpenShipment(BOX, ANNE)).code == "bag_not_empty"
    laboratory.order(Step(Do.RETRIEVE, (tube,), ANNE))
    laboratory.order(OpenShipment(BOX, ANNE))


def test_an_empty_bag_does_not_depart(laboratory: Laboratory) -> None:
    laboratory.order(OpenShipment(BAG, ANNE))
    assert refused(laboratory, laboratory.departure(laboratory.trip().id)).code == "bag_empty"


def test_a_bag_departs_with_whoever_holds_all_of_it(laboratory: Laboratory) -> None:
    own, other = laboratory.drawn(1), laboratory.drawn(3, by=BEN)
    shipment_id = laboratory.packed(own)
    laboratory.order(Step(Do.PLACE, (other,), BEN, holder_code=BAG))
    assert refused(laboratory, laboratory.departure(shipment_id)).code == "not_custodian"


def test_each_tube_travels_at_its_temperature(laboratory: Laboratory) -> None:
    shipment_id = laboratory.packed(laboratory.drawn(2))
    refusal = refused(laboratory, laboratory.departure(shipment_id, transport=Transport.AMBIENT))
    assert refusal.code == "other_temperature"
    assert "refrigerated" in refusal.message
    laboratory.order(laboratory.departure(shipment_id, transport=Transport.REFRIGERATED))


def test_a_bag_goes_with_a_known_courier_to_a_known_place(laboratory: Laboratory) -> None:
    shipment_id = laboratory.packed(laboratory.drawn())
    for courier in (STRANGER, LABORATORY):
        assert refused(laboratory, laboratory.departure(shipment_id, courier=courier)).code == "unknown_courier"
    for target in (house.partner_code(77), COURIER):
        assert refused(laboratory, laboratory.departure(shipment_id, target=target)).code == "unknown_target"


def test_the_courier_answers_for_a_bag_until_each_tube_is_accepted(laboratory: Laboratory) -> None:
    first, second = laboratory.drawn(1), laboratory.drawn(3)
    shipment_id = laboratory.sent(first, second)
    assert custodian(laboratory, first) == COURIER
    assert refused(laboratory, Step(Do.ACCEPT, (first,), BEN)).code == "out_of_order"
    laboratory.order(Arrive(shipment_id, BEN, is_seal_whole=False))
    assert custodian(laboratory, second) == COURIER
    assert laboratory.timeline(second)[-1].condition == "seal_broken"
    laboratory.order(Step(Do.ACCEPT, (first,), BEN))
    assert laboratory.specimen(first).spot.holder_code is None
    assert laboratory.trip().state is ShipmentState.ARRIVED
    laboratory.order(Step(Do.REJECT, (second,), BEN, reason="RC"))
    assert laboratory.value("SELECT state FROM shipment") == "reconciled"
    laboratory.order(OpenShipment(BAG, BEN))


def test_a_bag_that_does_not_arrive_is_missing_an_hour_after_it_was_expected(laboratory: Laboratory) -> None:
    tube = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.sent(tube)
    laboratory.later(hours=3, minutes=59)
    assert not laboratory.specimen(tube).is_missing(laboratory.now)
    laboratory.later(minutes=1)
    assert laboratory.specimen(tube).is_missing(laboratory.now)


def test_a_bag_that_is_declared_lost_has_been_missing_since_it_was_due(laboratory: Laboratory) -> None:
    tube = laboratory.drawn(1)
    shipment_id = laboratory.sent(tube)
    since = laboratory.specimen(tube).missing_at
    laboratory.later(days=3)
    laboratory.order(LoseShipment(shipment_id, BEN, "lost_in_transit"))
    assert since is not None
    assert laboratory.specimen(tube).missing_at == since


def test_a_lost_bag_gives_custody_back_to_its_sender(laboratory: Laboratory) -> None:
    taken, lost = laboratory.drawn(1), laboratory.drawn(3)
    shipment_id = laboratory.sent(taken, lost)
    laboratory.order(Arrive(shipment_id, BEN))
    laboratory.order(Step(Do.ACCEPT, (taken,), BEN))
    assert refused(laboratory, LoseShipment(shipment_id, BEN, "")).code == "reason_required"
    laboratory.order(LoseShipment(shipment_id, BEN, "lost_in_transit"))
    assert (custodian(laboratory, lost), laboratory.specimen(lost).state) == (ANNE, State.LOST)
    assert (custodian(laboratory, taken), laboratory.specimen(taken).state) == (BEN, State.ACCEPTED)
    assert refused(laboratory, Arrive(shipment_id, BEN)).code == "shipment_lost"


def test_one_tube_lost_on_the_way_goes_back_to_the_sender_and_reconciles_the_rest(laboratory: Laboratory) -> None:
    lost, other = laboratory.drawn(1), laboratory.drawn(3)
    shipment_id = laboratory.sent(lost, other)
    laboratory.order(Arrive(shipment_id, BEN))
    laboratory.order(Step(Do.ACCEPT, (other,), BEN))
    laboratory.order(Step(Do.LOSE, (lost,), BEN, reason="lost_in_transit"))
    assert custodian(laboratory, lost) == ANNE
    assert laboratory.value("SELECT state FROM shipment") == "reconciled"
    laboratory.order(Step(Do.FIND, (lost,), BEN, witness=CARA))
    assert custodian(laboratory, lost) == BEN


def test_a_bag_arrives_once(laboratory: Laboratory) -> None:
    shipment_id = laboratory.packed(laboratory.drawn())
    assert refused(laboratory, Arrive(shipment_id, BEN)).code == "shipment_open"
    laboratory.order(laboratory.departure(shipment_id))
    laboratory.order(Arrive(shipment_id, BEN))
    assert refused(laboratory, Arrive(shipment_id, BEN)).code == "shipment_arrived"
    assert refused(laboratory, laboratory.departure(shipment_id)).code == "shipment_arrived"
    assert refused(laboratory, Arrive(99, BEN)).code == "unknown_shipment"


def test_what_stands_in_a_rack_of_96_is_accepted_in_one_go(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(96)
    laboratory.order(Step(Do.PLACE, tubes, ANNE, holder_code=BIG_RACK))
    laboratory.order(Step(Do.RELEASE, tubes, ANNE))
    laboratory.order(Step(Do.ACCEPT, tubes, BEN))
    assert laboratory.value("SELECT count(*) FROM specimen WHERE custodian = ?", (BEN,)) == 96
    assert laboratory.specimen(tubes[95]).spot.slot_name == "H12"


def test_a_box_may_travel_too(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    shipment_id = laboratory.packed(tube, bag=BOX)
    laboratory.order(laboratory.departure(shipment_id))
    laboratory.order(Arrive(shipment_id, BEN))
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    spot = laboratory.specimen(tube).spot
    assert (spot.holder_code, spot.slot_name, spot.shipment_code) == (BOX, "A1", None)


def test_a_tube_in_one_bag_is_repacked_into_another(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.packed(tube)
    laboratory.order(OpenShipment(BAG_2, ANNE))
    laboratory.order(Step(Do.PLACE, (tube,), ANNE, holder_code=BAG_2))
    assert laboratory.specimen(tube).spot.shipment_code == laboratory.trip(BAG_2).code
