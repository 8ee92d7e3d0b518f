"""One scan, one answer: a bag, a rack and a missing tube say with whom they are, since when, and whom to ask."""

from __future__ import annotations

from tests.laboratory import BAG, BEN, COUNTER, RACK, STAT_REQUISITION, Laboratory
from tests.specimens.conftest import laboratory, laboratory_file
from tests.specimens.test_bench_by_scanning import Bench
from tracker.barcodes.commands import Command
from tracker.specimens.orders import Arrive, PlaceHolder, Step
from tracker.specimens.states import Do

__all__ = ["laboratory", "laboratory_file"]


def test_a_bag_on_its_way_says_with_whom_since_when_and_when_it_is_expected(laboratory: Laboratory) -> None:
    laboratory.sent(laboratory.drawn())
    laboratory.later(hours=2)
    detail = Bench(laboratory, Command.FIND).scan(BAG).verdict.detail
    for words in (
        "departed, to Reference lab",
        "with Swift couriers, for 2 h 00 m",
        "expected in 59 m",
        "seal SEAL-1",
        f"manifest {laboratory.trip().code}",
    ):
        assert words in detail


def test_a_late_bag_says_by_how_much_and_one_that_is_here_no_longer_does(laboratory: Laboratory) -> None:
    shipment_id = laboratory.sent(laboratory.drawn())
    laboratory.later(hours=3, minutes=14)
    assert "LATE by 14 m" in Bench(laboratory, Command.FIND).scan(BAG).verdict.detail
    laboratory.order(Arrive(shipment_id, BEN))
    assert "LATE" not in Bench(laboratory, Command.FIND).scan(BAG).verdict.detail


def test_a_rack_says_in_whose_hands_it_is_and_where_it_stands(laboratory: Laboratory) -> None:
    mine = laboratory.accepted()
    laboratory.order(PlaceHolder(RACK, laboratory.id_of("location", COUNTER), BEN))
    laboratory.order(Step(Do.PLACE, (mine,), BEN, holder_code=RACK))
    laboratory.later(minutes=40)
    detail = Bench(laboratory, Command.FIND).scan(RACK).verdict.detail
    assert "stands in Lab · Lab counter" in detail
    assert "with Ben B., for 40 m" in detail


def test_the_missing_culture_says_where_it_was_sent_and_when_it_was_due(laboratory: Laboratory) -> None:
    culture = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.sent(culture)
    code = laboratory.trip().code
    laboratory.later(hours=5)
    found = Bench(laboratory, Command.FIND).scan(culture).verdict
    assert found.word == "MISSING"
    assert f"to Reference lab, LATE by 2 h 00 m, manifest {code}" in found.detail
