"""A question stays on the screen until it is answered, and a code that is unknown can be explained."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.driving import (
    EXAM_2,
    SIZE,
    Clinic,
    banner,
    post_keys,
    ready,
    scan,
    screen_text,
    settled,
    shot,
    wait_for,
)
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code
from tracker.errors import StoreError
from tracker.hardware.scan import PULL_S, Quality, Scan
from tracker.tui.app import TrackerApp
from tracker.tui.panes.parked import ParkedPane
from tracker.tui.widgets.banner import VerdictBanner


async def test_an_unknown_code_can_be_bound_by_searching_its_item(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
        assert " F2 bind F3 no F4 new " in screen_text(app).split("\n")[-1]
        assert " F7 park " in screen_text(app).split("\n")[-1]
        await pilot.press("f2")
        await wait_for(pilot, lambda: bool(app.screen.query(Input)), "the search is open")
        app.screen.query_one(Input).value = "Urine cup 120 mL"
        await wait_for(pilot, lambda: app.screen.query_one(OptionList).option_count > 0, "something is found")
        await wait_for(
            pilot, lambda: not app.screen.query_one(OptionList).get_option_at_index(0).disabled, "it can be chosen"
        )
        await pilot.press("enter")
        await settled(pilot, app, 4)
        assert app.link.latest is not None
        assert app.link.latest.is_posted
        await scan(app, pilot, shot("VENDOR 4711"))
        assert "Urine cup 120 mL" in banner(app)
        assert "UNKNOWN" not in banner(app)


async def test_a_parked_code_waits_in_its_list_and_is_taken_up_again(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"), shot(command_code(Command.PARK)))
        await pilot.press("f7")
        codes = app.bench.query_one(ParkedPane).query_one(OptionList)
        await wait_for(pilot, lambda: codes.option_count == 1 and app.bench.is_settled, "the code is listed")
        assert "VENDOR 4711" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot, app, 4)
        assert "? UNKNOWN CODE" in banner(app)


async def test_what_came_in_beside_a_question_is_cut_once_where_the_border_ends(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        shown = app.bench.query_one(VerdictBanner)
        shown.show(shown.verdict, beside=f"first pack not finished  {'Saline flush 10 mL, prefilled ' * 4}")
        await wait_for(pilot, lambda: "first pack not finished" in screen_text(app), "it stands in the border")
        border = next(row for row in screen_text(app).splitlines() if "first pack not finished" in row)
        assert border.count("…") == 1
        assert border.endswith("…  ─╯")


async def asked(app: TrackerApp, pilot: Pilot[Any], demo: Clinic) -> str:
    """Exam 2 asks about an item that it has no par level for; the banner's lines."""
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
    return banner(app)


@pytest.mark.parametrize("other", ["badge", "garbled", "damaged"])
async def test_a_question_stays_on_the_screen_whatever_else_is_scanned(demo: Clinic, other: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        before = await asked(app, pilot, demo)
        station = app.link.station
        assert station is not None
        if other == "garbled":
            station.submit(Scan("4", source="serial:x", at=station.now(), quality=Quality.GARBLED))
        else:
            await pilot.pause(PULL_S + 0.01)
            post_keys(app, shot(badge_code(7) if other == "badge" else "L0010238"))
        await settled(pilot, app, 3)
        assert banner(app) == before
        said = "signed on" if other == "badge" else "one scan could not be read: again, or F8 'scan: type a code'"
        assert said in "\n".join(screen_text(app).split("\n")[1:7])


async def test_yes_by_key_waits_until_the_question_is_what_the_screen_shows(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked(app, pilot, demo)
        app.bench.troubled(StoreError("The disk is full.", hint="Free some space.", code="store_full"))
        app.bench.action_command("yes")
        await pilot.pause(0.2)
        assert demo.station.counts.scanned == 2
