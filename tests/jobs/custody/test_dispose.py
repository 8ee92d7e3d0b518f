"""Discarding: every check before, the thing itself twice, and a second person where one is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.jobs.custody.shelves import ANNE, BEN, NOON, Bench, badge, holder, in_slot, rack, tube
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Party, PartyKind, Specimen
from tracker.specimens.holder_facts import Shipment, ShipmentState
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State
from tracker.specimens.subjects import ShipmentSubject

TESTED = tube(1, tested_at=NOON - timedelta(days=9), due_at=None, due_kind=None, keep_until=NOON - timedelta(days=1))


def disposing(reason: Command = Command.DISPOSE_TESTED, method: Command = Command.METHOD_AUTOCLAVE) -> Bench:
    bench = Bench(JobName.DISPOSE)
    bench.say(reason)
    bench.say(method)
    return bench


def disposed(
    *specimens: Specimen, reason: str = "tested", witness: str | None = None, overrides: tuple[str, ...] = ()
) -> CustodyOrder:
    numbers = tuple(each.number for each in specimens)
    return CustodyOrder(
        Do.DISPOSE,
        numbers,
        ANNE.code,
        holder_code="",
        reason=reason,
        method="autoclave",
        witness=witness,
        overrides=overrides,
    )


def test_the_same_tube_twice_discards_it() -> None:
    bench = disposing()
    assert bench.scan(TESTED).verdict.tone is Tone.ASK
    step = bench.scan(TESTED)
    assert (step.verdict.word, step.orders) == ("DISCARDED", (disposed(TESTED),))


def test_a_bounced_scan_is_no_second_one() -> None:
    bench = disposing()
    bench.scan(TESTED)
    assert bench.scan(TESTED, after_ms=600).orders == ()


def test_another_tube_is_no_confirmation_and_is_not_discarded_either() -> None:
    bench = disposing()
    bench.scan(TESTED)
    assert bench.scan(tube(2, tested_at=NOON)).orders == ()
    bench.say(Command.NO)
    assert bench.orders == []


def test_reason_and_method_come_first_and_are_kept() -> None:
    bench = Bench(JobName.DISPOSE)
    assert bench.scan(TESTED).verdict.code == Code.WHICH_REASON
    bench.say(Command.DISPOSE_TESTED)
    assert bench.scan(TESTED).verdict.code == Code.NO_METHOD
    bench.say(Command.METHOD_AUTOCLAVE)
    for specimen in (TESTED, tube(2, tested_at=NOON)):
        bench.scan(specimen)
        bench.say(Command.YES)
    assert len(bench.orders) == 2


def test_another_person_says_anew_why_and_how() -> None:
    bench = disposing()
    bench.scan(badge(BEN))
    assert bench.scan(TESTED).verdict.code == Code.WHICH_REASON


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (Command.DISPOSE_TESTED, "NOT TESTED"),
        (Command.DISPOSE_REJECTED, "NOT REJECTED"),
        (Command.DISPOSE_EXPIRED, "NOT EXPIRED"),
    ],
)
def test_a_reason_that_the_record_denies_discards_nothing(reason: Command, word: str) -> None:
    bench = disposing(reason)
    step = bench.scan(tube(1))
    assert (step.verdict.word, step.verdict.tone) == (word, Tone.REFUSE)
    assert bench.scan(tube(1)).orders == ()


def test_what_is_still_kept_needs_a_reason_and_a_second_person() -> None:
    kept = tube(1, tested_at=NOON, keep_until=NOON + timedelta(days=7))
    bench = disposing()
    assert bench.scan(kept).verdict.code == Code.RETENTION
    assert bench.scan(kept).orders == ()
    assert bench.say(Command.YES).orders == ()
    bench.say(Command.EXCEPTION_EMERGENCY)
    assert bench.scan(badge(ANNE)).verdict.code == Code.SAME_PERSON
    step = bench.scan(badge(BEN))
    order = disposed(kept, reason="tested · emergency", witness=BEN.code, overrides=("retention",))
    assert step.orders == (order,)


def test_a_rejected_tube_is_kept_for_nobody() -> None:
    rejected = tube(1, State.REJECTED, keep_until=NOON + timedelta(days=7))
    bench = disposing(Command.DISPOSE_REJECTED)
    bench.scan(rejected)
    assert bench.scan(rejected).orders == (disposed(rejected, reason="rejected"),)


def test_where_the_test_asks_for_a_witness_a_second_person_comes_after_the_confirmation() -> None:
    watched = tube(1, tested_at=NOON, needs_witness=True)
    bench = disposing()
    bench.scan(watched)
    step = bench.scan(watched)
    assert (step.verdict.code, step.orders) == (Code.SECOND_PERSON, ())
    assert bench.scan(watched).orders == ()
    assert bench.scan(badge(BEN)).orders == (disposed(watched, witness=BEN.code),)


def test_a_rack_is_discarded_by_yes_alone_with_its_count_named() -> None:
    bench, inside = disposing(), rack(in_slot(TESTED, 1), in_slot(tube(2, tested_at=NOON), 2))
    assert bench.scan(inside).verdict.word == "DISCARD 2?"
    assert bench.scan(inside).orders == ()
    assert bench.say(Command.YES).orders == (disposed(*inside.specimens),)


@pytest.mark.parametrize(
    "odd",
    [
        tube(2),
        tube(2, tested_at=NOON, keep_until=NOON + timedelta(days=1)),
        tube(2, tested_at=NOON, whose=BEN),
        tube(2, State.DEPARTED, tested_at=NOON),
    ],
)
def test_one_tube_that_must_stay_stops_the_whole_rack_and_is_named(odd: Specimen) -> None:
    bench = disposing()
    step = bench.scan(rack(in_slot(TESTED, 1), in_slot(odd, 2)))
    assert (step.verdict.word, step.orders) == ("NOT ALL OF IT", ())
    assert odd.shown in step.verdict.detail
    assert bench.say(Command.YES).orders == ()


def test_undo_never_claims_to_take_a_disposal_back_nor_takes_back_something_older_instead() -> None:
    bench = Bench(JobName.RETRIEVE)
    bench.scan(in_slot(tube(5, State.STORED), 3))
    bench.say(Command.DISPOSE)
    bench.say(Command.DISPOSE_TESTED)
    bench.say(Command.METHOD_AUTOCLAVE)
    bench.scan(TESTED)
    bench.say(Command.YES)
    for _ in range(4):
        step = bench.say(Command.UNDO)
        assert step.verdict.word != "UNDONE"
        assert step.orders == ()


REFERENCE = Party(house.partner_code(2), "Reference lab", PartyKind.LABORATORY)
COURIER = Party(house.partner_code(1), "Swift couriers", PartyKind.COURIER)
GONE = (NOON, NOON, NOON, NOON)
TRIP = Shipment(
    1, house.shipment_code(7), holder(), ShipmentState.RECONCILED, ANNE, REFERENCE, None, "", COURIER, *GONE, ""
)


def theirs(*specimens: Specimen, reason: str = "used up") -> CustodyOrder:
    return replace(disposed(*specimens, reason=reason), to=REFERENCE.code)


def test_what_a_laboratory_has_used_up_is_entered_by_its_word_for_which_whoever_enters_it_signs() -> None:
    bench = disposing(Command.DISPOSE_USED_UP)
    away = tube(1, whose=REFERENCE, needs_witness=True, keep_until=NOON + timedelta(days=9))
    step = bench.scan(away)
    assert (step.verdict.tone, "Reference lab" in step.verdict.detail) == (Tone.ASK, True)
    assert bench.scan(away).orders == (theirs(away),)


def test_a_manifest_is_entered_whole_as_far_as_the_laboratory_has_it() -> None:
    away = (tube(1, whose=REFERENCE), tube(2, State.REJECTED, REFERENCE))
    lost = tube(3, State.LOST)
    bench = disposing(Command.DISPOSE_USED_UP)
    step = bench.scan(ShipmentSubject(TRIP, (), (*away, lost)))
    assert (step.verdict.word, step.orders) == ("DISCARDED THERE?", ())
    assert lost.shown in step.verdict.detail
    assert bench.say(Command.YES).orders == (theirs(*away),)


@pytest.mark.parametrize(
    "departed",
    [
        (),
        (tube(1),),
        (tube(1, State.ARRIVED, COURIER),),
        (tube(1, whose=REFERENCE), tube(2, whose=replace(REFERENCE, code=house.partner_code(3)))),
    ],
)
def test_what_no_laboratory_has_or_several_have_is_not_entered_in_one_go(departed: tuple[Specimen, ...]) -> None:
    bench = disposing(Command.DISPOSE_USED_UP)
    assert bench.scan(ShipmentSubject(TRIP, (), departed)).verdict.tone is Tone.REFUSE
    assert bench.say(Command.YES).orders == ()


def test_a_disposed_tube_takes_no_step_any_more() -> None:
    step = disposing().scan(tube(1, State.DISPOSED))
    assert (step.verdict.code, step.orders) == (Code.ENDED, ())
