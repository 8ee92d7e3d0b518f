"""What custody allows and what it refuses: each rule in the words of the laboratory, each refusal with nothing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from tests.laboratory import (
    ANNE,
    BAG,
    BAG_2,
    BEN,
    BIG_RACK,
    BOX,
    CARA,
    COUNTER,
    COURIER,
    FREEZER,
    FRIDGE,
    LABORATORY,
    RACK,
    REQUISITION,
    ROLL,
    STAT_REQUISITION,
    STRANGER,
    Laboratory,
)
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.occasion import Occasion, stamp
from tracker.labelling.specimens import specimen_labels
from tracker.specimens.auditing import audit_steps
from tracker.specimens.facts import Transport
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.orders import (
    Arrive,
    CloseDay,
    Divide,
    Draw,
    LoseShipment,
    NotDrawn,
    OpenShipment,
    PlaceHolder,
    Pool,
    Retract,
    SpecimensOrder,
    Step,
)
from tracker.specimens.queries import lineage
from tracker.specimens.standing import standings
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, take


def refused(laboratory: Laboratory, order: SpecimensOrder) -> Refusal:
    """The refusal, which left everything as it was, and says the way out."""
    before = laboratory.everything()
    with pytest.raises(Refusal) as caught:
        laboratory.order(order)
    assert laboratory.everything() == before
    assert caught.value.hint
    return caught.value


def custodian(laboratory: Laboratory, number: str) -> str | None:
    held_by = laboratory.specimen(number).custodian
    return held_by.code if held_by else None


# Hand-off


def test_a_tube_stays_in_the_givers_name_until_somebody_has_accepted_it(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    assert custodian(laboratory, tube) == ANNE
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    assert custodian(laboratory, tube) == BEN
    assert [step.do for step in laboratory.timeline(tube)] == [Do.LABEL, Do.COLLECT, Do.RELEASE, Do.ACCEPT]


def test_nobody_accepts_from_himself(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    assert refused(laboratory, Step(Do.ACCEPT, (tube,), ANNE)).code == "own_custody"


def test_a_step_is_taken_from_where_the_tube_stands_or_not_at_all(laboratory: Laboratory) -> None:
    """Whatever was known of it a moment ago: a step of somebody else's in between is never written over."""
    tube = laboratory.drawn()
    with laboratory.database.reading() as connection:
        known = standings(connection, (tube,))
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    before = laboratory.everything()
    act = Act(Do.SPIN, ANNE, Occasion(new_id(), stamp(laboratory.now), laboratory.today), laboratory.rules)
    with pytest.raises(Refusal) as refusal, laboratory.database.writing() as connection:
        take(connection, act, [(each, each) for each in known])
    assert refusal.value.code == "changed_meanwhile"
    assert laboratory.everything() == before


def test_only_its_custodian_releases_a_tube(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    refusal = refused(laboratory, Step(Do.RELEASE, (tube,), BEN))
    assert refusal.code == "not_custodian"
    assert "Anne A." in refusal.message


def test_what_was_not_released_is_not_accepted(laboratory: Laboratory) -> None:
    assert refused(laboratory, Step(Do.ACCEPT, (laboratory.drawn(),), BEN)).code == "out_of_order"
    assert refused(laboratory, Step(Do.ACCEPT, (laboratory.labelled(2),), BEN)).code == "out_of_order"


def test_custody_is_taken_over_in_person(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    assert refused(laboratory, Step(Do.ACCEPT, (tube,), BEN, to=CARA)).code == "not_in_person"


def test_a_rejected_tube_is_in_the_receivers_hands_with_its_reason(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    assert refused(laboratory, Step(Do.REJECT, (tube,), BEN)).code == "reason_required"
    laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RH", condition="hemolyzed"))
    specimen = laboratory.specimen(tube)
    assert (specimen.state, specimen.due_at) == (State.REJECTED, None)
    assert custodian(laboratory, tube) == BEN
    assert laboratory.timeline(tube)[-1].reason == "RH"


def test_of_two_stations_that_take_the_same_tube_the_second_is_refused(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN), station=1)
    assert refused(laboratory, Step(Do.ACCEPT, (tube,), CARA)).code == "out_of_order"


def test_one_bad_tube_keeps_the_whole_rack_where_it_is(laboratory: Laboratory) -> None:
    good, held = laboratory.drawn(1), laboratory.drawn(2)
    laboratory.order(Step(Do.RELEASE, (good,), ANNE))
    assert refused(laboratory, Step(Do.ACCEPT, (good, held), BEN)).code == "out_of_order"


@pytest.mark.parametrize("badge", [STRANGER, COURIER, FRIDGE, ""])
def test_only_badges_that_were_given_out_do_anything(laboratory: Laboratory, badge: str) -> None:
    tube = laboratory.drawn()
    assert refused(laboratory, Step(Do.NOTE, (tube,), badge, condition="leaked")).code == "unknown_badge"
    assert refused(laboratory, CloseDay(badge)).code == "unknown_badge"


def test_the_same_tube_twice_in_one_order_is_refused(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    assert refused(laboratory, Step(Do.RELEASE, (tube, tube), ANNE)).code == "same_tube_twice"


def test_another_clinics_tube_is_refused(laboratory: Laboratory) -> None:
    assert refused(laboratory, Step(Do.ACCEPT, (house.specimen_code(1),), BEN)).code == "unknown_specimen"


# Taken over, lost, found, disposed of


def test_taking_over_needs_a_reason_and_a_second_person(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()

    def take_over(reason: str | None, witness: str | None) -> Step:
        return Step(Do.TAKE_OVER, (tube,), BEN, reason=reason, witness=witness)

    assert refused(laboratory, take_over(None, CARA)).code == "reason_required"
    assert refused(laboratory, take_over("emergency", None)).code == "witness_required"
    assert refused(laboratory, take_over("emergency", BEN)).code == "witness_is_self"
    assert refused(laboratory, take_over("emergency", STRANGER)).code == "unknown_badge"
    laboratory.order(take_over("emergency", CARA))
    assert custodian(laboratory, tube) == BEN
    assert laboratory.timeline(tube)[-1].witness == "Cara C."


def test_a_lost_tube_is_missing_at_once_and_stays_in_its_custodians_name(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    assert refused(laboratory, Step(Do.LOSE, (tube,), ANNE)).code == "reason_required"
    laboratory.order(Step(Do.LOSE, (tube,), ANNE, reason="lost_here"))
    assert laboratory.specimen(tube).is_missing(laboratory.now)
    assert custodian(laboratory, tube) == ANNE
    laboratory.order(Step(Do.FIND, (tube,), CARA, witness=BEN))
    assert custodian(laboratory, tube) == CARA
    assert not laboratory.specimen(tube).is_missing(laboratory.now)


def test_nobody_declares_lost_what_is_in_a_colleagues_hands_and_finds_it_alone(laboratory: Laboratory) -> None:
    """The two together would bring any tube into anybody's hands."""
    tube = laboratory.drawn()
    refusal = refused(laboratory, Step(Do.LOSE, (tube,), BEN, reason="lost_here"))
    assert (refusal.code, "lost" in refusal.message) == ("witness_required", True)
    assert refused(laboratory, Step(Do.LOSE, (tube,), BEN, reason="lost_here", witness=BEN)).code == "witness_is_self"
    laboratory.order(Step(Do.LOSE, (tube,), BEN, reason="lost_here", witness=CARA))
    assert (custodian(laboratory, tube), laboratory.timeline(tube)[-1].witness) == (ANNE, "Cara C.")
    assert refused(laboratory, Step(Do.FIND, (tube,), BEN)).code == "witness_required"
    assert custodian(laboratory, tube) == ANNE
    laboratory.order(Step(Do.FIND, (tube,), ANNE))
    assert custodian(laboratory, tube) == ANNE


@pytest.mark.parametrize("do", [Do.RELEASE, Do.REJECT])
def test_what_is_released_or_was_rejected_is_in_its_custodians_hands_too(laboratory: Laboratory, do: Do) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    if do is Do.REJECT:
        laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RH"))
    assert refused(laboratory, Step(Do.LOSE, (tube,), CARA, reason="lost_here")).code == "witness_required"


def test_what_a_place_or_a_courier_has_is_declared_lost_by_whoever_misses_it(laboratory: Laboratory) -> None:
    stored, away = laboratory.accepted(1), laboratory.drawn(3)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    laboratory.order(Step(Do.LOSE, (stored,), CARA, reason="lost_here"))
    assert refused(laboratory, Step(Do.FIND, (stored,), CARA)).code == "witness_required"
    laboratory.sent(away)
    laboratory.order(Step(Do.LOSE, (away,), CARA, reason="lost_in_transit"))
    assert custodian(laboratory, away) == ANNE


def test_disposal_needs_a_reason_and_a_method(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.later(days=30)
    assert refused(laboratory, Step(Do.DISPOSE, (tube,), BEN, method="autoclave")).code == "reason_required"
    assert refused(laboratory, Step(Do.DISPOSE, (tube,), BEN, reason="expired")).code == "method_required"
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="expired", method="autoclave"))
    refusal = refused(laboratory, Step(Do.NOTE, (tube,), BEN, condition="leaked"))
    assert refusal.code == "out_of_order"
    assert "disposed" in refusal.message


def test_a_culture_is_disposed_of_before_a_witness_only(laboratory: Laboratory) -> None:
    tube = laboratory.accepted(requisition=STAT_REQUISITION)
    laboratory.later(days=30)
    order = Step(Do.DISPOSE, (tube,), BEN, reason="tested", method="incineration")
    assert refused(laboratory, order).code == "witness_required"
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="tested", method="incineration", witness=CARA))


def test_retention_ends_early_only_by_two_people_and_a_reason(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.order(Step(Do.TEST, (tube,), BEN))
    early = Step(Do.DISPOSE, (tube,), BEN, reason="contaminated", method="autoclave")
    assert refused(laboratory, early).code == "retention"
    assert refused(laboratory, replace(early, overrides=("retention",))).code == "witness_required"
    assert refused(laboratory, replace(early, witness=CARA)).code == "retention"
    laboratory.order(replace(early, overrides=("retention",), witness=CARA))


def test_retention_counts_from_the_test(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.later(days=1)
    laboratory.order(Step(Do.TEST, (tube,), BEN))
    assert laboratory.specimen(tube).keep_until == laboratory.now + timedelta(days=2)


def test_whoever_collected_a_specimen_may_test_it_himself(laboratory: Laboratory) -> None:
    """A strip at the bedside: from then on it is to be handed to nobody, and to be stored or disposed of."""
    urine = laboratory.drawn()
    laboratory.later(minutes=10)
    assert refused(laboratory, Step(Do.TEST, (urine,), BEN)).code == "not_custodian"
    before = laboratory.specimen(urine)
    laboratory.order(Step(Do.TEST, (urine,), ANNE))
    tested_at = laboratory.now
    found = laboratory.specimen(urine)
    assert (found.state, found.due_at) == (State.COLLECTED, None)
    assert found.missing_at == tested_at + timedelta(minutes=480)
    laboratory.later(minutes=5)
    again = laboratory.order(Step(Do.TEST, (urine,), ANNE))
    laboratory.order(Retract(again, ANNE))
    laboratory.order(Retract(laboratory.order(Step(Do.RELEASE, (urine,), ANNE)), ANNE))
    assert laboratory.specimen(urine).missing_at == tested_at + timedelta(minutes=480)
    assert laboratory.specimen(urine).tested_at == tested_at
    other = laboratory.drawn(3)
    asked = laboratory.specimen(other)
    laboratory.later(minutes=5)
    laboratory.order(Retract(laboratory.order(Step(Do.TEST, (other,), ANNE)), ANNE))
    back = laboratory.specimen(other)
    assert (back.missing_at, back.due_at, back.tested_at) == (asked.missing_at, asked.due_at, None)
    assert before.missing_at is not None
    laboratory.order(Step(Do.STORE, (urine,), ANNE, holder_code=BOX))
    assert laboratory.specimen(urine).missing_at is None


def test_a_rejected_tube_is_kept_for_nothing(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RC"))
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="rejected", method="autoclave"))


# Places


def test_a_stored_tube_is_in_the_custody_of_its_place(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    assert refused(laboratory, Step(Do.STORE, (tube,), BEN)).code == "no_place"
    laboratory.order(Step(Do.STORE, (tube,), BEN, place_id=laboratory.id_of("location", FRIDGE)))
    assert custodian(laboratory, tube) == FRIDGE
    assert laboratory.specimen(tube).missing_at is None
    laboratory.order(Step(Do.RETRIEVE, (tube,), CARA))
    assert custodian(laboratory, tube) == CARA


def test_a_box_gives_its_place_and_the_next_free_slot(laboratory: Laboratory) -> None:
    tubes = [laboratory.accepted(line) for line in (1, 2, 3)]
    laboratory.order(Step(Do.STORE, tuple(tubes[:2]), BEN, holder_code=BOX, slots=(1, 3)))
    laboratory.order(Step(Do.STORE, (tubes[2],), BEN, holder_code=BOX))
    assert [laboratory.specimen(tube).spot.slot_name for tube in tubes] == ["A1", "A3", "A2"]
    assert custodian(laboratory, tubes[2]) == FREEZER
    laboratory.order(Step(Do.RETRIEVE, (tubes[0],), BEN))
    laboratory.order(Step(Do.STORE, (tubes[0],), BEN, holder_code=BOX))
    assert laboratory.specimen(tubes[0]).spot.slot_name == "A1"


def test_a_taken_slot_and_one_outside_the_grid_are_refused(laboratory: Laboratory) -> None:
    first, second = laboratory.accepted(1), laboratory.accepted(2)
    laboratory.order(Step(Do.STORE, (first,), BEN, holder_code=BOX, slots=(5,)))
    for slot, code in ((5, "slot_taken"), (82, "slot_outside"), (0, "slot_outside")):
        assert refused(laboratory, Step(Do.STORE, (second,), BEN, holder_code=BOX, slots=(slot,))).code == code
    third = laboratory.accepted(3)
    same = Step(Do.STORE, (second, third), BEN, holder_code=BOX, slots=(7, 7))
    assert refused(laboratory, same).code == "slot_taken"


def test_a_full_rack_takes_no_more(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(7)
    assert refused(laboratory, Step(Do.PLACE, tubes, ANNE, holder_code=RACK)).code == "holder_full"
    laboratory.order(Step(Do.PLACE, tubes[:6], ANNE, holder_code=RACK))
    assert refused(laboratory, Step(Do.PLACE, tubes[6:], ANNE, holder_code=RACK)).code == "holder_full"


def test_two_tubes_change_places_in_one_order(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(2)
    laboratory.order(Step(Do.PLACE, tubes, ANNE, holder_code=RACK, slots=(1, 2)))
    laboratory.order(Step(Do.PLACE, tubes, ANNE, holder_code=RACK, slots=(2, 1)))
    assert [laboratory.specimen(tube).spot.slot_name for tube in tubes] == ["A2", "A1"]


def test_a_rack_accepted_whole_stays_a_rack(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(3)
    laboratory.order(Step(Do.PLACE, tubes, ANNE, holder_code=RACK))
    laboratory.order(Step(Do.RELEASE, tubes, ANNE))
    laboratory.order(Step(Do.ACCEPT, tubes, BEN))
    assert [laboratory.specimen(tube).spot.slot_name for tube in tubes] == ["A1", "A2", "A3"]


def test_a_rack_that_nobody_placed_needs_a_place_and_then_keeps_it(laboratory: Laboratory) -> None:
    first, second = laboratory.accepted(1), laboratory.accepted(2)
    assert refused(laboratory, Step(Do.STORE, (first,), BEN, holder_code=RACK)).code == "no_place"
    fridge, freezer = laboratory.id_of("location", FRIDGE), laboratory.id_of("location", FREEZER)
    laboratory.order(Step(Do.STORE, (first,), BEN, holder_code=RACK, place_id=fridge))
    elsewhere = Step(Do.STORE, (second,), BEN, holder_code=RACK, place_id=freezer)
    assert refused(laboratory, elsewhere).code == "holder_elsewhere"
    laboratory.order(Step(Do.STORE, (second,), BEN, holder_code=RACK))
    assert custodian(laboratory, second) == FRIDGE


def test_a_rack_carried_to_another_fridge_takes_its_stored_tubes_along(laboratory: Laboratory) -> None:
    stored, held = laboratory.accepted(1), laboratory.accepted(2)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    laboratory.order(Step(Do.PLACE, (held,), BEN, holder_code=BOX))
    laboratory.order(PlaceHolder(BOX, laboratory.id_of("location", FRIDGE), CARA))
    assert custodian(laboratory, stored) == FRIDGE
    assert custodian(laboratory, held) == BEN
    assert laboratory.timeline(stored)[-1].by == "Cara C."
    assert laboratory.specimen(stored).spot.place.endswith("Fridge")


def test_nothing_is_stored_in_a_bag_nor_in_no_place_of_ours(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.order(OpenShipment(BAG, BEN))
    assert refused(laboratory, Step(Do.STORE, (tube,), BEN, holder_code=BAG)).code == "bag_is_no_store"
    assert refused(laboratory, PlaceHolder(BAG, laboratory.id_of("location", FRIDGE), BEN)).code == "bag_is_no_store"
    waste = laboratory.id_of("location", "@waste")
    assert refused(laboratory, Step(Do.STORE, (tube,), BEN, place_id=waste)).code == "unknown_place"
    unknown = Step(Do.STORE, (tube,), BEN, holder_code=house.holder_code(999))
    assert refused(laboratory, unknown).code == "unknown_holder"


# Bags


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


# Aliquots and pools


def test_an_aliquot_of_an_aliquot_keeps_the_limits_and_the_hands(laboratory: Laboratory) -> None:
    parent = laboratory.accepted(2)
    before = laboratory.specimen(parent)
    laboratory.later(minutes=30)
    numbers = [house.specimen_code(n) for n in ROLL[:3]]
    for source, number in zip([parent, *numbers], numbers, strict=False):
        laboratory.order(Divide(source, number, BEN, is_roll=True))
    child = laboratory.specimen(numbers[-1])
    assert (child.due_at, child.due_kind) == (before.due_at, before.due_kind)
    assert (child.tests, child.transport) == (before.tests, before.transport)
    assert (custodian(laboratory, child.number), child.state) == (BEN, State.ACCEPTED)
    assert [step.do for step in laboratory.timeline(parent)][-1] is Do.ALIQUOT
    assert [step.do for step in laboratory.timeline(child.number)] == [Do.ALIQUOT]


def test_a_pool_keeps_as_short_as_its_oldest_part(laboratory: Laboratory) -> None:
    first = laboratory.accepted(1, requisition=STAT_REQUISITION)
    laboratory.later(minutes=10)
    second = laboratory.accepted(2, requisition=STAT_REQUISITION)
    pool = house.specimen_code(ROLL[0])
    laboratory.order(Pool((first, second), pool, BEN, is_roll=True))
    found = laboratory.specimen(pool)
    assert found.is_pool
    assert found.due_at == laboratory.specimen(first).due_at


def test_a_pool_of_several_patients_belongs_to_no_requisition(laboratory: Laboratory) -> None:
    mine, (other,) = laboratory.drawn(1), laboratory.many_drawn(1)
    pool = house.specimen_code(ROLL[0])
    laboratory.order(Pool((mine, other), pool, ANNE, is_roll=True))
    assert laboratory.specimen(pool).requisition_code is None


def test_an_aliquot_of_a_pool_of_several_patients_is_filled_to_any_depth(laboratory: Laboratory) -> None:
    mine, (other,) = laboratory.drawn(1), laboratory.many_drawn(1)
    pool, *aliquots = (house.specimen_code(n) for n in ROLL[:4])
    laboratory.order(Pool((mine, other), pool, ANNE, is_roll=True))
    pooled = laboratory.specimen(pool)
    for source, number in zip([pool, *aliquots], aliquots, strict=False):
        laboratory.order(Divide(source, number, ANNE, is_roll=True))
        child = laboratory.specimen(number)
        assert (child.requisition_code, child.is_pool, child.tests) == (None, False, pooled.tests)
    with laboratory.database.reading() as connection:
        assert lineage(connection, aliquots[-1]) == (mine, other, pool, *aliquots)
        assert list(audit_steps(connection)) == []
        labels = specimen_labels(connection, laboratory.vault, aliquots, UTC)
    assert [label.values["parent"] for label in labels] == [f"{of[:8]} {of[8:]}" for of in (pool, *aliquots[:-1])]
    assert not any("name" in label.values for label in labels)


def test_containers_of_different_kinds_are_not_pooled(laboratory: Laboratory) -> None:
    lavender, gold = laboratory.drawn(1), laboratory.drawn(2)
    number = house.specimen_code(ROLL[0])
    assert refused(laboratory, Pool((lavender, gold), number, ANNE, is_roll=True)).code == "mixed_containers"
    assert refused(laboratory, Pool((lavender,), number, ANNE, is_roll=True)).code == "pool_of_one"
    assert refused(laboratory, Divide(lavender, number, BEN, is_roll=True)).code == "not_custodian"
    assert refused(laboratory, Divide(lavender, gold, ANNE)).code == "number_used"


# Taken back


def test_a_mis_scan_is_taken_back_by_a_step_of_its_own(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    released = laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    accepted = laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    assert refused(laboratory, Retract(released, ANNE)).code == "followed"
    assert refused(laboratory, Retract(accepted, ANNE)).code == "not_yours"
    laboratory.order(Retract(accepted, BEN))
    specimen = laboratory.specimen(tube)
    assert (specimen.state, custodian(laboratory, tube), specimen.received_at) == (State.RELEASED, ANNE, None)
    assert len(laboratory.timeline(tube)) == 5
    assert refused(laboratory, Retract(accepted, BEN)).code == "followed"
    assert refused(laboratory, Retract("0" * 32, BEN)).code == "nothing_to_undo"


def test_what_was_taken_back_does_not_restart_the_clock(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    before = laboratory.specimen(tube).missing_at
    laboratory.later(minutes=90)
    laboratory.order(Retract(laboratory.order(Step(Do.RELEASE, (tube,), ANNE)), ANNE))
    assert laboratory.specimen(tube).missing_at == before


def test_a_note_does_not_restart_the_clock(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    before = laboratory.specimen(tube).missing_at
    laboratory.later(minutes=90)
    laboratory.order(Step(Do.NOTE, (tube,), BEN, condition="warm"))
    assert laboratory.specimen(tube).missing_at == before
    assert refused(laboratory, Step(Do.NOTE, (tube,), BEN)).code == "condition_required"


def test_a_tube_collected_by_mistake_is_labelled_again_and_nobodys(laboratory: Laboratory) -> None:
    tube = laboratory.labelled()
    lot = laboratory.value("SELECT id FROM lot WHERE number = 'EDTA-7'")
    assert isinstance(lot, int)
    drawn = laboratory.order(Draw(tube, ANNE, lot_id=lot))
    laboratory.order(Retract(drawn, ANNE))
    specimen = laboratory.specimen(tube)
    assert (specimen.state, specimen.custodian, specimen.collected_at) == (State.LABELLED, None, None)
    assert (specimen.due_at, specimen.missing_at, specimen.keep_until) == (None, None, None)
    assert laboratory.value("SELECT count(*) FROM specimen_lot") == 0
    laboratory.identified(by=BEN)
    laboratory.order(Draw(tube, BEN, lot_id=lot))


def test_a_second_spin_taken_back_leaves_the_first(laboratory: Laboratory) -> None:
    tube = laboratory.drawn(2)
    laboratory.order(Step(Do.SPIN, (tube,), ANNE))
    spun_at = laboratory.specimen(tube).spun_at
    laboratory.later(minutes=5)
    laboratory.order(Retract(laboratory.order(Step(Do.SPIN, (tube,), ANNE)), ANNE))
    assert laboratory.specimen(tube).spun_at == spun_at
    only = laboratory.drawn(3)
    laboratory.order(Retract(laboratory.order(Step(Do.SPIN, (only,), ANNE)), ANNE))
    assert laboratory.specimen(only).spun_at is None


def test_taken_back_again_and_again_a_tube_is_always_as_it_first_was(laboratory: Laboratory) -> None:
    tube = laboratory.drawn(2)
    before = laboratory.specimen(tube)
    for do in (Do.SPIN, Do.RELEASE, Do.SPIN, Do.RELEASE):
        laboratory.later(minutes=7)
        laboratory.order(Retract(laboratory.order(Step(do, (tube,), ANNE)), ANNE))
        after = laboratory.specimen(tube)
        assert (after.state, after.spun_at, after.due_at) == (before.state, None, before.due_at)
        assert after.missing_at == before.missing_at
    assert len(laboratory.timeline(tube)) == 10


def test_departures_losses_and_disposals_stand(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    lost = laboratory.order(Step(Do.LOSE, (tube,), ANNE, reason="lost_here"))
    assert refused(laboratory, Retract(lost, ANNE)).code == "not_retractable"


def test_an_acceptance_taken_back_puts_the_tube_into_its_reconciled_bag(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    shipment_id = laboratory.sent(tube)
    laboratory.order(Arrive(shipment_id, BEN))
    accepted = laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    laboratory.order(Retract(accepted, BEN))
    assert laboratory.trip().state is ShipmentState.ARRIVED
    assert laboratory.specimen(tube).spot.holder_code == BAG
    again = laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    laboratory.order(OpenShipment(BAG, BEN))
    assert refused(laboratory, Retract(again, BEN)).code == "bag_gone"


def test_a_slot_that_somebody_took_meanwhile_is_not_taken_back(laboratory: Laboratory) -> None:
    first, second = laboratory.accepted(1), laboratory.accepted(2)
    laboratory.order(Step(Do.STORE, (first,), BEN, holder_code=BOX, slots=(1,)))
    taken = laboratory.order(Step(Do.RETRIEVE, (first,), BEN))
    laboratory.order(Step(Do.STORE, (second,), BEN, holder_code=BOX, slots=(1,)))
    assert refused(laboratory, Retract(taken, BEN)).code == "slot_taken"


def test_a_retrieval_is_not_taken_back_into_a_box_that_was_carried_away(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.order(Step(Do.STORE, (tube,), BEN, holder_code=BOX))
    taken = laboratory.order(Step(Do.RETRIEVE, (tube,), BEN))
    laboratory.order(PlaceHolder(BOX, laboratory.id_of("location", COUNTER), CARA))
    assert refused(laboratory, Retract(taken, BEN)).code == "holder_moved"


# The end of the day


def test_the_day_does_not_close_while_a_tube_has_no_acknowledged_place(laboratory: Laboratory) -> None:
    stored, held = laboratory.accepted(1), laboratory.drawn(2)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    refusal = refused(laboratory, CloseDay(CARA))
    assert refusal.code == "day_open"
    assert held[:8] in refusal.message
    assert stored[:8] not in refusal.message
    laboratory.order(Step(Do.STORE, (held,), ANNE, holder_code=BOX))
    label = laboratory.labelled(3)
    assert label[:8] in refused(laboratory, CloseDay(CARA)).message
    laboratory.order(NotDrawn(laboratory.id_of("requisition", REQUISITION), 3, "refused", ANNE))
    laboratory.order(CloseDay(CARA))
    assert laboratory.value("SELECT day FROM closed_day") == laboratory.today.isoformat()


def test_a_day_that_was_closed_is_looked_at_again_and_the_first_and_the_latest_time_are_kept(
    laboratory: Laboratory,
) -> None:
    laboratory.order(CloseDay(CARA))
    first = laboratory.now
    tube = laboratory.drawn()
    laboratory.later(minutes=25)
    assert refused(laboratory, CloseDay(BEN)).code == "day_open"
    laboratory.order(Step(Do.STORE, (tube,), ANNE, holder_code=BOX))
    laboratory.order(CloseDay(BEN))
    laboratory.later(minutes=1)
    laboratory.order(CloseDay(ANNE))
    with laboratory.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT at, done_by, latest_at, latest_by FROM closed_day").all()
        told = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE instr(body, 'day.close') > 0").scalar()
    assert tuple(row) == (stamp(first), CARA, stamp(laboratory.now), ANNE)
    assert told == 3


def test_a_bag_on_its_way_keeps_the_day_open_only_once_it_is_overdue(laboratory: Laboratory) -> None:
    laboratory.sent(laboratory.drawn())
    laboratory.later(hours=4)
    assert refused(laboratory, CloseDay(CARA)).code == "day_open"
    laboratory.later(minutes=-1)
    laboratory.order(CloseDay(CARA))


def test_a_declared_loss_is_named_when_the_day_closes(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.LOSE, (tube,), ANNE, reason="lost_here"))
    laboratory.order(CloseDay(CARA))
    body = laboratory.value("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1")
    assert isinstance(body, bytes)
    assert f'"lost":["{tube}"]' in body.decode()


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
