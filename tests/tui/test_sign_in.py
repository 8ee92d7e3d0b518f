"""Signing in on the screen: nothing is shown to nobody, a PIN is typed unseen and is no scan, and a left station locks."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from tests.tui.at_the_gate import CMA, LEAD, PINS, asking, at_the_gate, badge, signed_in, typed
from tests.tui.driving import EXAM_2, SIZE, Clinic, post_keys, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.demo.clinic import demo_settings
from tracker.hardware.wedge_rules import GAP_S
from tracker.station import open_station
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.menu import MenuDialog
from tracker.tui.screens.sign_in import SignInScreen

__all__ = ["asking"]


async def test_nothing_is_shown_until_a_pin_was_typed_and_then_the_name_stands_on_top(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        assert "Exam 2" not in screen_text(app)
        await badge(pilot, app, CMA, "CMA 07")
        await typed(pilot, "111222333")
        await wait_for(pilot, lambda: "not the PIN of CMA 07. 4 more tries" in screen_text(app), "it was wrong")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "the bench is back")
        await wait_for(pilot, lambda: "Exam 2" in screen_text(app), "the rooms are shown")
        assert "CMA 07" in screen_text(app).splitlines()[0]


async def test_a_pin_is_shown_as_dots_and_is_no_scan(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        before = asking.station.counts.scanned
        await pilot.pause(0.3)
        for each in "48a2":
            await pilot.press(each)
            await pilot.pause(2 * GAP_S)
        assert app.screen.query_one(Input).value == "482"
        assert "•••" in screen_text(app)
        assert "482" not in screen_text(app)
        assert asking.station.counts.scanned == before


async def test_a_burst_of_keys_is_no_pin_and_what_it_said_is_kept_nowhere(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        await pilot.pause(0.3)
        post_keys(app, "73015826\r")
        await wait_for(pilot, lambda: "came in one burst" in screen_text(app), "it is refused aloud")
        await wait_for(pilot, lambda: asking.station.counts.waiting == 0, "it is recorded")
        with asking.station.read() as reader:
            rows = reader.connection.exec_driver_sql("SELECT * FROM scan ORDER BY at").all()
        assert "73015826" not in repr(rows)
        assert app.screen is not app.bench


@pytest.mark.parametrize("digits", ["482913", "4829137"])
async def test_a_pin_that_a_machine_typed_is_not_taken_though_no_enter_ended_it(asking: Clinic, digits: str) -> None:
    """A barcode of six digits, a scanner that sends no Enter; and then somebody presses it."""
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        await pilot.pause(0.3)
        post_keys(app, digits)
        await wait_for(pilot, lambda: "came in one burst" in screen_text(app), "it is refused aloud")
        assert app.screen.query_one(Input).value == ""
        await pilot.pause(0.1)
        await pilot.press("enter")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "typed by hand it is taken")


async def test_a_pin_is_not_pasted(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        app.post_message(events.Paste("482913"))
        await wait_for(pilot, lambda: "came in one burst" in screen_text(app), "it is refused aloud")
        assert app.screen.query_one(Input).value == ""


async def test_another_badge_takes_the_screen_away_at_once_and_the_work_comes_back(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        await pilot.pause(0.3)
        post_keys(app, EXAM_2)
        await wait_for(pilot, lambda: "ROOM OPEN" in screen_text(app), "a room is open")
        await badge(pilot, app, LEAD, "lead 01")
        assert "Exam 2" not in screen_text(app)
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "TODAY" in screen_text(app), "the lead's own desk")
        await signed_in(pilot, app, CMA, "CMA 07")
        assert "RESTOCK  Exam 2" in screen_text(app)
        assert "as you left it" in screen_text(app)


async def test_a_station_that_is_left_locks_and_covers_dialogs_too(asking: Clinic) -> None:
    app = asking.app()
    now = 1000.0
    app.elapsed_s = lambda: now
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        await pilot.press("f8")
        await wait_for(pilot, lambda: isinstance(app.screen, MenuDialog), "the menu is open")
        now += 299
        app.look()
        assert isinstance(app.screen, MenuDialog)
        now += 2
        app.look()
        assert isinstance(app.screen, SignInScreen)
        await wait_for(pilot, lambda: "LOCKED   CMA 07" in screen_text(app), "it says why")
        assert len(app.screen_stack) == 2
        await pilot.press("ctrl+p")
        await pilot.pause(0.1)
        assert isinstance(app.screen, SignInScreen)
        assert asking.station.desk.session is None


async def test_ctrl_l_and_the_barcode_sign_out(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: "SIGNED OUT   CMA 07" in screen_text(app), "signed out")
        post_keys(app, EXAM_2)
        await wait_for(pilot, lambda: "SIGN IN FIRST" in screen_text(app), "nothing goes without a session")


async def test_a_pin_typed_where_a_name_belongs_does_not_stand_there(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await pilot.pause(0.3)
        for each in "4829":
            await pilot.press(each)
            await pilot.pause(2 * GAP_S)
        await wait_for(pilot, lambda: "Scan your badge first" in screen_text(app), "it says what comes first")
        assert "482" not in screen_text(app)


async def test_a_pin_on_a_barcode_is_recorded_by_its_length_alone_whatever_it_names_itself(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        await pilot.pause(0.3)
        before = asking.station.counts.scanned
        post_keys(app, shot("73015826"))
        await wait_for(pilot, lambda: "came in one burst" in screen_text(app), "it is refused aloud")
        await wait_for(pilot, lambda: asking.station.counts.scanned > before, "it is handed on")
        await wait_for(pilot, lambda: asking.station.counts.waiting == 0, "it is recorded")
        with asking.station.read() as reader:
            kept = [reader.connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal")]
        assert "73015826" not in repr(kept)
        assert "It came while a PIN was asked for: 8 digits" in repr(kept)
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "typed by hand it is taken")


async def test_nobody_ends_the_program_behind_which_a_terminal_lies(asking: Clinic) -> None:
    """Neither before somebody has signed in nor while the screen is locked; who is signed in does."""
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: "ended by somebody who is signed in" in screen_text(app), "it is said")
        await signed_in(pilot, app, CMA, "CMA 07")
        app.lock()
        await at_the_gate(pilot, app)
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: "ended by somebody who is signed in" in screen_text(app), "it is said")
        await signed_in(pilot, app, CMA, "CMA 07")
        assert app.is_running
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: app.return_code == 0, "it ends")


async def test_at_a_desk_of_ones_own_the_program_ends_at_the_gate_too(asking: Clinic) -> None:
    settings = demo_settings(asking.home).model_copy(update={"quit_at_gate": True})
    app = TrackerApp(lambda: open_station(settings, sources=()))
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: app.return_code == 0, "it ends")
