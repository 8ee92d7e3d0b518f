"""A bag arrives, and each tube is accounted for: accepted, rejected, confirmed by a laboratory, or lost and back in the
sender's name."""

from __future__ import annotations

import pytest

from tests.jobs.custody.bench import CMA, LAB, LEAD, RACK, tube
from tests.jobs.custody.road import (
    BAG,
    DRIVER,
    EASTGATE,
    OTHER_BAG,
    REFERENCE,
    SEAL,
    SWIFT,
    Road,
    arrived,
    departed,
    packed,
    trip_code,
)
from tracker.barcodes.commands import Command
from tracker.jobs.custody.dispatch import yes_words
from tracker.jobs.desk import Rules
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.orders import Arrive, LoseShipment
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State


def receiving(road: Road, who: str = LAB.code) -> Road:
    """ARRIVE and a badge."""
    road.say(Command.ARRIVE)
    road.scan(who)
    return road


def arrivals(road: Road) -> list[Arrive]:
    return [order for order in road.orders if isinstance(order, Arrive)]


def losses(road: Road) -> list[CustodyOrder]:
    return [order for order in road.orders if isinstance(order, CustodyOrder) and order.do is Do.LOSE]


# Here


def test_a_bag_without_a_seal_arrives_at_once_and_the_courier_still_answers() -> None:
    road = receiving(departed())
    verdict = road.scan(BAG.code)
    assert (verdict.word, verdict.headline) == ("ARRIVED", "bag B17   3 tubes")
    assert set(road.states()) == {State.ARRIVED}
    assert set(road.custodians()) == {"Swift Courier"}
    assert arrivals(road) == [Arrive(1, LAB.code)]


def test_each_tube_is_accepted_and_the_trip_is_then_reconciled() -> None:
    road = arrived(3)
    verdict = road.scan(*road.tubes)
    assert verdict.aside == "3 of 3"
    assert set(road.custodians()) == {"lab 02"}
    assert road.trips[0].state is ShipmentState.RECONCILED
    assert road.say(Command.DONE).code == Code.ROUND_DONE


def test_the_manifest_says_the_same_as_the_bag() -> None:
    road = receiving(departed())
    assert road.scan(trip_code()).word == "ARRIVED"
    assert road.say(Command.YES).headline == "3 tubes"
    assert set(road.states()) == {State.ACCEPTED}


def test_a_seal_is_asked_for_and_nothing_has_arrived_before_the_answer() -> None:
    road = receiving(departed(seal=SEAL))
    verdict = road.scan(BAG.code)
    assert (verdict.code, verdict.headline, verdict.tone) == (Code.SEAL_WHOLE, f"seal {SEAL}", Tone.ASK)
    assert road.scan(BAG.code).code == Code.ANSWER_FIRST, "scanning the bag again says nothing of its seal"
    assert arrivals(road) == []
    assert road.say(Command.YES).word == "ARRIVED"
    assert arrivals(road)[0].is_seal_whole is True


def test_a_broken_seal_is_recorded_and_no_tube_is_accepted_unseen() -> None:
    road = receiving(departed(seal=SEAL))
    road.scan(BAG.code)
    assert "SEAL BROKEN" in road.desk.matter.asked.way_out  # type: ignore[union-attr]
    assert road.say(Command.SEAL_BROKEN).word == "SEAL BROKEN"
    assert arrivals(road)[0].is_seal_whole is False
    assert yes_words(road.desk) == ""
    assert road.say(Command.YES).word == "LOOK AT EACH"
    assert set(road.states()) == {State.ARRIVED}
    road.say(Command.CONDITION_LEAKED)
    assert road.scan(*road.tubes).aside == "3 of 3"


@pytest.mark.parametrize("leave", [Command.NO, Command.UNDO])
def test_no_leaves_the_seal_question_as_every_other_with_nothing_recorded(leave: Command) -> None:
    road = receiving(departed(seal=SEAL))
    road.scan(BAG.code)
    assert road.say(leave).word == "LEFT OUT"
    assert arrivals(road) == []
    assert set(road.states()) == {State.DEPARTED}


def test_a_broken_seal_that_nobody_asks_about_asks_for_its_bag() -> None:
    road = receiving(departed(seal=SEAL))
    verdict = road.say(Command.SEAL_BROKEN)
    assert (verdict.tone, "bag" in verdict.way_out) == (Tone.REFUSE, True)
    assert arrivals(road) == []


def test_a_late_bag_says_by_how_much() -> None:
    road = departed()
    road.wait(60)
    receiving(road)
    assert road.scan(BAG.code).aside.startswith("LATE by")


def test_what_is_received_in_part_is_told_when_leaving() -> None:
    road = arrived(3)
    one, *_ = road.tubes
    road.scan(one)
    verdict = road.say(Command.DONE)
    assert (verdict.word, verdict.aside, verdict.tone) == ("PARTIALLY RECEIVED", "1 accepted, 2 waiting", Tone.REFUSE)
    assert "2 tubes with Swift Courier" in verdict.detail


def test_a_bag_received_in_part_is_gone_on_with_later() -> None:
    road = arrived(3)
    road.scan(next(iter(road.tubes)))
    road.say(Command.DONE)
    receiving(road)
    verdict = road.scan(BAG.code)
    assert (verdict.word, verdict.headline) == ("NOW ACCEPT", "bag B17   2 tubes")
    road.say(Command.YES)
    assert set(road.custodians()) == {"lab 02"}
    assert road.scan(trip_code()).word == "ALL DONE"


def test_a_tube_taken_back_by_undo_waits_again() -> None:
    road = arrived(2)
    road.scan(*road.tubes)
    road.say(Command.UNDO)
    assert road.states() == [State.ACCEPTED, State.ARRIVED]
    assert road.scan(tuple(road.tubes)[1]).aside == "2 of 2"


def test_an_extra_tube_is_told_at_once() -> None:
    road = departed(2)
    slipped_in, released, others = tube(8), tube(9, State.RELEASED), tube(7)
    for each in (slipped_in, released, others):
        road.tubes[each.number] = each
    road.say(Command.PACK)
    road.scan(CMA.code, OTHER_BAG.code, others.number)
    road.say(Command.SHIP)
    road.scan(OTHER_BAG.code, EASTGATE.code, SWIFT.code)
    receiving(road)
    road.scan(BAG.code)
    assert road.scan(released.number).word == "EXTRA TUBE"
    assert road.scan(others.number).word == "EXTRA TUBE"
    assert road.scan(slipped_in.number).code == Code.OUT_OF_ORDER
    road.say(Command.EXCEPTION_NOT_SCANNED)
    assert road.scan(LEAD.code).word == "TAKEN OVER"
    assert road.tubes[slipped_in.number].custodian == LAB


def test_a_tube_of_a_bag_that_nobody_scanned_asks_for_its_bag() -> None:
    road = receiving(departed())
    verdict = road.scan(next(iter(road.tubes)))
    assert (verdict.word, verdict.tone) == ("WHICH BAG?", Tone.REFUSE)
    assert trip_code() in verdict.detail


@pytest.mark.parametrize("code", [BAG.code, trip_code()])
def test_a_bag_that_has_not_gone_does_not_arrive(code: str) -> None:
    road = receiving(packed())
    assert road.scan(code).word == "NOT GONE YET"
    assert arrivals(road) == []


def test_a_bag_on_no_trip_and_a_rack_do_not_arrive() -> None:
    road = receiving(Road.of(tube(1)))
    assert road.scan(BAG.code).word == "NOT EXPECTED"
    assert road.scan(RACK.code).word == "NO BAG"


def test_accept_takes_a_plain_bag_too_and_sends_a_sealed_one_to_arrive() -> None:
    plain, sealed = departed(), departed(seal=SEAL)
    for road in (plain, sealed):
        road.say(Command.ACCEPT)
        road.scan(LAB.code)
    assert plain.scan(BAG.code).word == "ARRIVED"
    verdict = sealed.scan(BAG.code)
    assert (verdict.word, verdict.tone) == ("NOT ARRIVED", Tone.REFUSE)
    assert arrivals(sealed) == []


def test_accept_does_not_let_the_senders_copy_of_a_manifest_make_a_bag_arrive() -> None:
    road = departed()
    road.say(Command.ACCEPT)
    assert road.scan(CMA.code, trip_code()).word == "NOT ARRIVED"
    assert set(road.states()) == {State.DEPARTED}


# Elsewhere


def test_the_senders_copy_of_the_manifest_makes_no_bag_arrive() -> None:
    road = receiving(departed(), CMA.code)
    verdict = road.scan(trip_code())
    assert verdict.code == Code.WHERE_IS_IT
    assert set(road.states()) == {State.DEPARTED}
    assert road.say(Command.DONE).code == Code.ROUND_DONE


def test_a_bag_for_another_site_is_asked_about_before_it_arrives_here() -> None:
    road = receiving(departed(rules=Rules(partner_code="P00000000009940")))
    assert road.scan(BAG.code).aside == "addressed to Eastgate clinic"
    assert yes_words(road.desk) == "the bag is here"
    assert road.say(Command.YES).word == "ARRIVED"


def test_a_bag_for_this_site_or_laboratory_arrives_without_a_question() -> None:
    road = receiving(departed(target=REFERENCE, rules=Rules(partner_code=REFERENCE.code)))
    assert road.scan(BAG.code).word == "ARRIVED"


def delivered(count: int = 3) -> Road:
    """The reference laboratory has confirmed that it has the bag."""
    road = receiving(departed(count, target=REFERENCE, seal=SEAL))
    road.scan(trip_code(), REFERENCE.code)
    return road


def test_a_laboratorys_word_makes_it_answer_for_the_tubes() -> None:
    road = delivered()
    assert arrivals(road) == [Arrive(1, LAB.code, confirmed_by=REFERENCE.code)]
    assert set(road.custodians()) == {"Swift Courier"}
    assert yes_words(road.desk) == "Reference lab has the other 3"
    verdict = road.say(Command.YES)
    assert (verdict.word, verdict.headline) == ("CONFIRMED", "3 tubes")
    assert set(road.custodians()) == {"Reference lab"}
    order = road.orders[-1]
    assert isinstance(order, CustodyOrder)
    assert (order.do, order.by, order.to, order.reason) == (
        Do.ACCEPT,
        LAB.code,
        REFERENCE.code,
        "confirmed by the laboratory",
    )


def test_a_laboratory_confirms_by_line_and_rejects_by_line() -> None:
    road = delivered(3)
    one, two, three = road.tubes
    road.line(2)
    assert road.say(Command.YES).aside == "1 of 3"
    road.say(Command.REJECT_QS)
    assert road.scan(three).word == "REJECTED THERE"
    assert [road.tubes[number].state for number in (one, two, three)] == [
        State.ARRIVED,
        State.ACCEPTED,
        State.REJECTED,
    ]
    assert road.say(Command.DONE).word == "PARTIALLY RECEIVED"


def test_the_courier_does_not_confirm_his_own_delivery() -> None:
    road = receiving(departed(target=REFERENCE, courier=DRIVER.code), DRIVER.code)
    assert road.scan(trip_code(), REFERENCE.code).code == Code.SAME_PERSON
    road.scan(LAB.code)
    assert road.scan(REFERENCE.code).word == "DELIVERED"


def test_a_delivery_to_the_wrong_house_is_asked_about() -> None:
    road = receiving(departed(target=REFERENCE))
    verdict = road.scan(trip_code(), EASTGATE.code)
    assert (verdict.word, verdict.tone) == ("WRONG HOUSE?", Tone.ASK)
    road.say(Command.YES)
    assert arrivals(road)[0].confirmed_by == EASTGATE.code


def test_a_laboratory_without_a_bag_is_asked_for_which() -> None:
    road = receiving(departed())
    assert "for which bag?" in road.scan(REFERENCE.code).headline
    courier = road.scan(SWIFT.code)
    assert (courier.code, courier.headline) == (Code.FOUND, "Swift Courier"), "he is no laboratory: answered, no more"


# Lost


def test_a_bag_that_never_came_is_lost_by_its_manifest_and_is_back_with_the_sender() -> None:
    road = receiving(departed())
    road.say(Command.LOST_IN_TRANSIT)
    verdict = road.scan(trip_code())
    assert (verdict.word, verdict.tone) == ("LOST?", Tone.ASK)
    verdict = road.say(Command.YES)
    assert (verdict.word, verdict.headline) == ("LOST", "bag B17   3 tubes")
    assert "in the name of CMA 07 again" in verdict.detail
    assert "Swift Courier" in verdict.way_out
    assert set(road.states()) == {State.LOST}
    assert set(road.custodians()) == {"CMA 07"}
    assert arrivals(road) == []
    assert [order for order in road.orders if isinstance(order, LoseShipment)] == [
        LoseShipment(1, LAB.code, "lost in transit")
    ]


def test_the_sender_loses_a_bag_by_the_manifest_first() -> None:
    road = receiving(departed(target=REFERENCE), CMA.code)
    road.scan(trip_code())
    road.say(Command.LOST_IN_TRANSIT)
    assert road.say(Command.YES).word == "LOST"


def test_no_withdraws_a_loss() -> None:
    road = receiving(departed())
    road.say(Command.LOST_IN_TRANSIT)
    road.scan(trip_code())
    assert road.say(Command.NO).code == Code.CANCELLED
    assert set(road.states()) == {State.DEPARTED}


def test_one_tube_of_a_bag_is_lost_by_its_line() -> None:
    road = arrived(3)
    one, two, three = road.tubes
    road.scan(one)
    road.line(2)
    assert road.tubes[three].shown in road.say(Command.LOST_IN_TRANSIT).headline
    road.say(Command.YES)
    assert [road.tubes[number].state for number in (one, two, three)] == [State.ACCEPTED, State.ARRIVED, State.LOST]
    assert [loss.reason for loss in losses(road)] == ["lost in transit"]
    assert road.custodians() == ["lab 02", "Swift Courier", "CMA 07"]
    assert road.desk.quantity is None


def test_a_line_that_is_not_there_is_not_lost() -> None:
    road = arrived(2)
    road.line(3)
    assert road.say(Command.LOST_HERE).word == "WHICH LINE?"


def test_what_is_left_of_a_bag_is_lost_and_what_was_accepted_is_not() -> None:
    road = arrived(3)
    road.scan(next(iter(road.tubes)))
    road.say(Command.LOST_IN_TRANSIT, Command.YES)
    assert road.states() == [State.ACCEPTED, State.LOST, State.LOST]
    assert road.custodians() == ["lab 02", "CMA 07", "CMA 07"]
    assert road.say(Command.DONE).code == Code.ROUND_DONE


def test_a_spilled_tube_is_lost_by_its_label() -> None:
    road = receiving(Road.of(tube(1, State.ACCEPTED, LAB)))
    road.say(Command.LOST_SPILLED)
    assert road.scan(*road.tubes).tone is Tone.ASK
    assert "in the name of lab 02" in road.say(Command.YES).detail
    assert [loss.reason for loss in losses(road)] == ["spilled"]
    assert road.custodians() == ["lab 02"]


def test_a_lost_tube_that_turns_up_is_asked_and_found() -> None:
    road = receiving(departed())
    road.say(Command.LOST_IN_TRANSIT)
    road.scan(trip_code())
    road.say(Command.YES)
    one, two, _ = road.tubes
    assert road.scan(trip_code()).word == "WAS LOST"
    assert road.scan(one).word == "FOUND?"
    assert road.say(Command.YES).word == "SECOND PERSON", "it is in the sender's name"
    assert road.scan(LAB.code).word == "SOMEBODY ELSE"
    assert road.scan(LEAD.code).word == "FOUND"
    road.scan(two, two)
    assert road.scan(LEAD.code).word == "FOUND"
    assert road.states() == [State.ACCEPTED, State.ACCEPTED, State.LOST]
    assert road.custodians() == ["lab 02", "lab 02", "CMA 07"]


def test_a_loss_and_a_find_stand() -> None:
    road = arrived(2)
    road.line(1)
    road.say(Command.LOST_HERE, Command.YES)
    assert road.say(Command.UNDO).word == "STANDS"
    road.scan(next(iter(road.tubes)))
    road.say(Command.YES)
    road.scan(LEAD.code)
    assert road.say(Command.UNDO).word == "STANDS"


def test_what_is_in_a_colleagues_hands_is_lost_under_two_names() -> None:
    road = receiving(Road.of(tube(1, State.ACCEPTED, LAB)), CMA.code)
    road.say(Command.LOST_HERE)
    assert "second person" in road.scan(*road.tubes).way_out
    asked = road.say(Command.YES)
    assert (asked.word, "lab 02" in asked.detail) == ("SECOND PERSON", True)
    assert road.scan(CMA.code).word == "SOMEBODY ELSE"
    assert losses(road) == []
    assert road.scan(LEAD.code).word == "LOST"
    assert [(each.by, each.witness, each.reason) for each in losses(road)] == [(CMA.code, LEAD.code, "lost here")]


def test_a_second_person_who_is_not_there_leaves_the_tube_where_it_is() -> None:
    road = receiving(Road.of(tube(1, State.ACCEPTED, LAB)), CMA.code)
    road.say(Command.LOST_HERE)
    road.scan(*road.tubes)
    assert road.say(Command.YES, Command.NO).code == Code.CANCELLED
    assert losses(road) == []


def test_a_culture_that_never_arrives_is_late_on_its_manifest() -> None:
    """20 and 120 minutes after it left, on a way of 80."""
    road = departed(1, target=REFERENCE)
    road.wait(120)
    receiving(road, CMA.code)
    assert "LATE by 1 h 00 m" in road.scan(trip_code()).detail
