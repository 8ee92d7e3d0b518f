"""Which tubes wait for their label: by the record, and of those alone that are to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.laboratory import ANNE, BEN, NOW, REQUISITION, ROLL, THIRD_REQUISITION, Laboratory
from tracker.barcodes.house import specimen_code
from tracker.journal.occasion import stamp
from tracker.labelling.lacking import lacking
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import QueuePen
from tracker.labelling.specimen_doubt import SpecimenDoubt, record_sent
from tracker.labelling.unprinted import FEW
from tracker.specimens.orders import Divide, Draw, Label, Pool, Step
from tracker.specimens.states import Do


def out(laboratory: Laboratory, numbers: Sequence[str], state: JobState = JobState.CONFIRMED) -> None:
    with laboratory.database.writing() as connection:
        record_sent(connection, QueuePen(laboratory.journals[0], stamp(NOW), ANNE), numbers, state)


def waiting(laboratory: Laboratory, doubts: Sequence[SpecimenDoubt] = (), here: Sequence[str] = ()) -> dict[str, str]:
    with laboratory.database.reading() as connection:
        return {each.number: each.state.value for each in lacking(connection, doubts, here)}


def test_a_tube_that_was_labelled_waits_for_its_label_until_that_is_out(laboratory: Laboratory) -> None:
    first, second = laboratory.labelled(1), laboratory.labelled(2)
    assert waiting(laboratory) == {first: "not_printed", second: "not_printed"}
    assert list(waiting(laboratory)) == [second, first], "the newest first"
    out(laboratory, [first])
    assert waiting(laboratory) == {second: "not_printed"}
    out(laboratory, [second], JobState.CANCELLED)
    assert waiting(laboratory) == {second: "not_printed"}
    out(laboratory, [second], JobState.SENT)
    assert waiting(laboratory) == {}


def test_it_is_told_by_its_requisition(laboratory: Laboratory) -> None:
    laboratory.labelled(1)
    with laboratory.database.reading() as connection:
        (found,) = lacking(connection)
    assert found.requisition == REQUISITION
    assert found.once_more == f"Open COLLECT, scan requisition {REQUISITION} and ask the patient; then LABEL."


def test_one_in_doubt_is_asked_about_and_one_behind_it_waits(laboratory: Laboratory) -> None:
    first, second, third = (laboratory.labelled(line) for line in (1, 2, 3))
    doubt = SpecimenDoubt((first,), (second,), "zpl://p:9100", "p")
    assert waiting(laboratory, [doubt], [third]) == {second: "held", third: "waiting"}


def test_a_tube_that_is_full_or_has_a_rolls_label_waits_for_none(laboratory: Laboratory) -> None:
    laboratory.drawn(1)
    requisition = laboratory.id_of("requisition", REQUISITION)
    laboratory.order(Label(requisition, 2, specimen_code(ROLL[0]), ANNE, is_roll=True))
    assert waiting(laboratory) == {}


@pytest.mark.parametrize("count", [2, FEW + 3])
def test_many_are_found_like_few(laboratory: Laboratory, count: int) -> None:
    numbers = [laboratory.labelled(line, requisition=THIRD_REQUISITION) for line in range(1, count + 1)]
    out(laboratory, numbers[:1])
    laboratory.order(Draw(numbers[0], ANNE))
    assert set(waiting(laboratory)) == set(numbers[1:])


ALIQUOT, POOL, OF_A_ROLL = specimen_code(26_000_901), specimen_code(26_000_902), specimen_code(ROLL[0])


def test_an_aliquot_and_a_pool_wait_for_their_label_and_name_what_they_were_filled_from(laboratory: Laboratory) -> None:
    one, other = (laboratory.accepted(line, requisition=THIRD_REQUISITION) for line in (1, 2))
    laboratory.order(
        Divide(one, ALIQUOT, BEN), Divide(one, OF_A_ROLL, BEN, is_roll=True), Pool((one, other), POOL, BEN)
    )
    assert waiting(laboratory) == {POOL: "not_printed", ALIQUOT: "not_printed"}
    with laboratory.database.reading() as connection:
        pool, aliquot = lacking(connection)
    assert set(pool.parents) == {one, other}
    assert aliquot.parents == (one,)
    assert aliquot.once_more == f"Beside {one[:8]} {one[8:]}: F12, then F6; or tracker label specimen {ALIQUOT}."
    out(laboratory, [ALIQUOT])
    assert waiting(laboratory) == {POOL: "not_printed"}
    laboratory.later(days=4)
    laboratory.order(Step(Do.DISPOSE, (POOL,), BEN, reason="damaged", method="red bag"))
    assert waiting(laboratory) == {}
