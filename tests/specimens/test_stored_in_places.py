"""Where a tube stands: in a slot of a rack or box, and with that in its place."""

from __future__ import annotations

from tests.laboratory import (
    ANNE,
    BAG,
    BEN,
    BOX,
    CARA,
    FREEZER,
    FRIDGE,
    RACK,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.barcodes import house
from tracker.specimens.orders import (
    OpenShipment,
    PlaceHolder,
    Step,
)
from tracker.specimens.states import Do


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
