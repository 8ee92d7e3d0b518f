"""How the scans of a day ended: posted, noted, or refused for which reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tracker.jobs.desk import Step
from tracker.jobs.verdict import Code, Tone

_ASKED_IN_PASSING = (Code.CHALLENGE, Code.PIN_ASKED, Code.SIGN_ASKED)
"""Asked each time, without anything having gone wrong."""


def is_posted(step: Step) -> bool:
    """Whether the scan changed stock or the catalogue."""
    return step.verdict.tone is Tone.ACCEPT and bool(step.orders)


@dataclass(slots=True)
class Tally:
    """How many scans ended how; ``refused_by_code`` counts verdict codes."""

    posted: int = 0
    noted: int = 0
    refused_by_code: Counter[str] = field(default_factory=Counter)

    def add(self, step: Step) -> None:
        # A patient's identifiers are asked for in every collection: that nothing went wrong must stay visible.
        if step.verdict.tone in (Tone.ASK, Tone.REFUSE) and step.verdict.code not in _ASKED_IN_PASSING:
            self.refused_by_code[step.verdict.code] += 1
        elif is_posted(step):
            self.posted += 1
        else:
            self.noted += 1
