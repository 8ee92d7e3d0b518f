"""Recalls on the screen: found from the menu, pulled by scanning, signed, closed, given back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import EXAM_2, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code
from tracker.demo.clinic import demo_settings
from tracker.inventory.recall_cases import open_case
from tracker.inventory.recall_facts import case_named
from tracker.journal.pen import Pen
from tracker.labelling.finding import item_named
from tracker.people.staff import enrol
from tracker.station.opening import open_pen
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.menu import MenuDialog
from tracker.tui.widgets.choices import Choices

TEST_KIT = "I00017652"
"""Stands in few rooms of the demo clinic."""
PULL, RETURN, DONE, YES = (
    shot(command_code(each)) for each in (Command.PULL, Command.RETURN, Command.DONE, Command.YES)
)


def recalled(home: Path) -> None:
    store, journal = open_pen(demo_settings(home))
    try:
        with store.writing() as connection:
            item, _ = item_named(connection, TEST_KIT)
            pen = Pen(journal, "2026-11-16T07:00:00.000Z", BADGE)
            enrol(connection, pen, BADGE, "R. Okafor")
            open_case(connection, pen, item, "ST119", "false negatives")
    finally:
        store.close()


BADGE = badge_code(4711)


@pytest.fixture
def clinic(demo: Clinic) -> Clinic:
    recalled(demo.home)
    return demo


async def from_the_menu(app: TrackerApp, pilot: Pilot[Any], name: str) -> None:
    await pilot.press("f8")
    await wait_for(pilot, lambda: isinstance(app.screen, MenuDialog), "the menu is open")
    offers = [each.name for each in app.bench.possible()]
    app.screen.query_one(Choices).highlighted = offers.index(name)
    await pilot.press("enter")


async def test_a_recall_goes_from_the_menu_to_its_closing(clinic: Clinic) -> None:
    app = clinic.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        await from_the_menu(app, pilot, "view: recalls")
        await wait_for(pilot, lambda: "R2026-001" in screen_text(app), "the recall is listed")
        assert "false negatives" in screen_text(app)
        await wait_for(pilot, lambda: app.bench.focused is not None, "the list has the keyboard")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "pull it" in screen_text(app), "what can be done is offered")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: app.link.desk.recall == "R2026-001", "PULL is open for it")
        await scan(app, pilot, shot(BADGE))
        for room in await rooms(app, pilot):
            await scan(app, pilot, shot(room), DONE, YES)
            assert "SIGNED" in banner(app)
        await from_the_menu(app, pilot, "view: recalls")
        await wait_for(pilot, lambda: "close it" in screen_text(app), "every room has signed")
        await wait_for(
            pilot,
            lambda: "not found, signed by" in screen_text(app),
            "what a room's signer did not find stands beside his name",
        )
        await pilot.press("enter")
        await wait_for(pilot, lambda: "its lots stay held back" in screen_text(app), "closing is offered")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "closed" in screen_text(app), "it is closed")
    store, _ = open_pen(demo_settings(clinic.home))
    with store.reading() as connection:
        assert case_named(connection, "R2026-001").closed_by == BADGE
    store.close()


async def rooms(app: TrackerApp, pilot: Pilot[Any]) -> list[str]:
    found: list[str] = []
    app.link.ask(
        lambda reader: [room.code for each in reader.recalls() for room in each.unsigned], found.extend, "rooms"
    )
    await wait_for(pilot, lambda: bool(found), "the rooms are known")
    return found


async def test_the_pull_list_begins_with_the_room_in_hand_and_return_shows_what_was_pulled(clinic: Clinic) -> None:
    app = clinic.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, PULL, EXAM_2)
        first = next(row for row in screen_text(app).splitlines() if "R2026-001" in row)
        assert "Exam 2" in first
        assert "here" in first
        assert "PULL  from Exam 2" in screen_text(app)
        await scan(app, pilot, RETURN)
        assert "Quarantine is empty" in screen_text(app)


async def test_what_no_recall_asks_for_is_listed_and_pulled_from_there(clinic: Clinic) -> None:
    app = clinic.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        await from_the_menu(app, pilot, "view: recalls")
        await wait_for(pilot, lambda: "none open" in screen_text(app), "it is listed")
        await wait_for(pilot, lambda: app.bench.focused is not None, "the list has the keyboard")
        await pilot.press("down")
        await wait_for(pilot, lambda: "no recall asks for it" in screen_text(app), "it is explained")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "pull it" in screen_text(app), "what can be done is offered")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "PULL  from which room?" in screen_text(app), "PULL is open")
        await wait_for(pilot, lambda: "none open" in screen_text(app), "and lists it, too")
