"""What waits for the writer's thread and is no scan: work that is done in turn with them, and whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InTurn(Generic[T]):
    """Work that leaves the desk as it is."""

    work: Callable[[Desk], T]
    done: Future[T] = field(default_factory=Future)

    def do(self, desk: Desk, failed: Callable[[StoreError], None]) -> None:
        try:
            self.done.set_result(self.work(desk))
        except Exception as error:
            if isinstance(error, StoreError):
                failed(error)
            # Whoever waits for the answer hears of it; the writer goes on.
            self.done.set_exception(error)


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """What changes the desk: somebody comes, or leaves. What ``ends`` a session is tried until it is stored."""

    work: Callable[[Desk], tuple[Scan, Step]]
    ends: bool = False
    done: Future[Step] = field(default_factory=Future)


def closing() -> StoreError:
    """For whatever has no turn any more."""
    return StoreError("The station is closing.", hint="Start again, and do it then.", code="closing")
