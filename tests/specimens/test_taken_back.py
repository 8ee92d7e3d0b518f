"""A mis-scan is taken back by a step of its own; what has left the house stands."""

from __future__ import annotations

from tests.laboratory import (
    ANNE,
    BAG,
    BEN,
    BOX,
    CARA,
    COUNTER,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.orders import (
    Arrive,
    Draw,
    OpenShipment,
    PlaceHolder,
    Retract,
    Step,
)
from tracker.specimens.states import Do, State


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
