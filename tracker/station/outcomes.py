"""What the station tells its listeners, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.jobs.orders import Order
from tracker.jobs.verdict import Verdict
from tracker.text import without_secrets


@dataclass(frozen=True, slots=True)
class Counts:
    """Every scan handed in is exactly one of posted, noted, refused, or still waiting."""

    scanned: int = 0
    posted: int = 0
    """Stock or the catalogue changed, and it is on disk."""
    noted: int = 0
    """Understood and recorded; nothing moved (a room opened, a quantity set)."""
    refused: int = 0
    """Stopped or asked about, and recorded."""

    @property
    def waiting(self) -> int:
        return self.scanned - self.posted - self.noted - self.refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scan, answered, after its transaction has been committed."""

    scan: Scan
    verdict: Verdict
    desk: Desk
    counts: Counts
    is_posted: bool
    orders: tuple[Order, ...] = ()
    """What was carried out."""
    is_private: bool = False
    """Part of what a patient answered, or a code that names one: ``scan`` is :meth:`Scan.without_answer` for everybody."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One scanner in words. ``hint`` says what to do where it does not work."""

    url: str
    state: Literal["live", "waiting", "failed", "ended"]
    words: str
    hint: str = ""
    code: str = ""
    """What is wrong with it (:mod:`tracker.hardware.sources.troubles`); empty where nothing is."""

    @property
    def name(self) -> str:
        """``url`` as it may be shown."""
        return without_secrets(self.url)
