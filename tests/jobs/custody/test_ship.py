"""A bag leaves in one person's name, for one partner, by one courier who answers for it from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.jobs.clinic import EXAM_1
from tests.jobs.custody.bench import CMA, LAB, NOON, RACK, tube
from tests.jobs.custody.road import (
    BAG,
    DRIVER,
    EASTGATE,
    OTHER_BAG,
    REFERENCE,
    SEAL,
    SWIFT,
    Road,
    departed,
    packed,
    trip_code,
)
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import PlaceSubject, UnknownSubject
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Transport
from tracker.specimens.orders import Depart
from tracker.specimens.states import State


def shipping(count: int = 3) -> Road:
    """A packed bag, SHIP, and the bag scanned."""
    road = packed(count)
    road.say(Command.SHIP)
    road.scan(BAG.code)
    return road


def departure(road: Road) -> Depart:
    found = [order for order in road.orders if isinstance(order, Depart)]
    assert len(found) == 1
    return found[0]


def test_the_couriers_scan_sends_it_off_with_all_that_was_said() -> None:
    road = shipping()
    road.scan(REFERENCE.code, SEAL)
    verdict = road.scan(SWIFT.code)
    assert (verdict.word, verdict.headline, verdict.tone) == ("DEPARTED", "bag B17   3 tubes", Tone.ACCEPT)
    assert verdict.aside == "expected in 1 h 20 m"
    assert set(road.states()) == {State.DEPARTED}
    assert set(road.custodians()) == {"Swift Courier"}
    order = departure(road)
    assert (order.by, order.courier, order.target, order.seal) == (CMA.code, SWIFT.code, REFERENCE.code, SEAL)
    assert order.transport is Transport.AMBIENT
    assert order.expected_at - NOON == timedelta(minutes=road.at_minutes) + timedelta(minutes=80)


def test_without_a_target_the_courier_is_not_let_go() -> None:
    road = shipping()
    verdict = road.scan(SWIFT.code)
    assert (verdict.word, verdict.tone) == ("WHERE TO?", Tone.REFUSE)
    assert road.scan(EASTGATE.code, SWIFT.code).word == "DEPARTED"


def test_without_a_bag_the_courier_is_asked_for_one() -> None:
    road = packed()
    road.say(Command.SHIP)
    assert road.scan(EASTGATE.code, SWIFT.code).word == "WHICH BAG?"


def test_one_of_us_may_be_the_courier() -> None:
    road = shipping()
    assert road.scan(EASTGATE.code, DRIVER.code).word == "DEPARTED"
    assert set(road.custodians()) == {"driver 09"}
    assert departure(road).by == CMA.code


def test_whoever_carries_it_himself_is_asked() -> None:
    road = shipping()
    verdict = road.scan(EASTGATE.code, CMA.code)
    assert (verdict.tone, verdict.detail) == (Tone.ASK, "CMA 07 carries it himself")
    assert road.scan(CMA.code).word == "DEPARTED"
    assert departure(road).overrides == ("own_courier",)


def test_a_badge_before_any_bag_signs_on() -> None:
    road = packed()
    road.say(Command.SHIP)
    assert road.scan(LAB.code).code == Code.SIGNED_ON


def test_tubes_of_others_in_the_bag_are_told_by_number() -> None:
    road = packed(2)
    second = tuple(road.tubes)[1]
    road.tubes[second] = replace(road.tubes[second], custodian=LAB)
    road.say(Command.SHIP)
    verdict = road.scan(BAG.code)
    assert (verdict.code, verdict.aside) == (Code.NOT_CUSTODIAN, "1 tube")
    assert road.tubes[second].shown in verdict.detail
    assert "lab 02" in verdict.detail


def test_an_empty_or_unpacked_bag_is_not_sent() -> None:
    road = Road.of()
    road.say(Command.SHIP)
    assert road.scan(CMA.code, BAG.code).word == "NOTHING PACKED"
    assert road.scan(RACK.code).word == "NO BAG"


def test_a_bag_that_has_gone_is_not_sent_twice() -> None:
    road = departed()
    road.say(Command.SHIP)
    assert road.scan(BAG.code).word == "ON ITS WAY"
    assert road.scan(trip_code()).word == "ON ITS WAY"


def test_another_temperature_than_the_tubes_need_is_asked_and_recorded() -> None:
    road = shipping()
    assert "it will be asked" in road.say(Command.FROZEN).detail
    verdict = road.scan(EASTGATE.code, SWIFT.code)
    assert verdict.tone is Tone.ASK
    assert "must travel ambient, not frozen" in verdict.detail
    assert road.say(Command.YES).word == "DEPARTED"
    assert (departure(road).transport, departure(road).overrides) == (Transport.FROZEN, ("temperature",))


def test_the_temperature_that_the_tubes_need_is_not_asked() -> None:
    road = Road.of(replace(tube(1), transport=Transport.REFRIGERATED))
    road.say(Command.PACK)
    road.scan(CMA.code, BAG.code, *road.tubes)
    road.say(Command.SHIP)
    road.scan(BAG.code, EASTGATE.code)
    road.say(Command.REFRIGERATED)
    assert road.scan(SWIFT.code).word == "DEPARTED"
    assert departure(road).transport is Transport.REFRIGERATED


def test_a_tube_that_grew_too_old_in_the_bag_is_asked_about() -> None:
    road = Road.of(tube(1, due_in=timedelta(minutes=10)))
    road.say(Command.PACK)
    road.scan(CMA.code, BAG.code, *road.tubes)
    road.wait(30)
    road.say(Command.SHIP)
    assert "TOO OLD" in road.scan(BAG.code).detail
    assert "TOO OLD" in road.scan(EASTGATE.code, SWIFT.code).detail
    road.say(Command.NO)
    assert road.states() == [State.COLLECTED]


def test_a_seal_is_foreign_text_and_may_be_taken_back() -> None:
    road = shipping()
    assert "seal SL-004711" in road.scan(SEAL).detail
    assert "seal" not in road.say(Command.NO).detail
    road.scan(EASTGATE.code, SWIFT.code)
    assert departure(road).seal == ""


def test_no_other_clinics_code_and_nothing_unprintable_is_a_seal() -> None:
    road = shipping()
    for subject in (
        UnknownSubject("L0010239", "location"),
        UnknownSubject("A\x1b[2J", "unknown"),
        UnknownSubject("x" * 41, "unknown"),
    ):
        assert road._advance(subject.text, subject).code == Code.WRONG_KIND
    road.scan(EASTGATE.code, SWIFT.code)
    assert departure(road).seal == ""


def test_a_seal_without_a_bag_is_only_an_unknown_code() -> None:
    road = packed()
    road.say(Command.SHIP)
    assert road.scan(SEAL).code == Code.WRONG_KIND


def test_seal_and_temperature_of_one_bag_are_never_anothers() -> None:
    road = packed(2)
    two = tuple(road.tubes)[1]
    road.scan(OTHER_BAG.code, two, two)
    road.say(Command.SHIP)
    road.scan(BAG.code, EASTGATE.code, SEAL)
    road.say(Command.FROZEN)
    verdict = road.scan(OTHER_BAG.code)
    assert "seal" not in verdict.detail
    assert "frozen" not in verdict.detail
    assert "Eastgate" in verdict.detail


def test_a_room_of_this_house_is_no_target() -> None:
    road = shipping()
    assert "HAND OFF" in road._advance(EXAM_1.code, PlaceSubject(EXAM_1)).way_out


def test_leaving_with_a_bag_in_hand_says_that_it_has_not_gone() -> None:
    road = shipping()
    verdict = road.say(Command.DONE)
    assert (verdict.word, verdict.tone) == ("NOT GONE", Tone.REFUSE)


def test_undo_puts_the_bag_aside_before_it_goes_and_says_that_a_departure_stands() -> None:
    road = shipping()
    assert road.say(Command.UNDO).word == "LEFT OUT"
    road.scan(BAG.code, EASTGATE.code, SWIFT.code)
    assert road.say(Command.UNDO).word == "STANDS"
    assert set(road.states()) == {State.DEPARTED}
