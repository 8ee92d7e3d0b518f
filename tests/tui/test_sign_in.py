"""Signing in on the screen: nothing is shown to nobody, a PIN is typed unseen and is no scan, and a left station locks."""

from __future__ import annotations

import json
import re
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.people.asking import begin
from tests.tui.driving import EXAM_2, SIZE, Clinic, post_keys, screen_text, shot, wait_for
from tests.tui.resting import PATIENCE_S, driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code
from tracker.demo.clinic import demo_settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.hardware.wedge_rules import GAP_S
from tracker.journal.pen import Pen
from tracker.people.access import Role
from tracker.people.credentials import reset, with_code
from tracker.people.hashing import Hasher
from tracker.station import Station, open_station
from tracker.station.opening import open_pen, open_store
from tracker.station.pepper import made_pepper
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.menu import MenuDialog
from tracker.tui.dialogs.sign import SignDialog
from tracker.tui.screens.sign_in import SignInScreen

CMA, LEAD = "B0000000723", "B0000000141"
PINS = {CMA: "482913", LEAD: "739158"}
AT = "2026-11-16T07:00:00.000Z"


@pytest.fixture
def asking(demo: Clinic) -> Clinic:
    """The demo clinic, whose CMA 07 and lead 01 have PINs."""
    begin(demo_settings(demo.home), {CMA: Role.ASSISTANT, LEAD: Role.LEAD}, PINS)
    return demo


async def typed(pilot: Pilot[Any], text: str) -> None:
    """By a hand, key for key."""
    await pilot.pause(0.3)
    for each in (*text, "enter"):
        await pilot.press(each)
        await pilot.pause(2 * GAP_S)


async def at_the_gate(pilot: Pilot[Any], app: TrackerApp) -> None:
    await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen), "the sign-in screen stands")
    await wait_for(pilot, lambda: "Scan your badge." in screen_text(app), "it asks for a badge")


async def badge(pilot: Pilot[Any], app: TrackerApp, code: str, name: str) -> None:
    await pilot.pause(0.3)
    post_keys(app, shot(code))
    await wait_for(pilot, lambda: name in screen_text(app) and "Type your PIN" in screen_text(app), "the PIN is asked")


async def signed_in(pilot: Pilot[Any], app: TrackerApp, code: str, name: str) -> None:
    await badge(pilot, app, code, name)
    await typed(pilot, PINS[code])
    await wait_for(pilot, lambda: app.screen is app.bench and "SIGNED IN" in screen_text(app), f"{name} is signed in")


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


async def test_a_one_time_code_has_its_owner_choose(asking: Clinic) -> None:
    settings = demo_settings(asking.home)
    store, journal = open_pen(settings)
    code, verifier = with_code(Hasher(made_pepper(store, settings)), CMA)
    with store.writing() as connection:
        reset(connection, Pen(journal, "2999-01-01T00:00:00.000Z", LEAD), CMA, verifier)
    store.close()
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        await typed(pilot, code.as_bytes.decode())
        await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "he is to choose")
        await typed(pilot, "123456")
        await wait_for(pilot, lambda: "stranger would try" in screen_text(app), "too easy")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
        await typed(pilot, "880215")
        await wait_for(pilot, lambda: "not the same" in screen_text(app), "a slip is told")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: app.screen is app.bench, "signed in")
        with asking.station.read() as reader:
            bodies = reader.connection.exec_driver_sql("SELECT body FROM journal").scalars()
            kinds = [json.loads(body)["kind"] for body in bodies]
        assert kinds[-2:] == ["staff.proof_set", "staff.signed_in"]


async def test_whoever_comes_after_a_one_time_code_was_typed_and_left_chooses_nobodys_pin(asking: Clinic) -> None:
    settings = demo_settings(asking.home)
    store, journal = open_pen(settings)
    code, verifier = with_code(Hasher(made_pepper(store, settings)), CMA)
    with store.writing() as connection:
        reset(connection, Pen(journal, "2999-01-01T00:00:00.000Z", LEAD), CMA, verifier)
    store.close()
    app = asking.app()
    now = 1000.0
    app.elapsed_s = lambda: now
    async with app.run_test(size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        for last in ("", "880214"):
            await badge(pilot, app, CMA, "CMA 07")
            now += 85  # he looks for the note with the code
            await typed(pilot, code.as_bytes.decode())
            await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "he is to choose")
            if last:
                await typed(pilot, last)
                await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
            now += 85
            await pilot.press("8")
            now += 85
            app.look()
            assert "Scan your badge." not in screen_text(app), "a key keeps it up"
            asking.station.submit(Scan("L0010239", "]C0", "serial:a"))
            await wait_for(pilot, lambda: "SIGN IN FIRST" in screen_text(app), "it is refused")
            now += 10
            app.look()
            await at_the_gate(pilot, app)
            assert "Nobody has typed for a while" in screen_text(app)
        await badge(pilot, app, CMA, "CMA 07")
        await typed(pilot, code.as_bytes.decode())
        await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "the code is good")


async def test_a_signature_that_was_given_does_not_wait_for_a_witness_behind_the_lock(asking: Clinic) -> None:
    store = open_store(demo_settings(asking.home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET is_controlled = 1 WHERE code = 'I00010183'")
    store.close()
    app = asking.app()
    now = 1000.0
    app.elapsed_s = lambda: now
    async with app.run_test(size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183", CMA):
            await pilot.pause(0.3)
            post_keys(app, shot(code))
        await wait_for(pilot, lambda: "CMA 07: type your PIN" in screen_text(app), "the PIN is asked")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "A second person scans a badge" in screen_text(app), "a witness is asked for")
        now += 301
        app.look()
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        assert asking.station.desk.unsigned is None
        assert app.screen is app.bench
        assert asking.station.counts.posted == 0


async def test_what_takes_signatures_is_done_once_both_have_typed_their_pins(asking: Clinic) -> None:
    store = open_store(demo_settings(asking.home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET is_controlled = 1 WHERE code = 'I00010183'")
    store.close()
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183"):
            await pilot.pause(0.3)
            post_keys(app, shot(code))
        await wait_for(pilot, lambda: isinstance(app.screen, SignDialog), "it is to be signed")
        await wait_for(pilot, lambda: "Scan your badge" in screen_text(app), "its first signature takes the badge")
        await pilot.pause(0.3)
        post_keys(app, shot(CMA))
        await wait_for(pilot, lambda: "CMA 07: type your PIN" in screen_text(app), "the PIN is asked")
        await typed(pilot, "111222333")
        await wait_for(pilot, lambda: "not the PIN of CMA 07" in screen_text(app), "it was wrong")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "A second person scans a badge" in screen_text(app), "a witness is asked for")
        await pilot.pause(0.3)
        post_keys(app, shot(LEAD))
        await wait_for(pilot, lambda: "lead 01: type your PIN" in screen_text(app), "the witness's PIN is asked")
        assert asking.station.counts.posted == 0
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "ACCEPTED   −1" in screen_text(app), "it is done")
        assert app.screen is app.bench
        assert asking.station.counts.posted == 1
        assert "CMA 07" in screen_text(app).splitlines()[0]


async def test_esc_leaves_what_was_to_be_signed(asking: Clinic) -> None:
    store = open_store(demo_settings(asking.home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET is_controlled = 1 WHERE code = 'I00010183'")
    store.close()
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183"):
            await pilot.pause(0.3)
            post_keys(app, shot(code))
        await wait_for(pilot, lambda: isinstance(app.screen, SignDialog), "it is to be signed")
        await pilot.press("escape")
        await wait_for(pilot, lambda: "NOT SIGNED" in screen_text(app), "nothing was done")
        assert app.screen is app.bench


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


async def test_a_lead_lets_somebody_in_and_sees_no_pin(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        app.bench.action_people()
        await wait_for(pilot, lambda: "Who cannot get in?" in screen_text(app), "all who work here are listed")
        assert "no PIN yet" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "one-time code" in screen_text(app), "what can be done")
        await pilot.press("down", "down", "enter")
        await wait_for(pilot, lambda: "It is not shown again" in screen_text(app), "the code is shown once")
        assert re.search(r"\b\d{4} \d{4}\b", screen_text(app)) is not None


async def test_whoever_is_no_lead_lets_nobody_in(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        with pytest.raises(Refusal, match="may not give out badges"):
            asking.station.signing.reset(LEAD)


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
