"""What UNDO cannot take back says so before and after, with the step that puts it right."""

from __future__ import annotations

import pytest

from tests.jobs.custody.bench import CMA, LAB, LEAD, NOON, tube
from tests.jobs.custody.road import BAG, Road, departed
from tests.jobs.custody.test_armed import handed
from tracker.barcodes.commands import Command
from tracker.jobs.custody.beyond_undo import put_right
from tracker.jobs.orders import Order
from tracker.jobs.verdict import Tone
from tracker.specimens.facts import Transport
from tracker.specimens.orders import CloseDay, Depart, Divide, Label, LoseShipment, Step
from tracker.specimens.states import RETRACTABLE, Do


def test_a_departure_stands_and_names_the_step_that_brings_the_bag_back() -> None:
    road = departed(2)
    verdict = road.say(Command.UNDO)
    assert (verdict.word, verdict.tone) == ("STANDS", Tone.REFUSE)
    assert "ARRIVE" in verdict.way_out


def test_what_stands_is_not_promised_behind_a_refusal() -> None:
    road = departed(2)
    assert road.scan("nobody knows this").tone is Tone.REFUSE
    verdict = road.say(Command.UNDO)
    assert "takes back" not in verdict.detail
    assert "stands" in verdict.detail
    assert "ARRIVE" in verdict.way_out
    assert road.say(Command.UNDO).word == "STANDS"


def test_what_can_be_taken_back_is_promised_as_before() -> None:
    bench = handed(2)
    bench.scan(next(iter(bench.tubes)))
    bench.say(Command.MISSING)
    assert "UNDO once more takes back" in bench.say(Command.UNDO).detail
    assert bench.say(Command.UNDO).word == "UNDONE"


def test_a_found_tube_is_declared_lost_again() -> None:
    road = Road.of(tube(1))
    road.say(Command.ARRIVE)
    road.scan(LAB.code)
    road.say(Command.LOST_HERE)
    road.scan(*road.tubes)
    road.say(Command.YES)
    road.scan(LEAD.code)
    assert "YES" in road.say(Command.UNDO).way_out


@pytest.mark.parametrize(
    ("order", "word"),
    [
        (Label(1, 1, "2600000100", CMA.code), "NOT DRAWN"),
        (Depart(1, CMA.code, CMA.code, LAB.code, Transport.AMBIENT, "", NOON), "ARRIVE"),
        (LoseShipment(1, CMA.code, "lost here"), "YES"),
        (Step(Do.LOSE, ("2600000100",), CMA.code), "YES"),
        (Step(Do.FIND, ("2600000100",), CMA.code), "LOST"),
        (Step(Do.TAKE_OVER, ("2600000100",), CMA.code), "HAND OFF"),
        (Step(Do.DISPOSE, ("2600000100",), CMA.code), "lead"),
        (Divide("2600000100", "2600000200", CMA.code), "DISPOSE"),
        (CloseDay(CMA.code), "lead"),
    ],
)
def test_each_kind_that_stands_has_its_own_step(order: Order, word: str) -> None:
    assert word in put_right((order,))


def test_what_undo_takes_back_needs_no_other_step() -> None:
    assert {do for do in RETRACTABLE if put_right((Step(do, (BAG.code,), CMA.code),))} == set()
