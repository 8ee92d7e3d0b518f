"""What reaches the app from other threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.events import Event, Key
from textual.message import Message

from tracker.errors import TrackerError
from tracker.hardware.keystrokes import Came

if TYPE_CHECKING:
    from tracker.labelling.counting import QueueCounts
    from tracker.station.errands import Paper
    from tracker.station.outcomes import Outcome
    from tracker.tui.seam import StationLike


class Quiet(Event, bubble=False):
    """No key had come since the last one by ``at_s``, on the keys' clock: nothing lies unread from before it."""

    def __init__(self, at_s: float) -> None:
        super().__init__()
        self.at_s = at_s


class Pressed(Key):
    """A key as this program's own driver hands it on: with what is known of when it came."""

    def __init__(self, key: Key, came: Came, at_s: float) -> None:
        super().__init__(key.key, key.character)
        self.came, self.time = came, at_s


class TellsQuiet:
    """Marks a driver that sends :class:`Quiet`, so that nobody needs to conclude silence from a timer."""


class Opened(Message):
    def __init__(self, station: StationLike) -> None:
        super().__init__()
        self.station = station


class NotOpened(Message):
    def __init__(self, error: TrackerError) -> None:
        super().__init__()
        self.error = error


class Answered(Message):
    """One scan's outcome, after its commit."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Troubled(Message):
    """Scans cannot be stored at the moment; None says that they can again."""

    def __init__(self, error: TrackerError | None) -> None:
        super().__init__()
        self.error = error


class Papered(Message):
    """Something was put on paper behind a scan, or was not."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper


class LabelsCounted(Message):
    """How much of the print queue has not come out, or may have."""

    def __init__(self, counts: QueueCounts) -> None:
        super().__init__()
        self.counts = counts


class Failed(Message):
    """A question or a new item came to nothing."""

    def __init__(self, error: TrackerError) -> None:
        super().__init__()
        self.error = error


class TakenUp(Message):
    """A parked code, to be asked about again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Sought(Message):
    """What is looked for has changed: read again."""


class Replied(Message):
    """A question asked on a worker thread has its answer; ``tell`` hands it over on the app's own."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell
