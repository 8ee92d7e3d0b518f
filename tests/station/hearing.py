"""What a station answers, as a listener hears it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.errors import StoreError
from tracker.station import Outcome


@dataclass
class Heard:
    outcomes: list[Outcome] = field(default_factory=list)
    troubles: list[StoreError | None] = field(default_factory=list)

    def codes(self) -> list[str]:
        return [outcome.verdict.code for outcome in self.outcomes]
