"""What the board, the lists and a specimen's history say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from tests.laboratory import (
    ANNE,
    BAG,
    BEN,
    BIG_RACK,
    BOX,
    RECALLED_LOT,
    ROLL,
    STAT_REQUISITION,
    TUBE_LOT,
    Laboratory,
)
from tracker.barcodes import house
from tracker.specimens import queries
from tracker.specimens.orders import Arrive, Divide, Draw, Step
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do, State
from tracker.specimens.storage import next_free_slot, slot_name
from tracker.store.connection import Connection, Rows, Values

Answer = TypeVar("Answer")


def asked(laboratory: Laboratory, question: Callable[[SpecimenReader], Answer]) -> Answer:
    with laboratory.database.reading() as connection:
        return question(SpecimenReader(connection, laboratory.now, laboratory.vault))


def test_the_board_shows_the_missing_first_and_then_what_keeps_the_shortest(laboratory: Laboratory) -> None:
    culture = laboratory.drawn(requisition=STAT_REQUISITION)
    laboratory.sent(culture)
    laboratory.later(hours=4)
    gold, lavender, citrate = (laboratory.drawn(line) for line in (2, 1, 3))
    laboratory.order(Step(Do.STORE, (lavender,), ANNE, holder_code=BOX))
    board = asked(laboratory, lambda reader: reader.board(10))
    assert [each.number for each in board.missing] == [culture]
    assert board.missing_count == 1
    assert [each.number for each in board.keeps_shortest] == [citrate, gold, lavender]
    assert board.counts == {State.DEPARTED: 1, State.COLLECTED: 2, State.STORED: 1}
    assert board.open_count == 4
    assert [each.number for each in asked(laboratory, lambda reader: reader.missing(10))] == [culture]


def test_what_is_disposed_of_is_on_no_list(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.later(days=30)
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="expired", method="autoclave"))
    laboratory.later(days=30)
    board = asked(laboratory, lambda reader: reader.board(10))
    assert (board.counts, board.missing, board.keeps_shortest) == ({}, (), ())


def test_a_history_tells_every_step_with_its_family_and_lots(laboratory: Laboratory) -> None:
    parent = laboratory.accepted()
    children = [house.specimen_code(n) for n in ROLL[:2]]
    for child in children:
        laboratory.order(Divide(parent, child, BEN, is_roll=True))
    history = asked(laboratory, lambda reader: reader.timeline(parent))
    assert history is not None
    assert [step.seq for step in history.steps] == [1, 2, 3, 4, 5, 6]
    assert [each.number for each in history.children] == children
    assert history.patient == "D., J. ••/80"
    of_child = asked(laboratory, lambda reader: reader.timeline(children[0]))
    assert of_child is not None
    assert [each.number for each in of_child.parents] == [parent]
    assert asked(laboratory, lambda reader: reader.timeline(house.specimen_code(5))) is None


def test_a_history_is_in_the_order_of_its_steps_whatever_the_clock_said(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.later(hours=-5)
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    laboratory.later(hours=-5)
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN), station=1)
    steps = laboratory.timeline(tube)
    assert [step.do for step in steps] == [Do.LABEL, Do.COLLECT, Do.RELEASE, Do.ACCEPT]
    assert steps[-1].at == steps[0].at - timedelta(hours=10)
    assert laboratory.specimen(tube).state is State.ACCEPTED


def test_a_recalled_tube_lot_lists_the_specimens_drawn_in_it(laboratory: Laboratory) -> None:
    tubes = [laboratory.labelled(line, requisition=house.requisition_code(3)) for line in (1, 2, 3)]
    lots = {
        number: laboratory.value("SELECT id FROM lot WHERE number = ?", (number,))
        for number in (TUBE_LOT, RECALLED_LOT)
    }
    for tube, lot in zip(tubes, (TUBE_LOT, RECALLED_LOT, RECALLED_LOT), strict=True):
        found = lots[lot]
        assert isinstance(found, int)
        laboratory.order(Draw(tube, ANNE, lot_id=found))
    item = house.item_code(40)
    drawn = asked(laboratory, lambda reader: reader.by_lot(item, RECALLED_LOT.lower()))
    assert [each.number for each in drawn] == tubes[1:]


def test_a_manifest_lists_what_departed_wherever_it_is_now(laboratory: Laboratory) -> None:
    first, second = laboratory.drawn(1), laboratory.drawn(3)
    shipment_id = laboratory.packed(first, second)
    code = laboratory.trip().code

    def listed(question: str) -> list[str]:
        found = asked(laboratory, lambda reader: getattr(reader, question)(code))
        return [each.number for each in found.specimens]

    assert listed("manifest") == [first, second]
    laboratory.order(laboratory.departure(shipment_id))
    laboratory.order(Arrive(shipment_id, BEN))
    laboratory.order(Step(Do.ACCEPT, (first,), BEN))
    assert listed("manifest") == [first, second]
    assert listed("shipment") == [second]
    assert [each.code for each in asked(laboratory, lambda reader: reader.open_shipments())] == [code]
    laboratory.order(Step(Do.ACCEPT, (second,), BEN))
    assert asked(laboratory, lambda reader: reader.open_shipments()) == ()


class _Counting(Connection):
    """Counts the statements that are run."""

    count = 0

    def exec_driver_sql(self, statement: str, values: Values | list[Any] = ()) -> Rows:
        _Counting.count += 1
        return super().exec_driver_sql(statement, values)


def test_a_rack_of_96_asks_no_more_often_than_one_tube(laboratory: Laboratory) -> None:
    tubes = laboratory.many_drawn(96)

    def statements() -> int:
        _Counting.count = 0
        with laboratory.database.reading() as connection:
            queries.specimens_in(_Counting(connection.driver), laboratory.id_of("holder", BIG_RACK))
        return _Counting.count

    laboratory.order(Step(Do.PLACE, tubes[:1], ANNE, holder_code=BIG_RACK))
    one = statements()
    laboratory.order(Step(Do.PLACE, tubes[1:], ANNE, holder_code=BIG_RACK))
    assert statements() == one


def test_a_bag_has_its_trip_among_the_open_ones_until_it_is_reconciled(laboratory: Laboratory) -> None:
    laboratory.packed(laboratory.drawn())
    assert [each.holder.code for each in asked(laboratory, lambda reader: reader.open_shipments())] == [BAG]


@pytest.mark.parametrize(("slot", "columns", "name"), [(1, 12, "A1"), (12, 12, "A12"), (13, 12, "B1"), (96, 12, "H12")])
def test_slots_are_named_as_printed_on_racks(slot: int, columns: int, name: str) -> None:
    assert slot_name(slot, columns) == name


def test_the_next_free_slot_is_the_first_gap() -> None:
    assert next_free_slot(2, 3, {1, 2, 4}) == 3
    assert next_free_slot(2, 3, set(range(1, 7))) is None
    assert next_free_slot(0, 0, set()) is None
