"""YES behind a refusal acknowledges it, and says what the next YES does."""

from __future__ import annotations

from tests.jobs.custody.bench import CMA, LAB, RACK, rack_of
from tests.jobs.custody.road import BAG, arrived
from tests.jobs.custody.shelves import Bench, in_slot, rack, tube
from tests.jobs.custody.test_armed import handed
from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone


def test_a_first_yes_behind_a_refusal_says_what_a_second_one_accepts() -> None:
    bench = handed(3)
    bench.scan(next(iter(bench.tubes)))
    assert bench.say(Command.MISSING).word == "WHICH LINE?"
    verdict = bench.say(Command.YES)
    assert (verdict.code, verdict.word, verdict.headline) == (
        Code.ACKNOWLEDGED,
        "READ",
        "YES once more: accept the other 2",
    )
    assert "WHICH LINE?" in verdict.detail
    assert bench.say(Command.YES).headline == "2 tubes"


def test_no_behind_a_refusal_says_what_yes_does_too() -> None:
    bench = handed(3)
    bench.say(Command.MISSING)
    assert bench.say(Command.NO).headline == "YES: accept all 3"


def test_where_yes_does_nothing_the_job_is_taught_again_and_the_banner_is_never_empty() -> None:
    bench = rack_of(2)
    bench.say(Command.HAND_OFF)
    assert bench.scan(RACK.code).tone is Tone.REFUSE
    verdict = bench.say(Command.YES)
    assert verdict.word == "READ"
    assert "WHO ARE YOU?" in verdict.headline
    assert "badge" in verdict.way_out


def test_a_bag_that_arrived_says_it_too() -> None:
    road = arrived(3)
    road.scan(CMA.code)
    road.scan(LAB.code, BAG.code)
    road.say(Command.MISSING)
    assert road.say(Command.YES).headline == "YES once more: accept all 3"


def test_a_rack_to_be_stored_says_it_too() -> None:
    bench = Bench(JobName.STORE)
    bench.scan(rack(in_slot(tube(1), 1)))
    bench.say(Command.QUANTITY, 99)
    assert bench.say(Command.YES).verdict.headline.startswith("YES once more: store the 1 in your hands")
