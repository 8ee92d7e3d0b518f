"""Storing: which slot is told, which is refused, and what the order of two scans means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.jobs.custody.shelves import (
    ANNE,
    BEN,
    FREEZER,
    FRIDGE,
    HOMELESS,
    R4,
    SITE,
    SUPPLIER,
    Bench,
    badge,
    holder,
    in_slot,
    rack,
    tube,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Place
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Transport
from tracker.specimens.holder_facts import HolderKind
from tracker.specimens.orders import PlaceHolder, Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State


@pytest.fixture
def bench() -> Bench:
    return Bench(JobName.STORE)


def stored(number: str, slot: int, by: str = ANNE.code) -> CustodyOrder:
    return CustodyOrder(Do.STORE, (number,), by, to=FRIDGE.code, place_id=FRIDGE.id, holder_code=R4.code, slots=(slot,))


def test_the_slot_is_the_largest_thing_told_and_the_next_free_one_is_proposed(bench: Bench) -> None:
    opened = bench.scan(rack(in_slot(tube(7, State.STORED), 1)))
    assert opened.verdict.word == "NEXT A2"
    step = bench.scan(tube(1))
    assert (step.verdict.word, step.verdict.aside) == ("A2", "next A3")
    assert step.orders == (stored(tube(1).number, 2),)
    assert bench.scan(tube(2)).verdict.word == "A3"
    assert bench.scan(tube(3)).verdict.word == "B1"


def test_what_must_be_kept_cold_says_so_when_it_is_stored(bench: Bench) -> None:
    """Places have no temperature: whoever puts it down is the one who can feel it."""
    cold, warm = tube(1, transport=Transport.REFRIGERATED), tube(2)
    bench.scan(rack())
    assert bench.scan(cold).verdict.detail.count("keep refrigerated") == 1
    assert "keep " not in bench.scan(warm).verdict.detail
    bench.scan(FREEZER)
    frozen = replace(tube(3), transport=Transport.FROZEN)
    assert bench.scan(frozen).verdict.detail.startswith("keep frozen")
    bench.scan(FREEZER)
    put = bench.scan(rack(in_slot(tube(4, transport=Transport.REFRIGERATED), 1), in_slot(tube(5), 2))).verdict
    assert (put.word, put.detail) == ("STORED", "keep refrigerated")


def test_a_quantity_chooses_the_slot_of_the_next_tube_only(bench: Bench) -> None:
    bench.scan(rack())
    assert bench.say(Command.QUANTITY, 6).verdict.word == "B3"
    assert bench.scan(tube(1)).orders == (stored(tube(1).number, 6),)
    assert bench.scan(tube(2)).orders == (stored(tube(2).number, 1),)


@pytest.mark.parametrize(("slot", "word"), [(7, "NO SUCH SLOT"), (2, "A2 TAKEN")])
def test_a_slot_that_is_taken_or_outside_is_refused_at_once(bench: Bench, slot: int, word: str) -> None:
    bench.scan(rack(in_slot(tube(7, State.STORED), 2)))
    step = bench.say(Command.QUANTITY, slot)
    assert (step.verdict.word, step.verdict.tone) == (word, Tone.REFUSE)
    assert bench.scan(tube(1)).verdict.word == "A1"


def test_a_slot_filled_in_this_round_is_taken_too(bench: Bench) -> None:
    bench.scan(rack())
    bench.scan(tube(1))
    assert bench.say(Command.QUANTITY, 1).verdict.word == "A1 TAKEN"


def test_a_full_rack_is_told_with_its_last_tube_and_before_the_next_is_put_down(bench: Bench) -> None:
    bench.scan(rack(*(in_slot(tube(10 + slot, State.STORED), slot) for slot in range(1, 6))))
    last = bench.scan(tube(1))
    assert (last.verdict.word, last.verdict.aside) == ("B3", "rack full")
    step = bench.scan(tube(2))
    assert (step.verdict.code, step.orders) == (Code.RACK_FULL, ())


def test_a_full_rack_is_refused_when_it_is_scanned(bench: Bench) -> None:
    step = bench.scan(rack(*(in_slot(tube(10 + slot, State.STORED), slot) for slot in range(1, 7))))
    assert (step.verdict.code, step.verdict.tone) == (Code.RACK_FULL, Tone.REFUSE)
    assert bench.scan(tube(1)).verdict.code == Code.NO_TARGET


def test_undo_frees_the_slot_again(bench: Bench) -> None:
    bench.scan(rack())
    bench.scan(tube(1))
    scan_id = bench.desk.history[-1].scan_id
    assert bench.say(Command.UNDO).orders == (Retract(scan_id, ANNE.code),)
    assert bench.scan(tube(2)).verdict.word == "A1"


def test_a_tube_on_a_shelf_is_out_of_any_rack_and_has_no_slot(bench: Bench) -> None:
    bench.scan(FRIDGE)
    order = CustodyOrder(Do.STORE, (tube(1).number,), ANNE.code, to=FRIDGE.code, place_id=FRIDGE.id, holder_code="")
    assert bench.scan(tube(1)).orders == (order,)
    bench.say(Command.QUANTITY, 3)
    assert bench.scan(tube(2)).verdict.code == Code.NO_SLOT
    assert bench.scan(tube(2)).verdict.word == "STORED"


def test_a_rack_first_is_filled_where_it_stands_and_another_place_does_not_move_it(bench: Bench) -> None:
    bench.scan(rack())
    step = bench.scan(FREEZER)
    assert (step.verdict.code, step.orders) == (Code.PLACE_SET, ())
    (order,) = bench.scan(tube(1)).orders
    assert isinstance(order, CustodyOrder)
    assert (order.to, order.holder_code) == (FREEZER.code, "")


def test_a_place_first_then_a_rack_puts_the_rack_there_with_all_of_it_in_hand(bench: Bench) -> None:
    mine, other = in_slot(tube(1), 1), in_slot(tube(2, whose=BEN), 2)
    bench.scan(FREEZER)
    step = bench.scan(rack(mine, other))
    assert step.orders == (
        PlaceHolder(R4.code, FREEZER.id, ANNE.code),
        CustodyOrder(Do.STORE, (mine.number,), ANNE.code, to=FREEZER.code, place_id=FREEZER.id),
    )
    assert other.shown in step.verdict.detail
    assert bench.scan(tube(3)).verdict.word == "A3"


def test_a_rack_nobody_has_placed_asks_where_it_stands_and_is_stored_by_the_answer(bench: Bench) -> None:
    mine = in_slot(tube(1), 1, HOMELESS)
    assert bench.scan(rack(mine, of=HOMELESS)).verdict.word == "STANDS WHERE?"
    assert bench.scan(tube(2)).verdict.tone is Tone.REFUSE
    step = bench.scan(FRIDGE)
    assert step.orders == (
        PlaceHolder(HOMELESS.code, FRIDGE.id, ANNE.code),
        CustodyOrder(Do.STORE, (mine.number,), ANNE.code, to=FRIDGE.code, place_id=FRIDGE.id),
    )


def test_yes_stores_what_of_the_rack_is_in_hand_where_it_stands_once(bench: Bench) -> None:
    mine = in_slot(tube(1), 4)
    assert "YES" in bench.scan(rack(mine)).verdict.way_out
    order = CustodyOrder(Do.STORE, (mine.number,), ANNE.code, to=FRIDGE.code, place_id=FRIDGE.id)
    assert bench.say(Command.YES).orders == (order,)
    assert bench.say(Command.YES).orders == ()


def test_yes_never_stores_in_a_former_persons_name(bench: Bench) -> None:
    bench.scan(rack(in_slot(tube(1), 4)))
    bench.scan(badge(BEN))
    assert bench.say(Command.YES).orders == ()


def test_a_tube_that_stands_in_the_rack_in_hand_keeps_its_slot(bench: Bench) -> None:
    mine = in_slot(tube(1), 5)
    bench.scan(rack(mine))
    assert bench.scan(mine).verdict.word == "B2"


def test_a_tube_is_moved_to_another_slot_of_its_rack_by_a_chosen_one(bench: Bench) -> None:
    """It leaves its slot by being taken out and stored again in one go, under one name."""
    stands = in_slot(tube(1, State.STORED), 3)
    bench.scan(rack(stands))
    bench.say(Command.QUANTITY, 6)
    step = bench.scan(stands)
    assert (step.verdict.word, step.verdict.tone) == ("B3", Tone.ACCEPT)
    assert "from A3" in step.verdict.detail
    assert [order.do for order in step.orders if isinstance(order, CustodyOrder)] == [Do.RETRIEVE, Do.STORE]
    assert step.orders[-1] == stored(stands.number, 6)
    bench.say(Command.QUANTITY, 3)
    assert bench.scan(tube(2)).orders == (stored(tube(2).number, 3),), "its old slot is free again"


def test_a_tube_that_was_put_in_this_round_is_moved_too(bench: Bench) -> None:
    bench.scan(rack())
    bench.scan(tube(1))
    bench.say(Command.QUANTITY, 6)
    assert bench.scan(in_slot(tube(1, State.STORED), 1)).verdict.word == "B3"


def test_a_tube_chosen_its_own_slot_stays_where_it_is(bench: Bench) -> None:
    stands = in_slot(tube(1, State.STORED), 3)
    bench.scan(rack(stands))
    assert bench.say(Command.QUANTITY, 3).verdict.word == "A3 TAKEN"
    assert bench.scan(stands).verdict.word == "ALREADY"


def test_the_same_tube_twice_is_stored_once(bench: Bench) -> None:
    bench.scan(rack())
    bench.scan(tube(1))
    step = bench.scan(in_slot(tube(1, State.STORED), 1))
    assert (step.verdict.word, step.verdict.aside, step.orders) == ("ALREADY", "A1", ())


@pytest.mark.parametrize("place", [SITE, SUPPLIER])
def test_no_tube_is_stored_in_a_whole_site_or_an_account(bench: Bench, place: Place) -> None:
    assert bench.scan(place).verdict.tone is Tone.REFUSE
    assert bench.scan(tube(1)).orders == ()


def test_a_bag_is_no_store(bench: Bench) -> None:
    assert bench.scan(rack(of=holder("B17", None, HolderKind.BAG))).verdict.word == "A BAG"


def test_a_tube_stored_elsewhere_is_taken_out_first(bench: Bench) -> None:
    bench.scan(FREEZER)
    step = bench.scan(in_slot(tube(1, State.STORED), 1))
    assert (step.verdict.word, step.orders) == ("STORED", ())
    assert "RETRIEVE" in step.verdict.way_out


def test_what_a_colleague_released_is_accepted_before_it_is_stored(bench: Bench) -> None:
    bench.scan(FRIDGE)
    step = bench.scan(tube(1, State.RELEASED, BEN))
    assert (step.verdict.word, step.orders) == ("NOT ACCEPTED", ())
    assert "ACCEPT" in step.verdict.way_out


def test_a_rejected_tube_is_stored_and_told_as_such(bench: Bench) -> None:
    bench.scan(FRIDGE)
    assert "not to be tested" in bench.scan(tube(1, State.REJECTED)).verdict.detail


def test_taking_over_a_colleagues_tube_says_to_scan_it_again(bench: Bench) -> None:
    bench.scan(rack())
    assert bench.scan(tube(1, whose=BEN)).verdict.tone is Tone.ASK
    bench.say(Command.EXCEPTION_FOUND)
    step = bench.scan(badge(BEN))
    assert step.orders == (
        CustodyOrder(Do.TAKE_OVER, (tube(1).number,), ANNE.code, to=ANNE.code, reason="found here", witness=BEN.code),
    )
    assert bench.scan(replace(tube(1), custodian=ANNE)).verdict.word == "A1"


def test_without_a_badge_nothing_is_stored() -> None:
    bench = Bench(JobName.STORE, person=None)
    assert bench.scan(FRIDGE).verdict.code == Code.SIGN_ON_FIRST
    assert bench.scan(tube(1)).orders == ()
