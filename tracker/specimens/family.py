"""One specimen's whole way, which begins with what it was filled from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.specimens.facts import CustodyStep, DrawnLot, Specimen


@dataclass(frozen=True, slots=True)
class History:
    """One specimen from its label to now, with what it was filled from and into."""

    specimen: Specimen
    patient: str
    """Masked; empty for a pool."""
    steps: tuple[CustodyStep, ...]
    parents: tuple[Specimen, ...]
    children: tuple[Specimen, ...]
    lots: tuple[DrawnLot, ...]
    filled: Mapping[str, str] = field(default_factory=dict)
    """The number of each of :attr:`children`, by the id of the event that filled it."""


def before(line: Sequence[History]) -> tuple[tuple[History, tuple[CustodyStep, ...]], ...]:
    """All that a specimen was filled from, the oldest first, each with its steps until then: what happened to it later did
    not happen to the contents. ``line`` ends with the specimen itself (:meth:`SpecimenReader.lineage`)."""
    births = {history.steps[0].event_id for history in line}
    told = []
    for history in line[:-1]:
        last = max(at for at, step in enumerate(history.steps) if step.event_id in births or at == 0)
        told.append((history, history.steps[: last + 1]))
    return tuple(told)
