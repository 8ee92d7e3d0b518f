"""A tube that a reference laboratory has taken over by its own word is missing no more, and ages by no clock of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.specimens.deadlines import DeadlineRules, Limits, missing_at, next_due
from tracker.specimens.facts import DueKind
from tracker.specimens.states import State

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = DeadlineRules()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REJECTED])
def test_held_by_one_of_us_it_goes_missing_and_by_a_partner_it_does_not(state: State) -> None:
    assert missing_at(state, NOON, None, RULES) is not None
    assert missing_at(state, NOON, None, RULES, is_with_partner=True) is None


@pytest.mark.parametrize("state", [State.DEPARTED, State.ARRIVED, State.LOST])
def test_on_a_couriers_word_alone_it_still_goes_missing(state: State) -> None:
    """A courier is a partner too: only an acceptance ends the watch."""
    expected = NOON + timedelta(minutes=80)
    assert missing_at(state, NOON, expected, RULES, is_with_partner=True) == missing_at(state, NOON, expected, RULES)
    assert missing_at(state, NOON, expected, RULES) is not None


def test_its_test_limit_is_the_laboratorys_once_it_has_accepted() -> None:
    limits = Limits(None, NOON + timedelta(hours=1), NOON + timedelta(hours=24))
    seen = [
        next_due(
            limits,
            is_spun=False,
            is_received=is_received,
            is_tested=False,
            is_rejected=False,
            state=state,
            is_with_partner=True,
        )
        for is_received, state in ((False, State.DEPARTED), (True, State.ACCEPTED))
    ]
    assert [each.kind if each else None for each in seen] == [DueKind.RECEIVE, None]
