"""Driving the real app over the real station of the demo clinic, by raw key events and by waiting for conditions."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.pilot import Pilot

from tests.tui.resting import PATIENCE_S, at_rest
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.hardware.keystrokes import key_of
from tracker.hardware.scan import PULL_S
from tracker.station import Station, open_station
from tracker.tui.app import TrackerApp
from tracker.tui.widgets.banner import VerdictBanner

SIZE = (80, 24)
EXAM_2 = "]C0L0010239\r"
GS = "\x1d"


async def wait_for(pilot: Pilot[Any], condition: Callable[[], bool], description: str) -> None:
    """Until ``condition`` has come true, and what was on its way then has come: a dialog has its fields and the keyboard, a
    list its chosen line, and all is drawn. Fails with ``description`` after :data:`PATIENCE_S`."""
    until = monotonic() + PATIENCE_S
    while not condition():
        if monotonic() > until:
            raise AssertionError(f"never came true: {description}; the screen:\n{screen_text(pilot.app)}")
        await asyncio.sleep(0.01)
    await at_rest(pilot.app)


def post_keys(app: App[None], text: str, *, is_kitty: bool = False, read_s: float | None = None) -> None:
    """Raw key events as the terminal's thread posts them, without waiting for the app between them.

    All were in one read of the terminal, and bear its time (``read_s``, on Textual's clock; None is now): a test that is put
    to sleep in here makes no gap in the scan.
    """
    keys = []
    for character in text:
        key = key_of(character, 0.0)
        if is_kitty and character.isupper():
            keys.append(events.Key("left_shift", None))
        is_mute = is_kitty and character < " " and character not in "\r\t"
        keys.append(events.Key(key.name, None if is_mute else character))
    for event in keys:
        event.time = keys[0].time if read_s is None else read_s
        app.post_message(event)


class Clinic:
    """A copy of the demo clinic, and the stations that were opened on it."""

    def __init__(self, template: Path, home: Path) -> None:
        shutil.copytree(template, home, dirs_exist_ok=True)
        self.home = home
        self.stations: list[Station] = []

    def open(self) -> Station:
        station = open_station(demo_settings(self.home), clock=DemoClock())
        self.stations.append(station)
        return station

    def app(self, theme: str = "dark") -> TrackerApp:
        return TrackerApp(self.open, theme=theme)

    @property
    def station(self) -> Station:
        return self.stations[-1]


async def ready(pilot: Pilot[Any], app: TrackerApp) -> None:
    """The station is open and its first lists are drawn."""
    await wait_for(pilot, lambda: app.link.station is not None, "the station is open")
    await wait_for(pilot, lambda: bool(app.bench.drawn.left), "the rooms are listed")


async def settled(pilot: Pilot[Any], app: TrackerApp, scanned: int) -> None:
    """So many scans have been answered, and the answer is on the screen."""
    await wait_for(
        pilot,
        lambda: (
            app.link.latest is not None
            and app.link.latest.counts.scanned >= scanned
            and app.link.latest.counts.waiting == 0
            and app.bench.is_settled
        ),
        f"{scanned} scans are answered",
    )
    await pilot.pause()


def banner(app: TrackerApp) -> str:
    """The banner as text."""
    return app.bench.query_one(VerdictBanner).render().plain


def screen_text(app: App[Any]) -> str:
    """The whole screen as the terminal would show it, without colour."""
    width, height = app.size
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip)[:width].rstrip(" ") for strip in rows[:height])


def shot(text: str) -> str:
    """``text`` as a scanner sends it that names Code 128 and ends in Enter."""
    return f"]C0{text}\r"


async def scan(app: TrackerApp, pilot: Pilot[Any], *texts: str) -> None:
    """Scans, one behind the other, each answered when this returns."""
    before = app.link.latest.counts.scanned if app.link.latest else 0
    for text in texts:
        await pilot.pause(PULL_S + 0.01)  # as far apart as triggers are pulled
        post_keys(app, text)
    await settled(pilot, app, before + len(texts))
