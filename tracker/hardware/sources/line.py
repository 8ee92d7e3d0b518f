"""A scanner that sends one scan after another down a line: the part that is the same whatever the line is."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Protocol

from tracker.errors import DeviceError
from tracker.hardware.framing import Framed, Framer
from tracker.hardware.quieting import Decoder, Quieted
from tracker.hardware.scan import Scan
from tracker.hardware.sources.once import Once
from tracker.hardware.sources.raw import Kind, Raw, Tap
from tracker.hardware.sources.source import Clock
from tracker.text import without_secrets

WAIT_S = 0.02
"""How long a transport may wait for bytes: closing and answering take no longer."""


PENDING = 8
"""Verdicts that wait to be sounded. A scanner that takes none up is not waited for: what it scans goes first."""


class LineTransport(Protocol):
    """The bytes, without any idea of what they mean. Raises :class:`DeviceError` where the device is gone."""

    kind: Kind
    """What one read gives."""

    def read(self) -> bytes:
        """What has come; empty where nothing did within :data:`WAIT_S`."""
        ...

    def write(self, data: bytes) -> None: ...

    def close(self) -> None:
        """Let go of the device node, any number of times: held open, a replugged scanner gets another name."""
        ...


class Framing(Protocol):
    """The pure half of a driver: which messages the bytes hold."""

    def feed(self, data: bytes, at_s: float) -> list[Framed]: ...

    def pass_time(self, now_s: float) -> list[Framed]: ...


class LineSource:
    """A :class:`~.source.Source` over a transport; ``answers`` says what to send to the scanner for each verdict."""

    def __init__(
        self,
        url: str,
        transport: LineTransport,
        *,
        clock: Clock,
        answers: Mapping[str, bytes] | None = None,
        framer: Decoder | None = None,
        tap: Tap | None = None,
    ) -> None:
        self.name = url
        self._shown = without_secrets(url)
        self._transport = transport
        self._clock = clock
        self._answers = answers or {}
        self._framer = Quieted(framer or Framer())
        self._was_torn = False
        self._tap = tap
        self._pending: queue.Queue[bytes] = queue.Queue(PENDING)
        self._once = Once()
        self._closed = self._once.closed

    def __iter__(self) -> Iterator[Scan]:
        if not self._once.begin():
            return
        try:
            while not self._closed.is_set():
                yield from self._next()
        except DeviceError:
            self._was_torn = self._framer.is_torn
            # What the device said of its last scan before it died is told, as garbled, before the fault is.
            yield from self._scans(self._framer.pass_time(float("inf")))
            raise
        finally:
            self._transport.close()

    @property
    def is_torn(self) -> bool:
        """Whether it ended, or would end now, in the middle of a scan whose rest may come when it is opened again."""
        return self._was_torn or self._framer.is_torn

    def answer(self, tone: str) -> bool:
        """Have the scanner sound a verdict (``accept``, ``note``, ``ask``, ``refuse``); False where it cannot.

        Never blocks: the reading thread sends it.
        """
        signal = self._answers.get(tone, b"")
        if not signal or self._closed.is_set():
            return False
        try:
            self._pending.put_nowait(signal)
        except queue.Full:
            return False
        return True

    def close(self) -> None:
        """End the iteration; the thread that reads lets go of the device."""
        if self._once.end():
            self._transport.close()

    def _next(self) -> list[Scan]:
        chunk = self._transport.read()
        now_s = monotonic()
        with contextlib.suppress(queue.Empty):
            # One at a time: each may have to wait for the scanner, and meanwhile its next scan fills the line.
            self._transport.write(self._pending.get_nowait())
        if not chunk:
            return self._scans(self._framer.pass_time(now_s))
        if self._tap is not None:
            self._tap(Raw(self._transport.kind, chunk, now_s))
        return self._scans(self._framer.feed(chunk, now_s))

    def _scans(self, found: list[Framed]) -> list[Scan]:
        """All of one read bear its time, however long whoever takes them needs for each."""
        at = self._clock() if found else None
        return [
            Scan(each.data, each.aim, self._shown, at, each.quality, evidence=each.evidence, is_behind=each.is_behind)
            for each in found
            if at is not None
        ]
