"""How long a specimen keeps, and from when on it is missing. Pure: times in, times out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.specimens.facts import DueKind, Test
from tracker.specimens.states import HELD, State


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """A clinic's choices, in minutes, from its settings."""

    hand_on_minutes: int = 120
    """Collected, and in the collector's hands this long: missing."""
    accept_minutes: int = 60
    """Released or arrived, and accepted by nobody this long."""
    store_minutes: int = 480
    """Accepted, taken out, or tested by whoever collected it, and neither stored, sent on nor disposed of this long."""
    arrival_grace_minutes: int = 60
    """After it was expected."""


@dataclass(frozen=True, slots=True)
class Limits:
    spin_by: datetime | None
    receive_by: datetime | None
    test_by: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    at: datetime
    kind: DueKind


def limits(tests: Iterable[Test], collected_at: datetime) -> Limits:
    """The strictest limits of all tests on one tube."""
    known = tuple(tests)
    return Limits(
        _by(collected_at, [test.spin_minutes for test in known]),
        _by(collected_at, [test.receive_minutes for test in known]),
        _by(collected_at, [test.test_minutes for test in known]),
    )


def _by(collected_at: datetime, minutes: list[int | None]) -> datetime | None:
    given = [each for each in minutes if each is not None]
    return collected_at + timedelta(minutes=min(given)) if given else None


def next_due(
    limits: Limits,
    *,
    is_spun: bool,
    is_received: bool,
    is_tested: bool,
    is_rejected: bool,
    state: State,
    is_with_partner: bool = False,
) -> Due | None:
    """The earliest limit that is still open; None once tested, rejected or ended. ``is_with_partner``: a laboratory has
    taken it over by its own word, and tests it by its own clock."""
    if (
        is_tested
        or is_rejected
        or (is_with_partner and state in HELD)
        or state in (State.LABELLED, State.DISPOSED, State.NOT_COLLECTED)
    ):
        return None
    open_limits = [
        Due(at, kind)
        for at, kind, is_met in (
            (limits.spin_by, DueKind.SPIN, is_spun),
            (limits.receive_by, DueKind.RECEIVE, is_received),
            (limits.test_by, DueKind.TEST, False),
        )
        if at is not None and not is_met
    ]
    return min(open_limits, key=lambda due: due.at, default=None)


def missing_at(
    state: State,
    since: datetime,
    expected_at: datetime | None,
    rules: DeadlineRules,
    *,
    tested_at: datetime | None = None,
    is_with_partner: bool = False,
) -> datetime | None:
    """From when on a specimen in ``state`` since ``since`` is missing; None where it has an acknowledged place.

    A lost one is missing at once. ``expected_at`` is its bag's. What a laboratory or site has accepted (``is_with_partner``)
    is not missing here: it answers for it. What was tested at ``tested_at`` by whoever collected it need not be handed on
    any more; from the test on it must be stored or disposed of, as in a laboratory.
    """
    if state is State.LOST:
        return since
    if state is State.DEPARTED:
        return expected_at + timedelta(minutes=rules.arrival_grace_minutes) if expected_at else since
    if state is State.COLLECTED and tested_at is not None:
        return tested_at + timedelta(minutes=rules.store_minutes)
    if state is State.COLLECTED:
        return since + timedelta(minutes=rules.hand_on_minutes)
    if state in (State.RELEASED, State.ARRIVED):
        return since + timedelta(minutes=rules.accept_minutes)
    if state in HELD and not is_with_partner:
        return since + timedelta(minutes=rules.store_minutes)
    return None
