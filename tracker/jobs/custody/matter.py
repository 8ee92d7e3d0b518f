"""What a specimen job has stopped at, and what carries it on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.jobs.custody.work import Work
    from tracker.jobs.orders import Order
    from tracker.jobs.verdict import Verdict


class Needs(StrEnum):
    YES = "yes"
    """YES, or the very scan that was asked about (:attr:`Matter.data`), after the repeat window."""
    REASON = "reason"
    """One of the EXCEPTION barcodes, then a second person."""
    WHY = "why"
    """Why labels are printed again; those that are good are scanned before it, and left out."""
    WITNESS = "witness"
    """A second person's badge."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is done once the answer is there. ``text`` and ``item`` are for the history."""

    orders: tuple[Order, ...]
    verdict: Verdict
    work: Work | None
    item: str
    text: str
    count: int = 1
    may_undo: bool = True
    witness_for: str = ""
    """Why a YES alone is not enough: a second person's badge comes after it. Empty where it is."""


@dataclass(frozen=True, slots=True)
class Matter:
    """``code`` is the verdict's; ``asked`` is what was shown, to be shown again. ``data`` is the scan that raised it,
    empty where only YES will do."""

    code: str
    asked: Verdict
    needs: Needs
    agreed: Agreed
    data: str = ""
    otherwise: Agreed | None = None
    """What SEAL BROKEN does; NO withdraws, here as everywhere."""
    reason: str | None = None
    """Why it is out of order, once that was scanned."""

    @property
    def awaits_person(self) -> bool:
        """Whether a second person's badge comes next."""
        return self.needs is Needs.WITNESS or (self.needs is Needs.REASON and self.reason is not None)
