"""Who hears of what the writer does: of each outcome, of whether anything can be stored, of every failure of the store."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.errors import StoreError
from tracker.jobs.desk import HISTORY
from tracker.station.outcomes import Outcome

_log = logging.getLogger(__name__)


class Listeners:
    """Told on the writer's thread, one after the other; a listener's fault is its own."""

    def __init__(self) -> None:
        self.outcomes: list[Callable[[Outcome], None]] = []
        self.troubles: list[Callable[[StoreError | None], None]] = []
        """Hear why nothing can be stored, and by None when storing works again."""
        self.failures: list[Callable[[StoreError], None]] = []
        """Hear of every failure of the store, of scans and of other work, before the next attempt."""
        self._telling = threading.Lock()
        self._told_before: deque[Outcome] | None = deque(maxlen=HISTORY)
        """Outcomes since the station opened, until the screen has heard of them."""

    def add_from_the_start(self, listener: Callable[[Outcome], None]) -> None:
        """Have ``listener`` hear of every outcome, first of those that came before it asked: a scanner works from the moment
        that its line is open, and the screen asks a moment later. Only the first who asks so is told of them."""
        with self._telling:
            for outcome in self._told_before or ():
                listener(outcome)
            self._told_before = None
            self.outcomes.append(listener)

    def tell(self, outcome: Outcome) -> None:
        with self._telling:
            if self._told_before is not None:
                self._told_before.append(outcome)
            listeners = tuple(self.outcomes)
        for listener in listeners:
            with _undisturbed():
                listener(outcome)

    def tell_failure(self, failure: StoreError) -> None:
        for listener in tuple(self.failures):
            with _undisturbed():
                listener(failure)

    def tell_trouble(self, fault: StoreError | None) -> None:
        for listener in tuple(self.troubles):
            with _undisturbed():
                listener(fault)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A listener's fault is the listener's: what it was to hear is on disk, and the writer goes on."""
    try:
        yield
    except Exception as error:
        _log.error("a listener failed", extra={"error": type(error).__name__, "fault": error})
