"""Who answers for a tube: it is handed from one to the other in person, or not at all."""

from __future__ import annotations

import pytest

from tests.laboratory import (
    ANNE,
    BEN,
    CARA,
    COURIER,
    FRIDGE,
    STRANGER,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.orders import (
    CloseDay,
    Step,
)
from tracker.specimens.standing import standings
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, take


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
