"""The real services on a real file beside the plain model: two stations, clocks that jump, and orders that fail first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
)

from tests.laboratory import (
    ANNE,
    STRANGER,
    Laboratory,
)
from tests.specimens.model import STAFF, Model
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.orders import (
    Retract,
    SpecimensOrder,
)
from tracker.specimens.services import perform
from tracker.specimens.states import State

PEOPLE = st.sampled_from((*STAFF, *STAFF, STRANGER))
HOW = st.sampled_from(("plain", "plain", "plain", "fails_first", "again"))


class CrashError(Exception):
    """The program dies before it has committed."""


class Bench(RuleBasedStateMachine):
    """Where any order is tried, and what was ordered is taken back."""

    furnished: Path
    folder: str
    laboratory: Laboratory
    model: Model
    rolled: list[int]
    events: list[str]
    station: int
    how: str
    lines: dict[str, int]
    furnishing: int

    @rule(station=st.integers(0, 1), how=HOW)
    def go_to(self, station: int, how: str) -> None:
        """Work goes on at this station; ``how`` says what befalls it."""
        self.station, self.how = station, how

    @rule(minutes=st.sampled_from((-600, -1, 1, 30, 70, 500, 4000)))
    def clock(self, minutes: int) -> None:
        self.laboratory.later(minutes=minutes)

    def attempt(self, order: SpecimensOrder, is_allowed: bool, told: Callable[[str], None]) -> None:
        """Either the order is carried out, and the model is told; or it is refused, and nothing has changed."""
        event_id = new_id()
        before = self.laboratory.everything()
        if not is_allowed:
            with pytest.raises(Refusal) as refused:
                self.laboratory.order(order, event_id=event_id, station=self.station)
            assert refused.value.hint
            assert self.laboratory.everything() == before
            return
        if self.how == "fails_first":
            self.fail(order, event_id)
            assert self.laboratory.everything() == before
        self.laboratory.order(order, event_id=event_id, station=self.station)
        self.events.append(event_id)
        told(event_id)
        if self.how == "again":
            after = self.laboratory.everything()
            with pytest.raises((Refusal, StoreError)):
                self.laboratory.order(order, event_id=event_id, station=self.station)
            assert self.laboratory.everything() == after

    def fail(self, order: SpecimensOrder, event_id: str) -> None:
        occasion = Occasion(event_id, stamp(self.laboratory.now), self.laboratory.today)
        with pytest.raises(CrashError), self.laboratory.database.writing() as connection:  # noqa: PT012 (all of it is rolled back)
            words = perform(connection, order, occasion, self.laboratory.rules)
            journal = self.laboratory.journals[self.station]
            journal.append(connection, event_id, "scan", occasion.at, {"changes": [words]})
            raise CrashError

    def pick(self, index: int, state: State | None = None) -> str:
        """One of the tubes; of those in ``state`` where there is one."""
        numbers = [n for n, tube in self.model.tubes.items() if tube.state is state] or list(self.model.tubes)
        return numbers[index % len(numbers)]

    def has_label(self) -> bool:
        return any(tube.state is State.LABELLED for tube in self.model.tubes.values())

    @rule(back=st.integers(0, 3), by=st.none() | st.none() | PEOPLE)
    def undo(self, back: int, by: str | None) -> None:
        """The last scan that can be taken back, by whoever did it; or any of the last, by anybody."""
        of = self.events[-min(back, len(self.events)) or -1]
        if back == 0:
            of = next((each for each in reversed(self.events) if self.model.may_retract(each, self.doer(each))), of)
        who = by or self.doer(of)
        self.attempt(
            Retract(of, who),
            self.model.may_retract(of, who),
            lambda event_id: self.model.retract(event_id, of, who),
        )

    def doer(self, event_id: str) -> str:
        touched = self.model.of_event(event_id)
        return next((entry.by for n in touched for entry in self.model.lives[n] if entry.event_id == event_id), ANNE)
