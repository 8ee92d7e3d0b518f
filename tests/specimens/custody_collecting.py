"""Collecting, by whomever and in whatever order, tried on the real services."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)

from tests.laboratory import (
    ANNE,
    ROLL,
    THIRD_REQUISITION,
    open_laboratory,
)
from tests.specimens.custody_machine import PEOPLE, Bench
from tests.specimens.model import STAFF, Model, Tube
from tracker.barcodes import house
from tracker.specimens.orders import (
    Draw,
    Identify,
    Label,
    NotDrawn,
)
from tracker.specimens.states import Do, State


class Collecting(Bench):
    """The patient is identified, tubes are labelled, drawn or given up."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.mkdtemp()
        path = Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db"))
        self.laboratory = open_laboratory(path)
        self.model = Model()
        self.rolled = list(ROLL)
        self.events = []
        self.station = 0
        self.how = "plain"
        self.lines = {}
        self.furnishing = int(str(self.laboratory.value("SELECT count(*) FROM journal")))
        for by in STAFF:
            self.identify(by, is_match=True)
        for _ in range(3):
            self.label(ANNE)
            self.draw(len(self.lines) - 1, ANNE)

    @rule(by=PEOPLE, is_match=st.sampled_from((True, True, False)))
    def identify(self, by: str, is_match: bool) -> None:
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)
        mark = self.model.identified.add if is_match else self.model.identified.discard
        order = Identify(key, by, is_match, ("name", "birth date"))
        self.attempt(order, by in STAFF, lambda event_id: mark(by))

    @rule(by=PEOPLE)
    def label(self, by: str) -> None:
        line = len(self.lines) + 1
        number = house.specimen_code(self.rolled[0])
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)

        def told(event_id: str) -> None:
            self.rolled.pop(0)
            self.lines[number] = line
            self.model.write(event_id, Do.BIND, by, number, Tube(), self.laboratory.now)

        self.attempt(Label(key, line, number, by, is_roll=True), by in self.model.identified, told)

    @precondition(lambda self: self.has_label() or len(self.events) % 5 == 0)
    @rule(index=st.integers(0, 50), by=PEOPLE)
    def draw(self, index: int, by: str) -> None:
        number, now = self.pick(index, State.LABELLED), self.laboratory.now
        drawn = Tube(state=State.COLLECTED, custodian=by, keep=now + timedelta(days=2))
        is_allowed = by in self.model.identified and self.model.tubes[number].state is State.LABELLED
        self.attempt(
            Draw(number, by),
            is_allowed,
            lambda event_id: self.model.write(event_id, Do.COLLECT, by, number, drawn, now),
        )

    @precondition(lambda self: self.has_label() or len(self.events) % 9 == 0)
    @rule(index=st.integers(0, 50), by=PEOPLE)
    def give_up(self, index: int, by: str) -> None:
        number, now = self.pick(index), self.laboratory.now
        if number not in self.lines:
            return  # an aliquot was on no requisition's list
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)
        void = Tube(state=State.NOT_COLLECTED)
        is_allowed = by in STAFF and self.model.tubes[number].state is State.LABELLED
        self.attempt(
            NotDrawn(key, self.lines[number], "refused", by),
            is_allowed,
            lambda event_id: self.model.write(event_id, Do.NOT_COLLECT, by, number, void, now),
        )
