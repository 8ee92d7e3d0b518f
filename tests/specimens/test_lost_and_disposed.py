"""A tube that is taken over, lost, found or disposed of: with a reason, and with a second person where it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.laboratory import (
    ANNE,
    BEN,
    BOX,
    CARA,
    STAT_REQUISITION,
    STRANGER,
    Laboratory,
)
from tests.specimens.custody import custodian, refused
from tracker.specimens.orders import (
    Retract,
    Step,
)
from tracker.specimens.states import Do, State


def test_taking_over_needs_a_reason_and_a_second_person(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()

    def take_over(reason: str | None, witness: str | None) -> Step:
        return Step(Do.TAKE_OVER, (tube,), BEN, reason=reason, witness=witness)

    assert refused(laboratory, take_over(None, CARA)).code == "reason_required"
    assert refused(laboratory, take_over("emergency", None)).code == "witness_required"
    assert refused(laboratory, take_over("emergency", BEN)).code == "witness_is_self"
    assert refused(laboratory, take_over("emergency", STRANGER)).code == "unknown_badge"
    laboratory.order(take_over("emergency", CARA))
    assert custodian(laboratory, tube) == BEN
    assert laboratory.timeline(tube)[-1].witness == "Cara C."


def test_a_lost_tube_is_missing_at_once_and_stays_in_its_custodians_name(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    assert refused(laboratory, Step(Do.LOSE, (tube,), ANNE)).code == "reason_required"
    laboratory.order(Step(Do.LOSE, (tube,), ANNE, reason="lost_here"))
    assert laboratory.specimen(tube).is_missing(laboratory.now)
    assert custodian(laboratory, tube) == ANNE
    laboratory.order(Step(Do.FIND, (tube,), CARA, witness=BEN))
    assert custodian(laboratory, tube) == CARA
    assert not laboratory.specimen(tube).is_missing(laboratory.now)


def test_nobody_declares_lost_what_is_in_a_colleagues_hands_and_finds_it_alone(laboratory: Laboratory) -> None:
    """The two together would bring any tube into anybody's hands."""
    tube = laboratory.drawn()
    refusal = refused(laboratory, Step(Do.LOSE, (tube,), BEN, reason="lost_here"))
    assert (refusal.code, "lost" in refusal.message) == ("witness_required", True)
    assert refused(laboratory, Step(Do.LOSE, (tube,), BEN, reason="lost_here", witness=BEN)).code == "witness_is_self"
    laboratory.order(Step(Do.LOSE, (tube,), BEN, reason="lost_here", witness=CARA))
    assert (custodian(laboratory, tube), laboratory.timeline(tube)[-1].witness) == (ANNE, "Cara C.")
    assert refused(laboratory, Step(Do.FIND, (tube,), BEN)).code == "witness_required"
    assert custodian(laboratory, tube) == ANNE
    laboratory.order(Step(Do.FIND, (tube,), ANNE))
    assert custodian(laboratory, tube) == ANNE


@pytest.mark.parametrize("do", [Do.RELEASE, Do.REJECT])
def test_what_is_released_or_was_rejected_is_in_its_custodians_hands_too(laboratory: Laboratory, do: Do) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    if do is Do.REJECT:
        laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RH"))
    assert refused(laboratory, Step(Do.LOSE, (tube,), CARA, reason="lost_here")).code == "witness_required"


def test_what_a_place_or_a_courier_has_is_declared_lost_by_whoever_misses_it(laboratory: Laboratory) -> None:
    stored, away = laboratory.accepted(1), laboratory.drawn(3)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    laboratory.order(Step(Do.LOSE, (stored,), CARA, reason="lost_here"))
    assert refused(laboratory, Step(Do.FIND, (stored,), CARA)).code == "witness_required"
    laboratory.sent(away)
    laboratory.order(Step(Do.LOSE, (away,), CARA, reason="lost_in_transit"))
    assert custodian(laboratory, away) == ANNE


def test_disposal_needs_a_reason_and_a_method(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.later(days=30)
    assert refused(laboratory, Step(Do.DISPOSE, (tube,), BEN, method="autoclave")).code == "reason_required"
    assert refused(laboratory, Step(Do.DISPOSE, (tube,), BEN, reason="expired")).code == "method_required"
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="expired", method="autoclave"))
    refusal = refused(laboratory, Step(Do.NOTE, (tube,), BEN, condition="leaked"))
    assert refusal.code == "out_of_order"
    assert "disposed" in refusal.message


def test_a_culture_is_disposed_of_before_a_witness_only(laboratory: Laboratory) -> None:
    tube = laboratory.accepted(requisition=STAT_REQUISITION)
    laboratory.later(days=30)
    order = Step(Do.DISPOSE, (tube,), BEN, reason="tested", method="incineration")
    assert refused(laboratory, order).code == "witness_required"
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="tested", method="incineration", witness=CARA))


def test_retention_ends_early_only_by_two_people_and_a_reason(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.order(Step(Do.TEST, (tube,), BEN))
    early = Step(Do.DISPOSE, (tube,), BEN, reason="contaminated", method="autoclave")
    assert refused(laboratory, early).code == "retention"
    assert refused(laboratory, replace(early, overrides=("retention",))).code == "witness_required"
    assert refused(laboratory, replace(early, witness=CARA)).code == "retention"
    laboratory.order(replace(early, overrides=("retention",), witness=CARA))


def test_retention_counts_from_the_test(laboratory: Laboratory) -> None:
    tube = laboratory.accepted()
    laboratory.later(days=1)
    laboratory.order(Step(Do.TEST, (tube,), BEN))
    assert laboratory.specimen(tube).keep_until == laboratory.now + timedelta(days=2)


def test_whoever_collected_a_specimen_may_test_it_himself(laboratory: Laboratory) -> None:
    """A strip at the bedside: from then on it is to be handed to nobody, and to be stored or disposed of."""
    urine = laboratory.drawn()
    laboratory.later(minutes=10)
    assert refused(laboratory, Step(Do.TEST, (urine,), BEN)).code == "not_custodian"
    before = laboratory.specimen(urine)
    laboratory.order(Step(Do.TEST, (urine,), ANNE))
    tested_at = laboratory.now
    found = laboratory.specimen(urine)
    assert (found.state, found.due_at) == (State.COLLECTED, None)
    assert found.missing_at == tested_at + timedelta(minutes=480)
    laboratory.later(minutes=5)
    again = laboratory.order(Step(Do.TEST, (urine,), ANNE))
    laboratory.order(Retract(again, ANNE))
    laboratory.order(Retract(laboratory.order(Step(Do.RELEASE, (urine,), ANNE)), ANNE))
    assert laboratory.specimen(urine).missing_at == tested_at + timedelta(minutes=480)
    assert laboratory.specimen(urine).tested_at == tested_at
    other = laboratory.drawn(3)
    asked = laboratory.specimen(other)
    laboratory.later(minutes=5)
    laboratory.order(Retract(laboratory.order(Step(Do.TEST, (other,), ANNE)), ANNE))
    back = laboratory.specimen(other)
    assert (back.missing_at, back.due_at, back.tested_at) == (asked.missing_at, asked.due_at, None)
    assert before.missing_at is not None
    laboratory.order(Step(Do.STORE, (urine,), ANNE, holder_code=BOX))
    assert laboratory.specimen(urine).missing_at is None


def test_a_rejected_tube_is_kept_for_nothing(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RC"))
    laboratory.order(Step(Do.DISPOSE, (tube,), BEN, reason="rejected", method="autoclave"))
