"""A tube past its limit says so in the word and before anything that a narrow screen may cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.jobs.custody import bench as people
from tests.jobs.custody.road import Road, packed
from tests.jobs.custody.shelves import ANNE, BEN, FRIDGE, NOON, Bench, badge, holder, in_slot, rack, tube
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Place
from tracker.jobs.desk import JobName
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.subjects import HolderSubject

FAR = replace(FRIDGE, path="Northgate clinic · Laboratory, second floor east · Specimen refrigerator number 1")


def late(number: int = 1, whose: Party = ANNE) -> Specimen:
    return tube(number, whose=whose, due_at=NOON - timedelta(minutes=14))


def far_rack(*inside: Specimen, at: Place | None = FAR) -> HolderSubject:
    return rack(*inside, of=holder(place=at))


def test_stored_in_a_rack_of_a_far_place_it_is_told_first_and_the_place_by_its_last_part() -> None:
    bench = Bench(JobName.STORE)
    bench.scan(far_rack())
    verdict = bench.scan(late()).verdict
    assert verdict.word == "A1, TOO OLD"
    assert verdict.detail.startswith("TOO OLD by 14 m")
    assert verdict.detail.endswith("Specimen refrigerator number 1")
    assert "second floor" not in verdict.detail
    assert bench.scan(tube(2)).verdict.word == "A2"


def test_stored_on_a_shelf() -> None:
    bench = Bench(JobName.STORE)
    bench.scan(FAR)
    verdict = bench.scan(late()).verdict
    assert (verdict.word, verdict.aside) == ("STORED, TOO OLD", "Specimen refrigerator number 1")
    assert verdict.detail.startswith("TOO OLD by 14 m")


def test_stored_with_its_rack() -> None:
    bench = Bench(JobName.STORE)
    bench.scan(FAR)
    verdict = bench.scan(rack(in_slot(late(1), 1), in_slot(tube(2), 2))).verdict
    assert verdict.word == "STORED"
    assert verdict.detail.startswith(f"TOO OLD: {tube(1).shown}")
    assert verdict.aside == "Specimen refrigerator number 1"


def test_taken_over() -> None:
    bench = Bench(JobName.STORE)
    bench.scan(rack())
    bench.scan(late(whose=BEN))
    bench.say(Command.EXCEPTION_FOUND)
    verdict = bench.scan(badge(BEN)).verdict
    assert verdict.word == "TAKEN OVER, TOO OLD"
    assert verdict.detail.startswith("TOO OLD by 14 m")


def test_packed_all_the_same() -> None:
    road = Road.of(people.tube(1, due_in=timedelta(minutes=-14)))
    road.say(Command.PACK)
    road.scan(people.CMA.code, packed(1).trips[0].holder.code, *road.tubes)
    verdict = road.say(Command.YES)
    assert verdict.word == "PACKED, TOO OLD"
    assert verdict.detail.startswith("TOO OLD by 1")
