"""Steps at the buyer's desk, for tests."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import ready, screen_text, wait_for
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.deeds import DeedsDialog
from tracker.tui.panes.reorder import ReorderPane


def pane(app: TrackerApp) -> ReorderPane:
    return next(iter(app.bench.query("#reorder").results(ReorderPane)))


async def shown(pilot: Pilot[Any], app: TrackerApp) -> None:
    """The buyer's screen, from the first one by its key."""
    await ready(pilot, app)
    await pilot.press("f4")
    await wait_for(pilot, lambda: app.bench.view == "reorder" and "as of" in app.bench.drawn.left, "it is reckoned")
    await wait_for(pilot, lambda: pane(app).chosen is not None, "a line is under the hand")


async def made(pilot: Pilot[Any], app: TrackerApp) -> None:
    await pilot.press("f6")
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "it is asked")
    await pilot.press("down", "enter")
    await wait_for(pilot, lambda: app.bench.view == "orders" and "○" in screen_text(app), "the drafts are listed")


async def done_with(pilot: Pilot[Any], app: TrackerApp, words: str) -> None:
    """Choose a deed for the order under the hand, by its words."""
    await pilot.press("enter")
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "the deeds are offered")
    rows = screen_text(app).split("\n")
    first = next(place for place, each in enumerate(rows) if "leave it" in each)
    there = next(place for place, each in enumerate(rows) if words in each)
    await pilot.press(*["down"] * (there - first), "enter")
