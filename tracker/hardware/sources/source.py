"""What a source of scans is, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from tracker.hardware.scan import Scan

if TYPE_CHECKING:
    from tracker.hardware.reading.view import View

Clock = Callable[[], datetime]
"""The wall clock, aware and in UTC; injected, so that a replay can have its own."""

Pace = Literal["own", "at_once"]
"""How a recording or a folder is played: with its own pauses, or as fast as it can be read."""

OnFrame = Callable[[int], None]
"""Told the number of each frame, from 1, before it is looked at: a long film without a code is not a program that hangs."""


class Source(Protocol):
    """Iterate it once, in a thread of its own; close it from any thread.

    The iterator ends when there is nothing more or when the source was closed (within a second), and raises
    :class:`tracker.errors.DeviceError` where the device fails. A second iteration yields nothing: what was scanned
    has been scanned, and a new one needs a newly opened source. ``close()`` may be called any number of times.
    """

    @property
    def name(self) -> str:
        """The URL, as in every scan's ``source`` up to a ``#``; there without what lets in."""
        ...

    def __iter__(self) -> Iterator[Scan]: ...

    def close(self) -> None: ...


@runtime_checkable
class Answering(Protocol):
    """A source whose device can sound a verdict. Its own beep only says that it decoded something."""

    def answer(self, tone: str) -> bool:
        """Have the verdict heard: ``accept``, ``note``, ``ask`` or ``refuse``. Never blocks; False where it cannot."""
        ...


@runtime_checkable
class Watching(Protocol):
    """A source that sees, and can show what: a code that is not read is brought into place by looking."""

    def view(self) -> View | None:
        """The newest view, from any thread, at once; None where there is none. Asking again within a second keeps it new."""
        ...
