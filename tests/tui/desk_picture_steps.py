"""The same for the lead's desk: ordering, counts and recalls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import screen_text, wait_for
from tests.tui.picture_steps import SYRINGE, Steps, pressing, scan, shot
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import demo_settings
from tracker.tui.app import TrackerApp


async def reckoned(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await wait_for(
        pilot, lambda: re.search(r"order \d+ item", screen_text(app)) is not None, "it is reckoned what to order"
    )


async def buying(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """What to order, in a clinic with a past."""
    app.bench.action_view("reorder")
    await wait_for(pilot, lambda: "as of" in app.bench.drawn.left, "it is reckoned")
    await pilot.pause(0.2)


def then_pressing(before: Steps, *keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await before(app, pilot)
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.6)

    return steps


DRAWER, FLUSH = "L0106366", "I00016003"
"""A medicine drawer of seven lines, and one of them."""
BOOKED = {"I00015421": 6, "I00015518": 6, "I00015615": 4, "I00015712": 4, "I00015809": 4, "I00015906": 3}


def many(number: int) -> str:
    return shot(command_code(Command.QUANTITY, number))


def counting(*said: tuple[str, int], then: tuple[str, ...] = ()) -> Steps:
    """Somebody counts the drawer, blind: these items, and then keys."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, shot("B0000000723"))
        station = app.link.station
        assert station is not None
        drawer = station.ask(lambda reader: reader.place(DRAWER))
        assert drawer is not None
        station.counting.open((drawer.id,), "")
        await scan(app, pilot, shot(command_code(Command.COUNT)), shot(DRAWER))
        for item, number in said:
            await scan(app, pilot, shot(item), many(number))
        await pressing(*then)(app, pilot)
        await pilot.pause(0.5)

    return steps


def among_counts(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await counting(("I00015421", 6))(app, pilot)
        app.bench.action_view("counts")
        await pilot.pause(0.5)
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.5)

    return steps


ALL_BUT_FLUSH = (*BOOKED.items(), (FLUSH, 9), (FLUSH, 9))


def recalling(*more: str) -> Steps:
    """Two lots of the demo clinic recalled, and these scans."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        assert app.link.station is not None
        recall_two(app.link.station.database_path.parent)
        if more:
            await scan(app, pilot, *more)

    return steps


def recall_two(home: Path) -> None:
    from tracker.inventory.recall_cases import open_case
    from tracker.journal.pen import Pen
    from tracker.labelling.finding import item_named
    from tracker.station.opening import open_pen

    store, journal = open_pen(demo_settings(home))
    try:
        with store.writing() as connection:
            for code, lot, why in RECALLED:
                item, _ = item_named(connection, code)
                open_case(connection, Pen(journal, "2026-11-16T14:00:00.000Z", "B0000000820"), item, lot, why)
    finally:
        store.close()


RECALLED = (
    ("I00010474", "2K417", "Needle may separate from the hub"),
    ("I00016003", "SF215", "Particles in the flush; maker's letter of 12 November"),
)
BADGE_SHOT = shot("B0000000820")
SYRINGE_SHOT = shot(SYRINGE)


def recalls_seen(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await recalling()(app, pilot)
        app.bench.action_view("recalls")
        await wait_for(pilot, lambda: "open" in app.bench.drawn.left, "the recalls are read")
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.3)

    return steps
