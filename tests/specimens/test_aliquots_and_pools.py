"""Aliquots and pools keep the limits of what they were filled from, and the hands."""

from __future__ import annotations

from datetime import UTC

from tests.laboratory import (
    ANNE,
    BEN,
    ROLL,
    STAT_REQUISITION,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.barcodes import house
from tracker.labelling.specimens import specimen_labels
from tracker.specimens.auditing import audit_steps
from tracker.specimens.orders import (
    Divide,
    Pool,
)
from tracker.specimens.queries import lineage
from tracker.specimens.states import Do, State


def test_an_aliquot_of_an_aliquot_keeps_the_limits_and_the_hands(laboratory: Laboratory) -> None:
    parent = laboratory.accepted(2)
    before = laboratory.specimen(parent)
    laboratory.later(minutes=30)
    numbers = [house.specimen_code(n) for n in ROLL[:3]]
    for source, number in zip([parent, *numbers], numbers, strict=False):
        laboratory.order(Divide(source, number, BEN, is_roll=True))
    child = laboratory.specimen(numbers[-1])
    assert (child.due_at, child.due_kind) == (before.due_at, before.due_kind)
    assert (child.tests, child.transport) == (before.tests, before.transport)
    assert (custodian(laboratory, child.number), child.state) == (BEN, State.ACCEPTED)
    assert [step.do for step in laboratory.timeline(parent)][-1] is Do.ALIQUOT
    assert [step.do for step in laboratory.timeline(child.number)] == [Do.ALIQUOT]


def test_a_pool_keeps_as_short_as_its_oldest_part(laboratory: Laboratory) -> None:
    first = laboratory.accepted(1, requisition=STAT_REQUISITION)
    laboratory.later(minutes=10)
    second = laboratory.accepted(2, requisition=STAT_REQUISITION)
    pool = house.specimen_code(ROLL[0])
    laboratory.order(Pool((first, second), pool, BEN, is_roll=True))
    found = laboratory.specimen(pool)
    assert found.is_pool
    assert found.due_at == laboratory.specimen(first).due_at


def test_a_pool_of_several_patients_belongs_to_no_requisition(laboratory: Laboratory) -> None:
    mine, (other,) = laboratory.drawn(1), laboratory.many_drawn(1)
    pool = house.specimen_code(ROLL[0])
    laboratory.order(Pool((mine, other), pool, ANNE, is_roll=True))
    assert laboratory.specimen(pool).requisition_code is None


def test_an_aliquot_of_a_pool_of_several_patients_is_filled_to_any_depth(laboratory: Laboratory) -> None:
    mine, (other,) = laboratory.drawn(1), laboratory.many_drawn(1)
    pool, *aliquots = (house.specimen_code(n) for n in ROLL[:4])
    laboratory.order(Pool((mine, other), pool, ANNE, is_roll=True))
    pooled = laboratory.specimen(pool)
    for source, number in zip([pool, *aliquots], aliquots, strict=False):
        laboratory.order(Divide(source, number, ANNE, is_roll=True))
        child = laboratory.specimen(number)
        assert (child.requisition_code, child.is_pool, child.tests) == (None, False, pooled.tests)
    with laboratory.database.reading() as connection:
        assert lineage(connection, aliquots[-1]) == (mine, other, pool, *aliquots)
        assert list(audit_steps(connection)) == []
        labels = specimen_labels(connection, laboratory.vault, aliquots, UTC)
    assert [label.values["parent"] for label in labels] == [f"{of[:8]} {of[8:]}" for of in (pool, *aliquots[:-1])]
    assert not any("name" in label.values for label in labels)


def test_containers_of_different_kinds_are_not_pooled(laboratory: Laboratory) -> None:
    lavender, gold = laboratory.drawn(1), laboratory.drawn(2)
    number = house.specimen_code(ROLL[0])
    assert refused(laboratory, Pool((lavender, gold), number, ANNE, is_roll=True)).code == "mixed_containers"
    assert refused(laboratory, Pool((lavender,), number, ANNE, is_roll=True)).code == "pool_of_one"
    assert refused(laboratory, Divide(lavender, number, BEN, is_roll=True)).code == "not_custodian"
    assert refused(laboratory, Divide(lavender, gold, ANNE)).code == "number_used"
