"""The jobs at the bench and the services that carry them out: what one orders, the other does, in one transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.laboratory import (
    ANNE,
    BEN,
    BIG_RACK,
    BOX,
    CARA,
    FIRST_PRINTED,
    FREEZER,
    FRIDGE,
    ROLL,
    STAT_REQUISITION,
    THIRD_REQUISITION,
    Laboratory,
)
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import CommandCode
from tracker.barcodes.understanding import understand
from tracker.errors import Refusal
from tracker.hardware.scan import Scan, new_id
from tracker.inventory.queries import place_by_code
from tracker.inventory.subjects import CommandSubject, PlaceSubject
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, Rules, Step
from tracker.jobs.orders import Order
from tracker.jobs.subjects import Subject
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import SpecimensOrder
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.resolving import resolve
from tracker.specimens.states import Do, State


class Bench:
    """A lab counter: each scan is resolved, judged and carried out on the laboratory's own file."""

    def __init__(self, laboratory: Laboratory, job: Command, badge: str = BEN) -> None:
        self.laboratory = laboratory
        self.desk = Desk()
        self.scan(job)
        self.scan(badge)

    def scan(self, what: str | Command) -> Step:
        text = house.command_code(what) if isinstance(what, Command) else what
        self.laboratory.later(seconds=5)
        scan = Scan(text, "]C0", "bench:", self.laboratory.now, id=new_id())
        step = advance(self.desk, self._subject(text), scan, today=self.laboratory.today, rules=Rules())
        if step.orders:
            self.laboratory.order(*(_of_custody(each) for each in step.orders), event_id=scan.id)
        self.desk = step.desk
        return step

    def _subject(self, text: str) -> Subject:
        meaning = understand(text, "]C0", today=self.laboratory.today)
        with self.laboratory.database.reading() as connection:
            found = resolve(connection, None, meaning, text, self.laboratory.today)
            place = place_by_code(connection, text)
        if found is not None:
            return found
        if place is not None:
            return PlaceSubject(place)
        assert isinstance(meaning, CommandCode)
        return CommandSubject(meaning.command, meaning.quantity)


def _of_custody(order: Order) -> SpecimensOrder:
    assert isinstance(order, SpecimensOrder)
    return order


def test_a_tube_goes_into_the_slot_that_was_told_comes_out_and_goes_back(laboratory: Laboratory) -> None:
    number = laboratory.accepted()
    bench = Bench(laboratory, Command.STORE)
    bench.scan(BOX)
    told = bench.scan(number).verdict.word
    stored = laboratory.specimen(number)
    assert (stored.state, stored.spot.slot_name, stored.spot.place) == (State.STORED, told, "Lab · Freezer")
    bench.scan(Command.RETRIEVE)
    bench.scan(number)
    out = laboratory.specimen(number)
    assert (out.state, out.spot.slot) == (State.RETRIEVED, None)
    assert out.custodian is not None
    assert out.custodian.code == BEN
    bench.scan(Command.UNDO)
    assert laboratory.specimen(number).spot == stored.spot


def test_a_rack_is_taken_out_and_put_somewhere_else_with_every_tube_in_its_slot(laboratory: Laboratory) -> None:
    numbers = [laboratory.accepted(line) for line in (1, 2, 3)]
    bench = Bench(laboratory, Command.STORE)
    bench.scan(BIG_RACK)
    for slot, number in zip((5, 50, 96), numbers, strict=True):
        bench.scan(house.command_code(Command.QUANTITY, slot))
        bench.scan(number)
    bench.scan(Command.RETRIEVE)
    bench.scan(BIG_RACK)
    assert {laboratory.specimen(number).state for number in numbers} == {State.RETRIEVED}
    bench.scan(Command.STORE)
    bench.scan(FRIDGE)
    bench.scan(BIG_RACK)
    for slot, number in zip((5, 50, 96), numbers, strict=True):
        now = laboratory.specimen(number)
        assert (now.state, now.spot.slot, now.spot.place) == (State.STORED, slot, "Lab · Fridge")
        assert now.custodian is not None
        assert now.custodian.code == FRIDGE


def test_a_rack_with_its_tubes_in_other_places_moves_what_is_stored_in_it(laboratory: Laboratory) -> None:
    number = laboratory.accepted()
    bench = Bench(laboratory, Command.STORE)
    bench.scan(BIG_RACK)
    bench.scan(number)
    bench.scan(FREEZER)
    bench.scan(BIG_RACK)
    assert laboratory.specimen(number).spot.place == "Lab · Freezer"


def test_undo_frees_the_slot_on_the_disk_and_at_the_desk(laboratory: Laboratory) -> None:
    first, second = laboratory.accepted(1), laboratory.accepted(2)
    bench = Bench(laboratory, Command.STORE)
    bench.scan(BOX)
    bench.scan(first)
    bench.scan(Command.UNDO)
    assert laboratory.specimen(first).state is State.ACCEPTED
    assert bench.scan(second).verdict.word == "A1"
    assert bench.scan(first).verdict.word == "A2"


def test_what_was_tested_is_kept_until_two_people_or_time_say_otherwise(laboratory: Laboratory) -> None:
    early, late = laboratory.accepted(1), laboratory.accepted(2)
    bench = Bench(laboratory, Command.TEST)
    bench.scan(early)
    bench.scan(late)
    for said in (Command.DISPOSE, Command.DISPOSE_TESTED, Command.METHOD_AUTOCLAVE):
        bench.scan(said)
    bench.scan(early)
    bench.scan(Command.EXCEPTION_EMERGENCY)
    bench.scan(ANNE)
    assert laboratory.specimen(early).state is State.DISPOSED
    assert laboratory.timeline(early)[-1].witness == "Anne A."
    kept_until = laboratory.specimen(late).keep_until
    assert kept_until is not None
    laboratory.now = kept_until + timedelta(minutes=1)
    bench.scan(late)
    assert laboratory.specimen(late).state is State.ACCEPTED
    bench.scan(late)
    assert laboratory.specimen(late).state is State.DISPOSED


def test_a_tube_whose_test_asks_for_a_witness_is_discarded_by_two(laboratory: Laboratory) -> None:
    number = laboratory.accepted(1, requisition=STAT_REQUISITION)
    bench = Bench(laboratory, Command.TEST)
    bench.scan(number)
    laboratory.later(days=30)
    for said in (Command.DISPOSE, Command.DISPOSE_TESTED, Command.METHOD_INCINERATION, number, number):
        bench.scan(said)
    assert laboratory.specimen(number).state is State.ACCEPTED
    bench.scan(ANNE)
    assert laboratory.specimen(number).state is State.DISPOSED


def test_aliquots_from_a_roll_and_printed_and_their_aliquots(laboratory: Laboratory) -> None:
    parent, rolled, deeper = laboratory.accepted(), house.specimen_code(ROLL[0]), house.specimen_code(ROLL[1])
    bench = Bench(laboratory, Command.ALIQUOT)
    bench.scan(parent)
    bench.scan(rolled)
    printed = bench.scan(Command.LABEL).orders
    bench.scan(Command.ALIQUOT)
    bench.scan(rolled)
    bench.scan(deeper)
    assert [getattr(order, "number", "") for order in printed] == [house.specimen_code(FIRST_PRINTED + 1)]
    for number in (rolled, deeper):
        assert laboratory.specimen(number).custodian == laboratory.specimen(parent).custodian


def test_a_pool_has_its_own_label_and_its_sources_stay_in_hand(laboratory: Laboratory) -> None:
    sources = [laboratory.accepted(line, requisition=THIRD_REQUISITION) for line in (1, 2)]
    bench = Bench(laboratory, Command.POOL)
    for number in (*sources, house.specimen_code(ROLL[5])):
        bench.scan(number)
    assert laboratory.specimen(house.specimen_code(ROLL[5])).is_pool
    assert {laboratory.specimen(number).state for number in sources} == {State.ACCEPTED}


def test_the_day_closes_only_once_the_tube_has_its_place(laboratory: Laboratory) -> None:
    number = laboratory.accepted()
    bench = Bench(laboratory, Command.STORE)
    with pytest.raises(Refusal, match=number[:8]):
        bench.scan(Command.CLOSE_DAY)
    bench.scan(FRIDGE)
    bench.scan(number)
    assert bench.scan(Command.CLOSE_DAY).verdict.word == "DAY CLOSED"


def test_a_colleagues_lost_tube_is_found_under_two_names(laboratory: Laboratory) -> None:
    number = laboratory.accepted()
    laboratory.order(CustodyOrder(Do.LOSE, (number,), BEN, reason="lost here"))
    bench = Bench(laboratory, Command.SPIN, ANNE)
    assert "second person" in bench.scan(number).verdict.way_out
    assert bench.scan(number).verdict.word == "SECOND PERSON"
    assert bench.scan(ANNE).verdict.word == "SOMEBODY ELSE"
    assert laboratory.specimen(number).state is State.LOST
    assert bench.scan(CARA).verdict.word == "FOUND AGAIN"
    found = laboratory.timeline(number)[-1]
    assert (found.by_code, found.witness) == (ANNE, "Cara C.")


def test_a_stored_tube_is_moved_in_its_rack_and_undo_moves_it_back(laboratory: Laboratory) -> None:
    number = laboratory.accepted()
    bench = Bench(laboratory, Command.STORE)
    bench.scan(BOX)
    bench.scan(number)
    assert laboratory.specimen(number).spot.slot_name == "A1"
    bench.scan(house.command_code(Command.QUANTITY, 11))
    assert bench.scan(number).verdict.word == "B2"
    moved = laboratory.specimen(number)
    assert (moved.spot.slot_name, moved.state) == ("B2", State.STORED)
    bench.scan(Command.UNDO)
    back = laboratory.specimen(number)
    assert (back.spot.slot_name, back.state) == ("A1", State.STORED)
    with laboratory.database.reading() as connection:
        assert list(audit_custody(connection)) == []


def test_a_lost_tube_comes_to_light_and_is_spun(laboratory: Laboratory) -> None:
    number = laboratory.accepted(line=2)
    laboratory.order(CustodyOrder(Do.LOSE, (number,), BEN, reason="lost here"))
    bench = Bench(laboratory, Command.SPIN)
    bench.scan(number)
    bench.scan(number)
    bench.scan(number)
    assert laboratory.specimen(number).spun_at is not None
