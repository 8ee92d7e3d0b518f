"""The first screen asks who is there before the records are open."""

from __future__ import annotations

from threading import Event

from textual.widgets import Input

from tests.tui.at_the_gate import CMA, PINS, asking, at_the_gate, badge, typed
from tests.tui.driving import SIZE, Clinic, post_keys, screen_text, shot, wait_for
from tests.tui.resting import PATIENCE_S, driven
from tracker.barcodes.house import badge_code
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.screens.sign_in import SignInScreen

__all__ = ["asking"]


async def test_the_first_screen_asks_who_is_there_before_the_records_are_open(asking: Clinic) -> None:
    may_open = Event()

    def opened() -> Station:
        assert may_open.wait(PATIENCE_S)
        return asking.open()

    app = TrackerApp(opened, is_shut=True)
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        assert app.link.station is None
        post_keys(app, shot(CMA))
        await wait_for(pilot, lambda: "Your badge was read." in screen_text(app), "it is said at once")
        await typed(pilot, PINS[CMA][:4])
        may_open.set()
        await wait_for(pilot, lambda: "CMA 07" in screen_text(app), "a badge scanned meanwhile counts")
        assert app.screen.query_one(Input).value == "", "what was typed before it was asked for is no part of a PIN"
        await wait_for(pilot, lambda: "Northgate clinic" in screen_text(app), "the clinic is named")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "signed in")


async def test_the_bench_comes_behind_the_first_question_and_takes_nothing_from_it(asking: Clinic) -> None:
    app = TrackerApp(asking.open, is_shut=True)
    async with driven(app, size=SIZE) as pilot:
        gate = app.screen
        assert isinstance(gate, SignInScreen), "nothing stands before it"
        await wait_for(pilot, lambda: gate.query("Input").first().has_focus, "a name can be typed")
        await pilot.press(*"CMA")
        await wait_for(pilot, lambda: app.link.station is not None, "the records are open")
        assert app.screen_stack == [app.bench, gate]
        assert gate.query_one(Input).has_focus
        await pilot.press(*" 07")
        await wait_for(pilot, lambda: gate.query_one(Input).value == "CMA 07", "it is typed on where it was begun")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Type your PIN" in screen_text(app), "he is known by his name")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "signed in")


async def test_a_badge_that_is_nobodys_is_refused_once_the_records_are_open_and_another_is_asked_for(
    asking: Clinic,
) -> None:
    may_open = Event()

    def opened() -> Station:
        assert may_open.wait(PATIENCE_S)
        return asking.open()

    app = TrackerApp(opened, is_shut=True)
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        post_keys(app, shot(badge_code(4711)))
        await wait_for(pilot, lambda: "Your badge was read." in screen_text(app), "it is said at once")
        may_open.set()
        await wait_for(
            pilot, lambda: "✖" in screen_text(app) and "Scan your badge." in screen_text(app), "it is refused"
        )
        await badge(pilot, app, CMA, "CMA 07")


async def test_a_clinic_of_badges_alone_takes_that_screen_away(demo: Clinic) -> None:
    app = TrackerApp(demo.open, is_shut=True)
    async with driven(app, size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen is app.bench and app.link.station is not None, "nothing is asked")
