"""What a screen shows, read as lines of text."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import (
    Clinic,
    screen_text,
    wait_for,
)
from tracker.tui.app import TrackerApp


def code_of(demo: Clinic, name: str) -> str:
    found = demo.station.ask(lambda reader: reader.search(name, 20))
    return next(item.code for item in found if item.name == name)


async def shows(app: TrackerApp, pilot: Pilot[Any], words: str) -> None:
    await wait_for(pilot, lambda: words in screen_text(app), f"the screen shows {words}")


def lines_with(app: TrackerApp, words: str) -> list[str]:
    return [line for line in screen_text(app).split("\n") if words in line]
