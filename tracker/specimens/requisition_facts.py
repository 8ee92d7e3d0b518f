"""An order for tests as jobs and screens may hold it: what is to be drawn, and what the patient is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tracker.specimens.facts import Container, Specimen
from tracker.specimens.states import State

HIDDEN = "••"
"""A patient's name where the key to it is not at hand."""


@dataclass(frozen=True, slots=True)
class WantedTube:
    """One line of a requisition: a tube to be drawn. ``specimen`` is None until it has a label."""

    line: int
    container: Container
    tests: tuple[str, ...]
    volume_ul: int
    """What its tests need together."""
    is_add_on: bool
    specimen: Specimen | None
    not_drawn: str
    """Why it could not be drawn; empty where it was not tried or was drawn."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be drawn."""
        return not self.not_drawn and (self.specimen is None or self.specimen.state is State.LABELLED)


@dataclass(frozen=True, slots=True)
class Question:
    """One part of the two-identifier challenge. ``asks`` is read aloud; ``answer`` is what must be entered, unseen."""

    asks: str
    answer: str = field(repr=False)
    """Upper-case letters and digits only."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the assistant asks the patient and re-enters blind (NPSG.01.01.01: two identifiers, at the patient's side)."""

    questions: tuple[Question, ...]
    is_shared: bool = False
    """Another patient would give the same answers, and nothing else can be asked."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A patient's name was shown to ``by``, a badge."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Requisition:
    id: int
    code: str
    number: str
    """The ordering system's own number, empty where it was entered by hand."""
    patient: str
    """Masked: ``D., J. ••/80``; ``erased`` after erasure."""
    patient_id: int
    ordered_at: datetime
    provider: str
    is_stat: bool
    tests: tuple[str, ...]
    tubes: tuple[WantedTube, ...]
    """In order of draw."""
