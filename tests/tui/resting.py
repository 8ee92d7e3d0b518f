"""When an app has come to rest: what a key, an answer or a condition that came true has set going has been done and drawn.

Textual's own pilot waits until every widget has taken one more message, and then until the process uses little of the
processor. What those messages lead to comes a round or two later (a list's chosen line, the words beside it, who has the
keyboard), and a process that is kept waiting by others uses little of the processor as well. Here nothing is guessed: each
queue, what is left for after the next drawing, short timers and questions to the station are looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from textual._queue import Queue
from textual._time import get_time
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from tracker.hardware.wedge_rules import QUIET_S
from tracker.tui.capture import ScanCapture

PATIENCE_S = 40.0
"""Only a test that fails waits so long; with other work on the machine, fifteen seconds were too few."""

SOON_S = 0.3
"""A timer that is to go off once and so soon belongs to what is being done; later ones (a message that goes away) do not."""
ROUNDS = 3
"""So often in a row nothing may move: what one task hands to the next one lies in no queue for a turn of the loop."""
LOOK_S = 0.003
BESIDE = "opening"
"""The records are opened beside the first screen, which waits for nothing."""
NOTED_S = 30.0
_DRAWING = "the screen is to be drawn"


class Hand(Pilot[Any]):
    """Whoever sits at the terminal, and looks at what each key has led to before the next."""

    async def press(self, *keys: str) -> None:
        await _after_scan(self.app)
        for key in keys:
            await self.app._press_keys([key])
            await at_rest(self.app)

    async def pause(self, delay: float | None = None) -> None:
        await asyncio.sleep(delay or 0)
        await at_rest(self.app)

    async def click(self, *what: Any, **how: Any) -> bool:
        is_hit = await super().click(*what, **how)
        await at_rest(self.app)
        return is_hit


@asynccontextmanager
async def driven(app: App[Any], **how: Any) -> AsyncIterator[Hand]:
    """``app`` as it runs, without a terminal. What it notes in a corner stays until a busy machine has looked at it."""
    vars(app)["NOTIFICATION_TIMEOUT"] = NOTED_S
    async with app.run_test(**how):
        yield Hand(app)


async def _after_scan(app: App[Any]) -> None:
    """No hand is as quick behind a scan as the second end that some scanners send, which goes nowhere."""
    ended = app._wedge._ended if isinstance(app, ScanCapture) else None
    if ended is not None:
        await asyncio.sleep(min(QUIET_S, max(0.0, ended.at_s + QUIET_S - get_time())))


async def at_rest(app: App[Any]) -> None:
    """Returns when nothing moves any more. Fails with what still does after :data:`PATIENCE_S`."""
    until = monotonic() + PATIENCE_S
    while moving := await _stirring(app):
        if monotonic() > until:
            raise AssertionError(f"the app comes to no rest: {moving}")
        if moving == _DRAWING:
            app.screen._on_timer_update()
        await asyncio.sleep(LOOK_S)


async def _stirring(app: App[Any]) -> str:
    """What moves within the next turns of the loop; empty for nothing."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
        if moving := what_moves(app):
            return moving
    return ""


def what_moves(app: App[Any]) -> str:
    """What the app is still about; empty where it only waits for keys, scans and the time."""
    if not app._running or app._exit or app._exception is not None:
        return ""
    pumps: list[MessagePump] = [app, *app._registry]
    for pump in pumps:
        if _is_busy(pump):
            return f"{pump!r} is at work"
        for timer in pump._timers:
            if not timer._repeat and timer._repeat is not None and timer._interval <= SOON_S and _is_due(timer._task):
                return f"the timer {timer.name} of {pump!r} is to go off"
    for worker in app.workers:
        if worker.group != BESIDE and not worker.is_finished:
            return f"the question {worker.group} is not answered"
    if app.animator._animations or app.animator._scheduled:
        return "something slides"
    return _DRAWING if any(_is_to_be_drawn(each, app) for each in app.screen_stack) else ""


def _is_busy(pump: MessagePump) -> bool:
    """Whether it has messages to take, or is not through with the one that it has taken."""
    if not _is_due(pump._task):
        return False
    queue: Queue[Any] = pump._message_queue
    is_waiting = bool(queue.ready_event._waiters) and not queue.values and pump._pending_message is None
    return not is_waiting or bool(pump._next_callbacks)


def _is_due(task: asyncio.Task[Any] | None) -> bool:
    return task is not None and not task.done()


def _is_to_be_drawn(screen: Screen[Any], app: App[Any]) -> bool:
    if screen._callbacks:
        return True
    is_changed = screen._layout_required or screen._scroll_required or screen._repaint_required
    return screen is app.screen and (is_changed or screen._recompose_required or bool(screen._dirty_widgets))
