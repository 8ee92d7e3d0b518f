"""When this station makes a checkpoint, and that it leaves the machine; no scan waits for either."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import StoreError
from tracker.journal.checkpoints import Checkpoint, events_since, make_checkpoint
from tracker.journal.notes import Why
from tracker.journal.occasion import stamp
from tracker.journal.witnesses import Copied, copy_out
from tracker.station.handling import Handler
from tracker.station.outcomes import Outcome
from tracker.station.wording import ALREADY_STORED
from tracker.station.writer import Writer
from tracker.text import safe

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """The clinic's choice: the folders that get copies, and after how many events one is made of itself (0: never)."""

    folders: tuple[Path, ...] = ()
    every: int = 0


@dataclass(frozen=True, slots=True)
class CheckpointMade:
    """A checkpoint that is on disk, and what became of its copies."""

    checkpoint: Checkpoint
    copied: Copied


class Checkpointing:
    """Counts events, makes checkpoints in turn with the scans, and has them copied.

    Copies that were asked for are made on the asker's thread, others on a thread of their own: a folder on a network that
    hangs holds up neither the writer nor the scans behind it. ``troubles`` are those of the last attempt, in words.
    """

    def __init__(self, handler: Handler, writer: Writer, plan: CheckpointPlan) -> None:
        self.troubles: tuple[str, ...] = ()
        self._handler = handler
        self._writer = writer
        self._plan = plan
        with handler.database.reading() as connection:
            self._since = events_since(connection)
        self._is_due = False
        self._made: queue.SimpleQueue[Checkpoint | None] = queue.SimpleQueue()
        self._copying = threading.Thread(target=self._copy_all, name="checkpoints", daemon=True)
        self._copying.start()

    def make(self, why: Why) -> CheckpointMade:
        """One now, in turn with the scans; blocks until it is made and copied. Raises :class:`StoreError`."""
        checkpoint = self._writer.in_turn(lambda _: self._make(why))
        copied = copy_out(checkpoint, self._plan.folders)
        self.troubles = copied.troubles
        return CheckpointMade(checkpoint, copied)

    def hear(self, outcome: Outcome) -> None:
        """Count a stored scan, on the writer's thread; where enough have come, one is made when the writer is free."""
        self._since += outcome.verdict.code != ALREADY_STORED.code
        if self._plan.every and self._since >= self._plan.every and not self._is_due:
            self._is_due = True
            self._writer.hand_in(lambda _: self._make_by_count())

    def close(self, timeout: float) -> None:
        """Wait for copies that are under way; one that hangs is left behind, and said."""
        self._made.put(None)
        self._copying.join(timeout)
        if self._copying.is_alive():
            self.troubles = ("A checkpoint was still being copied when the station closed.",)

    def _make(self, why: Why) -> Checkpoint:
        handler = self._handler
        with handler.database.writing() as connection:
            checkpoint = make_checkpoint(connection, handler.journal, stamp(handler.clock()), why)
        self._since = 0
        return checkpoint

    def _make_by_count(self) -> None:
        """A checkpoint that cannot be made is told and tried again after as many events: work goes on."""
        try:
            self._made.put(self._make("count"))
        except StoreError as error:
            self._since = 0
            self.troubles = (f"No checkpoint could be made: {error.message} {error.hint}",)
            _log.warning("no checkpoint could be made", extra={"code": error.code})
        finally:
            self._is_due = False

    def _copy_all(self) -> None:
        while (checkpoint := self._made.get()) is not None:
            self.troubles = copy_out(checkpoint, self._plan.folders).troubles
            for trouble in self.troubles:
                _log.warning("a checkpoint was not copied: %s", safe(trouble), extra={"code": "checkpoint_not_copied"})
